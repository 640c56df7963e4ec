import { textIn } from '../../../../nodes/shared/values/texts';
import { refused } from '../published';
import type { Row } from '../../row';
import { row as create } from './create';
import { rode, instantId, threeRides } from '../orders';

export const row: Row = {
	parameters: { orderId: instantId },
	before: rode,
	expected: { wrongTypes: 'unknown' },
	write: {
		call: 'POST /api/mitra/v4/instant/pickup/find-new-driver',
		done: { instantAwbs: 1, states: '101' },
		three: {
			parameters: { orderId: '={{ $json.ref }}' },
			items: threeRides,
			before: async (_sandbox, run) =>
				await run('instantOrder.create', {
					parameters: create.write?.three?.parameters,
					items: threeRides,
				}),
			done: { instantAwbs: 3, states: '101,101,101' },
		},
	},
	published: {
		fill: ({ body }) => ({ orderId: textIn(body?.order_id) }),
		exchanges: {
			'instant-find-new-driver': {
				ok: { items: [{ awb: expect.any(String) }] },
				'bad order': refused('order id yang dipilih tidak valid.'),
			},
		},
	},
};
