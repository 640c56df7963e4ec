import { samplePayment } from '../../engine/support/kirimo';
import { control } from '../control';
import type { Preparation, Read } from '../row';

export { control };

export const linked: Preparation = async (_sandbox, run) => await run('payment.create');
export const paid: Preparation = async (sandbox, run) => {
	await linked(sandbox, run);
	await control(sandbox, `kirimo/orders/${samplePayment.orderId}/pay`, { lost: true });
};

/** What a refusal of Kirimo's documents is read into, with a word of what to do. */
export const refused = (text: string, advice: string): Read => ({
	message: `Kirimo refused the request: ${text}`,
	advice,
});

export const STATUS = `GET /api.php?action=status&order_id=${samplePayment.orderId}`;

/** The payment of the documents, as a look-up tells of it. */
export const lookedUp = (status: string, paidAt: string | null = null): Read => ({
	items: [
		{
			orderId: samplePayment.orderId,
			amount: 175000,
			fee: 3500,
			netAmount: 171500,
			status,
			paid: paidAt !== null,
			paymentUrl: 'https://sandbox.duitku.com/topup/topupdirect/SANDBOXREF0001',
			customerName: 'Sari Wulandari',
			createdAt: '2026-11-21 09:15:00',
			createdAtIso: '2026-11-21T09:15:00+07:00',
			paidAt,
			paidAtIso: paidAt && `${paidAt.replace(' ', 'T')}+07:00`,
		},
	],
});
export const PAID = lookedUp('paid', '2026-11-21 09:21:37');
