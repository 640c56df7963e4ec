import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { lockPin } from '../../../sandbox/kiriminaja/pin.ts';
import { codPackage, sampleBooking, samplePackage } from './sampleOrders';
import { kiriminAja } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const book = (booking: unknown, version = 'v6.2') =>
	kiriminAja(sandbox, `${version}/request_pickup`, booking);
const tryPin = async (pin: string) =>
	(await kiriminAja(sandbox, 'v6.2/pin/validate', { pin })).body;

describe('a merchant who books with KA Credit', () => {
	it('pays the shipping cost of the sample order at once', async () => {
		const { body } = await book(sampleBooking());
		expect(body).toEqual({
			status: true,
			text: 'Request pickup berhasil',
			method: 'request_pickup',
			payment_status: 'paid',
			payment_method: 'credit',
			credit_balance_after: 1_936_000,
			qr_url: null,
			details: [
				{
					order_id: 'FEB-1782355684238',
					kj_order_id: 'OKAFEB1782355684238',
					awb: null,
					service: 'jne',
					service_type: 'REG23',
				},
			],
			pickup_number: expect.stringMatching(/^EPR-\d{10}$/),
		});
		const balance = await kiriminAja(sandbox, 'v6.2/credit/balance');
		expect(balance.body.results).toEqual({ balance: 1_936_000 });
	});

	it('pays for all packages together', async () => {
		const packages = ['FEB-1', 'FEB-2', 'FEB-3'].map((order_id) => samplePackage({ order_id }));
		const { body } = await book(sampleBooking({}, ...packages));
		expect(body.credit_balance_after).toBe(2_000_000 - 3 * 64_000);
		expect(body.details).toHaveLength(3);
	});

	it('is told the balance and the need when the credit is too low', async () => {
		sandbox.kiriminAja.creditBalance = 1_500;
		const { body } = await book(sampleBooking());
		expect(body).toEqual({
			status: false,
			code: 4002,
			text: 'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp1.500. Total kebutuhan Rp64.000.',
			method: 'request_pickup',
		});
		expect(sandbox.kiriminAja.creditBalance).toBe(1_500);
	});

	it('cannot pay COD packages with it, not even one among others', async () => {
		const { body } = await book(sampleBooking({}, samplePackage(), codPackage('FEB-2')));
		expect(body).toMatchObject({
			code: 4003,
			text: 'Paket COD tidak dapat dibayar dengan KA Credit.',
		});
		expect(sandbox.kiriminAja.orders).toEqual([]);
	});

	it('is refused a wrong PIN without being charged', async () => {
		const { body } = await book(sampleBooking({ pin: '000000' }));
		expect(body).toMatchObject({ code: 4001, text: 'PIN KA Credit tidak valid.' });
		expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000);
	});
});

describe('the PIN', () => {
	it('is locked by three wrong ones, whether booked with or validated, and then the right one fails too', async () => {
		await book(sampleBooking({ pin: '000000' }));
		expect(await tryPin('111111')).toMatchObject({ status: false, data: { attempt: 2 } });
		const third = await book(sampleBooking({ pin: '222222' }));
		expect(third.body.code).toBe(4001);
		const right = await tryPin('123456');
		expect(right).toEqual({
			status: false,
			text: 'Unable to proceed, pin invalid',
			data: {
				valid: false,
				attempt: 3,
				max_attempt: 3,
				lock_until: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
				error: 'PIN_MAX_ATTEMPT_REACHED',
			},
		});
		expect((await book(sampleBooking())).body.code).toBe(4001);
		expect(sandbox.kiriminAja.orders).toEqual([]);
	});

	it('starts counting anew after a right one', async () => {
		await tryPin('000000');
		expect(await tryPin('123456')).toMatchObject({ status: true, data: { valid: true } });
		expect(await tryPin('000000')).toMatchObject({ data: { attempt: 1, lock_until: null } });
	});

	it('opens again after an hour', async () => {
		lockPin(sandbox.kiriminAja, new Date(Date.now() - 60 * 60 * 1000 - 1));
		expect(await tryPin('123456')).toMatchObject({ status: true });
	});

	it('must be six digits of text', async () => {
		const { body } = await kiriminAja(sandbox, 'v6.2/pin/validate', { pin: 123456 });
		expect(body).toMatchObject({ status: false, code: 422 });
	});
});

describe('an order id', () => {
	it('is refused the second time, and nothing is charged twice', async () => {
		await book(sampleBooking());
		const { body } = await book(sampleBooking());
		expect(body).toEqual({
			status: false,
			text: 'order_id FEB-1782355684238 sudah ada.',
			method: 'request_pickup',
		});
		expect(sandbox.kiriminAja.orders).toHaveLength(1);
		expect(sandbox.kiriminAja.creditBalance).toBe(1_936_000);
	});

	it('is refused twice within one booking, and the whole booking with it', async () => {
		const { body } = await book(sampleBooking({}, samplePackage(), samplePackage()));
		expect(body.text).toBe('order_id FEB-1782355684238 sudah ada.');
		expect(sandbox.kiriminAja.orders).toEqual([]);
	});

	it('takes the other packages of its booking down with it', async () => {
		await book(sampleBooking());
		const fresh = samplePackage({ order_id: 'FEB-2' });
		await book(sampleBooking({}, fresh, samplePackage()));
		expect(sandbox.kiriminAja.orders.map((order) => order.orderId)).toEqual(['FEB-1782355684238']);
	});
});

describe('a merchant who does not pay with credit', () => {
	it('gets a bill with a QR to pay', async () => {
		const { body } = await book(sampleBooking({ payment_method: 'qris', pin: undefined }));
		expect(body).toMatchObject({ payment_status: 'unpaid', payment_method: 'va' });
		expect(body).not.toHaveProperty('credit_balance_after');
		expect(body.qr_url).toBe(`${sandbox.url}/qr/${body.pickup_number}`);
		expect((await fetch(body.qr_url)).headers.get('content-type')).toContain('image/svg+xml');
	});

	it('has nothing to pay for COD, whatever method is named', async () => {
		const booking = sampleBooking({ payment_method: 'qris' }, codPackage('FEB-1'));
		const { body } = await book(booking);
		expect(body).toMatchObject({
			payment_status: 'pending',
			payment_method: 'cash',
			qr_url: null,
		});
	});

	it('is billed for the packages that are not COD', async () => {
		const booking = sampleBooking(
			{ payment_method: undefined },
			samplePackage(),
			codPackage('FEB-2'),
		);
		const { body } = await book(booking);
		expect(body.payment_status).toBe('unpaid');
		expect(sandbox.kiriminAja.pickups[0]).toMatchObject({ amount: 64_000 });
	});

	it('has nothing to pay now with a TOP account, and its PIN is not looked at', async () => {
		sandbox.kiriminAja.settings.accountPayment = 'TOP';
		const { body } = await book(sampleBooking({ pin: '000000' }));
		expect(body).toMatchObject({ status: true, payment_status: 'pending', qr_url: null });
		expect(sandbox.kiriminAja.pin.wrongAttempts).toBe(0);
		expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000);
		const profile = await kiriminAja(sandbox, 'v6.2/profile');
		expect(profile.body.results.metadata).toEqual({ payment_method: 'TOP', has_pin: false });
	});

	it.each(['v6.1', 'v5'])(
		'is always billed by %s, which knows no payment method',
		async (version) => {
			const { body } = await book(sampleBooking(), version);
			expect(body).toMatchObject({ status: true, payment_status: 'unpaid' });
			expect(body.details[0]).toMatchObject({ kj_order_id: 'FEB-1782355684238', service: 'JNE' });
			expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000);
		},
	);
});

describe('a refused booking comes', () => {
	const wrongPin = sampleBooking({ pin: '000000' });

	it('with a 4xx status when the account is set so', async () => {
		sandbox.kiriminAja.settings.errorStyle = 'http4xx';
		expect((await book(sampleBooking({ phone: '1' }))).status).toBe(422);
		expect((await book(wrongPin)).status).toBe(400);
	});

	it('as a map of fields (E3)', async () => {
		sandbox.kiriminAja.settings.errorShape = 'E3';
		const { body } = await book(sampleBooking({ phone: '1', name: '' }));
		expect(body).toEqual({
			status: false,
			message: 'Terdapat kesalahan pada data yang dikirimkan',
			errors: {
				name: 'The name field is required.',
				phone: 'The phone must be at least 9 characters.',
			},
		});
	});

	it('with a named error (E5)', async () => {
		sandbox.kiriminAja.settings.errorShape = 'E5';
		expect((await book(wrongPin)).body).toEqual({
			status: false,
			text: 'PIN KA Credit tidak valid.',
			method: 'request_pickup',
			results: { error: 'PIN_INVALID', error_metafield: null },
		});
		sandbox.kiriminAja.creditBalance = 0;
		const { body } = await book(sampleBooking());
		expect(body.results.error).toBe('BALANCE_NOT_ENOUGH');
		lockPin(sandbox.kiriminAja);
		const locked = await book(sampleBooking());
		expect(locked.body.results.error).toBe('PIN_MAX_ATTEMPT_REACHED');
	});

	it('when the body is not sent as JSON', async () => {
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', JSON.stringify(wrongPin));
		expect(body.text).toBe('The address field is required.');
	});
});
