import type { IDataObject } from 'n8n-workflow';
import type { Caller } from '../../shared/wire/caller';
import type { Failure } from '../../shared/wire/errors';
import { gently, READS, WRITES } from '../../shared/wire/pace';
import { exchange, orThrow, trimmedUrl } from '../../shared/wire/request';
import type { Answer, Service, Verdict } from '../../shared/wire/service';
import { rowOr } from '../../shared/values/rows';

/** Kirimo's part of the wire: one script, the operation in its query. docs/contracts/kirimo.md §1 */
const service: Service = {
	name: 'Kirimo',
	credentialType: 'kirimoApi',
	baseUrl: ({ baseUrl }) => trimmedUrl(baseUrl),
	verdict,
	// Kirimo asks Duitku for the status, which shuts out for an hour who asks a lot. docs/contracts/duitku-callback.md §5
	tempo: ({ method, query }) => {
		if (method !== 'GET') return WRITES;
		return query?.action === 'status' ? gently('status') : READS;
	},
};

const PATH = '/api.php';

/** A sender of callbacks waits for the outcome, and gives up before n8n's usual 30 seconds. */
const QUICK_MS = 8000;

export const kirimo = {
	async get(caller: Caller, action: string, query?: IDataObject): Promise<IDataObject> {
		return orThrow(caller, await this.tryGet(caller, action, query));
	},

	async tryGet(caller: Caller, action: string, query?: IDataObject): Promise<Answer> {
		const request = { method: 'GET' as const, path: PATH, query: { action, ...query } };
		return await exchange(caller, service, { ...request, safe: true });
	},

	/** Asks once and does not try again, because somebody waits for the outcome. */
	async tryGetOnce(caller: Caller, action: string, query?: IDataObject): Promise<Answer> {
		const request = { method: 'GET' as const, path: PATH, query: { action, ...query } };
		return await exchange(caller, service, { ...request, safe: false, timeout: QUICK_MS });
	},

	/** Changes something: sent once, whatever becomes of the answer. */
	async tryPost(caller: Caller, action: string, body: IDataObject): Promise<Answer> {
		const request = { method: 'POST' as const, path: PATH, query: { action }, body };
		return await exchange(caller, service, { ...request, safe: false });
	},
};

/** What an answer is about; an answer without it leaves the output empty and gives a hint. */
export function dataOf({ data }: IDataObject): IDataObject {
	return rowOr(data);
}

/** `status: "success"` is a yes, `status: "error"` a no, as is any body without a yes from 400 on. docs/contracts/kirimo.md §2 */
function verdict(httpCode: number, { status, message, errors }: IDataObject): Verdict {
	if (status === 'success') return httpCode < 400 ? 'done' : 'unclear';
	if (httpCode < 400 && status !== 'error') return 'unclear';
	const text = [message, ...Object.values(rowOr(errors)).flat()].filter(isText).join(' ');
	return { text: text || undefined, advice: ADVICE[httpCode] };
}

/** Frameworks put the reason into a map of errors, beside a message that says nothing. */
function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}

/**
 * Whether Kirimo says that it has no such payment, or no such page of them; a small PHP service may do so with HTTP 200
 * (docs/contracts/kirimo.md §2). A key or an address that it does not have is another matter.
 */
export function isNoPayment({ httpCode, vendorText = '' }: Failure): boolean {
	return httpCode === 404 || (httpCode === 200 && NOT_FOUND.test(vendorText));
}

const NOT_FOUND =
	/\b(transaksi|transactions?|order\w*|pesanan|pembayaran|payments?|invoice|data|halaman|page)\b.*\b(tidak (di)?temukan|tidak ada|not found|(not|n't) exist)/i;

/** Kirimo has no codes of its own, and its texts are not documented. docs/contracts/kirimo.md §2 */
const ADVICE: Record<number, string> = {
	400: 'Correct what Kirimo names, and run the item again.',
	// A refusal that comes with a success may be of any kind.
	200: 'Do what Kirimo names. When it is about the key, check the API Key in the Kirimo credential.',
	401: 'Check the API Key in the Kirimo credential.',
	403: 'Kirimo gives this code for two reasons: the IP address of this n8n is not on the whitelist in the Kirimo dashboard, or the limit of your package is used up. If neither is so, check the API Key in the credential.',
	404: 'Check the Order ID, and whether the payment was made with the same API key.',
};
