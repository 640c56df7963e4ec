import { createHmac } from 'node:crypto';
import { accounts, type Sandbox } from '../../../sandbox/index.ts';

/**
 * What is read from vendors' answers: every field by its name, whichever answer it is in, as a value, a row or a list of rows. Which of
 * them an answer has is what the tests find out.
 */
export interface Json extends Array<Json> {
	access_token: string;
	amount: unknown;
	awb: unknown;
	balance: number;
	balanceAfter: unknown;
	callbackScheme: unknown;
	canceled_at: unknown;
	code: unknown;
	cost: unknown;
	costs: Json;
	created_at: unknown;
	credit_balance_after: unknown;
	customers: Json;
	cut_off_time: unknown;
	data: Json;
	datas: Json;
	date: Json;
	deliveries: Json;
	details: Json;
	driver: Json;
	error: string;
	finished_at: unknown;
	group: unknown;
	histories: Json;
	insurance: unknown;
	kasPro: Json;
	kiriminAja: Json;
	kirimo: Json;
	kjOrderId: unknown;
	libur: unknown;
	limit_used: number;
	live_tracking_url: unknown;
	message: string;
	metadata: Json;
	method: string;
	mobileNumber: unknown;
	name: unknown;
	orderId: unknown;
	origin: unknown;
	order_id: unknown;
	orders: Json;
	packages: Json;
	pay_time: unknown;
	payment: Json;
	payment_id: string;
	payment_status: unknown;
	payment_url: string;
	pickup_number: string;
	price: Json;
	qr_content: unknown;
	qr_url: string;
	reason: unknown;
	result: Json;
	results: Json;
	returned_at: unknown;
	routes: string[];
	service: unknown;
	service_type: unknown;
	settings: Json;
	shipped_at: unknown;
	shipping_cost: number;
	shipping_costs: number;
	status: unknown;
	statusCode: unknown;
	status_code: unknown;
	subdistrict_id: unknown;
	success: unknown;
	text: unknown;
	transactions: Json;
	url: string;
	walletTransactions: Json;
	/** KasPro's page has it with a blank at its end. */
	'responseId ': unknown;
}

/** What is sent, or changed in it. */
export type Fields = Record<string, unknown>;

export interface Answer {
	status: number;
	body: Json;
	text: string;
	headers: Headers;
}

interface Call {
	method?: string;
	body?: unknown;
	headers?: Record<string, string>;
}

/** A JSON call as any client would make it; the body of the answer is read at every status. */
export async function call(
	url: string,
	{ method, body, headers = {} }: Call = {},
): Promise<Answer> {
	const response = await fetch(url, {
		method: method ?? (body === undefined ? 'GET' : 'POST'),
		redirect: 'manual',
		headers: {
			connection: 'close',
			...(body === undefined || typeof body === 'string'
				? {}
				: { 'content-type': 'application/json' }),
			...headers,
		},
		body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await response.text();
	return { status: response.status, body: parsed(text) as Json, text, headers: response.headers };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

export const bearer = { authorization: `Bearer ${accounts.kiriminAja.apiKey}` };

export function kiriminAja(sandbox: Sandbox, path: string, body?: unknown): Promise<Answer> {
	return call(`${sandbox.url}/api/mitra/${path}`, { body, headers: bearer });
}

export function kirimo(sandbox: Sandbox, query: string, body?: unknown): Promise<Answer> {
	const headers = { 'x-api-key': accounts.kirimo.apiKey };
	return call(`${sandbox.url}/api.php?${query}`, { body, headers });
}

export function control(sandbox: Sandbox, path: string, body: unknown = {}): Promise<Answer> {
	return call(`${sandbox.url}/__sandbox/${path}`, { body });
}

type KasProPartner = typeof accounts.otherKasPro;

export async function kasProToken(
	sandbox: Sandbox,
	{ clientId, clientSecret }: KasProPartner = accounts.kasPro,
): Promise<string> {
	const { tokenPath } = accounts.kasPro;
	const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
	const answer = await call(`${sandbox.url}${tokenPath}`, {
		body: 'grant_type=client_credentials',
		headers: {
			authorization: `Basic ${basic}`,
			'content-type': 'application/x-www-form-urlencoded',
		},
	});
	return answer.body.access_token;
}

/** The headers of docs/contracts/kaspro.md §2, written here a second time to check the sandbox's reading. */
export function kasProHeaders(
	token: string,
	method: string,
	path: string,
	{ hmacKey, hmacSecret, origin }: KasProPartner = accounts.kasPro,
): Record<string, string> {
	const date = new Date().toUTCString();
	const text = `(request-target): ${method.toLowerCase()} ${path}\ndate: ${date}`;
	const signature = createHmac('sha256', hmacSecret).update(text).digest('base64');
	return {
		authorization: `Bearer ${token}`,
		'kaspro-signature': `Signature keyId="${hmacKey}",algorithm="hmac-sha256",headers="(request-target) date",signature="${encodeURIComponent(signature)}"`,
		date,
		origin,
		'partner-key': hmacKey,
	};
}

export async function kasPro(
	sandbox: Sandbox,
	path: string,
	body?: unknown,
	partner: KasProPartner = accounts.kasPro,
): Promise<Answer> {
	const method = body === undefined ? 'GET' : 'POST';
	const token = await kasProToken(sandbox, partner);
	const headers = kasProHeaders(token, method, path.split('?')[0] ?? '', partner);
	return call(`${sandbox.url}${path}`, { body, headers });
}

/** Waits for something that happens in the background, at most five seconds. */
export async function eventually<Value>(look: () => Value | undefined | false): Promise<Value> {
	const end = Date.now() + 5_000;
	for (;;) {
		const value = look();
		if (value) return value;
		if (Date.now() > end) throw new Error(`Did not happen within 5 seconds: ${look.toString()}`);
		await new Promise((resolve) => setImmediate(resolve));
	}
}
