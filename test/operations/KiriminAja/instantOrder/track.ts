import { refused, lastOf } from '../published';
import type { Row } from '../../row';
import { rode, instantId } from '../orders';

export const row: Row = {
	parameters: { orderId: instantId },
	before: rode,
	expected: { wrongTypes: 'error', emptyObject: 'error' },
	published: {
		fill: (request) => ({ orderId: lastOf(request) }),
		exchanges: {
			'tracking-instant-v4': {
				'driver allocated': { items: [{ orderId: 'MLT-INS-1001', state: 'driver_assigned' }] },
				'just created': { items: [{ state: 'finding_driver' }] },
				'not found': refused('data not found'),
			},
		},
	},
};
