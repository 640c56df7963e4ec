import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { polyLine, type InstantPlace } from '../../../sandbox/kiriminaja/instant/orders.ts';
import {
	instantBooking,
	instantDestination,
	instantItem,
	instantPackage,
} from './sampleInstantOrders';
import { sampleBooking, samplePackage } from './sampleOrders';
import {
	call,
	bearer,
	control,
	eventually,
	kiriminAja,
	type Fields,
	type Json,
} from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const book = (booking: Fields = instantBooking()) =>
	kiriminAja(sandbox, 'v6.2/instant/request_pickup', booking);
const withPackage = (changes: Fields) => instantBooking({}, instantPackage(changes));
const refusal = (text: string, code = 422) => ({
	status: false,
	code,
	text,
	method: 'instant_request_pickup',
});
const semarang = { latitude: -6.9932, longitude: 110.4203 };

describe('an instant booking', () => {
	it('by KA Credit is paid at once, without the admin fee, and has its AWBs', async () => {
		const two = ['MLT-1', 'MLT-2'].map((order_id) => instantPackage({ order_id }));
		const { body } = await book(instantBooking({}, ...two));
		expect(body.result.payment).toEqual({
			payment_id: 'PID-1784512345',
			payment_method: 'credit',
			amount: 54_000,
			credit_balance_after: 2_000_000 - 54_000,
			status_code: 'Pembayaran berhasil',
			qr_content: null,
			pay_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
		});
		const packages = body.result.packages;
		expect(packages.map((row: Json) => [row.order_id, row.awb, row.status])).toEqual([
			['MLT-1', 'GK-11-9000001', 105],
			['MLT-2', 'GK-11-9000002', 105],
		]);
		expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000 - 54_000);
	});

	it.each([undefined, 'va', 'qris'])('by %s has a bill with the admin fee', async (method) => {
		const { body } = await book(instantBooking({ payment_method: method, pin: undefined }));
		expect(body.result.payment).toMatchObject({
			payment_method: method ?? 'va',
			amount: 28_000,
			status_code: 'Billing siap dibayar',
			qr_content: expect.stringMatching(/^000201/),
		});
		expect(body.result.packages[0]).toMatchObject({ awb: '', status: 100 });
		expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000);
	});

	it('may be answered as merchants saw it: other keys, no AWB, capitals', async () => {
		sandbox.kiriminAja.settings.instantShape = 'observed';
		const { body } = await book(instantBooking({ payment_method: 'qris' }));
		expect(Object.keys(body)).toEqual(['message', 'status', 'results']);
		expect(body.results.payment).toMatchObject({
			payment_id: expect.stringMatching(/^EPR-/),
			amount: 28_000,
			status_code: 'unpaid',
			pay_time: null,
		});
		expect(body.results.origin).toMatchObject({ address_note: 'Pagar hijau', zipcode: '55581' });
		const [row] = body.results.packages;
		expect(row).toMatchObject({ service_type: 'Instant', status: 110, live_track_url: '' });
		expect(row).not.toHaveProperty('awb');
		expect(row).not.toHaveProperty('driver');
	});

	it('by KA Credit gets its AWB later when it is answered as merchants saw it', async () => {
		Object.assign(sandbox.kiriminAja.settings, { instantShape: 'observed', autoAwbMs: 1 });
		const { body } = await book();
		expect(body.results.payment).toMatchObject({ amount: 27_000, status_code: 'paid' });
		expect(body.results.packages[0]?.status).toBe(101);
		await eventually(() => sandbox.kiriminAja.instantOrders[0]?.awb === 'GK-11-9000001');
	});

	it('has no bill for an account that pays later, which chooses nothing', async () => {
		sandbox.kiriminAja.settings.accountPayment = 'TOP';
		const { body } = await book(instantBooking({ payment_method: 'credit', pin: 'x' }));
		expect(body.result.payment).toMatchObject({ payment_method: 'cash', qr_content: null });
		expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000);
	});

	it('cannot be made without the API key', async () => {
		const url = `${sandbox.url}/api/mitra/v6.2/instant/request_pickup`;
		expect((await call(url, { body: instantBooking() })).status).toBe(401);
	});
});

describe('an instant booking is refused', () => {
	afterEach(() => {
		expect(sandbox.kiriminAja.instantOrders).toEqual([]);
		expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000);
	});

	it.each<[Fields, string]>([
		[{ address: 'Jl. Contoh 12, Slem' }, 'The address must be at least 20 characters.'],
		[{ address: 'x'.repeat(201) }, 'The address must not be greater than 200 characters.'],
		[{ name: 'Toko Mini' }, 'The name must be at least 10 characters.'],
		[{ name: 'x'.repeat(41) }, 'The name must not be greater than 40 characters.'],
		[{ phone: '021555555' }, 'The phone format is invalid.'],
		[{ phone: '08123456' }, 'The phone must be at least 9 characters.'],
		[{ phone: 81200001234 }, 'The phone must be a string.'],
		[{ latitude: '-7.7652' }, 'The latitude must be a number.'],
		[{ longitude: undefined }, 'The longitude field is required.'],
		[{ zipcode: '5558' }, 'The zipcode format is invalid.'],
		[{ zipcode: 55581 }, 'The zipcode must be a string.'],
		[
			{ address_note: 'x'.repeat(101) },
			'The address note must not be greater than 100 characters.',
		],
		[{ payment_method: 'cash' }, 'The selected payment method is invalid.'],
		[{ pin: undefined }, 'The pin field is required.'],
		[{ pin: '12345' }, 'The pin format is invalid.'],
		[{ packages: [] }, 'The packages must be at least 1 items.'],
		[{ packages: undefined }, 'The packages field is required.'],
		[{ packages: ['x'] }, 'The packages must be an array of objects.'],
	])('for %j', async (changes, text) => {
		expect((await book(instantBooking(changes))).body).toEqual(refusal(text));
	});

	it.each<[Fields, string]>([
		[{ order_id: '1234567' }, 'The order id format is invalid.'],
		[{ order_id: `M${'1'.repeat(30)}` }, 'The order id must not be greater than 30 characters.'],
		[{ service: 'jne' }, 'The selected service is invalid.'],
		[{ service_type: 'bike' }, 'The selected service type is invalid.'],
		[{ service_type: undefined }, 'The service type field is required.'],
		[{ service: 'borzo', service_type: 'sameday' }, 'The selected service type is invalid.'],
		[{ vehicle: 'motorcycle' }, 'The selected vehicle is invalid.'],
		[{ package_type_id: '7' }, 'The package type id must be an integer.'],
		[{ shipping_cost: '27000' }, 'The shipping cost must be an integer.'],
		[{ insurance_type: 'gold' }, 'The selected insurance type is invalid.'],
		[{ description: undefined }, 'The description field is required.'],
		[{ description: 'x'.repeat(256) }, 'The description must not be greater than 255 characters.'],
		[{ items: [] }, 'The items must be at least 1 items.'],
		[{ destination: undefined }, 'The destination.name field is required.'],
	])('for a package with %j', async (changes, text) => {
		expect((await book(withPackage(changes))).body).toEqual(refusal(text));
	});

	it.each<[Fields, string]>([
		[{ name: 'x'.repeat(51) }, 'The destination.name must not be greater than 50 characters.'],
		[{ phone: '' }, 'The destination.phone field is required.'],
		[{ latitude: undefined }, 'The destination.latitude field is required.'],
		[{ longitude: 200 }, 'The destination.longitude must not be greater than 180.'],
		[{ address: 'Jl. X' }, 'The destination.address must be at least 10 characters.'],
	])('for a destination with %j', async (changes, text) => {
		const booking = withPackage({ destination: instantDestination(changes) });
		expect((await book(booking)).body).toEqual(refusal(text));
	});

	it.each<[Fields, string]>([
		[{ name: undefined }, 'The items.1.name field is required.'],
		[{ price: 999 }, 'The items.1.price must be at least 1000.'],
		[{ weight: 0 }, 'The items.1.weight must be at least 1.'],
		[{ qty: 0 }, 'The items.1.qty must be at least 1.'],
		[{ height: 1.5 }, 'The items.1.height must be an integer.'],
		[
			{ metadata: { sku: 'x'.repeat(51) } },
			'The items.1.metadata.sku must not be greater than 50 characters.',
		],
	])('for a second item with %j', async (changes, text) => {
		const items = [instantItem(), instantItem(changes)];
		expect((await book(withPackage({ items }))).body).toEqual(refusal(text));
	});

	it('for more than ten packages', async () => {
		const eleven = Array.from({ length: 11 }, (_, n) => instantPackage({ order_id: `M-${n}` }));
		const { body } = await book(instantBooking({}, ...eleven));
		expect(body).toEqual(refusal('The packages must not be greater than 10 items.'));
	});

	it('for the distance of one package among several, as in v4', async () => {
		const far = { order_id: 'MLT-2', destination: instantDestination(semarang) };
		const { body } = await book(instantBooking({}, instantPackage(), instantPackage(far)));
		expect(body).toEqual({
			status: false,
			text: 'cannot process the request, distance more than 40km',
			code: 2,
			method: null,
			result: null,
		});
	});

	it('for the weight of all items of a package together', async () => {
		const items = [instantItem({ weight: 10_000, qty: 4 }), instantItem({ weight: 1 })];
		const { body } = await book(withPackage({ items }));
		expect(body.text).toBe('cannot process the request, weight more than 40kg');
	});

	it('for goods worth more than the insurance covers', async () => {
		const items = [instantItem({ price: 1_500_001, qty: 2 })];
		const dear = { service: 'grab_express', vehicle: 'mobil', insurance_type: 'basic', items };
		const text =
			'Total nilai barang melebihi cap pertanggungan untuk service grab_express tipe car (Rp3.000.000).';
		expect((await book(withPackage(dear))).body).toEqual(refusal(text, 4101));
	});

	it('for an order id twice in one call', async () => {
		const { body } = await book(instantBooking({}, instantPackage(), instantPackage()));
		expect(body).toMatchObject({ status: false, text: 'order_id MLT-INS-1 sudah ada.' });
	});

	it('for a wrong PIN, the third of which locks it', async () => {
		const wrong = instantBooking({ pin: '000000' });
		expect((await book(wrong)).body).toEqual(refusal('PIN KA Credit tidak valid.', 4001));
		await book(wrong);
		await book(wrong);
		const text = expect.stringMatching(/^PIN KA Credit terkunci sampai /);
		expect((await book()).body).toMatchObject({ code: 4001, text });
		expect(sandbox.kiriminAja.pin.lockedUntil).not.toBeNull();
	});
});

describe('goods worth more than the insurance covers', () => {
	it('may travel without insurance', async () => {
		const { body } = await book(withPackage({ items: [instantItem({ price: 4_000_000 })] }));
		expect(body.status).toBe(true);
	});
});

describe('a KA Credit that is too low', () => {
	it('is told with the balance and the need', async () => {
		await control(sandbox, 'kiriminaja/credit', { balance: 26_999 });
		const text =
			'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp26.999. Total kebutuhan Rp27.000.';
		expect((await book()).body).toEqual(refusal(text, 4002));
		expect(sandbox.kiriminAja.creditBalance).toBe(26_999);
	});
});

describe('an order id', () => {
	it('is taken once it was booked, instant or express', async () => {
		await book();
		expect((await book()).body.text).toBe('order_id MLT-INS-1 sudah ada.');
		const express = sampleBooking({}, samplePackage({ order_id: 'MLT-INS-1' }));
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', express);
		expect(body.text).toBe('order_id MLT-INS-1 sudah ada.');
		expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000 - 27_000);
	});
});

describe('a missing address note', () => {
	it('of sender or recipient is refused as a merchant saw it, by field', async () => {
		const booking = instantBooking(
			{ address_note: undefined },
			instantPackage({ destination: instantDestination({ address_note: '' }) }),
		);
		expect((await book(booking)).body).toEqual({
			status: false,
			message: 'Terdapat kesalahan pada data yang dikirimkan',
			errors: {
				address_note: 'address_note wajib diisi',
				'destination.address_note': 'destination.address_note wajib diisi',
			},
		});
	});

	it('has status 422 when the account is set so', async () => {
		sandbox.kiriminAja.settings.errorStyle = 'http4xx';
		expect((await book(instantBooking({ address_note: '' }))).status).toBe(422);
	});
});

describe('the account may be set to other shapes of refusal', () => {
	const wrong = instantBooking({ phone: '1' });

	it('lists by field (E4)', async () => {
		sandbox.kiriminAja.settings.errorShape = 'E4';
		expect((await book(wrong)).body).toEqual({
			status: false,
			text: 'Terdapat kesalahan pada data yang dikirimkan',
			errors: { phone: ['The phone must be at least 9 characters.'] },
		});
	});

	it('a message twice (E7)', async () => {
		sandbox.kiriminAja.settings.errorShape = 'E7';
		const text = 'The phone must be at least 9 characters.';
		const expected = { status: false, code: 400, message: text, text, result: {} };
		expect((await book(wrong)).body).toEqual(expected);
	});
});

describe('the older instant booking', () => {
	const v4 = (changes: Fields = {}, row: Fields = {}) =>
		kiriminAja(sandbox, 'v4/instant/pickup/request', {
			service: 'gosend',
			service_type: 'instant',
			vehicle: 'motor',
			order_prefix: 'MLT',
			packages: [
				{
					origin_name: 'Toko Melati Jaya',
					origin_phone: '081200001234',
					origin_lat: -7.7652,
					origin_long: 110.3781,
					origin_address: 'Jl. Contoh Palagan No 12, Sleman',
					origin_address_note: 'Pagar hijau',
					destination_name: 'Rina Kartika',
					destination_phone: '081300009876',
					destination_lat: -7.8013,
					destination_long: 110.3647,
					destination_address: 'Jl. Contoh Malioboro No 5, Yogyakarta',
					destination_address_note: 'Lobi utama',
					shipping_price: 27_000,
					item: { name: 'Casing', description: 'Silikon', price: 150_000, weight: 200 },
					...row,
				},
			],
			...changes,
		});

	it('makes the order ids, other ones each time', async () => {
		const ids = [];
		for (let time = 0; time < 2; time += 1) {
			ids.push((await v4()).body.result.packages[0]?.order_id);
		}
		expect(ids[0]).toMatch(/^MLT-\d{13}$/);
		expect(ids[1]).not.toBe(ids[0]);
	});

	it('bills the account, with a pay_time before anything is paid', async () => {
		const { body } = await v4();
		expect(body.result.payment).toMatchObject({
			amount: 28_000,
			status_code: 'Billing siap dibayar',
			pay_time: expect.stringMatching(/\.\d{6}Z$/),
		});
	});

	it.each<[Fields, Fields, string]>([
		[{ order_prefix: '' }, {}, 'The order prefix field is required.'],
		[{ vehicle: undefined }, {}, 'The vehicle field is required.'],
		[{ service_type: 'bike' }, {}, 'The selected service type is invalid.'],
		[{}, { origin_address_note: '' }, 'The origin address note field is required.'],
		[{}, { destination_lat: '-7' }, 'The destination lat must be a number.'],
		[{}, { item: undefined }, 'The item.name field is required.'],
		[{ packages: [] }, {}, 'The packages must be at least 1 items.'],
	])('is refused for %j %j', async (changes, row, text) => {
		const expected = { status: false, text, code: 2, method: null, result: null };
		expect((await v4(changes, row)).body).toEqual(expected);
	});
});

describe('the route line', () => {
	it('is encoded as maps read it', () => {
		const at = (latitude: number, longitude: number) => ({ latitude, longitude }) as InstantPlace;
		expect(polyLine(at(38.5, -120.2), at(40.7, -120.95))).toBe('_p~iF~ps|U_ulLnnqC');
	});
});

describe('a lost answer', () => {
	it('leaves one order, which can be looked up', async () => {
		sandbox.fault({ service: 'kiriminAja', path: '/api/mitra/v6.2/instant', kind: 'resetAfter' });
		await expect(book()).rejects.toThrow();
		const url = `${sandbox.url}/api/mitra/v4/instant/tracking/MLT-INS-1`;
		const { body } = await call(url, { headers: bearer });
		expect(body.result.order_id).toBe('MLT-INS-1');
	});
});
