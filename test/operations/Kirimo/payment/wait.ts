import { samplePayment } from '../../../engine/support/kirimo';
import type { Row } from '../../row';
import { paid, PAID, STATUS } from '../payments';

export const row: Row = {
	parameters: { orderId: samplePayment.orderId, timeLimit: 60, simplify: false },
	before: paid,
	expected: { wrongTypes: 'error', emptyObject: 'error' },
	published: {
		exchanges: { [STATUS]: { 'status.paid.response.200.json': PAID } },
	},
};
