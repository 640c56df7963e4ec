import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import type { KasProSettings } from '../../../sandbox/kaspro/settings.ts';
import { call, control, kasPro, kasProHeaders, kasProToken, type Fields } from './vendorCalls';

/** What each setting of KasPro's sandbox does; test/engine/characters shows what the nodes make of it. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const set = (values: Partial<KasProSettings>) =>
	void Object.assign(sandbox.kasPro.settings, values);
const sari = '081234560001';
const HOUR = 60 * 60_000;
const inquiry = '/customer-account-inquiry/';
const inquire = (number = sari) => kasPro(sandbox, `${inquiry}?mobileNumber=${number}`);
const held = (customer = 0) => sandbox.kasPro.customers[customer]?.pockets['2'];

const transfer = {
	requestId: 'P2P-1',
	mobileNumber: sari,
	payments: [{ pocketId: '2', amount: 25_000, reference: 'NOTA-778' }],
	destination: '081234560002',
};
const send = (changes: Fields = {}) =>
	kasPro(sandbox, '/p2p-transaction/', { ...transfer, ...changes });
const payout = {
	requestId: 'OUT-1',
	mobileNumber: sari,
	amount: 50_000,
	bankAccount: '1234567890',
	bankName: 'BCA',
};
const pay = (changes: Fields = {}, path = '/bank-transfer/') =>
	kasPro(sandbox, path, { ...payout, ...changes });

describe('two partners', () => {
	const { otherKasPro } = accounts;
	const other = (path: string, body?: object) => kasPro(sandbox, path, body, otherKasPro);

	it('have calls of their own in each minute', async () => {
		set({ callsPerMinute: 2 });
		const statuses = [await inquire(), await inquire(), await inquire()].map(
			({ status }) => status,
		);
		expect(statuses).toEqual([200, 200, 429]);
		expect((await other(`${inquiry}?mobileNumber=${sari}`)).status).toBe(200);
		await sandbox.advance(61_000);
		expect((await inquire()).status).toBe(200);
	});

	it('have request IDs of their own', async () => {
		set({ requestIdReuse: 'refused' });
		expect((await send()).body.code).toBe(0);
		expect((await send()).body.code).not.toBe(0);
		expect((await other('/p2p-transaction/', transfer)).body.code).toBe(0);
		expect(held()).toBe(1_200_000);
	});

	it('can not use the token or the signature of one another', async () => {
		const token = await kasProToken(sandbox);
		const headers = kasProHeaders(token, 'GET', inquiry, otherKasPro);
		const answer = await call(`${sandbox.url}${inquiry}?mobileNumber=${sari}`, { headers });
		expect(answer.status).toBe(400);
	});
});

describe('the gateway', () => {
	const askWith = (headers: Record<string, string>) =>
		call(`${sandbox.url}${inquiry}?mobileNumber=${sari}`, { headers });

	it.each([
		['401', 401],
		['403', 403],
		['400', 400],
	] as const)('turns a token away that has run out, with HTTP %s', async (expiredToken, status) => {
		set({ expiredToken });
		const headers = kasProHeaders(await kasProToken(sandbox), 'GET', inquiry);
		expect((await askWith(headers)).status).toBe(200);
		await sandbox.advance(HOUR);
		const answer = await askWith(headers);
		expect([answer.status, Object.keys(answer.body)]).toEqual([status, ['error']]);
	});

	it('may keep to itself how long a token lasts', async () => {
		set({ tokenSaysExpiry: false });
		const { clientId, clientSecret, tokenPath } = accounts.kasPro;
		const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
		const { body } = await call(`${sandbox.url}${tokenPath}`, {
			body: 'grant_type=client_credentials',
			headers: {
				authorization: `Basic ${basic}`,
				'content-type': 'application/x-www-form-urlencoded',
			},
		});
		expect(Object.keys(body)).toEqual(['access_token', 'token_type']);
	});

	it('may look at the clock of the partner, also when its own was moved on', async () => {
		set({ dateSkewSeconds: 300, tokenTtlSeconds: 999_999 });
		const token = await kasProToken(sandbox);
		await sandbox.advance(24 * HOUR);
		expect((await askWith(kasProHeaders(token, 'GET', inquiry))).status).toBe(200);
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + HOUR);
		expect((await askWith(kasProHeaders(token, 'GET', inquiry))).status).toBe(400);
		now.mockRestore();
	});
});

describe('a no', () => {
	it.each([
		['http404', 404, { message: 'Customer not found' }],
		['statusFalse', 200, { status: false, message: 'Customer not found' }],
		['emptySuccess', 200, { message: 'Berhasil', code: 0 }],
	] as const)('may say of a number that nobody has it as %s', async (style, status, body) => {
		set({ unknownCustomer: style });
		const answer = await inquire('089999999999');
		expect([answer.status, answer.body]).toEqual([status, body]);
		expect((await send({ mobileNumber: '089999999999' })).body.code).not.toBe(0);
		expect(sandbox.kasPro.transfers).toEqual([]);
	});

	it.each([
		['duplicate', 'Duplicate requestId', 'requestId duplikat'],
		['named', 'requestId P2P-1 is not unique', 'requestId P2P-1 tidak unik'],
		['digunakan', 'Request ID has been used', 'Request ID sudah digunakan'],
		['terpakai', 'This ID is taken', 'ID sudah terpakai'],
		['telah', 'The payment exists', 'Pembayaran telah tercatat'],
	] as const)('to a repeated requestId may be worded as %s', async (reuseWords, english, other) => {
		set({ requestIdReuse: 'refused', reuseWords });
		await send();
		expect((await send()).body).toMatchObject({ code: 190013, message: english });
		set({ language: 'indonesian' });
		expect((await send()).body).toMatchObject({ code: 190013, message: other });
		expect(sandbox.kasPro.transfers).toHaveLength(1);
	});

	it('to a repeated requestId may be a list of fields without a code', async () => {
		set({ requestIdReuse: 'refused', reuseWords: 'map422' });
		await send();
		const { status, body } = await send();
		expect([status, Object.keys(body)]).toEqual([422, ['message', 'errors']]);
	});

	it('to a number that is a customer may have the code of the generation before', async () => {
		set({ alreadyRegistered: '101' });
		const { body } = await kasPro(sandbox, '/register-customer/', {
			...person,
			mobileNumber: sari,
		});
		expect(body.code).toBe(101);
	});
});

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

describe('an answer', () => {
	it('may have its code as text, and figures the other way round', async () => {
		set({ codes: 'texts', figures: 'swapped' });
		const { body } = await send();
		expect(body).toMatchObject({
			code: '0',
			data: {
				pocketId: '2',
				walletTransactions: [{ account: 81234560002, amount: '25000', balanceAfter: 1_225_000 }],
			},
		});
		set({ figures: 'texts' });
		const { body: texts } = await send();
		expect(texts.data.walletTransactions[0]).toMatchObject({ reference: expect.any(String) });
	});

	it.each([
		['list', []],
		['object', {}],
		['null', null],
	] as const)('without data may have a %s in its place', async (emptyData, data) => {
		set({ emptyData });
		expect((await kasPro(sandbox, '/register-customer/', person)).body).toMatchObject({ data });
	});

	it('may have a blank behind every key, or behind none', async () => {
		set({ blankKeys: 'all' });
		expect(Object.keys((await send()).body)).toEqual(['responseId ', 'message ', 'code ', 'data ']);
		set({ blankKeys: 'none' });
		const { body } = await kasPro(sandbox, '/register-customer/', { ...person, email: 'x' });
		expect(body).toHaveProperty('responseId');
	});

	it.each([
		['single', { amount: 25_000 }],
		['numbered', { 1: { amount: 25_000 } }],
	] as const)('may have the row of a transfer %s', async (walletRows, rows) => {
		set({ walletRows });
		expect((await send()).body.data.walletTransactions).toMatchObject(rows);
	});

	it('may have numbers, names and balances in other forms', async () => {
		set({ mobileNumbers: '62', names: 'masked', balances: 'list' });
		expect((await inquire()).body.data).toMatchObject({
			mobileNumber: '6281234560001',
			firstName: 'S***',
			lastName: 'W********',
			balance: [{ pocketId: '1' }, { pocketId: '2', availableBalance: '1250000' }],
		});
		set({ names: 'upper' });
		expect((await inquire()).body.data).toMatchObject({ fullName: 'SARI WULANDARI' });
	});
});

describe('a request', () => {
	it('may need other names for the bank account, and ours then mean nothing', async () => {
		set({ bankFieldNames: 'others' });
		const refused = await pay();
		expect(refused.body.message).toContain('accountNo');
		const { bankAccount, bankName, ...rest } = payout;
		const others = { ...rest, accountNo: bankAccount, beneficiaryBank: bankName };
		expect((await kasPro(sandbox, '/bank-transfer/', others)).body.code).toBe(0);
		expect(sandbox.kasPro.cashOuts.map(({ to }) => to)).toEqual([bankAccount]);
	});

	it('may need its amounts as text, its payments in one object, and a PIN', async () => {
		set({ amountAs: 'text', paymentsAs: 'object', transferPin: true });
		const payments = { pocketId: '2', amount: '25000', reference: 'NOTA-778' };
		const { pin } = accounts.kasPro;
		expect((await send()).body.code).toBe(190001);
		expect((await send({ payments: [payments], auth: { pin } })).body.code).toBe(190001);
		expect((await send({ payments, auth: { pin: '000000' } })).body.code).toBe(190005);
		expect((await send({ payments })).body.code).toBe(190005);
		expect((await send({ payments, auth: { pin } })).body.code).toBe(0);
		expect(held()).toBe(1_225_000);
	});

	it('may be refused for a field that is not known', async () => {
		set({ extraFields: 'refused' });
		expect((await send({ channel: 'APP' })).body.message).toContain('channel');
		expect((await send()).body.code).toBe(0);
	});

	it('may have one path only', async () => {
		set({ qrisPath: 'qrisIssuer', walletPath: 'merchant' });
		const qris = { requestId: 'Q-1', mobileNumber: sari, amount: 1000, qrContent: '0002' };
		expect((await kasPro(sandbox, '/bank-transfer/', qris)).body.code).toBe(190001);
		expect((await kasPro(sandbox, '/qris-issuer/', qris)).body.code).toBe(1);
		expect((await kasPro(sandbox, '/bank-transfer/', transfer)).body.code).toBe(190001);
		set({ qrisPath: 'bankTransfer', walletPath: 'bankTransfer' });
		expect((await kasPro(sandbox, '/qris-issuer/', qris)).status).toBe(404);
		const merchant = '/pil-transaction-payment-to-merchant/';
		expect((await kasPro(sandbox, merchant, transfer)).status).toBe(404);
	});

	it('for a registration may need an address', async () => {
		set({ addressRequired: true });
		const register = (changes: Fields) =>
			kasPro(sandbox, '/register-customer/', { ...person, ...changes });
		const address = { address: 'Jl. 1', city: 'Bandung', province: 'Jawa Barat', country: 'ID' };
		expect((await register({})).body.message).toContain('address');
		expect((await register(address)).body.message).toContain('postalCode');
		expect((await register({ ...address, postalCode: '40115' })).body.code).toBe(0);
	});
});

describe('photos', () => {
	const upgrade = '/pil-partner/ekyc-upgrade-premium-inquiry/';
	const bytes = (first: number) =>
		Buffer.from([0xff, 0xd8, 0xff, first, ...Array.from({ length: 256 }, (_, byte) => byte)]);
	const names = ['idCardPhoto', 'selfiePhoto', 'selfieWithIdCardPhoto'];
	const who = { requestId: 'KYC-1', mobileNumber: sari };
	const asJson = (keys: string[]) => ({
		...who,
		...Object.fromEntries(keys.map((key, index) => [key, bytes(index).toString('base64')])),
	});
	const asForm = async (keys: string[]) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(who)) form.append(name, value);
		for (const [index, key] of keys.entries()) {
			form.append(key, new Blob([bytes(index)], { type: 'image/jpeg' }), `${key}.jpg`);
		}
		const encoded = new Response(form);
		const headers = {
			...kasProHeaders(await kasProToken(sandbox), 'POST', upgrade),
			'content-type': encoded.headers.get('content-type') ?? '',
		};
		const body = Buffer.from(await encoded.arrayBuffer());
		const answer = await fetch(`${sandbox.url}${upgrade}`, { method: 'POST', headers, body });
		return (await answer.json()) as { code: number };
	};

	it('are kept as they came, from JSON and from a form', async () => {
		expect((await kasPro(sandbox, upgrade, asJson(names))).body.code).toBe(0);
		expect((await asForm(names)).code).toBe(0);
		for (const { photos } of sandbox.kasPro.upgrades) {
			expect(Object.keys(photos)).toEqual(names);
			names.forEach((name, index) => expect(photos[name]?.equals(bytes(index))).toBe(true));
		}
		const { body } = await call(`${sandbox.url}/__sandbox/state`);
		expect(body.kasPro).toMatchObject({ upgrades: [{ photos: { idCardPhoto: 260 } }, {}] });
	});

	it('may need other names and one encoding', async () => {
		set({ photoFieldNames: 'others', photoEncoding: 'multipart' });
		const others = ['ktp', 'selfie', 'selfieKtp'];
		expect((await kasPro(sandbox, upgrade, asJson(others))).body.code).toBe(190001);
		expect((await asForm(names)).code).toBe(190001);
		expect((await asForm(others)).code).toBe(0);
		expect(Object.keys(sandbox.kasPro.upgrades[0]?.photos ?? {})).toEqual(names);
	});
});

describe('by its clock', () => {
	it.each([
		['failure', 'at-once', [-56_500, 0]],
		['success', 'at-once', [-56_500, -56_500]],
		['never', 'at-once', [-56_500, -56_500]],
		['success', 'at-end', [0, -56_500]],
		['failure', 'at-end', [0, 0]],
	] as const)(
		'a payout that was taken on ends in %s, and is debited %s',
		async (asyncEnds, asyncDebits, moved) => {
			set({ bankTransferStyle: 'async', asyncEnds, asyncDebits, asyncSeconds: 300 });
			expect((await pay()).body.code).toBe(1);
			const early = held();
			await sandbox.advance(301_000);
			expect([early, held()].map((rupiah) => Number(rupiah) - 1_250_000)).toEqual(moved);
			expect(sandbox.kasPro.cashOuts[0]?.ended).toBe(asyncEnds === 'never' ? undefined : asyncEnds);
		},
	);

	it('a QRIS payment or a cash out may be done at once', async () => {
		set({ payoutStyle: 'sync' });
		const cash = { bankAccount: undefined, bankName: undefined };
		expect((await pay(cash)).body).toMatchObject({ code: 0, data: { totalAmount: '56500' } });
	});

	it('an OTP runs out, and its lock ends', async () => {
		const type = (otp: string) => kasPro(sandbox, '/validate-otp/', { mobileNumber: sari, otp });
		const ask = () => kasPro(sandbox, `/pil-partner-get-otp/?mobileNumber=${sari}`);
		set({ otpExpirySeconds: 120, otpExpiryUnit: 'minutes', otpAttempts: 1, otpLength: 4 });
		expect((await ask()).body.data).toEqual({ expiry: 2 });
		await sandbox.advance(121_000);
		expect((await type('4829')).body.code).toBe(190002);
		expect((await type('4829')).body.code).toBe(190004);
		await sandbox.advance(24 * HOUR);
		await ask();
		expect((await type('482913')).body.code).toBe(190001);
		expect((await type('4829')).body.code).toBe(0);
	});

	it('what an account may receive begins anew with the month', async () => {
		const receiver = sandbox.kasPro.customers[1];
		if (receiver) receiver.receivedThisMonth = 40_000_000;
		expect((await send()).body.code).toBe(190012);
		await sandbox.advance(31 * 24 * HOUR);
		expect((await send()).body.code).toBe(0);
		expect(receiver?.receivedThisMonth).toBe(25_000);
	});

	it('a registered customer may be found later', async () => {
		set({ visibleAfterSeconds: 60 });
		await kasPro(sandbox, '/register-customer/', person);
		expect((await inquire('081234560099')).body.code).toBe(110005);
		await sandbox.advance(60_000);
		expect((await inquire('081234560099')).body.code).toBe(0);
	});
});

it('limits of consumers may not hold for partners', async () => {
	set({ accountLimits: false });
	expect((await send({ destination: '081234560003' })).body.code).toBe(0);
	expect((await send({ mobileNumber: '081234560003' })).body.code).toBe(0);
});

it('becomes a character, and is as before when it is reset', async () => {
	await control(sandbox, 'character', { name: 'contrary' });
	expect(sandbox.kasPro.settings).toMatchObject({ names: 'masked', bankFieldNames: 'others' });
	sandbox.reset();
	expect(sandbox.kasPro.settings).toMatchObject({ names: 'asTyped', bankFieldNames: 'ours' });
});
