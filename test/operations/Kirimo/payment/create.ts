import { samplePayment } from '../../../engine/support/kirimo';
import type { Row } from '../../row';
import { linked, control } from '../payments';

export const row: Row = {
	parameters: samplePayment,
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
};
