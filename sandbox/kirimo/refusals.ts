import type { KirimoSettings } from './settings.ts';

/** Every answer of the API: docs/contracts/kirimo.md §2. */
export interface Answer {
	http: 200 | 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500;
	body: object;
}

/** Why Kirimo says no, with what its text needs to know. */
export type Refusal =
	| { kind: 'key' | 'address' | 'limit' | 'noOrder' | 'noPage' | 'tooMany' | 'duitku' }
	| { kind: 'request'; text: string }
	| { kind: 'repeated'; orderId: string };

/** The one place where a refusal becomes a status and a body. */
export function refused(settings: KirimoSettings, refusal: Refusal): Answer {
	const { http, body } = plain(settings, refusal);
	return { http: settings.errorStyle === 'http200' ? 200 : http, body };
}

function plain(settings: KirimoSettings, refusal: Refusal): Answer {
	const { badKey, language } = settings;
	const texts = language === 'english' ? ENGLISH : INDONESIAN;
	switch (refusal.kind) {
		case 'request':
			return says(400, refusal.text);
		case 'repeated':
			return repeated(settings, refusal.orderId, texts.repeated);
		case 'key':
			return says(({ 401: 401, 403: 403, 200: 200 } as const)[badKey], texts.key);
		case 'noOrder':
			return noOrder(settings, texts.noOrder);
		default:
			return says(HTTP[refusal.kind], texts[refusal.kind]);
	}
}

function noOrder({ notFound }: KirimoSettings, text: string): Answer {
	switch (notFound) {
		case '404':
			return says(404, text);
		case 'http200':
			return says(200, text);
		case 'noData':
			return { http: 200, body: { status: 'success', data: null } };
		case 'emptyList':
			return { http: 200, body: { status: 'success', data: [] } };
	}
}

function repeated({ repeatedOrderId }: KirimoSettings, orderId: string, text: string): Answer {
	switch (repeatedOrderId) {
		case 'named':
			return says(400, `Pesanan ${orderId} telah terpakai.`);
		case 'unnamed':
			return says(409, 'Data telah ada.');
		case 'map': {
			const errors = { order_id: ['The order id has already been taken.'] };
			const body = { status: 'error', message: 'The given data was invalid.', errors };
			return { http: 422, body };
		}
		case 'crash':
			return says(500, `SQLSTATE[23000]: Duplicate entry '${orderId}' for key 'order_id'`);
		default:
			return says(400, text);
	}
}

function says(http: Answer['http'], message: string): Answer {
	return { http, body: { status: 'error', message } };
}

const HTTP = { address: 403, limit: 403, noPage: 404, tooMany: 429, duitku: 500 } as const;

/** All of them invented. */
const INDONESIAN = {
	key: 'API key tidak valid.',
	address: 'IP tidak ada di whitelist.',
	limit: 'Limit transaksi paket Anda sudah habis.',
	noOrder: 'Transaksi tidak ditemukan.',
	noPage: 'Halaman tidak ditemukan.',
	tooMany: 'Terlalu banyak permintaan.',
	duitku: 'Gagal menghubungi Duitku.',
	repeated: 'order_id sudah digunakan.',
};

const ENGLISH: typeof INDONESIAN = {
	key: 'Invalid API key.',
	address: 'IP address not allowed.',
	limit: 'Package limit reached.',
	noOrder: 'Transaction not found.',
	noPage: 'Page not found.',
	tooMany: 'Too many requests.',
	duitku: 'Could not reach Duitku.',
	repeated: 'order_id already exists.',
};
