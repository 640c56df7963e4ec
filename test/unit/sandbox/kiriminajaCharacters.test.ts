import { accounts, characters, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { tenOClockIn } from '../../engine/support/pickupTime';
import { instantBooking } from './sampleInstantOrders';
import { codPackage, sampleBooking, samplePackage } from './sampleOrders';
import { call, control, kiriminAja } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const set = (settings: Partial<Sandbox['kiriminAja']['settings']>) =>
	Object.assign(sandbox.kiriminAja.settings, settings);
const book = async (...packages: Array<Record<string, unknown>>) =>
	await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking({}, ...packages));
const track = async (order_id: unknown = 'FEB-1782355684238') =>
	await kiriminAja(sandbox, 'tracking', { order_id });
const awb = async () => await control(sandbox, 'kiriminaja/awb/FEB-1782355684238');
const HOUR = 60 * 60_000;
const order = () => sandbox.kiriminAja.orders[0];

describe('a repeated order id', () => {
	it.each([
		[{}, 200, 'order_id FEB-1782355684238 sudah ada.'],
		[{ takenWords: 'terpakai' }, 200, 'order_id FEB-1782355684238 terpakai.'],
		[{ takenNames: 'nothing', takenWords: 'telah dipakai' }, 200, 'order_id telah dipakai.'],
		[{ errorStyle: 'http4xx' }, 400, 'order_id FEB-1782355684238 sudah ada.'],
	] as const)('is refused in the words of the account: %o', async (settings, status, text) => {
		await book();
		set(settings);
		const answer = await book();
		expect([answer.status, answer.body.text]).toEqual([status, text]);
		expect(sandbox.kiriminAja.orders).toHaveLength(1);
	});

	it('is refused by its place in the request', async () => {
		await book();
		set({ takenNames: 'place', takenWords: 'sudah digunakan', errorStyle: 'http4xx' });
		const { status, body } = await book(samplePackage({ order_id: 'NEW-1' }), samplePackage());
		expect(status).toBe(422);
		expect(body).toMatchObject({
			status: false,
			errors: { 'packages.1.order_id': ['The packages.1.order_id sudah digunakan.'] },
		});
	});

	it('gets the first answer again, and books nothing', async () => {
		set({ repeatedOrder: 'replayed' });
		const first = await book();
		const balance = sandbox.kiriminAja.creditBalance;
		expect((await book()).body).toEqual(first.body);
		expect(sandbox.kiriminAja.creditBalance).toBe(balance);
		expect((await book(samplePackage(), samplePackage({ order_id: 'NEW-1' }))).body.status).toBe(
			false,
		);
	});

	it('books again where the account does not care', async () => {
		set({ repeatedOrder: 'bookedAgain' });
		await book();
		await book();
		expect(sandbox.kiriminAja.orders).toHaveLength(2);
	});
});

describe("the account's prefix", () => {
	it('is asked of every order id', async () => {
		set({ orderPrefix: 'required' });
		expect((await book()).body.text).toBe('The order id must start with MLT.');
		expect((await book(samplePackage({ order_id: 'MLT-1' }))).body.status).toBe(true);
	});

	it('is put before order ids, which are found with and without it', async () => {
		set({ orderPrefix: 'added' });
		const parcel = samplePackage({ order_id: 'SHOP-1' });
		expect((await book(parcel)).body.details[0]?.order_id).toBe('MLT-SHOP-1');
		const found = [await track('SHOP-1'), await track('MLT-SHOP-1')];
		expect(found.map(({ body }) => body.status)).toEqual([true, true]);
		expect((await book(parcel)).body.status).toBe(false);
	});
});

describe('an order that is not there', () => {
	const instant = async () => await kiriminAja(sandbox, 'v4/instant/tracking/NOBODY');
	const bill = async () => await kiriminAja(sandbox, 'v2/get_payment', { payment_id: 'EPR-1' });

	it('is not found under HTTP 404', async () => {
		set({ notFound: 'http404', notFoundWords: 'Data tidak ditemukan' });
		for (const { status, body } of [await track(), await instant(), await bill()]) {
			expect([status, body.text]).toEqual([404, 'Data tidak ditemukan']);
		}
	});

	it('gets an empty success', async () => {
		set({ notFound: 'empty' });
		expect((await track()).body).toMatchObject({ status: true, details: {}, histories: [] });
		expect((await instant()).body).toMatchObject({ status: true, result: {} });
		expect((await bill()).body).toMatchObject({ status: true, data: null });
	});

	it('is one that was booked a minute ago and cannot be tracked yet', async () => {
		set({ trackableAfterMinutes: 2 });
		await book();
		expect((await track()).body.text).toBe('data not found');
		await sandbox.advance(2 * 60_000);
		expect((await track()).body.status).toBe(true);
	});
});

it.each([
	['exact', 'Lita Anggraini', '6281567000001', 'Surabaya Baru, Bandar'],
	['cut', 'Lita Anggraini', '6281567000001', 'Surabaya Baru, Banda'],
	['upper', 'LITA ANGGRAINI', '6281567000001', 'SURABAYA BARU, BANDAR'],
	['masked', 'L*** A***', '6281****001', 'Surabaya***'],
] as const)('shows people in tracking %s', async (trackedTexts, name, phone, address) => {
	set({ trackedTexts });
	await book();
	const { destination } = (await track()).body.details as unknown as Record<
		string,
		Record<string, string>
	>;
	expect(destination).toMatchObject({ name, phone });
	expect(destination?.address?.slice(0, 21)).toBe(address);
});

describe('limits', () => {
	const provinces = async (apiKey = accounts.kiriminAja.apiKey) =>
		await call(`${sandbox.url}/api/mitra/province`, {
			body: {},
			headers: { authorization: `Bearer ${apiKey}` },
		});

	it('are counted for each key, once it is known', async () => {
		set({ rateLimitPerMinute: 1 });
		await provinces('wrong');
		const { apiKey } = accounts.otherKiriminAja;
		const answers = [await provinces(), await provinces(), await provinces(apiKey)];
		expect(answers.map(({ status }) => status)).toEqual([200, 429, 200]);
		await sandbox.advance(60_000);
		expect((await provinces()).status).toBe(200);
	});

	it('are those of an account with books of its own', async () => {
		const { apiKey } = accounts.otherKiriminAja;
		sandbox.otherKiriminAja.creditBalance = 5_000;
		const balance = async (key: string) =>
			(
				await call(`${sandbox.url}/api/mitra/v6.2/credit/balance`, {
					headers: { authorization: `Bearer ${key}` },
				})
			).body.results.balance;
		expect(await balance(apiKey)).toBe(5_000);
		expect(await balance(accounts.kiriminAja.apiKey)).toBe(2_000_000);
		sandbox.reset();
		expect(await balance(apiKey)).toBe(2_000_000);
	});

	it('shut a key out that tracks too often', async () => {
		set({ heavyLimitPerMinute: 1, suspensionMinutes: 10 });
		const answers = [await track(), await provinces(), await track(), await provinces()];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
		await sandbox.advance(10 * 60_000);
		expect((await provinces()).status).toBe(200);
	});

	it.each([
		['http401', 401],
		['http403', 403],
		['http200', 200],
	] as const)('turn an unknown key away with %s', async (badKey, status) => {
		set({ badKey });
		const answer = await provinces('wrong');
		expect(answer).toMatchObject({ status, body: { status: false, text: 'Unauthorized.' } });
	});
});

describe('the PIN', () => {
	const validate = async (pin: string) =>
		(await kiriminAja(sandbox, 'v6.2/pin/validate', { pin })).body as unknown as {
			status: boolean;
			data?: { max_attempt: number; lock_until: unknown };
		};

	it.each([
		['wib', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
		['iso', /Z$/],
		['seconds', /^\d{10}$/],
		['missing', /^null$/],
	] as const)('tells how long it is locked in the form %s', async (pinLockTime, form) => {
		set({ pinTries: 1, pinLockTime });
		const { data } = await validate('000000');
		expect(data?.max_attempt).toBe(1);
		expect(String(data?.lock_until)).toMatch(form);
		await sandbox.advance(HOUR);
		expect((await validate(accounts.kiriminAja.pin)).status).toBe(true);
	});

	it('gets no more than a yes or no', async () => {
		set({ pinAnswer: 'statusOnly' });
		expect(await validate('000000')).toEqual({
			status: false,
			text: 'Unable to proceed, pin invalid',
		});
	});
});

describe('answers as PHP may write them', () => {
	it('have texts for numbers', async () => {
		await book();
		set({ numbers: 'texts' });
		expect((await track()).body.status_code).toBe('101');
	});

	it('have numbers for texts of digits', async () => {
		await book();
		set({ numbers: 'numbers' });
		const { details } = (await track()).body;
		expect(details).toMatchObject({ destination: { phone: 6281567000001, zip_code: 34159 } });
	});

	it('have lists for empty maps, and couriers in capitals', async () => {
		set({ emptyMaps: 'lists', notFound: 'empty', serviceCase: 'upper' });
		expect((await track()).body.details).toEqual([]);
		expect((await book()).body.details[0]?.service).toBe('JNE');
	});
});

describe('KA Credit', () => {
	it('pays the insurance too', async () => {
		set({ creditTotal: 'allCosts' });
		const before = sandbox.kiriminAja.creditBalance;
		await book(samplePackage({ insurance_amount: 2500 }));
		expect(before - sandbox.kiriminAja.creditBalance).toBe(66_500);
	});

	it('gets back what a canceled order has cost, a day later', async () => {
		const before = sandbox.kiriminAja.creditBalance;
		await book();
		await control(sandbox, 'kiriminaja/cancel/FEB-1782355684238');
		expect(sandbox.kiriminAja.creditBalance).toBe(before - 64_000);
		await sandbox.advance(24 * HOUR);
		expect(sandbox.kiriminAja.creditBalance).toBe(before);
	});
});

describe('what comes with time', () => {
	const cancel = async () =>
		await kiriminAja(sandbox, 'v3/cancel_shipment', {
			awb: 'DEVEL-000000101',
			reason: 'Alamat salah',
		});

	it('is a cancellation after 48 hours', async () => {
		await book();
		await awb();
		await cancel();
		await sandbox.advance(47 * HOUR);
		expect(order()?.statusCode).toBe(350);
		await sandbox.advance(HOUR);
		expect(order()?.statusCode).toBe(300);
	});

	it('is a pickup that comes before the cancellation', async () => {
		await book();
		await awb();
		await cancel();
		await control(sandbox, 'kiriminaja/advance/FEB-1782355684238');
		await sandbox.advance(48 * HOUR);
		expect(order()?.statusCode).toBe(106);
	});

	it('is a cancellation that KiriminAja loses', async () => {
		set({ cancellations: 'lost' });
		await book();
		await awb();
		await cancel();
		await sandbox.advance(48 * HOUR);
		expect(order()?.statusCode).toBe(106);
	});

	it('is an instant order whose driver is searched in vain', async () => {
		set({ instantShape: 'observed' });
		const before = sandbox.kiriminAja.creditBalance;
		const payment = { payment_method: 'credit', pin: accounts.kiriminAja.pin };
		await kiriminAja(sandbox, 'v6.2/instant/request_pickup', instantBooking(payment));
		expect(sandbox.kiriminAja.instantOrders[0]?.statusCode).toBe(101);
		await sandbox.advance(30 * 60_000);
		expect(sandbox.kiriminAja.instantOrders[0]).toMatchObject({
			statusCode: 300,
			reason: 'Driver tidak ditemukan',
		});
		await sandbox.advance(24 * HOUR);
		expect(sandbox.kiriminAja.creditBalance).toBe(before);
	});

	it('is another cost when the courier has weighed the parcel', async () => {
		set({ weightAtPickup: 'heavier' });
		sandbox.kiriminAja.callbackUrl = `${sandbox.url}/__sandbox/`;
		await book();
		await awb();
		await control(sandbox, 'kiriminaja/advance/FEB-1782355684238');
		expect(sandbox.kiriminAja.deliveries.map(({ event }) => event)).toEqual([
			'processed_packages',
			'shipped_packages',
			'validated_packages',
		]);
		const { costs } = (await track()).body.details as unknown as { costs: object };
		expect(costs).toMatchObject({ shipping_cost: 128_000, correction: 64_000 });
	});
});

describe('a booking that cannot be', () => {
	const sunday = () => {
		const days = [1, 2, 3, 4, 5, 6, 7].map((ahead) => new Date(Date.now() + ahead * 24 * HOUR));
		const day = days
			.find((one) => one.getUTCDay() === 0)
			?.toISOString()
			.slice(0, 10);
		return `${day} 10:00:00`;
	};
	it.each([
		['a pickup that has passed', { schedule: tenOClockIn(-1) }, {}, 'schedule'],
		['a pickup on a holiday', { schedule: sunday() }, {}, 'holiday'],
		['a pickup at night', { schedule: tenOClockIn(1).replace('10:', '23:') }, {}, 'pickup hours'],
		['no cost', {}, { shipping_cost: 0 }, 'shipping cost'],
		['a COD that is too small', { payment_method: 'qris' }, { cod: 5_000 }, 'cod must be'],
		['a COD that is too large', { payment_method: 'qris' }, { cod: 3_000_001 }, 'cod must be'],
		[
			'COD with a courier that has none',
			{ payment_method: 'qris' },
			{ cod: 100_000, service: 'sentral', service_type: 'DARAT' },
			'support COD',
		],
		['a service that the route has not', {}, { service_type: 'OKE' }, 'service type'],
		[
			'a same-day service to another city',
			{},
			{ service: 'paxel', service_type: 'SAMEDAY', destination_kelurahan_id: 74_921 },
			'service type',
		],
		['symbols in a name', { name: 'Toko & Co' }, {}, 'name format'],
		['no sub-district of the sender', { kelurahan_id: undefined }, {}, 'kelurahan id'],
		['a time in another form', { schedule: '25/06/2026 10:00' }, {}, 'format'],
	])('has %s', async (_what, pickup, parcel, text) => {
		const booking = sampleBooking(pickup, samplePackage(parcel));
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
		expect(body).toMatchObject({ status: false, text: expect.stringContaining(text) });
		expect(sandbox.kiriminAja.orders).toEqual([]);
	});

	it('but what is brought to the courier may have any time', async () => {
		const schedule = tenOClockIn(-1);
		const booking = sampleBooking({ schedule }, samplePackage({ drop: true }));
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
		expect(body.status).toBe(true);
	});
});

describe.each(characters)('the character %s', (character) => {
	it('takes a booking that has all it asks for', async () => {
		sandbox.become(character);
		const parcel = { ...codPackage('MLT-1'), destination_kelurahan_id: 74_921 };
		const payment = { payment_method: undefined, pin: undefined };
		const booking = sampleBooking(payment, parcel);
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
		expect(body.text).toBe('Request pickup berhasil');
		expect(sandbox.kiriminAja.orders).toHaveLength(1);
	});
});
