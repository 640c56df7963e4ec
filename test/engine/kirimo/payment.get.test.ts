import { sandbox, calls, create, get, control } from './support/links';

describe('Payment → Get', () => {
	test('finds a payment that waits for its buyer', async () => {
		await create();
		const { json, hints } = await get('INV-20261121-0001');

		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'INV-20261121-0001',
				amount: 175000,
				fee: 3500,
				netAmount: 171500,
				status: 'pending',
				paid: false,
				paymentUrl: expect.stringContaining('/topup/topupdirect/'),
				customerName: 'Sari Wulandari',
				createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
				createdAtIso: expect.stringMatching(/T\d\d:\d\d:\d\d\+07:00$/),
				paidAt: null,
				paidAtIso: null,
			},
		]);
	});

	test.each([
		['pay', 'paid', true],
		['fail', 'failed', false],
		['expire', 'expired', false],
	])('shows how a payment ended: %s', async (action, status, paid) => {
		await create();
		await control(`orders/INV-20261121-0001/${action}`);
		const { json } = await get('INV-20261121-0001');

		expect(json).toMatchObject([{ status, paid }]);
		expect(json[0]?.paidAtIso).toEqual(paid ? expect.stringMatching(/\+07:00$/) : null);
	});

	test('finds an order id whatever characters it has', async () => {
		const { error } = await get('INV 2026+11/21#9&action=balance');

		expect(error?.message).toBe('Kirimo refused the request: Transaksi tidak ditemukan.');
		expect(error?.httpCode).toBe('404');
		expect(calls('status')[0]?.query).toEqual({
			action: 'status',
			order_id: 'INV 2026+11/21#9&action=balance',
		});
	});

	test('recovers from a passing fault', async () => {
		await create();
		sandbox.current.fault({ kind: 'resetBefore', path: '/api.php?action=status' });
		const { json, error } = await get('INV-20261121-0001');

		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ orderId: 'INV-20261121-0001' }]);
		expect(calls('status')).toHaveLength(2);
	});
});
