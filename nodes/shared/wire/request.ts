import { createHash } from 'crypto';
import {
	sleep,
	type IAdditionalCredentialOptions,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { textIn } from '../values/texts';
import { isThrottle, read } from './answer';
import type { Caller, Context, Line } from './caller';
import { accountOf } from './credential';
import { apiError, type Failure } from './errors';
import { paceOf, PATIENCE_MS, type InVain, type Pace, type Pulse } from './pace';
import { masked, secretsIn, withoutKeys, withoutPins } from './secrets';
import type { Answer, Exchange, Service } from './service';
import { isStopped, STOPPED, STOPPED_ON_THE_WAY, unlessStopped, within } from './stopped';
import { failureOfThrown, neverArrived, NO_WEB_ADDRESS, timedOut } from './thrown';

const TIMEOUT_MS = 30_000;
/** A service that is slow to book is better waited for than asked what became of the booking. */
const WRITE_TIMEOUT_MS = 90_000;
/** n8n's limit is for silence. An answer that drips has so much more, and so has an access token that is fetched before it. */
const LATE_MS = 30_000;
const FIRST_PAUSE_MS = 500;
/** How long a single question may wait: of a run, and of a list that somebody looks at. */
const SINGLE_MS = 90_000;
const LIST_MS = 10_000;
const MOST_TRIES = 5;
const MOST_IN_LIMIT = 20;
const MOST_PAUSE_MS = 4000;

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
	const place = await placeOf(ctx, service);
	const pace = paceOf(place, service.tempo(request));
	if (!request.safe) return await sendOnce(ctx, service, request, pace);
	const ask = line
		? askInLine(ctx, service, request, pace, line)
		: askAtOnce(ctx, service, request, pace);
	let answer: Answer | undefined;
	let left = MOST_TRIES;
	let since = Date.now();
	for (let tries = 1; ; tries++) {
		const next = await ask(tries);
		if (next.sentAt === undefined) return answer ?? next.answer;
		({ answer } = next);
		if (answer.ok || !answer.failure.passing) return answer;
		// Some of many meet the end of a limit again and again, while others are served.
		const isOfMany = line !== undefined || isRun(ctx);
		const isOfLimit = isOfMany && meetsLimit(answer.failure) && pace.servedAt > since;
		if (!isOfLimit || tries > MOST_IN_LIMIT) left--;
		since = next.sentAt;
		if (left === 0) return answer;
		// Of too many requests the pace takes care, for all that ask.
		if (isPausing(answer.failure)) continue;
		const pause = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
		// Those that were refused together do not come back together.
		await unlessStopped(ctx, sleep(pause * (1 + Math.random() / 4)));
		if (isStopped(ctx)) return answer;
	}
}

/** One try; without a turn nothing is sent, and it says why. */
type Ask = (tries: number) => Promise<{ sentAt?: number; answer: Answer }>;

const unsent = (failure: Failure) => ({ answer: { ok: false as const, failure } });

/** What tells a question from others, and first of what kind it is. */
const askedBy = ({ path, query, body }: Exchange) =>
	`${path} ${textIn(query?.action)}\n${JSON.stringify([query, body])}`;

/** One of many, which take turns. */
function askInLine(ctx: Context, service: Service, request: Exchange, pace: Pace, line: Line): Ask {
	const asked = askedBy(request);
	return async (tries) => {
		const turn = await pace.enter(ctx, { ...line, asked, isAgain: tries > 1 });
		if (turn === undefined) return unsent(STOPPED);
		if (turn !== 'go') {
			const { pausedBy } = pace;
			return unsent(
				'left' in turn ? notNow(service, turn.left, pausedBy) : inVain(service, turn.why),
			);
		}
		const sentAt = Date.now();
		let answer: Answer | undefined;
		try {
			answer = await send(ctx, service, request);
			return { sentAt, answer };
		} finally {
			pace.leave(ctx, sentAt, asked, answer && pulseOf(answer));
		}
	};
}

/** A single question, for which a person or a booking waits: it does not stand behind all others, and does not wait for ever. */
function askAtOnce(ctx: Context, service: Service, request: Exchange, pace: Pace): Ask {
	const asked = askedBy(request);
	const end = Date.now() + (isRun(ctx) ? SINGLE_MS : LIST_MS);
	return async (tries) => {
		// Somebody looks at a list while it is asked for.
		if (tries > 1 && !isRun(ctx) && Date.now() > end) return unsent(inVain(service, 'silent'));
		const left = await pace.passOneByOne(ctx, end - Date.now());
		if (left > 0) return unsent(notNow(service, left, pace.pausedBy));
		if (isStopped(ctx)) return unsent(STOPPED);
		const sentAt = Date.now();
		const answer = await send(ctx, service, request);
		pace.hear(sentAt, asked, pulseOf(answer));
		return { sentAt, answer };
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
	pace.learn(sentAt, request.path, pulseOf(answer));
	return answer;
}

/** A list of the editor and a trigger have no items. */
const isRun = (ctx: Context) => 'getInputData' in ctx;

const idOf = (ctx: Context, { credentialType: type }: Service) =>
	ctx.getNode().credentials?.[type]?.id ?? '';

/** Whose limit it is: that of an account, not of a credential, whose key or address may be another one by now. */
async function placeOf(ctx: Context, service: Service): Promise<string> {
	try {
		const account = accountOf(await credentialOf(ctx, service));
		const told = createHash('sha256').update(account).digest('base64');
		return `${service.name}/${idOf(ctx, service)}/${told}`;
	} catch {
		// Sending says what is wrong with it.
		return service.name;
	}
}

/** A gateway, or Cloudflare, that gets no answer of the service itself. */
const DOWN = new Set([502, 503, 504, 520, 521, 522, 523, 524]);

function pulseOf(answer: Answer): Pulse {
	if (answer.ok) return { isGood: true };
	const { passing, httpCode, retryAfter } = answer.failure;
	// What failed before it was sent says nothing of the service.
	if (!passing) return { isGood: httpCode !== undefined };
	return {
		isThrottled: isThrottle(answer.failure),
		isWeak: httpCode !== undefined && DOWN.has(httpCode),
		isSilent: httpCode === undefined,
		// With 500 and the like a service may mean this one thing, or all.
		isFaulty: true,
		retryAfter,
	};
}

const isPausing = (failure: Failure) => isThrottle(failure) || failure.retryAfter !== undefined;

/** A limit may be told by a gateway that is no part of the service. */
const meetsLimit = (failure: Failure) =>
	isThrottle(failure) || (failure.httpCode !== undefined && DOWN.has(failure.httpCode));

/** Said of what waits longer than its caller can. */
function notNow(service: Service, left: number, why: InVain): Failure {
	const minutes = Math.ceil(left / 60_000);
	const isLong = why === 'throttled' || minutes > 1;
	if (!isLong) return inVain(service, why);
	const { message } = inVain(service, why);
	return {
		outcome: 'unsent',
		message: `${message}, and wants to be left alone for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`,
		advice: 'This was not asked. Wait so long, and run it again.',
	};
}

/** Said of what stood behind several that were asked in vain. */
const inVain = ({ name }: Service, why: InVain): Failure => ({
	outcome: 'unsent',
	message: `${name} ${IN_VAIN[why]}`,
	advice: 'This was not asked. Try again later.',
});

const IN_VAIN: Record<InVain, string> = {
	throttled: 'has been asked too much',
	weak: 'could not handle what was asked before this',
	silent: 'has not answered what was asked before this',
};

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
		if (options.baseURL !== '' && !/^https?:\/\//i.test(options.baseURL)) {
			const failure = { ...neverArrived(service, NO_WEB_ADDRESS), passing: false };
			return { ok: false, failure };
		}
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
		const whole = within(timeout + LATE_MS, sending) as Promise<IN8nHttpFullResponse | undefined>;
		const answered = await unlessStopped(ctx, whole);
		if (answered === undefined) {
			const failure = isStopped(ctx) ? STOPPED_ON_THE_WAY : timedOut(service, timeout + LATE_MS);
			return { ok: false, failure };
		}
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

/** The answer's body, or n8n's error. */
export function orThrow(caller: Caller, answer: Answer): IDataObject {
	if (!answer.ok) throw apiError(caller, answer.failure);
	return answer.body;
}

/** A base URL as typed by a person: blanks and trailing slashes removed. */
export function trimmedUrl(value: unknown): string {
	return textIn(value).trim().replace(/\/+$/, '');
}
