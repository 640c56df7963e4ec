import '../support/noPauses';
import type { IDataObject } from 'n8n-workflow';
import { inTurn, json, lost } from '../support/scriptedVendor';
import { errorOutput, parcel, run } from './support/merchant';
import { booked, BOOKING, refusal, TRACKING, type Booking } from './support/vendors';
import { vendor, records, of, digits } from './support/answers';

/** What KiriminAja may say in rows and figures of its own, and what must not be made of it. */

describe('a KA Credit PIN', () => {
	const book = async (pin: string, count = 1) =>
		await run(
			parcel,
			vendor.current.url,
			Array.from({ length: count }, (_, index) => ({
				ref: `ORD-${index}`,
				amount: 18_000 + index,
			})),
			{ changes: { paymentMethod: 'credit', pin }, settings: errorOutput },
		);

	test.each<[string, object]>([
		['Invalid PIN', { text: 'Invalid PIN' }],
		['Wrong PIN', { code: 400, text: 'Wrong PIN' }],
		['tidak cocok', { text: 'PIN tidak cocok' }],
		['verification', { text: 'Verifikasi PIN gagal' }],
		['E3', { message: 'Terdapat kesalahan', errors: { pin: 'Tidak sesuai.' } }],
		['E4', { text: 'Terdapat kesalahan', errors: { pin: ['tidak valid'] } }],
	])('that is refused is sent once, by eight orders (%s)', async (_, body) => {
		vendor.current.on(BOOKING, json({ status: false, ...body }));
		const { failed } = await book(digits(), 8);

		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
		expect(failed).toHaveLength(8);
		expect(failed[0]?.text).toMatch(/pin/i);
	});

	test.each(['Pin lokasi tujuan tidak valid.', 'Titik pin alamat penerima salah'])(
		'is not blocked by a pin on a map: %s',
		async (text) => {
			const pin = digits();
			vendor.current.on(
				BOOKING,
				inTurn(refusal(422, text), (call) => booked(records, call)),
			);
			await book(pin);

			expect((await book(pin)).done).toHaveLength(1);
		},
	);

	test('that KiriminAja repeats in its yes is in no output', async () => {
		const pin = digits();
		vendor.current.on(BOOKING, (call) => {
			const reply = booked(records, call);
			const body = JSON.parse('text' in reply ? reply.text : '{}') as { details: object[] };
			const request = call.body as Booking;
			return json({ ...body, request, details: body.details.map((row) => ({ ...row, pin })) });
		});
		const { done, run: stored } = await book(pin);

		expect(done).toHaveLength(1);
		expect(done[0]).not.toHaveProperty('pin');
		expect(JSON.stringify([done, stored.data.executionData?.contextData])).not.toContain(pin);
	});
});

describe('a row of a booking that says no itself', () => {
	test.each([
		{ status: 'failed' },
		{ status: 'false' },
		{ status: 0 },
		{ success: false },
		{ error: 'Area tidak tercover' },
		{ errors: ['Area tidak tercover'] },
	])('is not booked: %j', async (no) => {
		vendor.current.on(BOOKING, (call) => {
			const reply = booked(records, call);
			records.parcels.pop();
			const body = JSON.parse('text' in reply ? reply.text : '{}') as { details: object[] };
			body.details[1] = { ...body.details[1], ...no };
			return json(body);
		});
		const { done, failed } = await run(
			parcel,
			vendor.current.url,
			[
				{ ref: 'ORD-0', amount: 18_000 },
				{ ref: 'ORD-1', amount: 19_000 },
			],
			{ settings: errorOutput },
		);

		expect(done.map(({ orderId }) => orderId)).toEqual(['ORD-0']);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown']);
	});
});

test.each([
	'Order sedang dibuat',
	'Kurir tidak merespon',
	'Courier did not respond',
	'Connection reset by peer',
	'Gagal terhubung ke ekspedisi',
	'Whoops, something went wrong',
])('a booking that is refused with "%s" may have been done', async (text) => {
	vendor.current.on(BOOKING, (call) => {
		booked(records, call);
		return refusal(400, text);
	});
	vendor.current.on(TRACKING, json({ message: 'Too Many Attempts.' }, 429));
	const { said } = await run(parcel, vendor.current.url, [{ ref: 'ORD-1', amount: 18_000 }]);

	expect(said).toMatchObject({ outcome: 'unknown' });
});

test.each([
	'The pickup schedule has already passed.',
	'Gagal komunikasi dengan kurir lain',
	'Akun sudah terdaftar sebagai nonaktif',
])('nobody is told that a reference may be taken when none is known: %s', async (text) => {
	vendor.current.on(BOOKING, refusal(422, text));
	const { said } = await run(
		parcel,
		vendor.current.url,
		[1, 2, 3].map((one) => ({ ref: `ORD-${one}`, amount: 18_000 + one })),
	);

	expect(said).toMatchObject({ outcome: 'refused' });
	expect(said?.text).not.toMatch(/taken|from before/);
});

test.each(['81300004321', '(+62) 813-0000-4321', '006281300004321', '+62 0813 0000 4321'])(
	'a recipient’s phone that tracking writes as %s is the same',
	async (phone) => {
		vendor.current.on(BOOKING, lost);
		vendor.current.on(
			TRACKING,
			json({
				status: true,
				status_code: 101,
				details: { order_id: 'ORD-1', destination: { name: 'Sari Wulandari', phone } },
			}),
		);
		const { done } = await run(parcel, vendor.current.url, [{ ref: 'ORD-1', amount: 18_000 }]);

		expect(done).toMatchObject([{ orderId: 'ORD-1', alreadyExisted: true }]);
	},
);

describe('COD figures', () => {
	const rates = [
		{ courierCode: 'jne', courierServiceCode: 'REG23', shippingCost: 10_000 },
		{ courierCode: 'sap', courierServiceCode: 'REG', shippingCost: 10_002 },
	];
	const calculate = async (...results: IDataObject[]) => {
		vendor.current.on('POST /api/mitra/calculations/cod', json({ status: true, results }));
		return await of(parcel, 'rate', 'calculateCod', {
			itemPrice: 100_000,
			data: { row: rates },
		});
	};
	const figures = (minimum: number) => ({
		minimum_custom_cod: minimum,
		total_fee: 1,
		is_support_cod: true,
	});

	test('go to the rate that a row names, in whatever order', async () => {
		const { json: out } = await calculate(
			{ ...figures(333), courier_code: 'SAP' },
			{ ...figures(111), courier_code: 'jne' },
		);

		expect(out).toMatchObject([
			{ courierCode: 'SAP', shippingCost: 10_002, minimumCustomCod: 333 },
			{ courierCode: 'jne', shippingCost: 10_000, minimumCustomCod: 111 },
		]);
	});

	test('that can not be told apart are given to no rate', async () => {
		const { json: out, error } = await calculate(figures(333));

		expect(out).toEqual([]);
		expect(error?.message).toContain('does not tell which rate');
	});
});

test('a key is masked also where an error page is cut', async () => {
	const page = `${'Whoops'.padEnd(116, 'x')}Authorization: Bearer scripted-key`;
	for (const length of [0, 5, 10, 15, 20, 25, 30]) {
		vendor.current.on(BOOKING, { status: 500, type: 'text/html', text: page.slice(length) });
		const { said } = await run(parcel, vendor.current.url, [{ ref: `K-${length}`, amount: 1_000 }]);

		expect(said?.text).not.toMatch(/scripted/);
	}
});

test('what goes wrong with the slots before a booking leaves it unsent', async () => {
	vendor.current.on('POST /api/mitra/v2/schedules', json({ message: 'Server Error' }, 500));
	const { failed } = await run(parcel, vendor.current.url, [{ ref: 'ORD-1', amount: 18_000 }], {
		changes: { schedule: { __rl: true, mode: 'next', value: 'next' } },
		settings: errorOutput,
	});

	expect(failed).toMatchObject([
		{ outcome: 'unsent', text: expect.stringContaining('Nothing was sent for this item') },
	]);
	expect(vendor.current.callsTo(BOOKING)).toEqual([]);
});
