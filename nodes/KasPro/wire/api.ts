import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { apiError, type Failure } from '../../shared/wire/errors';
import { camelKeys } from '../../shared/run/items';
import type { Caller } from '../../shared/run/operation';
import {
	exchange,
	trimmedUrl,
	type Answer,
	type Exchange,
	type Refusal,
	type Service,
} from '../../shared/wire/request';
import { numberIn } from '../../shared/values/kinds';

/** Done, and accepted but still under way. docs/contracts/kaspro.md §3 */
const DONE = 0;
const PENDING = 1;

/** KasPro's part of the wire. docs/contracts/kaspro.md §2, §3 */
const service: Service = {
	name: 'KasPro',
	credentialType: 'kasProApi',
	baseUrl: ({ baseUrl }) => trimmedUrl(baseUrl),
	refusal,
	refreshesToken: true,
};

/** What an operation says about a request; method and safety come from how it is sent. */
export type Request = Pick<Exchange, 'path' | 'query' | 'body' | 'headers' | 'timeout'>;

export const kasPro = {
	/** Asks for something; the answer is the finished one. */
	async get(caller: Caller, request: Request): Promise<IDataObject> {
		const body = await kasPro.ask(caller, request);
		if (!isPending(body)) return body;
		throw apiError(caller, {
			outcome: 'refused',
			message: 'KasPro is still working on this request (code 1)',
			advice: 'Ask again later.',
			vendorCode: String(PENDING),
		});
	},

	/** Asks for something that may as well be under way. */
	async ask(caller: Caller, request: Request): Promise<IDataObject> {
		const answer = await exchange(caller, service, { ...request, method: 'GET', safe: true });
		if (!answer.ok) throw apiError(caller, answer.failure);
		return camelKeys(answer.body);
	},

	/** Moves money, changes an account or sends somebody a message: sent once, whatever becomes of the answer. */
	async tryOnce(
		caller: Caller,
		request: Request,
		method: IHttpRequestMethods = 'POST',
	): Promise<Answer> {
		const answer = await exchange(caller, service, { ...request, method, safe: false });
		if (answer.ok) return { ok: true, body: camelKeys(answer.body) };
		return isDoubtful(answer.failure) ? { ok: false, failure: unclear(answer.failure) } : answer;
	},
};

/**
 * A refusal that may be none, so that money may have moved: HTTP 200 without a result code, or a good code under an HTTP error. A failing
 * code, or HTTP 4xx without any, is a clear no.
 */
function isDoubtful({ outcome, vendorCode, httpCode = 0 }: Failure): boolean {
	if (outcome !== 'refused') return false;
	return vendorCode === undefined ? httpCode < 300 : isGood(Number(vendorCode));
}

function unclear(failure: Failure): Failure {
	const message = `KasPro's answer (HTTP ${failure.httpCode}) says neither yes nor no`;
	return { ...failure, outcome: 'unknown', message };
}

/** Code 1 means accepted and under way; whether it ends well is not known yet. */
export function isPending(body: IDataObject): boolean {
	return numberIn(body.code) === PENDING;
}

export function isDone(body: IDataObject): boolean {
	return numberIn(body.code) === DONE;
}

function isGood(code: number | undefined): boolean {
	return code === DONE || code === PENDING;
}

/**
 * Only the codes 0 and 1 are good, whatever the HTTP status; numbers and digits in text are the same. The gateway in front of the
 * API has a shape of its own: `{"error": "…"}`. docs/contracts/kaspro.md §2.4, §3
 */
function refusal(status: number, body: IDataObject): Refusal | undefined {
	// Not `camelKeys`, which renames `error`; only the stray blanks around keys are taken off.
	const { message, error, ...rest } = Object.fromEntries(
		Object.entries(body).map(([key, value]) => [key.trim(), value]),
	);
	const code = numberIn(rest.code);
	if (status < 400 && isGood(code)) return undefined;
	// For these the status says more about what to do than an unknown code or the gateway's text.
	const plain = [401, 403, 429].includes(status) || status >= 500;
	if (code === undefined) {
		if (typeof error === 'string')
			return { text: error, advice: plain ? undefined : GATEWAY_ADVICE };
		return { text: textIn(message) ?? 'its answer has no result code' };
	}
	const text = `${textIn(message) ?? 'no reason given'} (code ${code})`;
	return { text, code: String(code), advice: ADVICE[code] ?? (plain ? undefined : OTHER_ADVICE) };
}

function textIn(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

const GATEWAY_ADVICE =
	"KasPro's gateway refused the call before it reached the wallet. Check HMAC Key, HMAC Secret and Base URL in the KasPro credential, and the clock of this n8n.";
const OTHER_ADVICE =
	'KasPro does not publish the meaning of its codes. Ask your KasPro contact about this one.';

/** The number is a customer already. docs/contracts/kaspro.md §3 */
export const ALREADY_REGISTERED = 110001;

/** What to do about the codes that are known. docs/contracts/kaspro.md §3 */
const ADVICE: Record<number, string> = {
	[ALREADY_REGISTERED]:
		'This mobile number already is a KasPro customer. Look it up with Customer → Get.',
	110005: 'Check the mobile number; KasPro knows it as 08…. Its owner has to be a KasPro customer.',
};
