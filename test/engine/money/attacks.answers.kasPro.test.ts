import '../support/noPauses';
import { inTurn, json, type Reply } from '../support/scriptedVendor';
import { errorOutput, parcel, run, transfer } from './support/merchant';
import { BOOKING, TRACKING, TRANSFER } from './support/vendors';
import { OTP, REGISTER, vendor, of, pay, digits } from './support/answers';

/** What KasPro may say in words and codes of its own, and what must not be made of it. */

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
