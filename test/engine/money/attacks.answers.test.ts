import '../support/noPauses';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/runNode';
import { inTurn, json, lost, type Reply } from '../support/scriptedVendor';
import { errorOutput, parcel, payment, run, transfer, type Form } from './support/merchant';
import {
	booked,
	BOOKING,
	PAYMENT,
	refusal,
	STATUS,
	TRACKING,
	TRANSFER,
	useBooks,
	type Booking,
} from './support/vendors';

/** What services may say in words and rows of their own, and what must not be made of it. */

const OTP = 'POST /validate-otp/';
const REGISTER = 'POST /register-customer/';
const { vendor, records } = useBooks();

let executions = 0;
const of = async (
	{ type, credentials }: Form,
	resource: string,
	operation: string,
	parameters: INodeParameters,
) =>
	await runNode({
		type,
		resource,
		operation,
		parameters,
		credentials: credentials(vendor.current.url),
		executionId: `answers-${++executions}`,
	});
const pay = async () => await run(transfer, vendor.current.url, [{ ref: 'PAY-1', amount: 1_000 }]);
/** Each test has digits of its own: refused ones are remembered for an hour. */
const digits = () => String(310_000 + ++executions);

describe('a transfer that KasPro refuses with the words', () => {
	test.each([
		'Request ID sudah digunakan',
		'Request ID telah digunakan',
		'requestId already used',
		'Transaction already exists',
		'Transaksi sudah ada',
		'sudah dibayar',
		'has been processed',
		'Transaksi ganda',
		'Duplikasi requestId',
		'requestId must be unique',
		'Response received too late',
		'Suspect transaction',
		'Terjadi kesalahan, silakan coba beberapa saat lagi',
	])('"%s" may have been done', async (message) => {
		vendor.current.on(TRANSFER, json({ code: 190_099, message }));

		expect((await pay()).said).toMatchObject({ outcome: 'unknown' });
	});

	test.each([
		'Transaksi tidak berhasil, saldo tidak cukup',
		'Transaction unsuccessful: insufficient balance',
		'Saldo tidak cukup',
	])('"%s" was not', async (message) => {
		vendor.current.on(TRANSFER, json({ code: 190_099, message }));

		expect((await pay()).said).toMatchObject({ outcome: 'refused' });
	});
});

test.each(['Duplicate mobile number', 'Nomor sudah berhasil terdaftar', 'Number exists'])(
	'a registration of somebody who is registered is refused in whatever words: %s',
	async (message) => {
		vendor.current.on(REGISTER, json({ code: 110_001, message }));
		const { error } = await of(transfer, 'customer', 'register', {
			mobileNumber: '081234560001',
			firstName: 'Sari',
			lastName: 'Wulandari',
			email: 'sari@example.com',
			ifRegistered: 'fail',
		});

		expect(error?.context).toMatchObject({ outcome: 'refused', vendorCode: '110001' });
		expect(vendor.current.calls).toHaveLength(1);
	},
);

describe('an OTP', () => {
	const check = async (otp: string) =>
		await of(transfer, 'otp', 'validate', { mobileNumber: '081234560001', otp });

	test.each<[string, Reply]>([
		['HTTP 503', json({ code: 503, message: 'Service unavailable' }, 503)],
		['HTTP 429', json({ code: 429, message: 'Too many requests' }, 429)],
		['HTTP 403', json({ code: 403, message: 'IP address not allowed' }, 403)],
		['a fault', json({ code: 99, message: 'General Error' })],
	])('that could not be checked (%s) may be sent again', async (_, answer) => {
		vendor.current.on(OTP, inTurn(answer, json({ code: 0, message: 'Berhasil' })));
		const otp = digits();
		await check(otp);

		expect((await check(otp)).json).toMatchObject([{ valid: true }]);
	});

	test.each(['Verifikasi OTP tidak berhasil', 'OTP verification unsuccessful'])(
		'that is wrong is not sent again: %s',
		async (message) => {
			vendor.current.on(OTP, json({ code: 190_002, message }));
			const otp = digits();
			await check(otp);
			await check(otp);

			expect(vendor.current.callsTo(OTP)).toHaveLength(1);
		},
	);
});

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

test('an API key that Kirimo repeats in its yes is in no output', async () => {
	vendor.current.on(PAYMENT, ({ body, headers }) => {
		const { order_id, amount } = body as { order_id: string; amount: number };
		const key = String(headers['x-api-key']);
		const data = { order_id, amount, payment_url: 'https://pay.example.com/1', api_key: key };
		return json({ status: 'success', data: { ...data, note: `made with ${key}` } });
	});
	const { done } = await run(payment, vendor.current.url, [{ ref: 'INV-1', amount: 18_000 }]);

	expect(done).toMatchObject([{ orderId: 'INV-1', note: 'made with •••' }]);
	expect(JSON.stringify(done)).not.toContain('KRM-scripted');
});

describe('what is said of another payment', () => {
	test('is not taken for this link', async () => {
		vendor.current.on(
			STATUS,
			json({ status: 'success', data: { order_id: 'ORD-2', amount: 1, status: 'paid' } }),
		);
		const { error, json: out } = await of(payment, 'payment', 'get', { orderId: 'ORD-1' });

		expect(out).toEqual([]);
		expect(error?.message).toContain('Kirimo answered for order "ORD-2" instead of ORD-1');
	});

	test('is not taken for this bill', async () => {
		vendor.current.on(
			'POST /api/mitra/v2/get_payment',
			json({ status: true, data: { payment_id: 'EPR-2', status_code: '0', amount: 1 } }),
		);
		const { error, json: out } = await of(parcel, 'payment', 'get', { paymentId: 'EPR-1' });

		expect(out).toEqual([]);
		expect(error?.message).toContain('KiriminAja answered for "EPR-2" instead of EPR-1');
	});
});

describe('a status of Kirimo in capitals', () => {
	const on = (status: string) =>
		vendor.current.on(
			STATUS,
			json({
				status: 'success',
				data: { order_id: 'ORD-1', amount: 18_000, customer_name: 'Sari Wulandari', status },
			}),
		);

	test('is the same status', async () => {
		on('PAID');
		const { json: out } = await of(payment, 'payment', 'get', { orderId: 'ORD-1' });

		expect(out).toMatchObject([{ status: 'paid', paid: true }]);
	});

	test.each(['EXPIRED', 'Failed', 'cancelled', 'batal'])('%s is no live link', async (status) => {
		on(status);
		vendor.current.on(
			PAYMENT,
			json({ status: 'error', message: 'order_id sudah digunakan.' }, 400),
		);
		const { done, said } = await run(payment, vendor.current.url, [
			{ ref: 'ORD-1', amount: 18_000 },
		]);

		expect(done).toEqual([]);
		expect(said?.text).toContain('Order ID ORD-1 was used before');
	});

	test('and a record without its amount tells nothing', async () => {
		vendor.current.on(
			STATUS,
			json({ status: 'success', data: { order_id: 'ORD-1', status: 'paid' } }),
		);
		vendor.current.on(PAYMENT, lost);
		const { said } = await run(payment, vendor.current.url, [{ ref: 'ORD-1', amount: 18_000 }]);

		expect(said).toMatchObject({ outcome: 'unknown' });
		expect(said?.text).toContain('could not be asked about');
		expect(said?.text).not.toContain('already used');
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

describe('a transfer that KasPro answers with a code, and with words that are no plain refusal,', () => {
	test.each([
		'Transaction is processing',
		'On process',
		'Permintaan diterima, diproses dalam 1x24 jam',
		'Transaksi dalam antrian',
		'Transaction queued',
		'Transaksi belum selesai',
		'Status transaksi tidak diketahui',
		'Transfer to mobile number 081234560002 already completed',
		'Dana sudah dikirim ke nomor HP 081234560002',
		'Double request',
		'Nomor referensi harus berbeda',
		'',
	])('may have been done: %j', async (message) => {
		vendor.current.on(TRANSFER, json({ code: 2, message }));
		const { said } = await run(transfer, vendor.current.url, [{ ref: 'PAY-1', amount: 1_000 }], {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(said).toMatchObject({ outcome: 'unknown' });
		expect(said?.text).toContain('code 2');
		expect(vendor.current.callsTo(TRANSFER)).toHaveLength(1);
	});

	test.each([
		'Limit transaksi harian telah tercapai',
		'Rekening tujuan telah ditutup',
		'Account does not exist',
		'Akun telah diblokir',
		'Saldo sudah tidak mencukupi',
		'Daily limit already exceeded',
	])('was not: %j', async (message) => {
		vendor.current.on(TRANSFER, json({ code: 2, message }));

		expect((await pay()).said).toMatchObject({ outcome: 'refused' });
	});
});

test.each([
	'Kode salah, Anda telah salah 1 kali dari 3',
	'Kode verifikasi salah. Percobaan sudah 1 dari 3',
	'Verification code invalid, you have already tried 1 time',
])('a wrong OTP is sent once, whatever is said of the tries: %s', async (message) => {
	vendor.current.on(OTP, json({ code: 190_002, message }));
	const otp = digits();
	for (let execution = 1; execution <= 3; execution++) {
		await of(transfer, 'otp', 'validate', { mobileNumber: '081234560001', otp });
	}

	expect(vendor.current.callsTo(OTP)).toHaveLength(1);
});

test.each([
	'PIN tidak valid. Atur ulang PIN di alamat https://app.example.com/pin',
	'PIN salah. Silakan coba beberapa saat lagi.',
	'PIN terkunci, coba lagi beberapa saat.',
	'PIN KA Credit tidak dikenali',
])('a PIN that is refused so is sent once: %s', async (text) => {
	vendor.current.on(BOOKING, json({ status: false, text }));
	await run(
		parcel,
		vendor.current.url,
		[1, 2, 3, 4, 5, 6].map((one) => ({ ref: `ORD-${one}`, amount: 18_000 + one })),
		{ changes: { paymentMethod: 'credit', pin: digits() }, settings: errorOutput },
	);

	expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
});

test.each([500, '503'])('a no with the code %j of a fault may have been done', async (code) => {
	vendor.current.on(BOOKING, json({ status: false, code, text: 'Gagal' }));
	vendor.current.on(TRACKING, json({ message: 'Too Many Attempts.' }, 429));
	const { said } = await run(parcel, vendor.current.url, [{ ref: 'ORD-1', amount: 18_000 }]);

	expect(said).toMatchObject({ outcome: 'unknown' });
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
