// First: it keeps pauses from taking time.
import {
	pauses,
	service,
	read,
	write,
	after,
	says,
	fine,
	truncated,
	empty,
	callerOf,
} from './requesting';
import {
	exchange,
	type Answer,
	type Exchange,
	type Service,
} from '../../../../../nodes/shared/wire/request';

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
