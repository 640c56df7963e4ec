import { sampleOrder } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import { refused } from '../published';
import type { Row } from '../../row';
import { booked } from '../orders';

export const row: Row = {
	parameters: { orderId: sampleOrder.orderId, simplify: false },
	before: booked,
	expected: { wrongTypes: 'error', emptyObject: 'error', rowMissing: 'passed on' },
	published: {
		fill: ({ body }) => ({
			orderId: textIn(body?.order_id),
			simplify: false,
		}),
		exchanges: {
			'errors-general': {
				'rate limit': {
					message: 'KiriminAja is receiving too many requests: Too Many Attempts.',
					advice: 'Wait a minute',
				},
				'server error': {
					message: 'KiriminAja could not handle the request (HTTP 500): Server Error',
					advice: 'Try again later',
				},
			},
			'tracking-express': {
				'new, no AWB yet': {
					items: [
						{ orderId: 'MLT-0000001001', awb: null, state: 'awaiting_pickup', statusCode: '101' },
					],
				},
				'in transit': {
					items: [
						{
							awb: 'DEVEL-000000101',
							state: 'in_transit',
							shippedAtIso: '2026-07-20T11:34:00+07:00',
						},
					],
				},
				'delivered (query by AWB)': {
					items: [{ state: 'delivered', deliveredAtIso: '2026-07-21T16:00:00+07:00' }],
				},
				returned: { items: [{ state: 'returned', statusCode: '400' }] },
				'not found (inferred)': refused('data not found'),
			},
		},
	},
};
