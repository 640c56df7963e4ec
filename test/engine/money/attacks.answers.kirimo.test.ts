import '../support/noPauses';
import { json, lost } from '../support/scriptedVendor';
import { parcel, payment, run } from './support/merchant';
import { PAYMENT, STATUS } from './support/vendors';
import { vendor, of } from './support/answers';

/** What Kirimo may say in words of its own, and what must not be made of it. */

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

test.each([
	['10.000', false],
	['Rp 10.000,00', false],
	['18.000', true],
	['Rp 18.000,00', true],
	['***', true],
])('a link for an amount that is written as %s is this one: %j', async (written, isThis) => {
	vendor.current.on(PAYMENT, ({ body }) => {
		const { order_id } = body as { order_id: string };
		const data = { order_id, amount: written, payment_url: 'https://pay.example.com/1' };
		return json({ status: 'success', data });
	});
	vendor.current.on(STATUS, lost);
	const { done, said } = await run(payment, vendor.current.url, [{ ref: 'INV-1', amount: 18_000 }]);

	expect(done).toHaveLength(isThis ? 1 : 0);
	expect(said?.outcome).toBe(isThis ? undefined : 'unknown');
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

test.each([
	'order_id sudah digunakan.',
	'Transaksi ganda terdeteksi',
	'Nomor order kembar',
	'Bill already exists',
	'Tagihan sudah dibuat',
])(
	'a taken Order ID that nobody finds is not to be given a new number before somebody has looked: %s',
	async (message) => {
		vendor.current.on(PAYMENT, json({ status: 'error', message }, 400));
		vendor.current.on(
			STATUS,
			json({ status: 'error', message: 'Transaksi tidak ditemukan.' }, 404),
		);
		const { said } = await run(payment, vendor.current.url, [{ ref: 'ORD-1', amount: 18_000 }]);

		expect(said).toMatchObject({ outcome: 'refused' });
		expect(said?.text).toContain('may be this very one; Kirimo may show it only later');
		expect(said?.text).toContain('before you give it another Order ID');
	},
);
