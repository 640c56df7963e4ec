import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import type { Failure } from './errors';
import type { Caller, Context } from '../run/operation';

/** A service's own part of the wire; everything else about a request is the same for all of them. */
export interface Service {
	/** As merchants know it, e.g. "KiriminAja". */
	name: string;
	credentialType: string;
	baseUrl(credential: ICredentialDataDecryptedObject): string;
	/** Why a JSON answer is a refusal, or nothing when it is a success. The HTTP status alone decides neither. */
	refusal(status: number, body: IDataObject): Refusal | undefined;
	/** n8n fetches a new token and repeats the request when the service answers 401. */
	refreshesToken?: boolean;
}

export interface Refusal {
	text?: string;
	code?: string;
	advice?: string;
}

export interface Exchange {
	method: IHttpRequestMethods;
	path: string;
	query?: IDataObject;
	/** JSON; bytes only with a Content-Type among the headers. */
	body?: IDataObject | Buffer;
	headers?: Record<string, string>;
	/** Changes nothing at the service, so it may be sent again. */
	safe: boolean;
	/** How long to wait for the answer, in milliseconds; 30 seconds when left out. */
	timeout?: number;
}

export type Answer = { ok: true; body: IDataObject } | { ok: false; failure: Failure };

const TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
const MOST_TRIES = 5;
const READ_OF_PAGE = 10_000;

/**
 * Sends one request and reads its answer, whatever the HTTP status. Only safe requests are repeated: on 429, 5xx and broken
 * connections, with growing pauses or the one the service asks for (`Retry-After`).
 */
export async function exchange(
	caller: Caller,
	service: Service,
	request: Exchange,
): Promise<Answer> {
	for (let tries = 1; ; tries++) {
		const answer = await send(caller.ctx, service, request);
		if (answer.ok || !request.safe || !answer.failure.passing || tries === MOST_TRIES) {
			return answer;
		}
		const { retryAfter = FIRST_PAUSE_MS * 2 ** (tries - 1) } = answer.failure;
		if (retryAfter > LONGEST_PAUSE_MS) return answer;
		await sleep(retryAfter);
	}
}

async function send(ctx: Context, service: Service, request: Exchange): Promise<Answer> {
	const { method, path, query, body, headers, timeout = TIMEOUT_MS } = request;
	const options: IHttpRequestOptions = {
		method,
		url: path,
		qs: query,
		// n8n leaves an empty object out.
		body: body && !Buffer.isBuffer(body) && Object.keys(body).length === 0 ? '{}' : body,
		headers: {
			Accept: 'application/json',
			...(body && { 'Content-Type': 'application/json' }),
			...headers,
		},
		// Text, because n8n would leave a page of HTML or a half JSON text unreported.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: service.refreshesToken ? { ignore: true, except: [401] } : true,
		// A followed redirect would repeat a POST, or hand the key to another host.
		disableFollowRedirect: true,
		timeout,
	};
	let response: IN8nHttpFullResponse;
	try {
		// In here too, because a credential that is gone must not look like a request that may have arrived.
		options.baseURL = service.baseUrl(await ctx.getCredentials(service.credentialType));
		response = (await ctx.helpers.httpRequestWithAuthentication.call(
			ctx,
			service.credentialType,
			options,
		)) as IN8nHttpFullResponse;
	} catch (error) {
		return { ok: false, failure: failureOfThrown(service, timeout, error) };
	}
	return read(service, response);
}

function read(service: Service, response: IN8nHttpFullResponse): Answer {
	const { statusCode: status } = response;
	const text = String(response.body ?? '');
	if (status >= 300 && status < 400) {
		const message = `${service.name} redirected the request (HTTP ${status}) to ${String(response.headers.location)}`;
		const advice =
			'Redirects are not followed. Check the Base URL in the credential, also http or https.';
		return { ok: false, failure: { outcome: 'unknown', message, advice, httpCode: status } };
	}
	const body = parseObject(text);
	if (body === undefined) return { ok: false, failure: unreadable(service, status, text) };
	const refusal = service.refusal(status, body);
	if (refusal === undefined && status < 400) return { ok: true, body };
	return { ok: false, failure: refused(service, response, refusal) };
}

function parseObject(text: string): IDataObject | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as IDataObject)
			: undefined;
	} catch {
		return undefined;
	}
}

function refused(
	service: Service,
	{ statusCode: status, headers }: IN8nHttpFullResponse,
	refusal: Refusal = {},
): Failure {
	const { text, code, advice } = refusal;
	const happened =
		status >= 500
			? `${service.name} could not handle the request (HTTP ${status})`
			: status === 429
				? `${service.name} is receiving too many requests`
				: `${service.name} refused the request`;
	return {
		// A 5xx may come after the work was done.
		outcome: status >= 500 ? 'unknown' : 'refused',
		message: text
			? `${happened}: ${text}`
			: `${happened}${status >= 500 ? '' : ` (HTTP ${status})`}`,
		advice: advice ?? adviceFor(service, status),
		httpCode: status,
		vendorCode: code,
		vendorText: text,
		retryAfter: retryAfter(headers['retry-after']),
		passing: status === 429 || status >= 500,
	};
}

function unreadable(service: Service, status: number, text: string): Failure {
	// The first part is enough; a huge page would keep these patterns busy for minutes.
	const excerpt = text
		.slice(0, 50_000)
		// Enough of a page for its message; the patterns below would take minutes for megabytes of it.
		.slice(0, READ_OF_PAGE)
		.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^<>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 160);
	const what = text.trim() === '' ? 'nothing' : `no JSON but "${excerpt}"`;
	return {
		outcome: status >= 400 && status < 500 ? 'refused' : 'unknown',
		message: `${service.name} answered HTTP ${status} with ${what}`,
		advice:
			adviceFor(service, status) ?? 'Check the Base URL in the credential, or try again later.',
		httpCode: status,
		vendorText: excerpt || undefined,
		passing: status === 429 || status >= 500,
	};
}

function adviceFor(service: Service, status: number): string | undefined {
	if (status === 401 || status === 403) {
		return `Check the ${service.name} credential, and whether ${service.name} allows the IP address of this n8n.`;
	}
	if (status === 429) return 'Wait a minute, or send fewer items at a time.';
	if (status >= 500) return `This is on the side of ${service.name}. Try again later.`;
	return undefined;
}

/** Seconds or a date (RFC 9110 §10.2.3) as milliseconds from now. */
function retryAfter(header: unknown): number | undefined {
	if (typeof header !== 'string' || header.trim() === '') return undefined;
	const wait = /^\d+$/.test(header.trim())
		? Number(header) * 1000
		: Date.parse(header) - Date.now();
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

const NEVER_ARRIVED: Record<string, string> = {
	ECONNREFUSED: 'refused the connection',
	ENOTFOUND: 'could not be found under its host name',
	EAI_AGAIN: 'could not be found under its host name, because name look-up did not answer',
	EHOSTUNREACH: 'could not be reached',
	ENETUNREACH: 'could not be reached',
	CERT_HAS_EXPIRED: 'has an expired certificate',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'has a self-signed certificate',
};

/**
 * What n8n's request helper threw. It wraps the cause, and replaces its text by its own; only the code is reliable. The code's
 * name stays out of our message, because n8n would replace a message that has it.
 */
function failureOfThrown(service: Service, timeout: number, thrown: unknown): Failure {
	const error = thrown as { message?: string; httpCode?: string | null; cause?: { code?: string } };
	if (error.httpCode === '401') {
		return refused(service, { statusCode: 401, headers: {}, body: undefined });
	}
	const code = error.cause?.code;
	if (code !== undefined && code in NEVER_ARRIVED) {
		return {
			outcome: 'unsent',
			message: `${service.name} ${NEVER_ARRIVED[code]}`,
			advice: 'Nothing was sent. Check the Base URL in the credential and the network of this n8n.',
			passing: true,
		};
	}
	if (code === undefined) {
		// Not from the network: a missing credential, a token that could not be fetched.
		return { outcome: 'unsent', message: String(error.message), passing: false };
	}
	const timedOut = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	return {
		outcome: 'unknown',
		message: timedOut
			? `${service.name} did not answer within ${timeout / 1000} seconds`
			: code === 'ERR_CANCELED'
				? 'The execution was stopped while the request was under way'
				: `The connection to ${service.name} broke before its answer arrived`,
		advice: 'Try again later.',
		passing: code !== 'ERR_CANCELED',
	};
}

/** A base URL as typed by a person: blanks and trailing slashes removed. */
export function trimmedUrl(value: unknown): string {
	return String(value ?? '')
		.trim()
		.replace(/\/+$/, '');
}
