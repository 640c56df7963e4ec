import type { RequestListener } from 'node:http';
import { sleep } from 'n8n-workflow';
import {
	exchange,
	trimmedUrl,
	type Exchange,
	type Service,
} from '../../../../../nodes/shared/wire/request';
import { answering, deadAddress } from '../../../../engine/support/answering';
import { contextWith } from '../context';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(async () => {}),
}));
const pauses = () => jest.mocked(sleep).mock.calls.map(([ms]) => ms);
beforeEach(() => void jest.mocked(sleep).mockClear());

/** Refuses like our services do: in the body, at any status. */
const service: Service = {
	name: 'Testpay',
	credentialType: 'kasProApi',
	baseUrl: ({ baseUrl }) => trimmedUrl(baseUrl),
	refusal: (status, { code, message }) =>
		status < 400 && code === 0
			? undefined
			: {
					...(typeof message === 'string' && { text: message }),
					...(code !== undefined && { code: String(code) }),
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
		async (url) => void (answer = await send(url, request)),
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

	test('is no success at HTTP 400 whatever its body says', async () => {
		const { failure } = await after(write, says(400, '{"code":0}'));

		expect(failure).toMatchObject({ outcome: 'refused', httpCode: 400 });
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

test('without a credential nothing is sent, and n8n says why', async () => {
	const answer = await exchange({ ctx: contextWith() }, service, write);

	expect(answer).toMatchObject({
		ok: false,
		failure: { outcome: 'unsent', message: expect.stringContaining('credentials') },
	});
});

describe('an answer 401 to a service with tokens', () => {
	test('is a refusal that asks to check the credential', async () => {
		await answering(says(401, '{"message":"no"}'), async (url) => {
			const answer = await send(url, write, { refreshesToken: true });

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
});

test.each([
	[' https://gateway.example.com/ ', 'https://gateway.example.com'],
	['https://gateway.example.com/gw//', 'https://gateway.example.com/gw'],
	['https://gateway.example.com', 'https://gateway.example.com'],
	[undefined, ''],
])('the base URL %p is read as %p', (typed, url) => {
	expect(trimmedUrl(typed)).toBe(url);
});
