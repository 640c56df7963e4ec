import { samplePayment } from '../../../engine/support/kirimo';
import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';
import { linked, control, refused } from '../payments';

/** A payment of the documents as it comes out. */
const made = (orderId: string, amount: number, fee: number, number: string) => ({
	orderId,
	amount,
	fee,
	netAmount: amount - fee,
	paymentUrl: `https://sandbox.duitku.com/topup/topupdirect/SANDBOXREF${number}`,
	reference: `D70010${number}`,
	status: 'pending',
	paid: false,
	alreadyExisted: false,
	raw: expect.objectContaining({ status: 'success' }) as object,
});

export const row: Row = {
	parameters: { ...samplePayment, notifyUrl: 'https://n8n.example.com/webhook/paid/webhook' },
	async over(sandbox, run) {
		await linked(sandbox, run);
		await control(sandbox, `kirimo/orders/${samplePayment.orderId}/expire`);
	},
	expected: { wrongTypes: 'as unheard' },
	write: {
		call: 'POST /api.php?action=payment',
		done: { payments: 1 },
		lookedUp: 'found',
		reference: 'orderId',
		three: {
			parameters: { orderId: '={{ $json.ref }}' },
			items: [{ ref: 'INV-1' }, { ref: 'INV-2' }, { ref: 'INV-3' }],
			done: { payments: 3 },
		},
	},
	published: {
		fill: ({ body }) => ({
			customerName: textIn(body?.customer_name),
			customerEmail: textIn(body?.customer_email),
			amount: Number(body?.amount),
			orderId: textIn(body?.order_id),
			notifyUrl: textIn(body?.notify_url),
			additionalFields: {
				customerPhone: textIn(body?.customer_phone),
				returnUrl: textIn(body?.return_url),
			},
		}),
		exchanges: {
			'POST /api.php?action=payment payment-create.request.json': {
				'payment-create.response.200.json': {
					items: [made('INV-20261121-0001', 175000, 3500, '0001')],
				},
				'error.400-invalid-email.response.json': refused(
					'Format customer_email tidak valid.',
					'what Kirimo names',
				),
				'error.400-min-amount.response.json': refused(
					'Jumlah pembayaran minimal Rp 10.000.',
					'what Kirimo names',
				),
				'error.400-missing-field.response.json': refused(
					'Field customer_name wajib diisi.',
					'what Kirimo names',
				),
				'error.403-ip.response.json': refused('IP tidak ada di whitelist.', 'whitelist'),
				'error.403-limit.response.json': refused(
					'Limit transaksi paket Anda sudah habis.',
					'limit of your package',
				),
			},
			// Should Kirimo give the payment another order id, that one finds it again.
			'POST /api.php?action=payment payment-create.minimal.request.json': {
				'payment-create.autoid.response.200.json': {
					items: [made('ORD-20261121-7F3A9C10', 10000, 200, '0002')],
					hints: [
						'Order ID was empty, so a number was made. In a new execution the same items are sent again under another one: give your own number, e.g. that of the order.',
						'Notify URL is empty: nobody is told when these links are paid. Copy the Production URL of a Kirimo Trigger, or look them up with Payment → Get.',
					],
				},
			},
		},
	},
};
