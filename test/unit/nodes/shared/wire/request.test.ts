import type { RequestListener } from 'node:http';
import { NodeApiError, sleep, type IHttpRequestOptions, type JsonObject } from 'n8n-workflow';
import { NothingSent } from '../../../../../nodes/shared/wire/errors';
import {
	exchange,
	trimmedUrl,
	type Answer,
	type Exchange,
	type Service,
} from '../../../../../nodes/shared/wire/request';
import { textIn } from '../../../../../nodes/shared/values/texts';
import { answering, deadAddress } from '../../../../engine/support/answering';
import { contextWith } from '../context';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(async () => {}),
}));
const pauses = () => jest.mocked(sleep).mock.calls.map(([ms]) => ms);
beforeEach(() => void jest.mocked(sleep).mockClear());

/** Says yes and no like our services do: in the body; any body without a yes is a no from HTTP 400 on. */
const service: Service = {
	name: 'Testpay',
	credentialType: 'kasProApi',
	baseUrl: ({ baseUrl }) => trimmedUrl(baseUrl),
	verdict: (status, { code, message }) => {
		if (code === 0) return status < 400 ? 'done' : 'unclear';
		if (code === undefined && status < 400) return 'unclear';
		return {
			...(typeof message === 'string' && { text: message }),
			...(code !== undefined && { code: textIn(code) }),
		};
	},
};
const read: Exchange = { method: 'GET', path: '/rates', safe: true };
const write: Exchange = { method: 'POST', path: '/orders', body: { amount: 1 }, safe: false };

function send(url: string, request: Exchange, changes: Partial<Service> = {}) {
	const credentials = { kasProApi: { baseUrl: `${url}/`, authMode: 'none' } };
	return exchange({ ctx: contextWith({ credentials }) }, { ...service, ...changes }, request);
}

/** What becomes of a request when the service gives these answers in turn, the last one again and again. */
async function after(request: Exchange, ...answers: RequestListener[]) {
	return await afterAt(service, request, answers);
}

async function afterAt(at: Service, request: Exchange, answers: RequestListener[]) {
	const seen: Array<{
		method?: string;
		url?: string;
		headers: NodeJS.Dict<unknown>;
		body: string;
	}> = [];
	let answer: Awaited<ReturnType<typeof exchange>> | undefined;
	await answering(
		(incoming, response) => {
			let body = '';
			incoming.on('data', (chunk) => (body += chunk));
			incoming.on('end', () => {
				const listener = answers[Math.min(seen.length, answers.length - 1)];
				const { method, url, headers } = incoming;
				seen.push({ method, url, headers, body });
				listener?.(incoming, response);
			});
		},
		async (url) => void (answer = await send(url, request, at)),
	);
	if (answer === undefined) throw new Error('The request has not ended');
	const failure = answer.ok ? undefined : answer.failure;
	return { answer, failure, seen };
}

const says =
	(status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
	(_, response) =>
		response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
const fine = says(200, '{"code":0,"message":"ok"}');
const breaks: RequestListener = (incoming) => void incoming.socket.resetAndDestroy();
const truncated = says(200, '{"code":0,"mess');
const empty = says(200, '');

describe('a request', () => {
	test('carries its body as JSON, and its headers', async () => {
		const { seen, answer } = await after({ ...write, headers: { 'X-Own': 'a' } }, fine);

		expect(answer).toEqual({ ok: true, body: { code: 0, message: 'ok' } });
		expect(seen).toEqual([
			{
				method: 'POST',
				url: '/orders',
				body: '{"amount":1}',
				headers: expect.objectContaining({
					accept: 'application/json',
					'content-type': 'application/json',
					'x-own': 'a',
				}),
			},
		]);
	});

	test('carries its query encoded, and no body when it has none', async () => {
		const { seen } = await after({ ...read, query: { search: 'a&b=c d' } }, fine);

		const url = new URL(seen[0]?.url ?? '', 'http://localhost');
		expect(url.pathname).toBe('/rates');
		expect([...url.searchParams]).toEqual([['search', 'a&b=c d']]);
		expect(seen[0]?.body).toBe('');
	});
});

describe('an answer', () => {
	test('is a refusal when the body says so at HTTP 200', async () => {
		const { failure, seen } = await after(write, says(200, '{"code":7,"message":"PIN salah"}'));

		expect(failure).toMatchObject({
			outcome: 'refused',
			message: 'Testpay refused the request: PIN salah',
			httpCode: 200,
			vendorCode: '7',
			vendorText: 'PIN salah',
		});
		expect(seen).toHaveLength(1);
	});

	test.each([400, 404, 409, 422])('is the same refusal at HTTP %i', async (status) => {
		const { failure } = await after(write, says(status, '{"code":7,"message":"PIN salah"}'));

		expect(failure).toMatchObject({
			outcome: 'refused',
			message: 'Testpay refused the request: PIN salah',
			httpCode: status,
		});
	});

	test('that says yes at HTTP 400 is neither a yes nor a no', async () => {
		const { failure } = await after(write, says(400, '{"code":0}'));

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: "Testpay's answer (HTTP 400) says neither yes nor no",
			httpCode: 400,
		});
	});

	test.each([
		['{"message":"Too many attempts"}', ': Too many attempts'],
		['{"text":"Terima kasih"}', ': Terima kasih'],
		['{"error":"maintenance"}', ': maintenance'],
		['{"message":"","text":7}', ''],
		[`{"message":"${'x'.repeat(500)}"}`, `: ${'x'.repeat(160)}`],
	])('without a verdict is quoted: %.40s', async (body, said) => {
		const { failure } = await after(write, says(200, body));

		expect(failure?.message).toBe(`Testpay's answer (HTTP 200) says neither yes nor no${said}`);
	});

	test.each([401, 403])('of HTTP %i asks to check the credential', async (status) => {
		const { failure } = await after(read, says(status, '{"message":"Unauthorized"}'));

		expect(failure).toMatchObject({
			outcome: 'refused',
			message: 'Testpay refused the request: Unauthorized',
			advice: expect.stringContaining('Check the Testpay credential'),
		});
		expect(pauses()).toEqual([]);
	});

	test('of HTML gives its text, without tags, styles and scripts', async () => {
		const page =
			'<html><head><style>p{color:red}</style><script>x()</script></head><body><h1>Akses  ditolak</h1>\n<p>Hubungi kami</p></body></html>';
		const { failure } = await after(write, says(403, page));

		expect(failure).toMatchObject({
			outcome: 'refused',
			message: 'Testpay answered HTTP 403 with no JSON but "Akses ditolak Hubungi kami"',
		});
	});

	test('of HTML at HTTP 200 leaves the outcome unknown', async () => {
		const { failure } = await after(write, says(200, '<b>Warning</b>: fopen() {"code":0}'));

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: 'Testpay answered HTTP 200 with no JSON but "Warning : fopen() {"code":0}"',
		});
	});

	test.each([
		['cut off', truncated, 'with no JSON but "{"code":0,"mess"'],
		['empty', empty, 'with nothing'],
		['a list', says(200, '[]'), 'with no JSON but "[]"'],
		['null', says(200, 'null'), 'with no JSON but "null"'],
	])('that is %s leaves the outcome unknown', async (_, answer, what) => {
		const { failure, seen } = await after(write, answer);

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: `Testpay answered HTTP 200 ${what}`,
		});
		expect(seen).toHaveLength(1);
	});

	test('of HTTP 500 leaves the outcome unknown, also with JSON', async () => {
		const { failure } = await after(write, says(500, '{"message":"Server Error"}'));

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: 'Testpay could not handle the request (HTTP 500): Server Error',
			advice: expect.stringContaining('on the side of Testpay'),
		});
	});

	test.each([301, 302, 307, 308])('of HTTP %i is not followed', async (status) => {
		const { failure, seen } = await after(
			write,
			says(status, '', { location: 'https://elsewhere.example.com/orders' }),
		);

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: `Testpay redirected the request (HTTP ${status}) to https://elsewhere.example.com/orders`,
			advice: expect.stringContaining('Base URL'),
		});
		expect(seen).toHaveLength(1);
	});
});

/** What an answer may carry. */
const BODIES = {
	yes: '{"code":0}',
	no: '{"code":7,"message":"PIN salah"}',
	nothing: '{}',
	text: '{"message":"Too many attempts"}',
	page: '<html><h1>Something</h1></html>',
	empty: '',
};
type What = keyof typeof BODIES;
type Became = 'success' | 'refused' | 'unknown';

/** How each status is read with a yes, a no, no verdict, and no JSON in its body. */
const OF_A_WRITE: Array<[number[], Record<'yes' | 'no' | 'unclear' | 'unreadable', Became>]> = [
	[
		[200, 201, 202, 299],
		{ yes: 'success', no: 'refused', unclear: 'unknown', unreadable: 'unknown' },
	],
	[
		[300, 302, 304, 307],
		{ yes: 'unknown', no: 'unknown', unclear: 'unknown', unreadable: 'unknown' },
	],
	// A gateway's page may stand before a service that has done it.
	[
		[400, 402, 409, 410, 422, 451],
		{ yes: 'unknown', no: 'refused', unclear: 'refused', unreadable: 'unknown' },
	],
	// These are turned away before any work.
	[
		[401, 403, 404, 405, 411, 413, 414, 415, 429, 431],
		{ yes: 'unknown', no: 'refused', unclear: 'refused', unreadable: 'refused' },
	],
	// These tell nothing about the work, whatever the body says.
	[
		[408, 425, 499, 500, 501, 502, 503, 504, 520, 524, 599],
		{ yes: 'unknown', no: 'unknown', unclear: 'unknown', unreadable: 'unknown' },
	],
];
const kindOf = (what: What) =>
	what === 'yes' || what === 'no'
		? what
		: what === 'nothing' || what === 'text'
			? 'unclear'
			: 'unreadable';

/** A caller whose request n8n's helper answers so, without a network. */
function callerOf(answer: (options: IHttpRequestOptions, more?: unknown) => Promise<unknown>) {
	const helper = jest.fn(async (_type: string, options: IHttpRequestOptions, more?: unknown) =>
		answer(options, more),
	);
	const real = contextWith({ credentials: { kasProApi: { baseUrl: 'https://t.example.com' } } });
	const ctx = Object.create(real, {
		helpers: { value: { httpRequestWithAuthentication: helper } },
	}) as typeof real;
	return { ctx, helper };
}

async function answerTo(
	request: Exchange,
	statusCode: number,
	body: string,
	changes: Partial<Service> = {},
): Promise<{ answer: Answer; became: string; times: number }> {
	const { ctx, helper } = callerOf(async () => ({ statusCode, body, headers: {} }));
	const answer = await exchange({ ctx }, { ...service, ...changes }, request);
	const became = answer.ok ? 'success' : answer.failure.outcome;
	return { answer, became, times: helper.mock.calls.length };
}

const CASES = OF_A_WRITE.flatMap(([statuses, became]) =>
	statuses.flatMap((status) =>
		Object.keys(BODIES).map((name) => {
			const what = name as What;
			return [status, what, became[kindOf(what)]] as const;
		}),
	),
);

describe('a write whose answer is', () => {
	test.each(CASES)('HTTP %i with %s is a %s', async (status, what, expected) => {
		const { became, times } = await answerTo(write, status, BODIES[what]);

		expect(became).toBe(expected);
		expect(times).toBe(1);
	});

	test.each(CASES)('HTTP %i with %s is no more than a %s, also leniently read', async (...row) => {
		const [status, what, expected] = row;
		const { became } = await answerTo(write, status, BODIES[what], { lenientReads: true });

		expect(became).toBe(expected);
	});
});

describe('a read whose answer is', () => {
	test.each(CASES)('HTTP %i with %s (a write: %s) is a success only with a yes', async (...row) => {
		const [status, what, ofWrite] = row;
		const { answer, became } = await answerTo(read, status, BODIES[what]);

		expect(answer.ok).toBe(ofWrite === 'success');
		// A service that says neither yes nor no has refused to tell; nothing hangs on it.
		const isReadable = kindOf(what) !== 'unreadable' && (status < 300 || status >= 400);
		if (!isReadable) expect(became).toBe(ofWrite);
	});

	test.each(CASES.filter(([status]) => status < 300))(
		'HTTP %i with %s is a success without a yes when reads need none',
		async (status, what) => {
			const { answer } = await answerTo(read, status, BODIES[what], { lenientReads: true });

			expect(answer.ok).toBe(['yes', 'unclear'].includes(kindOf(what)));
		},
	);

	test.each(CASES.filter(([status]) => status >= 300))(
		'HTTP %i with %s is no success, also leniently read',
		async (status, what) => {
			const { answer } = await answerTo(read, status, BODIES[what], { lenientReads: true });

			expect(answer.ok).toBe(false);
		},
	);

	test.each(CASES)('HTTP %i with %s is asked again only when it may pass', async (status, what) => {
		const { times } = await answerTo(read, status, BODIES[what]);

		const passes = [408, 425, 429, 499].includes(status) || status >= 500;
		expect(times).toBe(passes ? 5 : 1);
	});
});

describe('a read', () => {
	test.each([
		['too many requests', says(429, '{"message":"Too Many Attempts."}')],
		['a fault of the server', says(500, '<h1>500</h1>')],
		['a bad gateway', says(502, '{"message":"Bad Gateway"}')],
		['a broken connection', breaks],
	])('is tried again after %s', async (_, bad) => {
		const { answer, seen } = await after(read, bad, bad, fine);

		expect(answer.ok).toBe(true);
		expect(seen).toHaveLength(3);
		expect(pauses()).toEqual([500, 1000]);
	});

	test('gives up after five tries with growing pauses', async () => {
		const { failure, seen } = await after(read, says(503, '{"message":"Maintenance"}'));

		expect(failure?.message).toBe('Testpay could not handle the request (HTTP 503): Maintenance');
		expect(seen).toHaveLength(5);
		expect(pauses()).toEqual([500, 1000, 2000, 4000]);
	});

	test('waits as long as the service asks for', async () => {
		await after(read, says(429, '{}', { 'retry-after': '7' }), fine);

		expect(pauses()).toEqual([7000]);
	});

	test('waits until the moment that the service names', async () => {
		const soon = new Date(Date.now() + 20_000).toUTCString();
		await after(read, says(429, '{}', { 'retry-after': soon }), fine);

		expect(pauses()).toEqual([expect.any(Number)]);
		expect(pauses()[0]).toBeGreaterThan(15_000);
		expect(pauses()[0]).toBeLessThanOrEqual(20_000);
	});

	test('does not wait for a moment that has passed', async () => {
		const past = new Date(Date.now() - 20_000).toUTCString();
		await after(read, says(429, '{}', { 'retry-after': past }), fine);

		expect(pauses()).toEqual([0]);
	});

	test('does not wait for more than a minute', async () => {
		const { failure, seen } = await after(read, says(429, '{}', { 'retry-after': '61' }));

		expect(failure).toMatchObject({
			message: 'Testpay is receiving too many requests (HTTP 429)',
			retryAfter: 61_000,
		});
		expect(seen).toHaveLength(1);
		expect(pauses()).toEqual([]);
	});

	test.each([429, 503])('honours the pause that a page of HTTP %i asks for', async (status) => {
		const page = '<h1>Slow down</h1>';
		const { answer } = await after(read, says(status, page, { 'retry-after': '9' }), fine);

		expect(answer.ok).toBe(true);
		expect(pauses()).toEqual([9000]);
	});

	test.each([
		['JSON', '{}', '61', 2],
		['a page', '<h1>Slow down</h1>', '61', 2],
		['a page', '<h1>Slow down</h1>', '120', 2],
		['a page', '<h1>Slow down</h1>', '3600', 60],
	])('is told of a long pause that %s (%s) asks for', async (_, body, seconds, minutes) => {
		const { failure, seen } = await after(read, says(429, body, { 'retry-after': seconds }));

		expect(failure?.advice).toBe(
			`Testpay asks to wait ${minutes} minutes before the next request.`,
		);
		expect(seen).toHaveLength(1);
		expect(pauses()).toEqual([]);
	});

	test.each(['soon', ' ', '-5'])('takes no pause from %p', async (header) => {
		await after(read, says(429, '{}', { 'retry-after': header }), fine);

		expect(pauses()).toHaveLength(1);
		expect(pauses()[0]).toBeLessThanOrEqual(500);
	});

	test('is not tried again after a refusal or an answer that nobody can read', async () => {
		const refusal = await after(read, says(422, '{"code":7}'));
		const unreadable = await after(read, says(404, '<h1>Not Found</h1>'));

		expect([refusal.seen.length, unreadable.seen.length]).toEqual([1, 1]);
	});
});

describe('a write', () => {
	test.each([
		['too many requests', says(429, '{"message":"Too Many Attempts."}'), 'refused'],
		['a fault of the server', says(500, '{"message":"Server Error"}'), 'unknown'],
		['a bad gateway', says(502, '<h1>502</h1>'), 'unknown'],
		['a broken connection', breaks, 'unknown'],
		['an answer that is cut off', truncated, 'unknown'],
		['an empty answer', empty, 'unknown'],
	])('is sent once after %s', async (_, bad, outcome) => {
		const { failure, seen } = await after(write, bad, fine);

		expect(failure?.outcome).toBe(outcome);
		expect(seen).toHaveLength(1);
		expect(pauses()).toEqual([]);
	});

	test('whose connection breaks is said to be so', async () => {
		const { failure } = await after(write, breaks);

		expect(failure?.message).toBe('The connection to Testpay broke before its answer arrived');
	});

	test('that nobody takes was not sent', async () => {
		const answer = await send(await deadAddress(), write);

		expect(answer).toMatchObject({
			ok: false,
			failure: {
				outcome: 'unsent',
				message: 'Testpay refused the connection',
				advice: expect.stringContaining('Nothing was sent.'),
			},
		});
	});

	test('to a host that does not exist was not sent', async () => {
		const answer = await send('http://no-such-host.invalid', write);

		expect(answer).toMatchObject({ ok: false, failure: { outcome: 'unsent' } });
		expect(JSON.stringify(answer)).toContain('could not be found under its host name');
	});
});

describe('a write that is turned away for now', () => {
	test.each([
		['JSON', '{"message":"Too Many Attempts."}'],
		['a page', '<h1>429</h1>'],
	])('by %s is told how long to wait', async (_, body) => {
		const { failure, seen } = await after(write, says(429, body, { 'retry-after': '600' }));

		expect(failure).toMatchObject({
			outcome: 'refused',
			advice: 'Testpay asks to wait 10 minutes before the next request.',
			retryAfter: 600_000,
		});
		expect(seen).toHaveLength(1);
	});
});

describe('how long an answer is waited for', () => {
	const timeoutOf = async (request: Exchange) => {
		let timeout: number | undefined;
		const { ctx } = callerOf(async (options) => {
			({ timeout } = options);
			return { statusCode: 200, headers: {}, body: '{"code":0}' };
		});
		await exchange({ ctx }, service, request);
		return timeout;
	};

	test('is 90 seconds for a write, 30 for a read, or what the operation says', async () => {
		expect(await timeoutOf(write)).toBe(90_000);
		expect(await timeoutOf(read)).toBe(30_000);
		expect(await timeoutOf({ ...write, timeout: 8000 })).toBe(8000);
		expect(await timeoutOf({ ...read, timeout: 5000 })).toBe(5000);
	});
});

describe('a write for which n8n throws', () => {
	const node = contextWith().getNode();
	const coded = (code: string, more = {}) =>
		Object.assign(new Error(`connect ${code} 203.0.113.9:443`), { code, ...more });
	const wrap = (cause: unknown, times: number): unknown =>
		times === 0 ? cause : new Error('wrapped', { cause: wrap(cause, times - 1) });
	/** As n8n 2.41 does: the cause is kept, its text is replaced. */
	const asNodeApiError = (cause: Error) =>
		new NodeApiError(node, cause as unknown as JsonObject, { message: 'Something else' });

	async function thrown(error: unknown, request = write) {
		const { ctx, helper } = callerOf(async () => {
			throw error;
		});
		const answer = await exchange({ ctx }, service, request);
		const failure = answer.ok ? undefined : answer.failure;
		return { failure, times: helper.mock.calls.length };
	}

	const BEFORE: Array<[string, string]> = [
		['ECONNREFUSED', 'Testpay refused the connection'],
		['ENOTFOUND', 'Testpay could not be found under its host name'],
		[
			'EAI_AGAIN',
			'Testpay could not be found under its host name, because name look-up did not answer',
		],
		['CERT_HAS_EXPIRED', 'Testpay has an expired certificate'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'Testpay has a self-signed certificate'],
		['ERR_INVALID_URL', 'Testpay has a Base URL in the credential that is no web address'],
		['ERR_INVALID_CHAR', 'Testpay can not be sent a character that stands in a key or header'],
	];

	test.each(BEFORE)('%s has not sent it', async (code, message) => {
		for (const error of [
			coded(code),
			asNodeApiError(coded(code)),
			wrap(coded(code), 1),
			wrap(coded(code), 4),
			wrap(asNodeApiError(coded(code)), 2),
		]) {
			const { failure, times } = await thrown(error);

			expect(failure).toMatchObject({
				outcome: 'unsent',
				message,
				advice: expect.stringMatching(/^Nothing was sent\./),
			});
			expect(times).toBe(1);
		}
	});

	test.each([
		['ETIMEDOUT', 'connect'],
		['EHOSTUNREACH', 'connect'],
		['ENETUNREACH', 'connect'],
		['ENODATA', 'getaddrinfo'],
	])('%s at %s has not sent it', async (code, syscall) => {
		for (const error of [coded(code, { syscall }), wrap(coded(code, { syscall }), 3)]) {
			const { failure } = await thrown(error);

			expect(failure).toMatchObject({
				outcome: 'unsent',
				message: 'Testpay could not be reached',
			});
		}
	});

	const nodeApiErrorWithoutCause = new NodeApiError(node, { message: 'socket hang up' });
	nodeApiErrorWithoutCause.cause = undefined;
	test.each<[string, unknown]>([
		['a plain error', new Error('socket hang up')],
		['a text', 'socket hang up'],
		['an object without anything', {}],
		["n8n's error without a cause", nodeApiErrorWithoutCause],
		["n8n's error around a plain one", asNodeApiError(new Error('socket hang up'))],
		['ECONNRESET', coded('ECONNRESET')],
		['ECONNRESET while reading', coded('ECONNRESET', { syscall: 'read' })],
		['EPIPE', coded('EPIPE', { syscall: 'write' })],
		['EPROTO', coded('EPROTO', { syscall: 'write' })],
		['an HTTP parse error', coded('HPE_INVALID_CONSTANT')],
		['a code that is a number', Object.assign(new Error('x'), { code: 5 })],
		['a code named as a property of all objects', coded('constructor')],
		['a message that names a code', new Error('connect ECONNREFUSED 203.0.113.9:443')],
	])('%s leaves its outcome unknown', async (_name, error) => {
		const { failure, times } = await thrown(error);

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: 'The connection to Testpay broke before its answer arrived',
		});
		expect(times).toBe(1);
	});

	test('something that is no object leaves its outcome unknown', async () => {
		for (const error of ['gone', 7, true, Symbol('gone')]) {
			expect((await thrown(error)).failure?.outcome).toBe('unknown');
		}
	});

	test.each([undefined, null])('%p leaves its outcome unknown', async (error) => {
		expect((await thrown(error)).failure?.outcome).toBe('unknown');
	});

	test.each(['ECONNABORTED', 'ETIMEDOUT'])(
		'%s after the connection stood is an answer that did not come in time',
		async (code) => {
			for (const error of [coded(code), asNodeApiError(coded(code)), wrap(coded(code), 3)]) {
				expect((await thrown(error)).failure).toMatchObject({
					outcome: 'unknown',
					message: 'Testpay did not answer within 90 seconds',
				});
			}
		},
	);

	test('a reset whose cause was a refused connection leaves its outcome unknown', async () => {
		const error = coded('ECONNRESET', { cause: coded('ECONNREFUSED') });

		expect((await thrown(error)).failure?.outcome).toBe('unknown');
	});

	test('a chain of causes without end is left', async () => {
		const error = new Error('round');
		error.cause = error;

		expect((await thrown(error)).failure?.outcome).toBe('unknown');
	});

	test('because the execution is stopped leaves its outcome unknown', async () => {
		const { failure, times } = await thrown(coded('ERR_CANCELED'), read);

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: 'The execution was stopped while the request was under way',
		});
		expect(times).toBe(1);
	});

	test.each([0, 1, 3])('NothingSent below %i others has not sent it', async (times) => {
		const error = wrap(new NothingSent('HMAC Key is empty.'), times);
		const { failure } = await thrown(error);

		expect(failure).toMatchObject({ outcome: 'unsent', message: 'HMAC Key is empty.' });
	});

	test("NothingSent in n8n's error has not sent it, and a read does not try again", async () => {
		const error = asNodeApiError(new NothingSent('HMAC Key is empty.'));
		const { failure, times } = await thrown(error, read);

		expect(failure).toMatchObject({ outcome: 'unsent', message: 'HMAC Key is empty.' });
		expect(times).toBe(1);
	});

	test('the text of the code stays out of the message, which n8n would replace', async () => {
		for (const [code] of BEFORE) {
			expect((await thrown(coded(code))).failure?.message).not.toContain(code);
		}
	});
});

test('a credential that can not be read sends nothing', async () => {
	const { ctx, helper } = callerOf(async () => ({ statusCode: 200, headers: {}, body: '{}' }));
	const locked = Object.create(ctx, {
		getCredentials: {
			value: async () => {
				throw new Error('Credentials could not be decrypted');
			},
		},
	}) as typeof ctx;

	for (const request of [read, write]) {
		expect(await exchange({ ctx: locked }, service, request)).toMatchObject({
			ok: false,
			failure: { outcome: 'unsent', message: 'Credentials could not be decrypted' },
		});
	}
	expect(helper).not.toHaveBeenCalled();
});

test('a base URL that can not be made out of a credential sends nothing', async () => {
	const { ctx, helper } = callerOf(async () => ({ statusCode: 200, headers: {}, body: '{}' }));
	const strict: Service = {
		...service,
		baseUrl: () => {
			throw new Error('Base URL is missing');
		},
	};

	expect(await exchange({ ctx }, strict, write)).toMatchObject({
		failure: { outcome: 'unsent', message: 'Base URL is missing' },
	});
	expect(helper).not.toHaveBeenCalled();
});

describe('a request with a new token', () => {
	const moreOf = async (request: Exchange) => {
		let more: unknown;
		const { ctx } = callerOf(async (_options, given) => {
			more = given;
			return { statusCode: 200, headers: {}, body: '{"code":0}' };
		});
		await exchange({ ctx }, service, request);
		return more;
	};

	test('carries the credential without the one that n8n keeps', async () => {
		expect(await moreOf({ ...write, withNewToken: true })).toEqual({
			credentialsDecrypted: {
				id: '1',
				name: 'kasProApi',
				type: 'kasProApi',
				data: { baseUrl: 'https://t.example.com', accessToken: '' },
			},
		});
	});

	test('is not made unless it is asked for', async () => {
		expect(await moreOf(write)).toBeUndefined();
	});

	test('is made also where the node does not say which credential it has', async () => {
		let more: unknown;
		const { ctx } = callerOf(async (_options, given) => {
			more = given;
			return { statusCode: 200, headers: {}, body: '{"code":0}' };
		});
		for (const credentials of [undefined, {}, { kasProApi: { id: null, name: 'Mine' } }]) {
			const bare = Object.create(ctx, {
				getNode: { value: () => ({ ...ctx.getNode(), credentials }) },
			}) as typeof ctx;
			await exchange({ ctx: bare }, service, { ...write, withNewToken: true });

			expect(more).toMatchObject({
				credentialsDecrypted: { id: '', data: { accessToken: '' } },
			});
		}
	});
});

test('a long number in an answer stays what it is', async () => {
	const { answer } = await after(write, says(200, '{"code":0,"reference":20220214101951117}'));

	expect(answer).toEqual({ ok: true, body: { code: 0, reference: '20220214101951117' } });
});

test('without a credential nothing is sent, and n8n says why', async () => {
	const answer = await exchange({ ctx: contextWith() }, service, write);

	expect(answer).toMatchObject({
		ok: false,
		failure: { outcome: 'unsent', message: expect.stringContaining('credentials') },
	});
});

test('an answer 401 is a refusal that asks to check the credential', async () => {
	await answering(says(401, '{"message":"no"}'), async (url) => {
		const answer = await send(url, write);

		expect(answer).toMatchObject({
			ok: false,
			failure: {
				outcome: 'refused',
				httpCode: 401,
				advice: expect.stringContaining('Check the Testpay credential'),
			},
		});
	});
});

describe('a refusal that repeats what must stay secret', () => {
	const credential = {
		authMode: 'none',
		hmacKey: 'key-4711',
		hmacSecret: 'very secret',
		accessToken: ' token-1 ',
		partnerKey: '',
	};
	/** What is said about a request when the service answers so. */
	async function saidAbout(request: Partial<Exchange>, body: string, verdict = service.verdict) {
		let answer: Answer | undefined;
		await answering(says(400, body), async (url) => {
			const credentials = { kasProApi: { ...credential, baseUrl: url } };
			const ctx = contextWith({ credentials });
			answer = await exchange({ ctx }, { ...service, verdict }, { ...write, ...request });
		});
		if (answer === undefined || answer.ok) throw new Error('There is no refusal');
		return answer.failure;
	}

	test('says neither a PIN nor an OTP of its body', async () => {
		const failure = await saidAbout(
			{ body: { pin: '482913', otp: '0123', amount: 1 } },
			'{"code":7,"message":"pin 482-913 and otp 123, 0123 of 4829130"}',
		);

		expect(failure).toMatchObject({
			message: 'Testpay refused the request: pin ••• and otp 123, ••• of 4829130',
			vendorText: 'pin ••• and otp 123, ••• of 4829130',
		});
	});

	test('says none of the credential’s keys and tokens', async () => {
		const { message } = await saidAbout(
			{},
			'{"code":7,"message":"key-4711: very secret, Bearer token-1"}',
		);

		expect(message).toBe('Testpay refused the request: •••: •••, Bearer •••');
	});

	test('says none in its code and its advice', async () => {
		const verdict = () => ({ text: 'No', code: '482913', advice: 'Not 482913' });
		const failure = await saidAbout({ body: { pin: '482913' } }, '{}', verdict);

		expect(failure).toMatchObject({ vendorCode: '•••', advice: 'Not •••' });
	});

	test('says none when it is a page', async () => {
		const failure = await saidAbout({ body: { pin: '482913' } }, '<p>pin=482913</p>');

		expect(JSON.stringify(failure)).not.toContain('482913');
	});

	test('has none to leave out of bytes, and those of the credential all the same', async () => {
		const { message } = await saidAbout(
			{ body: Buffer.from('pin=482913'), headers: { 'Content-Type': 'text/plain' } },
			'{"code":7,"message":"key-4711"}',
		);

		expect(message).toBe('Testpay refused the request: •••');
	});

	test('has nothing to leave out of a request without a body', async () => {
		const { message } = await saidAbout({ body: undefined }, '{"code":7,"message":"No 482913"}');

		expect(message).toBe('Testpay refused the request: No 482913');
	});
});

test.each([true, false, undefined])(
	'a refusal is one from before the service itself when the service says so: %j',
	async (beforehand) => {
		await answering(says(403, '{}'), async (url) => {
			const answer = await send(url, write, { verdict: () => ({ text: 'No', beforehand }) });

			expect(answer).toHaveProperty('failure.beforehand', beforehand);
		});
	},
);

test.each([
	[' https://gateway.example.com/ ', 'https://gateway.example.com'],
	['https://gateway.example.com/gw//', 'https://gateway.example.com/gw'],
	['https://gateway.example.com', 'https://gateway.example.com'],
	[undefined, ''],
])('the base URL %p is read as %p', (typed, url) => {
	expect(trimmedUrl(typed)).toBe(url);
});
