import { samplePayment } from '../../../engine/support/kirimo';
import type { Row } from '../../row';
import { lookedUp, paid, PAID, refused, STATUS } from '../payments';

export const row: Row = {
	parameters: { orderId: samplePayment.orderId, simplify: false },
	before: paid,
	expected: { wrongTypes: 'error', emptyObject: 'error' },
	published: {
		exchanges: {
			[STATUS]: {
				'status.pending.response.200.json': lookedUp('pending'),
				'status.paid.response.200.json': PAID,
				'status.failed.response.200.json': lookedUp('failed'),
				'status.expired.response.200.json': lookedUp('expired'),
				'error.404.response.json': refused('Transaksi tidak ditemukan.', 'Order ID'),
			},
		},
	},
};
