import '../support/noPauses';
import { json, lost } from '../support/scriptedVendor';
import { errorOutput, parcel, payment, run, type Order, type RunOptions } from './support/merchant';
import {
	booked,
	BOOKING,
	linked,
	PAYMENT,
	STATUS,
	tracked,
	TRACKING,
	type Parcel,
	type Payment,
	type Records,
	useBooks,
} from './support/vendors';
import { denials, expectUnknown, invitations, NOT_ASKED } from './support/words';

/** A reference that the vendor knows already: the order of this merchant, or of somebody else, or one that is over. */

const { vendor, records } = useBooks();

describe('an order id that KiriminAja knows', () => {
	const order: Order = { ref: 'ORD-1', amount: 18_000, cod: 150_000 };
	const book = async (options: RunOptions = {}, what = order) =>
		await run(parcel, vendor.current.url, [what], options);
	const known = (changes: Partial<Parcel> = {}) =>
		records.parcels.push({
			order_id: 'ORD-1',
			destination_name: 'Sari Wulandari',
			destination_phone: '081300004321',
			destination_address: 'Jl. Kapasan Gang 3 No 7 Simokerto',
			cod: 150_000,
			shipping_cost: 18_000,
			service: 'jne',
			service_type: 'REG23',
			pickupNumber: 'EPR-7',
			statusCode: 101,
			...changes,
		});

	test('is the existing order when all agrees, with the keys of a fresh one', async () => {
		const fresh = await book({}, { ...order, ref: 'ORD-0' });
		known();
		const { done, error } = await book();

		expect(error).toBeUndefined();
		expect(done).toMatchObject([
			{ orderId: 'ORD-1', alreadyExisted: true, cod: 150_000, shippingCost: 18_000 },
		]);
		expect(Object.keys(done[0] ?? {}).sort()).toEqual(Object.keys(fresh.done[0] ?? {}).sort());
		expect(records.parcels).toHaveLength(2);
	});

	test.each([
		[300, /cancel/i],
		[302, /cancel/i],
		[400, /return/i],
		[301, /refus/i],
		[703, /lost|claim|damaged|settled/i],
	])('is an error that says so when its state is %i', async (statusCode, words) => {
		known({ statusCode });
		const { said, done } = await book();

		expect(done).toEqual([]);
		expect(said?.text).toContain('ORD-1');
		expect(said?.text).toMatch(words);
		expect(said?.text).toMatch(/order id/i);
	});

	test('is an error that says so when it is canceled and has another COD', async () => {
		known({ statusCode: 300, cod: 99_000 });
		const { said, done } = await book();

		expect(done).toEqual([]);
		expect(said?.text).toMatch(/cancel/i);
		expect(records.parcels).toHaveLength(1);
	});

	test.each<[string, Partial<Parcel>, RegExp]>([
		['another COD', { cod: 99_000 }, /COD.*99[.,]?000|99[.,]?000.*COD/s],
		['another shipping cost', { shipping_cost: 21_000 }, /21[.,]?000/],
		['another recipient', { destination_name: 'Budi Santoso' }, /recipient|somebody|another/i],
		['another phone', { destination_phone: '081399998888' }, /phone|recipient|somebody|another/i],
		[
			'another address',
			{ destination_address: 'Jl. Malioboro No 1 Yogyakarta' },
			/address|recipient|somebody|another/i,
		],
	])('is an error that says so when it has %s', async (_, changes, words) => {
		known(changes);
		const { said, done } = await book();

		expect(done).toEqual([]);
		expect(said?.text).toContain('ORD-1');
		expect(said?.text).toMatch(words);
		expect(invitations(said?.text ?? '')).toEqual([]);
	});

	test.each([
		['masked', 'Sa** Wu******'],
		['cut', 'Sari Wulan'],
		['in capitals', 'SARI WULANDARI'],
	])('is the merchant’s own when only the recipient’s name is %s', async (_, destination_name) => {
		known({ destination_name });
		const { done, error } = await book();

		expect(error).toBeUndefined();
		expect(done).toMatchObject([{ alreadyExisted: true }]);
	});

	test('is not taken for somebody else’s when the look-up has nothing in it', async () => {
		known();
		vendor.current.on(TRACKING, json({ status: true, text: '', details: [], histories: [] }));
		const { said, done } = await book();

		expect(done).toEqual([]);
		expect(said?.text).toMatch(NOT_ASKED);
		expect(said?.text).not.toMatch(/another|somebody/i);
	});

	test('that was booked, lost and canceled meanwhile is not a success', async () => {
		vendor.current.on(BOOKING, (call) => {
			booked(records, call);
			for (const one of records.parcels) one.statusCode = 300;
			return lost;
		});
		const { done, failed } = await book({ rounds: 3 });

		expect(done).toEqual([]);
		expect(failed[0]?.text).toMatch(/cancel/i);
		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
	});
});

describe('an order id that Kirimo knows', () => {
	const order: Order = { ref: 'INV-1', amount: 175_000 };
	const create = async (options: RunOptions = {}) =>
		await run(payment, vendor.current.url, [order], options);
	const known = (changes: Partial<Payment> = {}) =>
		records.payments.push({
			order_id: 'INV-1',
			amount: 175_000,
			customer_name: 'Sari Wulandari',
			customer_email: 'sari@example.com',
			status: 'pending',
			...changes,
		});

	test.each(['pending', 'paid'] as const)(
		'is the existing payment when it is %s',
		async (status) => {
			known({ status });
			const { done } = await create();

			expect(done).toMatchObject([{ orderId: 'INV-1', alreadyExisted: true, status }]);
		},
	);

	test.each(['failed', 'expired'] as const)(
		'is an error that says so when it is %s',
		async (status) => {
			known({ status });
			const { said, done } = await create();

			expect(done).toEqual([]);
			expect(said?.text).toContain('INV-1');
			expect(said?.text).toMatch(new RegExp(status, 'i'));
		},
	);

	test.each<[string, Partial<Payment>, RegExp]>([
		['another amount', { amount: 99_000 }, /99[.,]?000/],
		['another buyer', { customer_name: 'Budi Santoso' }, /Budi Santoso/],
	])('is an error that says so when it has %s', async (_, changes, words) => {
		known(changes);
		const { said, done } = await create();

		expect(done).toEqual([]);
		expect(said?.text).toMatch(words);
	});
});

describe('a payment link whose answer is lost', () => {
	const order: Order = { ref: 'INV-1', amount: 175_000 };
	const create = async (options: RunOptions = {}) =>
		await run(payment, vendor.current.url, [order], options);

	test.each([
		['429', json({ message: 'Too Many Attempts.' }, 429)],
		['401', json({ status: 'error', message: 'API key tidak valid.' }, 401)],
		['403', json({ status: 'error', message: 'Akses ditolak.' }, 403)],
		['200 {}', json({})],
	])('could not be asked for when the look-up is answered with %s', async (_, answer) => {
		vendor.current.on(PAYMENT, (call) => {
			linked(records, call);
			return lost;
		});
		vendor.current.on(STATUS, answer);
		const { failed, done } = await create({ rounds: 3 });

		expect(done).toEqual([]);
		expect(failed).toHaveLength(3);
		for (const said of failed) {
			expectUnknown(said, 'INV-1');
			expect(said.text).toMatch(NOT_ASKED);
			expect(denials(said.text)).toEqual([]);
		}
		expect(vendor.current.callsTo(PAYMENT)).toHaveLength(1);
	});

	test.each([
		['200 {}', json({})],
		['a text without a verdict', json({ message: 'Too many attempts' })],
		['HTTP 408', json({}, 408)],
		['a payment without an address', json({ status: 'success', data: { order_id: 'INV-1' } })],
	])('is looked up when it was answered with %s', async (_, answer) => {
		vendor.current.on(PAYMENT, (call) => {
			linked(records, call);
			return answer;
		});
		const { done, error } = await create();

		expect(error).toBeUndefined();
		expect(done).toMatchObject([{ orderId: 'INV-1', amount: 175_000, alreadyExisted: true }]);
		expect(vendor.current.callsTo(PAYMENT)).toHaveLength(1);
	});

	test('is sent once in a loop with an empty order id, also when the look-up does not find it', async () => {
		vendor.current.on(PAYMENT, (call) => {
			linked(records, call);
			return lost;
		});
		vendor.current.on(
			STATUS,
			json({ status: 'error', message: 'Transaksi tidak ditemukan.' }, 404),
		);
		const { failed } = await run(payment, vendor.current.url, [{ amount: 175_000 }], { rounds: 3 });

		expect(records.payments).toHaveLength(1);
		expect(vendor.current.callsTo(PAYMENT)).toHaveLength(1);
		expect(failed).toHaveLength(3);
		for (const said of failed) expectUnknown(said, records.payments[0]?.order_id ?? 'nothing');
	});

	test('for somebody else’s order, of which the answer tells, is not this merchant’s', async () => {
		vendor.current.on(PAYMENT, (call) => {
			linked(records, call);
			const data = {
				order_id: 'INV-9',
				amount: 1,
				status: 'pending',
				payment_url: 'https://x.test',
			};
			return json({ status: 'success', data });
		});
		const { done } = await create({ settings: errorOutput });

		expect(done.every(({ orderId }) => orderId === 'INV-1')).toBe(true);
		expect(done.every(({ amount }) => amount === 175_000)).toBe(true);
	});
});

test('a booking that shows up at the look-up under another order id is not taken for it', async () => {
	vendor.current.on(BOOKING, lost);
	vendor.current.on(TRACKING, (call) => {
		const others: Records = { ...records, parcels: [] };
		booked(others, {
			...call,
			body: { packages: [{ order_id: 'X', destination_name: 'Budi', cod: 0, shipping_cost: 1 }] },
		});
		return tracked(others, { ...call, body: { order_id: 'X' } });
	});
	const { done } = await run(parcel, vendor.current.url, [{ ref: 'ORD-1', amount: 18_000 }], {
		settings: errorOutput,
	});

	expect(done).toEqual([]);
});
