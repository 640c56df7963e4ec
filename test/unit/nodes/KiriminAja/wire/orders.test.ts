import {
	foundIn,
	isOfOne,
	isTaken,
	refuseOther,
	rowOf,
	sameSpelling,
	type Asked,
	type Tracked,
} from '../../../../../nodes/KiriminAja/wire/orders';
import type { Failure } from '../../../../../nodes/shared/wire/errors';
import { callWith } from '../../shared/context';

const asked: Asked = {
	orderId: 'SHOP-1001',
	destinationName: 'Sari Wulandari',
	destinationPhone: '081234560001',
	destinationAddress: 'Jl. Melati No. 5, RT 02/RW 03',
	shippingCost: 15_000,
	cod: 120_000,
	isNumberMade: false,
};
const tracked: Tracked = {
	orderId: 'SHOP-1001',
	state: 'in_transit',
	statusCode: '200',
	destination: {
		name: 'Sari Wulandari',
		phone: '081234560001',
		address: 'Jl. Melati No. 5, RT 02/RW 03',
	},
	shippingCost: 15_000,
	cod: 120_000,
	shipment: { orderId: 'SHOP-1001', alreadyExisted: true },
};

/** What is found when tracking says this. */
const found = (changes: Partial<Tracked> = {}, wanted: Partial<Asked> = {}) =>
	foundIn({ ok: true, body: {} }, { ...asked, ...wanted }, () => ({ ...tracked, ...changes }));
const withDestination = (changes: object) =>
	found({ destination: { ...tracked.destination, ...changes } });

/** What is found when tracking refuses with this. */
const refusedWith = (failure: Partial<Failure>) =>
	foundIn(
		{ ok: false, failure: { outcome: 'refused', message: 'No', ...failure } },
		asked,
		() => tracked,
	);

const isRecord = { record: tracked.shipment };

describe('an order that tracking knows', () => {
	test('is the one that was booked when recipient, COD and cost agree', () => {
		expect(found()).toEqual(isRecord);
	});

	test.each([null, 0, asked.shippingCost])(
		'is not known by its cost of %j alone',
		(shippingCost) => {
			expect(found({ destination: {}, shippingCost })).toMatchObject({
				unasked: { outcome: 'unknown', message: 'its tracking shows no recipient' },
			});
		},
	);

	test('is read from the answer itself', () => {
		const read = jest.fn(() => tracked);
		foundIn({ ok: true, body: { details: {} } }, asked, read);

		expect(read).toHaveBeenCalledWith({ details: {} });
	});

	test.each<[string, object]>([
		['is in other capitals', { orderId: 'shop-1001' }],
		['costs what the discount leaves', { shippingCost: 12_000 }],
		['tells no cost', { shippingCost: null }],
		['has no cost yet', { shippingCost: 0 }],
		[
			'has its street in other words',
			{ destination: { address: 'Jalan Melati No 5 RT 02 RW 03' } },
		],
		['tells no COD', { cod: null }],
		['has no COD at all', { cod: undefined }],
		['has a masked recipient', { destination: { name: 'S*** W***', phone: '0812****0001' } }],
		['has a phone with the country code', { destination: { phone: '6281234560001' } }],
		['has a phone with + before it', { destination: { phone: '+62 812-3456-0001' } }],
		['has a phone as a number', { destination: { phone: 6_281_234_560_001 } }],
		['has a cut address', { destination: { address: 'Jl. Melati No.' } }],
		[
			'has an address with its town',
			{ destination: { address: `${asked.destinationAddress}, Bandung` } },
		],
	])('is the one that was booked when it %s', (_what, changes) => {
		expect(found(changes)).toEqual(isRecord);
	});

	test.each<[string, object]>([
		['cancelled', { state: 'canceled' }],
		['being cancelled', { state: 'cancel_requested' }],
		['refused by its recipient', { state: 'refused' }],
		['on its way back', { state: 'returning' }],
		['has been returned', { state: 'returned' }],
	])('and is %s is not the shipment that is wanted', (what, changes) => {
		expect(found(changes)).toEqual({
			other: expect.stringMatching(/^Order ID SHOP-1001 was booked before and /),
			advice: 'Nothing was booked now. To ship it after all, give it another Order ID.',
		});
		expect(found(changes)).toHaveProperty('other', expect.stringContaining(what));
	});

	test.each(['303', '333', '500', '555', '701', '702', '703', '704'])(
		'with code %s is lost, and not the shipment that is wanted',
		(statusCode) => {
			expect(found({ statusCode, state: 'problem' })).toHaveProperty(
				'other',
				'Order ID SHOP-1001 was booked before and is lost, damaged or seized',
			);
		},
	);

	test('is gone also when it is for somebody else', () => {
		expect(found({ state: 'canceled', cod: 5 })).toHaveProperty(
			'other',
			expect.stringContaining('is cancelled'),
		);
	});

	test.each<[string, ReturnType<typeof found>]>([
		['another recipient', withDestination({ name: 'Budi Santoso' })],
		['another phone', withDestination({ phone: '081234560002' })],
		['another address', withDestination({ address: 'Jl. Kenanga No. 7, Surabaya' })],
		['COD 90000 instead of 120000', found({ cod: 90_000 })],
		['COD 0 instead of 120000', found({ cod: 0 })],
		['COD 120000 instead of 0', found({}, { cod: 0 })],
		['shipping cost 20000 instead of 15000', found({ shippingCost: 20_000 })],
	])('for %s is somebody else’s', (difference, what) => {
		expect(what).toEqual({
			other: `Order ID SHOP-1001 is already used for another shipment: ${difference}`,
			advice: 'This booking was not repeated. Give each order its own Order ID.',
		});
	});

	test('is somebody else’s when the phone only looks alike without the 62 in its middle', () => {
		const destination = { ...tracked.destination, phone: '081362004321' };

		expect(found({ destination }, { destinationPhone: '08130004321' })).toHaveProperty(
			'other',
			'Order ID SHOP-1001 is already used for another shipment: another phone',
		);
	});

	test('says all in which it differs', () => {
		const destination = { name: 'Budi', phone: '0899', address: 'Surabaya' };

		expect(found({ destination, cod: 1, shippingCost: 20_000 })).toHaveProperty(
			'other',
			'Order ID SHOP-1001 is already used for another shipment: another recipient, another phone, another address, COD 1 instead of 120000, shipping cost 20000 instead of 15000',
		);
	});

	test.each([null, '', 'SHOP-1002', 'SHOP-10010'])(
		'is not asked about by an answer about the order %p',
		(orderId) => {
			expect(found({ orderId, state: 'canceled' })).toEqual({
				unasked: {
					outcome: 'unknown',
					message: 'the answer of its tracking is not about this order',
				},
			});
		},
	);
});

describe('an order that tracking does not give', () => {
	test.each<Partial<Failure>>([
		{ httpCode: 404 },
		{ vendorText: 'Order not found' },
		{ vendorText: 'Data tidak ditemukan' },
		{ vendorText: 'Order ID tidak temukan' },
		{ vendorText: 'Nomor order tidak valid' },
		{ vendorText: 'Data tidak ada' },
		{ vendorText: 'Belum ada data' },
		{ vendorText: 'AWB belum terdaftar' },
		{ vendorText: 'No data' },
		{ vendorText: 'Invalid Order ID' },
	])('is not there when it says so: %j', (failure) => {
		expect(refusedWith(failure)).toBe('none');
	});

	test.each<Partial<Failure>>([
		{ httpCode: 401, vendorText: 'Unauthenticated.' },
		{ httpCode: 403 },
		{ httpCode: 429, vendorText: 'Too Many Attempts.' },
		{ httpCode: 422 },
		{ httpCode: 200, vendorText: 'Terjadi kesalahan' },
		{ outcome: 'unknown', httpCode: 404 },
		{ outcome: 'unknown', vendorText: 'Page not found' },
		{ outcome: 'unsent', message: 'Nobody listens' },
	])('could not be asked about when it says something else: %j', (failure) => {
		expect(refusedWith(failure)).toEqual({
			unasked: { outcome: 'refused', message: 'No', ...failure },
		});
	});
});

describe('a refused booking', () => {
	const failure = (changes: Partial<Failure>): Failure => ({
		outcome: 'refused',
		message: 'No',
		...changes,
	});

	test.each([
		'Order ID sudah ada',
		'order_id sudah digunakan',
		'Order ID SUDAH DIPAKAI',
		'order sudah terdaftar',
		'order sudah pernah dibuat',
		'telah digunakan',
		'The order id has already been taken.',
		'Order exists',
		'Duplicate order',
		'duplikat',
		'order_id ganda',
		'Nomor order kembar',
		'order id must be unique',
		'order id harus unik',
	])('says that an order id is taken: %s', (vendorText) => {
		expect(isTaken(failure({ vendorText }))).toBe(true);
	});

	test.each([
		undefined,
		'',
		'Saldo tidak cukup',
		'PIN salah',
		'Nama penerima tidak valid',
		'Too Many Attempts.',
		'The order does not exist',
		'alamat belum terdaftar',
		'Alamat Jl. Gandaria tidak valid',
	])('says nothing of the kind: %p', (vendorText) => {
		expect(isTaken(failure({ vendorText }))).toBe(false);
	});

	test.each<Partial<Failure>>([
		{},
		{ httpCode: 200, vendorCode: '400' },
		{ httpCode: 422 },
		{ httpCode: 200, vendorCode: '4003' },
		{ httpCode: 200, vendorCode: '4101' },
		{ httpCode: 200, vendorCode: '40011' },
		{ httpCode: 200, vendorCode: '14001' },
	])('may be about one of the packages: %j', (changes) => {
		expect(isOfOne(failure(changes))).toBe(true);
	});

	test.each<Partial<Failure>>([
		{ httpCode: 401 },
		{ httpCode: 403 },
		{ httpCode: 429 },
		{ httpCode: 200, vendorCode: '4001' },
		{ httpCode: 200, vendorCode: '4002' },
		{ httpCode: 200, vendorCode: 'PIN_INVALID' },
		{ httpCode: 200, vendorCode: 'PIN_MAX_ATTEMPT_REACHED' },
		{ httpCode: 200, vendorCode: 'BALANCE_NOT_ENOUGH' },
	])('is about PIN, balance, key or rate: %j', (changes) => {
		expect(isOfOne(failure(changes))).toBe(false);
	});
});

describe('an answer that names an order', () => {
	const refusal = (named: unknown[]) => {
		try {
			refuseOther(callWith(), 'SHOP-1001', named);
			return undefined;
		} catch (error) {
			return error as Error;
		}
	};

	test.each([[['SHOP-1001']], [['OKA1', 'shop-1001']], [[]], [['', null, undefined]]])(
		'is taken when it is the one that was asked for, or none is named: %j',
		(named) => {
			expect(refusal(named)).toBeUndefined();
		},
	);

	test('is refused when it is about another one', () => {
		expect(refusal(['SHOP-1002', '', 'OKA2'])).toMatchObject({
			message: expect.stringContaining(
				'KiriminAja answered for "SHOP-1002 / OKA2" instead of SHOP-1001',
			),
			description: expect.stringContaining('Check the ID; if it is right, tell KiriminAja.'),
		});
	});
});

describe('the row about an order', () => {
	const rows = [
		null,
		'SHOP-1',
		{ order_id: 'SHOP-10' },
		{ order_id: 'SHOP-1', awb: 'A' },
		{ order_id: 7 },
	];

	test('is found by its order id, wherever it stands', () => {
		expect(rowOf(rows, 'SHOP-1')).toEqual({ order_id: 'SHOP-1', awb: 'A' });
		expect(rowOf(rows, '7')).toEqual({ order_id: 7 });
	});

	test.each([[undefined], [null], ['text'], [{ order_id: 'SHOP-1' }], [[]], [[{}]]])(
		'is not in %j',
		(value) => {
			expect(rowOf(value, 'SHOP-1')).toBeUndefined();
		},
	);

	test('is not one with a part of its order id', () => {
		expect(rowOf(rows, 'SHOP-')).toBeUndefined();
	});

	// A text with an expression that finds nothing has such words.
	test.each([
		['undefined', {}],
		['null', { order_id: null }],
		['[object Object]', { order_id: {} }],
	])('is not one without an order id, also for the order %s', (orderId, row) => {
		expect(rowOf([row], orderId)).toBeUndefined();
	});
});

describe("a courier's word", () => {
	test.each([
		['JNE', 'jne', 'jne'],
		['jne', 'jne', 'jne'],
		['Instant', 'instant', 'instant'],
		['sicepat', 'jne', 'sicepat'],
		['JNT', 'jne', 'JNT'],
		['', 'jne', 'jne'],
		[undefined, 'jne', 'jne'],
		[null, 'jne', 'jne'],
		[7, 'jne', 'jne'],
	])('%p, where %s was sent, is %s', (answered, sent, word) => {
		expect(sameSpelling(answered, sent)).toBe(word);
	});
});
