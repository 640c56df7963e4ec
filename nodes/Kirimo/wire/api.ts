import type { IDataObject } from 'n8n-workflow';
import { apiError } from '../../shared/wire/errors';
import type { Caller } from '../../shared/run/operation';
import {
	exchange,
	trimmedUrl,
	type Answer,
	type Refusal,
	type Service,
} from '../../shared/wire/request';
import { numberIn } from '../../shared/values/kinds';

/** Kirimo's part of the wire: one script, the operation in its query. docs/contracts/kirimo.md §1 */
const service: Service = {
	name: 'Kirimo',
	credentialType: 'kirimoApi',
	baseUrl: ({ baseUrl }) => trimmedUrl(baseUrl),
	refusal,
};

const PATH = '/api.php';

/** A sender of callbacks waits for the outcome, and gives up before n8n's usual 30 seconds. */
const QUICK_MS = 8000;

export const kirimo = {
	async get(caller: Caller, action: string, query?: IDataObject): Promise<IDataObject> {
		const answer = await this.tryGet(caller, action, query);
		if (!answer.ok) throw apiError(caller, answer.failure);
		return answer.body;
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
	return typeof data === 'object' && data !== null && !Array.isArray(data)
		? (data as IDataObject)
		: {};
}

/** Whole rupiah; digits in text count, as PHP often gives them. docs/contracts/kirimo.md §2 */
export function rupiahIn(value: unknown): number | null {
	const number = numberIn(value);
	return number !== undefined && Number.isSafeInteger(number) ? number : null;
}

/** Only `status: "success"` below HTTP 400 is a success. docs/contracts/kirimo.md §2 */
function refusal(status: number, body: IDataObject): Refusal | undefined {
	if (status < 400 && body.status === 'success') return undefined;
	const { message } = body;
	const text = typeof message === 'string' && message !== '' ? message : undefined;
	return { text, advice: ADVICE[status] };
}

/** Kirimo has no codes of its own, and its texts are not documented. docs/contracts/kirimo.md §2 */
const ADVICE: Record<number, string> = {
	400: 'Correct what Kirimo names, and run the item again.',
	401: 'Check the API Key in the Kirimo credential.',
	403: 'Kirimo gives this code for two reasons: the IP address of this n8n is not on the whitelist in the Kirimo dashboard, or the limit of your package is used up.',
	404: 'Check the Order ID, and whether the payment was made with the same API key.',
};
