import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { control, kasPro } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const inquiry = '/customer-account-inquiry/';

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
