// First: it keeps pauses from taking time.
import { pauses, read, write, after, says, fine, truncated, empty } from './requesting';

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
