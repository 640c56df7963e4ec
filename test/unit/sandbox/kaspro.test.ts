import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import {
	isProperlySigned,
	parseSignatureHeader,
	signatureOf,
	stringToSign,
} from '../../../sandbox/kaspro/signature.ts';
import { vectors } from '../../fixtures/kaspro/hmac-vectors.json';
import {
	call,
	control,
	kasPro,
	kasProHeaders,
	kasProToken,
	type Fields,
	type Json,
} from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const inquiry = '/customer-account-inquiry/';
const ask = (headers: Record<string, string>, query = '?mobileNumber=081234560001') =>
	call(`${sandbox.url}${inquiry}${query}`, { headers });

const signatureError = { error: 'Authorization field missing, malformed or invalid' };

describe('the signature', () => {
	it.each(vectors)('follows the vector of $method $path', (vector) => {
		const text = stringToSign(vector.method, vector.path, vector.date);
		expect(text).toBe(vector.stringToSign);
		expect(signatureOf(text, vector.secret)).toBe(vector.base64);
		const signed = { ...vector, url: vector.path, signature: vector.header };
		expect(isProperlySigned(signed, { id: vector.keyId, secret: vector.secret })).toBe(true);
	});

	const vector = vectors[0]!;
	const key = { id: vector.keyId, secret: vector.secret };
	const good = {
		method: vector.method,
		url: vector.path,
		date: vector.date,
		signature: vector.header,
	};

	it('does not cover the query', () => {
		expect(isProperlySigned({ ...good, url: `${vector.path}?mobileNumber=08` }, key)).toBe(true);
	});

	it('may be percent-encoded in small letters', () => {
		const signature = vector.header.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
		expect(signature).not.toBe(vector.header);
		expect(isProperlySigned({ ...good, signature }, key)).toBe(true);
	});

	it('may begin with a character that has to be percent-encoded', () => {
		const beginning = Array.from({ length: 2000 }, (_, number) => `/path-${number}/`)
			.map((url) => ({
				url,
				base64: signatureOf(stringToSign('GET', url, vector.date), vector.secret),
			}))
			.find(({ base64 }) => /^[+/]/.test(base64));
		const signature = vector.header.replace(
			vector.urlEncoded,
			encodeURIComponent(beginning?.base64 ?? ''),
		);
		expect(isProperlySigned({ ...good, url: beginning?.url ?? '', signature }, key)).toBe(true);
	});

	it.each([
		['another method', { method: 'POST' }],
		['another path', { url: '/bank-transfer/' }],
		['the path without its slash', { url: '/customer-account-inquiry' }],
		['another date', { date: 'Sat, 21 Nov 2026 02:15:01 GMT' }],
		['no date', { date: undefined }],
		['no signature', { signature: undefined }],
		['another key', { signature: vector.header.replace('0001', '0002') }],
		['another algorithm', { signature: vector.header.replace('sha256', 'sha512') }],
		['other headers', { signature: vector.header.replace(' date', '') }],
		['a date in another form', { date: '2026-11-21T02:15:00Z' }],
		['the bare base64', { signature: vector.header.replace(vector.urlEncoded, vector.base64) }],
		['no word Signature', { signature: vector.header.replace('Signature ', '') }],
		['a field twice', { signature: `${vector.header},keyId="x"` }],
	])('is refused for %s', (_case, changes) => {
		expect(isProperlySigned({ ...good, ...changes }, key)).toBe(false);
	});

	it('is read from the header whatever the order of its fields', () => {
		const header = 'Signature signature="c",headers="h",algorithm="a",keyId="k"';
		expect(parseSignatureHeader(header)).toEqual({
			keyId: 'k',
			algorithm: 'a',
			headers: 'h',
			signature: 'c',
		});
	});
});

describe('the gateway', () => {
	it('gives a token for client id and secret', async () => {
		const { clientId, clientSecret, tokenPath } = accounts.kasPro;
		const ask = (secret: string, body: string) =>
			call(`${sandbox.url}${tokenPath}`, {
				body,
				headers: {
					authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
					'content-type': 'application/x-www-form-urlencoded',
				},
			});
		expect((await ask(clientSecret, 'grant_type=client_credentials')).body).toEqual({
			access_token: 'sandbox-access-token-0001',
			token_type: 'bearer',
			expires_in: 3600,
		});
		expect((await ask('wrong', 'grant_type=client_credentials')).status).toBe(401);
		expect((await ask(clientSecret, 'grant_type=password')).status).toBe(400);
	});

	it('looks at the token before the signature, and at the signature before the question', async () => {
		const token = await kasProToken(sandbox);
		const nothing = await ask({});
		expect(nothing.status).toBe(401);
		const onlyToken = await ask({ authorization: `Bearer ${token}` }, '');
		expect([onlyToken.status, onlyToken.body]).toEqual([400, signatureError]);
		const both = await ask(kasProHeaders(token, 'GET', inquiry), '');
		expect(both.body.code).toBe(190001);
	});

	it('refuses a signature that covers the query', async () => {
		const token = await kasProToken(sandbox);
		const path = `${inquiry}?mobileNumber=081234560001`;
		const answer = await ask(kasProHeaders(token, 'GET', path));
		expect([answer.status, answer.body]).toEqual([400, signatureError]);
	});

	it.each(['origin', 'partner-key'])('wants the partner’s %s', async (header) => {
		const token = await kasProToken(sandbox);
		const headers = { ...kasProHeaders(token, 'GET', inquiry), [header]: 'other' };
		expect((await ask(headers)).status).toBe(403);
	});

	it('answers 401 to tokens that ran out or were called in, and gives new ones', async () => {
		const token = await kasProToken(sandbox);
		await control(sandbox, 'kaspro/expire-tokens');
		expect((await ask(kasProHeaders(token, 'GET', inquiry))).status).toBe(401);
		await control(sandbox, 'kaspro/settings', { tokenTtlSeconds: 0 });
		const short = await kasProToken(sandbox);
		expect((await ask(kasProHeaders(short, 'GET', inquiry))).status).toBe(401);
		await control(sandbox, 'kaspro/settings', { tokenTtlSeconds: 60 });
		const fresh = await kasProToken(sandbox);
		expect((await ask(kasProHeaders(fresh, 'GET', inquiry))).status).toBe(200);
	});

	it.each([
		['bearerToken', 'authorization'],
		['partnerKey', 'partner-key'],
	] as const)('asks only for the proof of the mode %s', async (authMode, header) => {
		sandbox.kasPro.settings.authMode = authMode;
		const all = kasProHeaders(await kasProToken(sandbox), 'GET', inquiry);
		expect((await ask({ [header]: all[header] ?? '' })).status).toBe(200);
		expect((await ask({})).status).toBeGreaterThanOrEqual(401);
	});

	it('asks for nothing when it is switched off', async () => {
		sandbox.kasPro.settings.authMode = 'none';
		expect((await ask({})).body.code).toBe(0);
	});
});

describe('a customer', () => {
	it('is found by mobile number, with the balance as text', async () => {
		const { body } = await kasPro(sandbox, `${inquiry}?mobileNumber=081234560001`);
		expect(body).toMatchObject({
			code: 0,
			message: 'Berhasil',
			data: {
				fullName: 'Sari Wulandari',
				mobileNumber: '081234560001',
				balance: { pocketId: '2', availableBalance: '1250000' },
			},
		});
	});

	it('is not found under a number nobody has', async () => {
		const { status, body } = await kasPro(sandbox, `${inquiry}?mobileNumber=089999999999`);
		expect(status).toBe(200);
		expect(body).toEqual({ code: 110005, message: 'Customer not found' });
	});

	it('is not found with a 4xx status either when the sandbox is set so', async () => {
		sandbox.kasPro.settings.errorStyle = 'http4xx';
		const { status } = await kasPro(sandbox, `${inquiry}?mobileNumber=089999999999`);
		expect(status).toBe(400);
	});

	it.each(['', '?mobileNumber=6281234560001', '?mobileNumber=08', '?mobileNumber=0812x4560001'])(
		'is not looked up by "%s"',
		async (query) => {
			expect((await kasPro(sandbox, `${inquiry}${query}`)).body.code).toBe(190001);
		},
	);

	it('may come with the number as a number, its zero lost', async () => {
		sandbox.kasPro.settings.mobileNumbers = 'number';
		const { body } = await kasPro(sandbox, `${inquiry}?mobileNumber=081234560001`);
		expect(body.data.mobileNumber).toBe(81234560001);
	});
});

describe('a transfer to another user', () => {
	const request = {
		requestId: 'P2P-1',
		mobileNumber: '081234560001',
		payments: [{ pocketId: '2', amount: 25_000, reference: 'NOTA-778' }],
		destination: '081234560002',
	};
	const send = (changes: Record<string, unknown> = {}) =>
		kasPro(sandbox, '/p2p-transaction/', { ...request, ...changes });
	const held = (mobileNumber: string) =>
		sandbox.kasPro.customers.find((one) => one.mobileNumber === mobileNumber)?.pockets['2'];

	it('moves the money and tells the payer what is left', async () => {
		const { body } = await send();
		expect(body).toEqual({
			responseId: expect.stringMatching(/^OLSP2\d{17}$/),
			code: 0,
			data: {
				pocketId: 2,
				walletTransactions: [
					{
						account: '081234560002',
						amount: 25_000,
						reference: expect.any(Number),
						balanceBefore: '1250000',
						balanceAfter: '1225000',
					},
				],
			},
			message: 'Berhasil',
		});
		expect([held('081234560001'), held('081234560002')]).toEqual([1_225_000, 110_000]);
		expect(sandbox.kasPro.transfers).toEqual([
			expect.objectContaining({ requestId: 'P2P-1', from: '081234560001', amount: 25_000 }),
		]);
	});

	it('may name the receiver by account number, and one payment without a list', async () => {
		const { body } = await send({ destination: '700000000012', payments: request.payments[0] });
		expect(body.code).toBe(0);
		expect(held('081234560002')).toBe(110_000);
	});

	it('of several payments is one transfer: all of them or none', async () => {
		const payment = request.payments[0];
		const two = await send({ payments: [payment, payment] });
		expect(two.body.data.walletTransactions.map((row: Json) => row.balanceAfter)).toEqual([
			'1225000',
			'1200000',
		]);
		const tooMuch = await send({ payments: [payment, { ...payment, amount: 1_190_000 }] });
		expect(tooMuch.body.code).toBe(190010);
		expect(held('081234560001')).toBe(1_200_000);
	});

	it.each([
		[{ requestId: '' }, 190001],
		[{ requestId: 17 }, 190001],
		[{ mobileNumber: '6281234560001' }, 190001],
		[{ mobileNumber: '089999999999' }, 110005],
		[{ destination: 81234560002 }, 190001],
		[{ destination: '089999999999' }, 110005],
		[{ destination: '081234560001' }, 190001],
		[{ payments: [] }, 190001],
		[{ payments: undefined }, 190001],
		[{ payments: [{ pocketId: 2, amount: 1, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '9', amount: 1, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: '25000', reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 0.5, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 0, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 1 }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 1_250_001, reference: 'x' }] }, 190010],
		[{ mobileNumber: '081234560003' }, 190011],
		[{ destination: '081234560003' }, 190012],
		[{ destination: '081234560004' }, 190014],
	])('is refused with %j, code %i, and nothing moves', async (changes, code) => {
		const { body } = await send(changes);
		expect(body).toMatchObject({ code, responseId: expect.any(String) });
		expect(sandbox.kasPro.transfers).toEqual([]);
		expect(held('081234560001')).toBe(1_250_000);
	});

	it('stops at what an account may receive in a month', async () => {
		const receiver = sandbox.kasPro.customers[1];
		if (receiver) receiver.receivedThisMonth = 39_975_001;
		expect((await send()).body.code).toBe(190012);
		if (receiver) receiver.receivedThisMonth = 39_975_000;
		expect((await send()).body.code).toBe(0);
	});

	it('with a requestId used before books again: the dangerous reading is the default', async () => {
		await send();
		await send();
		expect(sandbox.kasPro.transfers).toHaveLength(2);
		expect(held('081234560001')).toBe(1_200_000);
	});

	it('with a requestId used before gets the same answer when the sandbox is set so', async () => {
		sandbox.kasPro.settings.requestIdReuse = 'same-answer';
		const first = await send();
		expect((await send()).body).toEqual(first.body);
		expect(sandbox.kasPro.transfers).toHaveLength(1);
	});

	it('with a requestId used before is refused when the sandbox is set so', async () => {
		sandbox.kasPro.settings.requestIdReuse = 'refused';
		await send();
		expect((await send()).body.code).toBe(190013);
		expect(sandbox.kasPro.transfers).toHaveLength(1);
	});
});

describe('an OTP', () => {
	const ask = (mobileNumber = '081234560001') =>
		kasPro(sandbox, `/pil-partner-get-otp/?mobileNumber=${mobileNumber}`);
	const type = (otp: string) =>
		kasPro(sandbox, '/validate-otp/', { mobileNumber: '081234560001', otp });

	it('is good once', async () => {
		await ask();
		expect((await type('482913')).body.code).toBe(0);
		expect((await type('482913')).body.code).toBe(190002);
	});

	it('is sent three times a day', async () => {
		for (const code of [0, 0, 0, 190003]) expect((await ask()).body.code).toBe(code);
	});

	it('is locked after three wrong tries, also for the right one', async () => {
		await ask();
		for (const code of [190002, 190002, 190002])
			expect((await type('000000')).body.code).toBe(code);
		expect((await type('482913')).body.code).toBe(190004);
	});

	it('runs out', async () => {
		await ask();
		const [sent] = sandbox.kasPro.otps;
		if (sent) sent.expiresAt = Date.now() - 1;
		expect((await type('482913')).body.code).toBe(190002);
	});

	it('goes to somebody unknown only when the sandbox is set so', async () => {
		expect((await ask('089999999999')).body.code).toBe(110005);
		await control(sandbox, 'kaspro/settings', { otpForStrangers: true });
		expect((await ask('089999999999')).body.code).toBe(0);
	});
});

describe('money that leaves the wallets', () => {
	const out = (body: Fields, path = '/bank-transfer/') =>
		kasPro(sandbox, path, {
			requestId: 'OUT-1',
			mobileNumber: '081234560001',
			amount: 50_000,
			...body,
		});
	const bank = { bankAccount: '1234567890', bankName: 'BCA' };
	const held = () => sandbox.kasPro.customers[0]?.pockets['2'];

	it('costs the fee on top', async () => {
		const { body } = await out(bank);
		expect(body.data).toMatchObject({ totalAmount: '56500', balanceAfter: '1193500' });
		expect(held()).toBe(1_193_500);
	});

	it('is in process when the partner is set up so', async () => {
		await control(sandbox, 'kaspro/settings', { bankTransferStyle: 'async' });
		expect((await out(bank)).body).toMatchObject({ code: 1, data: { flowType: 'Async' } });
	});

	it('obeys the setting for a requestId used before', async () => {
		await out(bank);
		sandbox.kasPro.settings.requestIdReuse = 'refused';
		expect((await out(bank)).body.code).toBe(190013);
		expect(sandbox.kasPro.cashOuts).toHaveLength(1);
	});

	it.each<[Fields, number]>([
		[{ ...bank, requestId: '' }, 190001],
		[{ ...bank, mobileNumber: '62812' }, 190001],
		[{ ...bank, amount: '50000' }, 190001],
		[{ ...bank, bankAccount: 1234567890 }, 190001],
		[{ ...bank, bankName: '' }, 190001],
		[{ ...bank, bankCode: '14' }, 190001],
		[{ qrContent: '' }, 190001],
		[{ ...bank, mobileNumber: '089999999999' }, 110005],
		[{ ...bank, amount: 1_243_501 }, 190010],
		[{ ...bank, mobileNumber: '081234560003' }, 190011],
		[{ ...bank, mobileNumber: '081234560004' }, 190014],
	])('stays with %j, code %i', async (body, code) => {
		expect((await out(body)).body).toMatchObject({ code, responseId: expect.any(String) });
		expect(sandbox.kasPro.cashOuts).toEqual([]);
	});

	it('may pay a QRIS code from a Regular account', async () => {
		const { body } = await out(
			{ qrContent: '0002', mobileNumber: '081234560003' },
			'/qris-issuer/',
		);
		expect(body.code).toBe(1);
	});
});

describe('a registration', () => {
	const person = {
		requestId: 'REG-1',
		mobileNumber: '081234560099',
		firstName: 'Bima',
		middleName: '',
		lastName: 'Saputra',
		email: 'bima@example.com',
		address: '',
		city: '',
		province: '',
		country: '',
		postalCode: '0',
	};

	it('makes a Regular customer, once', async () => {
		expect((await kasPro(sandbox, '/register-customer/', person)).body.code).toBe(0);
		expect((await kasPro(sandbox, '/register-customer/', person)).body.code).toBe(110001);
		const { body } = await kasPro(sandbox, `${inquiry}?mobileNumber=081234560099`);
		expect(body.data).toMatchObject({ accountType: 'REGULAR', fullName: 'Bima Saputra' });
	});

	it.each(Object.keys(person))('is refused without %s', async (field) => {
		const { body } = await kasPro(sandbox, '/register-customer/', {
			...person,
			[field]: undefined,
		});
		expect(body.code).toBe(190001);
		expect(body['responseId ']).toMatch(/^REG\d{17}$/);
	});
});
