import '../../../../engine/support/noPauses';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { kasPro } from '../../../../../nodes/KasPro/wire/api';
import { NothingSent } from '../../../../../nodes/shared/wire/errors';
import { contextWith } from '../../shared/context';

type Thrown = Error & { cause?: unknown };
interface Said {
	statusCode: number;
	body: string;
}

let now = Date.parse('2026-11-21T09:00:00Z');
/** What is remembered of renewed tokens is of an hour ago. */
beforeEach(() => {
	now += 60 * 60_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

/** A gateway that answers so in turn, the last answer again and again; tells which token each request had. */
function gateway(credential: object, ...answers: Array<Said | Thrown>) {
	const sent: Array<{ method?: string; body: unknown; token: 'kept' | 'new' }> = [];
	const helper = async (_type: string, { method, body }: IHttpRequestOptions, more?: unknown) => {
		const answer = answers[Math.min(sent.length, answers.length - 1)];
		sent.push({ method, body, token: more === undefined ? 'kept' : 'new' });
		if (answer instanceof Error) throw answer;
		return { headers: {}, ...answer };
	};
	const values = {
		baseUrl: 'https://gateway.example.com',
		authMode: 'oauth2Hmac',
		clientId: 'client-1',
		...credential,
	};
	const real = contextWith({ credentials: { kasProApi: values } });
	const ctx = Object.create(real, {
		helpers: { value: { httpRequestWithAuthentication: helper } },
	}) as IExecuteFunctions;
	return { caller: { ctx, item: 0 }, sent };
}

const paid: Said = { statusCode: 200, body: '{"code":0,"responseId":"R-1"}' };
const turnedAway = (statusCode: number, body = '{"error":"Access denied"}'): Said => ({
	statusCode,
	body,
});
const payment = { path: '/bank-transfer/', body: { requestId: 'PAY-1', amount: 10 } };
const tokensOf = (sent: Array<{ token: string }>) => sent.map(({ token }) => token);

test('a payment that gets no answer in time has an unknown outcome and is sent once', async () => {
	const silent = Object.assign(new Error('timeout'), { cause: { code: 'ECONNABORTED' } });
	const { caller, sent } = gateway({}, silent);

	expect(await kasPro.tryOnce(caller, payment)).toMatchObject({
		ok: false,
		failure: { outcome: 'unknown', message: 'KasPro did not answer within 90 seconds' },
	});
	expect(sent).toHaveLength(1);
});

describe('an access token that the gateway does not take', () => {
	test.each([400, 401, 403])(
		'(HTTP %i, in the words of the gateway) is renewed, and the payment sent once more',
		async (status) => {
			const { caller, sent } = gateway({}, turnedAway(status), paid);

			expect(await kasPro.tryOnce(caller, payment)).toEqual({
				ok: true,
				body: { code: 0, responseId: 'R-1' },
			});
			expect(tokensOf(sent)).toEqual(['kept', 'new']);
			expect(sent[1]).toMatchObject({ method: 'POST', body: payment.body });
		},
	);

	test('is renewed for a look-up too', async () => {
		const { caller, sent } = gateway({}, turnedAway(403), paid);

		expect(await kasPro.tryGet(caller, { path: '/customer-account-inquiry/' })).toMatchObject({
			ok: true,
		});
		expect(tokensOf(sent)).toEqual(['kept', 'new']);
	});

	test('is renewed once, and then the refusal is the answer', async () => {
		const { caller, sent } = gateway({}, turnedAway(403), turnedAway(403, '{"error":"Still no"}'));

		expect(await kasPro.tryOnce(caller, payment)).toMatchObject({
			ok: false,
			failure: { outcome: 'refused', vendorText: 'Still no', httpCode: 403 },
		});
		expect(tokensOf(sent)).toEqual(['kept', 'new']);
	});

	test('is renewed once for requests at the same moment, and all are sent once more', async () => {
		let valid = 'old';
		let renewed = 0;
		const sent: string[] = [];
		const helper = async (_type: string, _options: unknown, more?: unknown) => {
			const token = more === undefined ? valid : 'new';
			if (more !== undefined) renewed++;
			sent.push(token);
			await new Promise((resolve) => setImmediate(resolve));
			valid = more === undefined ? valid : 'new';
			return { headers: {}, ...(token === 'new' ? paid : turnedAway(403)) };
		};
		const { caller } = gateway({ clientId: 'client-3' }, paid);
		const ctx = Object.create(caller.ctx, {
			helpers: { value: { httpRequestWithAuthentication: helper } },
		}) as IExecuteFunctions;
		const answers = await Promise.all(
			Array.from({ length: 5 }, async () => await kasPro.tryOnce({ ctx, item: 0 }, payment)),
		);

		expect(answers.map(({ ok }) => ok)).toEqual(Array(5).fill(true));
		expect(renewed).toBe(1);
		expect(sent).toHaveLength(10);
	});

	test('is not waited for by one whose execution is stopped meanwhile', async () => {
		const stop = new AbortController();
		const values = {
			baseUrl: 'https://gateway.example.com',
			authMode: 'oauth2Hmac',
			clientId: 'c-9',
		};
		const real = contextWith({ credentials: { kasProApi: values }, stopped: stop.signal });
		let sent = 0;
		let renewing = () => {};
		const begun = new Promise<void>((resolve) => (renewing = resolve));
		const helper = async (_type: string, _options: object, more?: unknown) => {
			sent++;
			if (more === undefined) return { headers: {}, ...turnedAway(401) };
			renewing();
			return await new Promise(() => {});
		};
		const helpers = { value: { httpRequestWithAuthentication: helper } };
		const ctx = Object.create(real, { helpers }) as IExecuteFunctions;
		const both = [payment, payment].map(
			async (request) => await kasPro.tryOnce({ ctx, item: 0 }, request),
		);
		await begun;
		stop.abort();

		const outcomes = (await Promise.all(both)).map(
			(answer) => !answer.ok && answer.failure.outcome,
		);
		// The one that renews may have been sent again; the other has the gateway's no.
		expect(outcomes).toEqual(['unknown', 'refused']);
		expect(sent).toBe(3);
	});

	test('is renewed for each answer 401, because only an expired one is called so', async () => {
		const { caller, sent } = gateway({}, turnedAway(401), paid, turnedAway(401), paid);
		await kasPro.tryOnce(caller, payment);
		now += 1_000;
		await kasPro.tryOnce(caller, payment);

		expect(tokensOf(sent)).toEqual(['kept', 'new', 'kept', 'new']);
	});

	test('is renewed once a minute, so that wrong keys do not cost two calls more for each item', async () => {
		const { caller, sent } = gateway({}, turnedAway(403));
		await kasPro.tryOnce(caller, payment);
		now += 59_999;
		await kasPro.tryOnce(caller, payment);
		expect(tokensOf(sent)).toEqual(['kept', 'new', 'kept']);

		now += 1;
		await kasPro.tryOnce(caller, payment);
		expect(tokensOf(sent)).toEqual(['kept', 'new', 'kept', 'kept', 'new']);
	});

	test.each([{ clientId: 'client-2' }, { baseUrl: 'https://other.example.com' }])(
		'is renewed for each account by itself: %j',
		async (other) => {
			await kasPro.tryOnce(gateway({}, turnedAway(403)).caller, payment);
			const { caller, sent } = gateway(other, turnedAway(403), paid);
			await kasPro.tryOnce(caller, payment);

			expect(tokensOf(sent)).toEqual(['kept', 'new']);
		},
	);

	test.each(['partnerKey', 'bearerToken', 'none'])('is not renewed with %s', async (authMode) => {
		const { caller, sent } = gateway({ authMode }, turnedAway(403), paid);
		await kasPro.tryOnce(caller, payment);

		expect(tokensOf(sent)).toEqual(['kept']);
	});

	test('stays refused when no new one can be had', async () => {
		const noToken = Object.assign(new Error('x'), { cause: new NothingSent('KasPro is down') });
		const { caller, sent } = gateway({}, turnedAway(403), noToken);

		expect(await kasPro.tryOnce(caller, payment)).toMatchObject({
			failure: { outcome: 'refused', vendorText: 'Access denied', httpCode: 403 },
		});
		expect(tokensOf(sent)).toEqual(['kept', 'new']);
	});

	test('whose renewed payment is lost leaves its outcome unknown', async () => {
		const { caller, sent } = gateway({}, turnedAway(400), new Error('socket hang up'));

		expect(await kasPro.tryOnce(caller, payment)).toMatchObject({
			failure: { outcome: 'unknown' },
		});
		expect(sent).toHaveLength(2);
	});
});

/** Neither the gateway's own words nor a result code: what stands behind them is not known. */
const SAID_WITHOUT_CODE = [
	{},
	{ message: 'Transaksi sedang diproses' },
	{ status: 400, error: 'Bad Request', message: 'Read timed out' },
	{ error: 'Bad Request', message: 'Read timed out' },
	{ error: { code: 1 } },
	{ error: null },
	{ code: 'TRX_TIMEOUT', message: 'Timeout' },
	{ responseCode: '4001800', responseMessage: 'Bad Request' },
	{ errors: ['amount'] },
];

describe('a payment is not sent a second time', () => {
	test.each<[string, Said | Thrown]>([
		['it is done', paid],
		['it is under way', { statusCode: 200, body: '{"code":1}' }],
		['KasPro refuses it with a code', turnedAway(400, '{"code":110005,"message":"No"}')],
		['KasPro refuses it with a code at HTTP 403', turnedAway(403, '{"code":"7"}')],
		['a yes stands under HTTP 400', turnedAway(400, '{"code":0}')],
		...SAID_WITHOUT_CODE.map((body): [string, Said] => [
			`it is said without a code: ${JSON.stringify(body)}`,
			turnedAway(400, JSON.stringify(body)),
		]),
		['the page of HTTP 403 is one of HTML', turnedAway(403, '<h1>Forbidden</h1>')],
		['the page of HTTP 400 can not be read', turnedAway(400, '<h1>Bad Request</h1>')],
		['KasPro’s answer has no result code', { statusCode: 200, body: '{}' }],
		['a yes stands under HTTP 401', turnedAway(401, '{"code":0,"message":"Berhasil"}')],
		['KasPro refuses it with a code at HTTP 401', turnedAway(401, '{"code":190002}')],
		['it is turned away with HTTP 404', turnedAway(404)],
		['it is turned away with HTTP 422', turnedAway(422)],
		['there are too many requests', turnedAway(429)],
		['the gateway breaks', turnedAway(500)],
		['the gateway waits in vain', turnedAway(504)],
		['the connection breaks', new Error('socket hang up')],
		['nobody listens', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
	])('when %s', async (_why, answer) => {
		const { caller, sent } = gateway({}, answer, paid);
		await kasPro.tryOnce(caller, payment);

		expect(tokensOf(sent)).toEqual(['kept']);
	});
});

describe('what KasPro says', () => {
	const answerTo = async (statusCode: number, body: unknown) => {
		const { caller } = gateway({ authMode: 'none' }, { statusCode, body: JSON.stringify(body) });
		return await kasPro.tryOnce(caller, payment);
	};

	test.each([
		[200, { code: 0 }],
		[200, { code: '0' }],
		[200, { ' code ': 0 }],
		[201, { code: 1 }],
	])('is a yes at HTTP %i with %j', async (status, body) => {
		expect(await answerTo(status, body)).toMatchObject({ ok: true });
	});

	test.each([
		[200, { code: 110_005, message: 'not found' }, '110005'],
		[200, { code: '-1', message: 'Saldo tidak cukup' }, '-1'],
		[200, { 'code ': 9, message: 'Rejected' }, '9'],
		[200, { code: 9, message: { amount: ['Saldo tidak cukup'] } }, '9'],
		[200, { code: 9, message: 'Rejected', data: { balance: 10, reffId: '' } }, '9'],
		[404, { code: 110_005 }, '110005'],
	])('is a no at HTTP %i with %j', async (status, body, vendorCode) => {
		expect(await answerTo(status, body)).toMatchObject({
			failure: { outcome: 'refused', vendorCode },
		});
	});

	test.each([
		[200, {}],
		[200, { code: null }],
		[200, { code: 'OK' }],
		[200, { error: 'Too many attempts' }],
		[400, { code: 0 }],
		[403, { code: 1 }],
		[500, { code: 0 }],
		[500, { code: 7 }],
		[200, { code: 7 }],
		[200, { code: 2, message: 'Transaction queued' }],
		[200, { code: 2, message: 'Transfer to mobile number 081 already completed' }],
		[400, { error: 'Duplicate transaction PAY-1' }],
		[503, { error: 'down' }],
		[429, { error: 'Your request is still being processed' }],
		[200, { code: 9, message: 'Ditolak', data: { reffId: 'R-1' } }],
		[200, { code: 9, message: { requestId: ['Duplicate transaction'] } }],
		[409, { message: 'Duplicate requestId, transaction already processed' }],
		[422, { errors: { amount: ['invalid'] } }],
		[403, { code: 'TRX_TIMEOUT' }],
		[404, { code: 'TRX_TIMEOUT', message: 'Timeout' }],
		...SAID_WITHOUT_CODE.map((body): [number, object] => [400, body]),
	])('is neither at HTTP %i with %j', async (status, body) => {
		expect(await answerTo(status, body)).toMatchObject({ failure: { outcome: 'unknown' } });
	});

	test('is no result at HTTP 401 when its code only repeats the status', async () => {
		expect(await answerTo(401, { code: 401, message: 'Access token expired' })).toMatchObject({
			failure: { outcome: 'refused', vendorCode: undefined },
		});
	});

	test.each([401, 403, 404, 405, 411, 413, 414, 415, 429, 431])(
		'is a no at HTTP %i without a code, for that comes before any work',
		async (status) => {
			for (const body of [{}, { message: 'No' }, { status, error: 'No', message: 'No' }]) {
				expect(await answerTo(status, body)).toMatchObject({
					failure: { outcome: 'refused', vendorCode: undefined, beforehand: undefined },
				});
			}
		},
	);

	test.each([
		[400, true],
		[401, false],
		[403, true],
		[409, false],
		[422, false],
	])(
		'is the gateway’s no at HTTP %i when it is `error` and nothing else',
		async (status, early) => {
			expect(await answerTo(status, { error: 'Access denied' })).toMatchObject({
				failure: { outcome: 'refused', vendorText: 'Access denied', beforehand: early },
			});
		},
	);

	test('is given without a PIN or OTP that it repeats', async () => {
		expect(await answerTo(200, { code: 0, otp: '482913', data: { PIN: '1' } })).toEqual({
			ok: true,
			body: { code: 0, data: {} },
		});
	});

	test('is not a look-up’s answer while KasPro is still working on it', async () => {
		const { caller } = gateway({}, { statusCode: 200, body: '{"code":1}' });

		expect(await kasPro.tryGet(caller, { path: '/x/' })).toMatchObject({
			ok: false,
			failure: { outcome: 'refused', vendorCode: '1', advice: 'Ask again later.' },
		});
	});
});

describe('a coded no', () => {
	const said = async (message: string, code: number | string = 190_013) => {
		const body = JSON.stringify({ code, message });
		const answer = await kasPro.tryOnce(gateway({}, { statusCode: 200, body }).caller, payment);
		return answer.ok ? 'done' : answer.failure.outcome;
	};

	test.each([
		'Duplicate requestId',
		'requestId PAY-1 is not unique',
		'requestId PAY-1 tidak unik',
		'Request ID must be unique',
		'requestId harus unik',
		'Request ID has been used',
		'Request ID sudah digunakan',
		'Request ID sudah di gunakan',
		'Request ID sudah dipakai sebelumnya',
		'ID sudah terpakai',
		'requestId terpakai',
		'This ID is taken',
		'The requestId has already been taken',
		'The payment exists',
		'Payment already exists',
		'Pembayaran telah tercatat',
		'Transaksi sudah ada',
	])('may be about a payment that was made before: %s', async (message) => {
		expect(await said(message)).toBe('unknown');
	});

	test.each([
		'Saldo terdebit namun transaksi gagal',
		'Saldo terpotong, rekening tujuan tidak valid',
		'Balance deducted, account not found',
		'Belum ada respon dari bank',
		'Invalid response from bank',
		'Gagal mendapatkan respon dari bank',
		'Missing response from switching',
		'Waktu tunggu melebihi batas',
		'Batas waktu tunggu respon bank habis',
		'Time limit exceeded',
		'Transaction status unknown, balance may be deducted',
		'Status transaksi tidak ditemukan',
		'Transaction not found',
		'Failed to update transaction',
		'Failed to connect to bank',
		'Gagal menghubungi bank tujuan',
		'Koneksi ke bank gagal',
		'Remote host closed connection',
		'Reversal failed',
		'Transfer is blocked for review',
		'Kesalahan tidak dikenal',
		'Same request ID not allowed',
		'Identical transaction rejected',
		'Transaksi serupa ditolak',
		'Anda baru saja melakukan transaksi yang sama. Ditolak',
		'OK',
	])('leaves open what became of the money: %s', async (message) => {
		expect(await said(message)).toBe('unknown');
	});

	test.each([
		'Saldo tidak mencukupi',
		'Saldo kurang',
		'Saldo Anda tidak cukup',
		'Insufficient balance',
		'Not enough balance',
		'Account is blocked',
		'Customer not found',
		'Unknown customer',
		'Nomor tujuan tidak terdaftar',
		'Rekening tujuan tidak ditemukan',
		'Nomor rekening salah',
		'Akun diblokir',
		'Invalid bank code',
		'Invalid signature',
		'PIN salah',
		'Wrong OTP',
		'Amount exceeds the daily limit',
		'Melebihi limit transaksi harian',
		'Nominal kurang dari minimum',
		'Minimum transfer 10000',
		'amount is required',
		'bankCode wajib diisi',
		'Access denied',
		'Transaksi ditolak',
		'Transaksi ditolak oleh bank',
		'Rejected',
		'Transaction failed',
	])('is a no when it can mean nothing else: %s', async (message) => {
		expect(await said(message)).toBe('refused');
	});

	test.each([110_001, '110005'])('of a known code is a no in all words: %p', async (code) => {
		expect(await said('Sudah ada', code)).toBe('refused');
	});
});

test('a list of bad fields is quoted where there is no result code', async () => {
	const errors = { requestId: ['The requestId has already been taken.'] };
	const body = JSON.stringify({ message: 'The given data was invalid.', errors });
	const answer = await kasPro.tryOnce(gateway({}, { statusCode: 422, body }).caller, payment);

	expect(answer).toMatchObject({
		failure: {
			outcome: 'unknown',
			message: expect.stringContaining('The requestId has already been taken.'),
		},
	});
});
