import {
	sleep,
	type IAdditionalCredentialOptions,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { rowOr } from '../values/rows';
import { textIn } from '../values/texts';
import type { Caller, Context, Line } from './caller';
import { apiError, NOTHING_SENT, NothingSent, type Failure } from './errors';
import { parseExact } from './exactJson';
import { paceOf, PATIENCE_MS, type Pace, type Pulse, type Tempo } from './pace';
import { masked, secretsIn, withoutKeys, withoutPins } from './secrets';
import { isStopped, STOPPED, STOPPED_ON_THE_WAY, unlessStopped } from './stopped';

/** A service's own part of the wire; everything else about a request is the same for all of them. */
export interface Service {
	/** As merchants know it, e.g. "KiriminAja". */
	name: string;
	credentialType: string;
	baseUrl(credential: ICredentialDataDecryptedObject): string;
	/** What a JSON answer says. The HTTP status alone is no yes. */
	verdict: (status: number, body: IDataObject) => Verdict;
	/** Its reads may answer without a yes; what they are asked for says enough. */
	lenientReads?: boolean;
	/** How fast it may be asked this. */
	tempo: (request: Exchange) => Tempo;
}

/** `done` and a refusal only when the service said so in its documented way; all else is `unclear`. */
export type Verdict = 'done' | 'unclear' | Refusal;

export interface Refusal {
	text?: string;
	code?: string;
	advice?: string;
	/** The code's meaning is published: no words beside it change that. */
	isKnown?: boolean;
	/** What it is said of may have been done all the same. */
	isUndecided?: boolean;
	/** Said by a gateway, before the service itself got the request. */
	beforehand?: boolean;
}

export interface Exchange {
	method: IHttpRequestMethods;
	path: string;
	query?: IDataObject;
	/** JSON; bytes only with a Content-Type among the headers. */
	body?: IDataObject | Buffer;
	headers?: Record<string, string>;
	/** What a body of bytes was made of, for the secrets among it. */
	fields?: IDataObject;
	/** Changes nothing at the service, so it may be sent again. */
	safe: boolean;
	/** How long to wait for the answer, in milliseconds; 30 seconds for a safe request, 90 for any other. */
	timeout?: number;
	/** Sends with a new access token instead of the one that n8n keeps. */
	withNewToken?: boolean;
}

/** An answer that is no yes. It may hold a body, and that may say otherwise. */
export interface Refused {
	ok: false;
	failure: Failure;
	body?: IDataObject;
}

export type Answer = { ok: true; body: IDataObject } | Refused;

const TIMEOUT_MS = 30_000;
/** A service that is slow to book is better waited for than asked what became of the booking. */
const WRITE_TIMEOUT_MS = 90_000;
const FIRST_PAUSE_MS = 500;
/** How long a single question may wait: of a run, and of a list that somebody looks at. */
const SINGLE_MS = 90_000;
const LIST_MS = 10_000;
const MOST_TRIES = 5;
const READ_OF_PAGE = 10_000;

/**
 * Sends one request and reads its answer, whatever the HTTP status. Only safe requests are repeated: on 429, 5xx and broken
 * connections, with growing pauses or the one that the service asks of everybody.
 */
export async function exchange(
	caller: Caller,
	service: Service,
	request: Exchange,
): Promise<Answer> {
	const { ctx, line } = caller;
	const pace = paceOf(placeOf(ctx, service), service.tempo(request));
	if (!request.safe) return await sendOnce(ctx, service, request, pace);
	const ask = line
		? askInLine(ctx, service, request, pace, line)
		: askAtOnce(ctx, service, request, pace);
	const since = Date.now();
	let answer: Answer | undefined;
	for (let tries = 1; ; tries++) {
		const next = await ask(tries);
		if (!next.isSent) return answer ?? next.answer;
		({ answer } = next);
		if (answer.ok || !answer.failure.passing) return answer;
		if (tries === MOST_TRIES) {
			if (line) pace.giveUp(since, pulseOf(answer));
			return answer;
		}
		// Of too many requests the pace takes care, for all that ask.
		if (isPausing(answer.failure)) continue;
		await unlessStopped(ctx, sleep(FIRST_PAUSE_MS * 2 ** (tries - 1)));
		if (isStopped(ctx)) return answer;
	}
}

/** One try; without a turn nothing is sent, and it says why. */
type Ask = (tries: number) => Promise<{ isSent: boolean; answer: Answer }>;

const unsent = (failure: Failure) => ({ isSent: false, answer: { ok: false as const, failure } });

/** One of many, which take turns. */
function askInLine(ctx: Context, service: Service, request: Exchange, pace: Pace, line: Line): Ask {
	return async (tries) => {
		const turn = await pace.enter(ctx, { ...line, isNext: tries > 1 });
		if (turn === undefined) return unsent(STOPPED);
		if (turn !== 'go') return unsent('left' in turn ? notNow(service, turn.left) : silent(service));
		const sentAt = Date.now();
		let answer: Answer | undefined;
		try {
			answer = await send(ctx, service, request);
			return { isSent: true, answer };
		} finally {
			pace.leave(sentAt, answer && pulseOf(answer));
		}
	};
}

/** A single question, for which a person or a booking waits: it does not stand behind all others, and does not wait for ever. */
function askAtOnce(ctx: Context, service: Service, request: Exchange, pace: Pace): Ask {
	const end = Date.now() + (isRun(ctx) ? SINGLE_MS : LIST_MS);
	return async () => {
		const left = await pace.pass(ctx, Math.min(PATIENCE_MS, end - Date.now()));
		if (left > 0) return unsent(notNow(service, left));
		if (isStopped(ctx)) return unsent(STOPPED);
		const sentAt = Date.now();
		const answer = await send(ctx, service, request);
		pace.learn(sentAt, pulseOf(answer));
		return { isSent: true, answer };
	};
}

/** What changes something goes one after the other anyway, and is sent once; in a run it waits while the service wants to be left alone. */
async function sendOnce(
	ctx: Context,
	service: Service,
	request: Exchange,
	pace: Pace,
): Promise<Answer> {
	if (isRun(ctx)) await pace.pass(ctx, PATIENCE_MS);
	if (isStopped(ctx)) return { ok: false, failure: STOPPED };
	const sentAt = Date.now();
	const answer = await send(ctx, service, request);
	pace.learn(sentAt, pulseOf(answer));
	return answer;
}

/** A list of the editor and a trigger have no items. */
const isRun = (ctx: Context) => 'getInputData' in ctx;

/** Whose limit it is: n8n knows a credential by its id, and one that is not saved yet by nothing. */
function placeOf(ctx: Context, { name, credentialType }: Service): string {
	return `${name}/${ctx.getNode().credentials?.[credentialType]?.id ?? ''}`;
}

function pulseOf(answer: Answer): Pulse {
	if (answer.ok) return { isGood: true };
	const { passing, httpCode, retryAfter } = answer.failure;
	// What failed before it was sent says nothing of the service.
	if (!passing) return { isGood: httpCode !== undefined };
	return {
		isThrottled: httpCode === 429,
		// With 500 and the like a service may mean this one thing.
		isWeak: httpCode !== undefined && [502, 503, 504].includes(httpCode),
		isSilent: httpCode === undefined,
		retryAfter,
	};
}

const isPausing = ({ httpCode, retryAfter }: Failure) =>
	httpCode === 429 || retryAfter !== undefined;

/** Said of what waits longer than its caller can. */
function notNow({ name }: Service, left: number): Failure {
	const minutes = Math.ceil(left / 60_000);
	return {
		outcome: 'unsent',
		message: `${name} has been asked too much, and wants to be left alone for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`,
		advice: 'This was not asked. Wait so long, and run it again.',
	};
}

/** Said of what stood behind several that got no answer. */
const silent = ({ name }: Service): Failure => ({
	outcome: 'unsent',
	message: `${name} has not answered what was asked before this`,
	advice: 'This was not asked. Try again later.',
});

async function send(ctx: Context, service: Service, request: Exchange): Promise<Answer> {
	const { method, path, query, body, headers, safe } = request;
	const { timeout = safe ? TIMEOUT_MS : WRITE_TIMEOUT_MS } = request;
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
		ignoreHttpStatusErrors: true,
		// A followed redirect would repeat a POST, or hand the key to another host.
		disableFollowRedirect: true,
		timeout,
	};
	let more: IAdditionalCredentialOptions | undefined;
	let credential: ICredentialDataDecryptedObject;
	try {
		credential = await credentialOf(ctx, service);
		options.baseURL = service.baseUrl(credential);
		if (request.withNewToken) more = withoutToken(ctx, service, credential);
	} catch (error) {
		const { message } = error as Error;
		return { ok: false, failure: { outcome: 'unsent', message, passing: false } };
	}
	let response: IN8nHttpFullResponse;
	try {
		const sending = ctx.helpers.httpRequestWithAuthentication.call(
			ctx,
			service.credentialType,
			options,
			more,
		);
		// n8n ends a request that is under way, but not the one for an access token that may come before it.
		const answered = (await unlessStopped(ctx, sending)) as IN8nHttpFullResponse | undefined;
		if (answered === undefined) return { ok: false, failure: STOPPED_ON_THE_WAY };
		response = answered;
	} catch (error) {
		return { ok: false, failure: failureOfThrown(service, timeout, error) };
	}
	const sent = { query, headers, body: Buffer.isBuffer(body) ? request.fields : body };
	const isNewToken = request.withNewToken || credential.accessToken === '';
	// n8n has fetched a token on the way, and stored it.
	if (isNewToken) {
		credential = await credentialOf(ctx, service, { anew: true }).catch(() => credential);
	}
	const secrets = secretsIn({ credential, ...sent });
	const answer = read(service, safe, response, secrets);
	if (!answer.ok) return { ...answer, failure: maskedFailure(answer.failure, secrets) };
	return { ok: true, body: maskedTexts(withoutKeys(withoutPins(answer.body), secrets), secrets) };
}

/** How long a credential is taken to be what it was: reading it takes n8n longer than a request. */
const FRESH_MS = 1000;

interface Read {
	credential: Promise<ICredentialDataDecryptedObject>;
	at: number;
}

/** By who asks; each of our nodes has one credential. */
const credentials = new WeakMap<Context, Read>();

async function credentialOf(
	ctx: Context,
	{ credentialType }: Service,
	{ anew = false } = {},
): Promise<ICredentialDataDecryptedObject> {
	const known = credentials.get(ctx);
	const now = Date.now();
	if (known && !anew && now - known.at < FRESH_MS) return await known.credential;
	const credential = ctx.getCredentials(credentialType);
	credentials.set(ctx, { credential, at: now });
	return await credential;
}

/** What a service says about a yes may quote the request too; figures and references stay as they are. */
function maskedTexts(body: IDataObject, secrets: string[]): IDataObject {
	const said = ['message', 'text'].flatMap((name) => {
		const { [name]: text } = body;
		return typeof text === 'string' ? [[name, masked(text, secrets)]] : [];
	});
	return { ...body, ...(Object.fromEntries(said) as IDataObject) };
}

/** A refusal may quote the request, and what it says is stored with the execution. */
function maskedFailure(failure: Failure, secrets: string[]): Failure {
	const clean = (text?: string) => (text === undefined ? text : masked(text, secrets));
	return {
		...failure,
		message: masked(failure.message, secrets),
		advice: clean(failure.advice),
		vendorText: clean(failure.vendorText),
		vendorCode: clean(failure.vendorCode),
	};
}

/** n8n fetches a token when the credential has none. */
function withoutToken(
	ctx: Context,
	{ credentialType: type }: Service,
	credential: ICredentialDataDecryptedObject,
): IAdditionalCredentialOptions {
	const { id = '', name = type } = ctx.getNode().credentials?.[type] ?? {};
	const data = { ...credential, accessToken: '' };
	return { credentialsDecrypted: { id: id ?? '', name, type, data } };
}

/**
 * Statuses with which a gateway turns a request away before any work, so that an answer which can't be read is a no all the same. Of any
 * other unreadable answer nobody knows what stands behind it.
 */
export const TURNED_AWAY = [401, 403, 404, 405, 411, 413, 414, 415, 429, 431];

/** Words that say of a request that it is not through yet, or that a part of it is. */
const NOT_THROUGH =
	/\b(?<!(tidak|belum|gagal|not|un|kurang) )(berhasil|sukses|success(ful(ly)?)?)\b|\bsebagian\b|\bpartial|\b(sedang|masih|dalam)( kami)? (di|mem|men)?(proses|buat|cari)|akan (segera )?di ?proses|being processed|still process|in pro(gress|cess)\b/i;

/** Words with which a service that says no means that it does not know. */
const UNDECIDED =
	/\bantri|\bantre|\bqueue|(tidak|belum) (ada )?(me)?(respon|jawaban)|(memberikan|mendapatkan|get|got|receiv\w*|memberi) (a |any )?(respon\w*|jawaban|reply)|menghubungi|koneksi (ke )?[\w ]*(gagal|terputus)|empty reply|curl error|(not|n't) respond|connection (was )?(reset|refused|closed)|gagal terhubung|something went wrong|whoops|unexpected error|undefined (index|variable|array|offset)|terjadi kesalahan|menunggu|\bpending\b|time[ds]?[ -]?out|waktu habis|\brto\b|deadlock|no response|not received|too late|suspect|inoperative|beberapa saat|terputus|gangguan|service unavailable|overload|(server|sistem|system) (is )?(busy|sibuk)|(server|system|internal|general|unknown) error|kesalahan (pada )?(server|sistem)/i;

/** Statuses that tell nothing about the work: it may have been done, or may still be. */
const TELLS_NOTHING = [408, 425, 499];

function read(
	service: Service,
	safe: boolean,
	response: IN8nHttpFullResponse,
	secrets: string[],
): Answer {
	const { statusCode: status } = response;
	const text = textIn(response.body);
	if (status >= 300 && status < 400) {
		const message = `${service.name} redirected the request (HTTP ${status}) to ${textIn(response.headers.location).split('?')[0] || 'another address'}`;
		const advice =
			'Redirects are not followed. Check the Base URL in the credential, also http or https.';
		return { ok: false, failure: { outcome: 'unknown', message, advice, httpCode: status } };
	}
	const body = parseObject(text);
	if (body === undefined)
		return { ok: false, failure: unreadable(service, response, text, secrets) };
	const verdict = service.verdict(status, body);
	if (verdict === 'done') return { ok: true, body };
	if (verdict !== 'unclear') {
		return { ok: false, failure: refused(service, response, verdict), body };
	}
	if (safe && service.lenientReads && status < 400) return { ok: true, body };
	return {
		ok: false,
		failure: {
			outcome: safe ? 'refused' : 'unknown',
			message: `${service.name}'s answer (HTTP ${status}) says neither yes nor no${saying(body, secrets)}`,
			httpCode: status,
			...passing(status, response.headers),
		},
	};
}

/** A text in an answer that says nothing in the documented way, e.g. "Too many attempts". */
function saying({ message, text, error, errors }: IDataObject, secrets: string[]): string {
	const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
	// A list of fields says more than the sentence that PHP's frameworks put before it.
	const fields = Object.values(rowOr(errors)).flat().filter(isText);
	const said = [...[message, text, error].filter(isText).slice(0, 1), ...fields].join(' ');
	// Masked before it is cut, or a part of a secret would be left.
	return said === '' ? '' : `: ${masked(said, secrets).slice(0, 160)}`;
}

function parseObject(text: string): IDataObject | undefined {
	try {
		const value = parseExact(text);
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
	{ text, code, advice, isKnown, isUndecided = false, beforehand }: Refusal,
): Failure {
	const open = status >= 500 || TELLS_NOTHING.includes(status);
	// The status may stand in the body, under HTTP 200. docs/contracts/kiriminaja.md §1.5
	const isFault = /^(5\d\d|408|425|499)$/.test(code ?? '');
	const undecided =
		open || isFault || isUndecided || (!isKnown && isUndecidedIn(text ?? '', status));
	const happened = open
		? `${service.name} could not handle the request (HTTP ${status})`
		: status === 429
			? `${service.name} is receiving too many requests`
			: `${service.name} ${isUndecided ? 'answered' : 'refused the request'}`;
	return {
		outcome: undecided ? 'unknown' : 'refused',
		message: text ? `${happened}: ${text}` : `${happened}${open ? '' : ` (HTTP ${status})`}`,
		advice: advice ?? adviceFor(service, status, headers),
		httpCode: status,
		vendorCode: code,
		vendorText: text,
		beforehand,
		...passing(status, headers),
	};
}

/**
 * Whether a no is none, by its words. A throttle may call its server busy and has done nothing; but what it says of this very request counts.
 */
export function isUndecidedIn(text: string, status?: number): boolean {
	return NOT_THROUGH.test(text) || (status !== 429 && UNDECIDED.test(text));
}

function unreadable(
	service: Service,
	{ statusCode: status, headers }: IN8nHttpFullResponse,
	text: string,
	secrets: string[],
): Failure {
	// Enough of a page for its message; the patterns below would take minutes for megabytes of it.
	const excerpt = masked(text.slice(0, 2 * READ_OF_PAGE), secrets)
		.slice(0, READ_OF_PAGE)
		.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^<>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 160);
	const what = text.trim() === '' ? 'nothing' : `no JSON but "${excerpt}"`;
	return {
		outcome: TURNED_AWAY.includes(status) ? 'refused' : 'unknown',
		message: `${service.name} answered HTTP ${status} with ${what}`,
		advice:
			adviceFor(service, status, headers) ??
			'Check the Base URL in the credential, or try again later.',
		httpCode: status,
		vendorText: excerpt || undefined,
		...passing(status, headers),
	};
}

/** Whether a read may be tried again, and when. */
function passing(status: number, headers: IN8nHttpFullResponse['headers']) {
	return {
		passing: status === 429 || status >= 500 || TELLS_NOTHING.includes(status),
		retryAfter: retryAfter(headers['retry-after']),
	};
}

function adviceFor(
	service: Service,
	status: number,
	headers: IN8nHttpFullResponse['headers'],
): string | undefined {
	const wait = retryAfter(headers['retry-after']);
	if (wait !== undefined && wait > PATIENCE_MS) {
		return `${service.name} asks to wait ${Math.ceil(wait / 60_000)} minutes before the next request.`;
	}
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

/** Network codes that come before a connection stands, or before anything is written to it. */
const NEVER_ARRIVED: Record<string, string> = {
	ECONNREFUSED: 'refused the connection',
	ENOTFOUND: 'could not be found under its host name',
	EAI_AGAIN: 'could not be found under its host name, because name look-up did not answer',
	CERT_HAS_EXPIRED: 'has an expired certificate',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'has a self-signed certificate',
	ERR_INVALID_URL: 'has a Base URL in the credential that is no web address',
	ERR_INVALID_CHAR: 'can not be sent a character that stands in a key or header',
};

/** A chain of wrapped causes is never longer. */
const MOST_CAUSES = 5;

interface Cause {
	code?: unknown;
	syscall?: unknown;
	message?: string;
	/** Of an error of n8n: the code and the texts of what it wraps. */
	httpCode?: string | null;
	messages?: string[];
}

/** What was thrown and what it wraps: n8n replaces its text, and up to 2.23 drops it. */
function causesOf(thrown: unknown): Cause[] {
	const causes = [];
	for (let one = thrown; typeof one === 'object' && one !== null;) {
		if (causes.push(one) > MOST_CAUSES) break;
		one = (one as { cause?: unknown }).cause;
	}
	return causes;
}

/** The first that has a code of the network; of one that n8n has dropped, what n8n's own error says of it. */
function networkCause(causes: Cause[]): Cause {
	const found = causes.find(({ code }) => typeof code === 'string');
	const [{ httpCode: code, messages: [message = ''] = [] } = {}] = causes;
	// As Node words it: "connect EHOSTUNREACH 203.0.113.9:443".
	return found ?? { code, syscall: code && message.split(' ')[0], message };
}

/**
 * What n8n's request helper threw. Nothing counts as unsent but what is known to have come before sending. The code's name stays out of
 * our message, because n8n would replace a message that has it.
 */
function failureOfThrown(service: Service, timeout: number, thrown: unknown): Failure {
	const causes = causesOf(thrown);
	const { code, syscall, message } = networkCause(causes);
	const before = causes.find((cause) => cause instanceof NothingSent);
	if (before || code === NOTHING_SENT) {
		return { outcome: 'unsent', message: String((before ?? { message }).message), passing: false };
	}
	const isKnown = Object.hasOwn(NEVER_ARRIVED, String(code));
	if (isKnown || syscall === 'connect' || syscall === 'getaddrinfo') {
		return {
			outcome: 'unsent',
			message: `${service.name} ${isKnown ? NEVER_ARRIVED[String(code)] : 'could not be reached'}`,
			advice: 'Nothing was sent. Check the Base URL in the credential and the network of this n8n.',
			passing: true,
		};
	}
	if (code === 'ERR_CANCELED') return STOPPED_ON_THE_WAY;
	const timedOut = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	return {
		outcome: 'unknown',
		message: timedOut
			? `${service.name} did not answer within ${timeout / 1000} seconds`
			: `The connection to ${service.name} broke before its answer arrived`,
		advice: 'Try again later.',
		passing: true,
	};
}

/** The answer's body, or n8n's error. */
export function orThrow(caller: Caller, answer: Answer): IDataObject {
	if (!answer.ok) throw apiError(caller, answer.failure);
	return answer.body;
}

/** A base URL as typed by a person: blanks and trailing slashes removed. */
export function trimmedUrl(value: unknown): string {
	return textIn(value).trim().replace(/\/+$/, '');
}
