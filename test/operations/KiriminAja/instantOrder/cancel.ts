import { refused, lastOf } from '../published';
import type { Row } from '../../row';
import { row as create } from './create';
import { rode, instantId, threeRides } from '../orders';

export const row: Row = {
	parameters: { orderId: instantId },
	before: rode,
	expected: { wrongTypes: 'unknown', rowMissing: 'unknown' },
	write: {
		call: `DELETE /api/mitra/v4/instant/pickup/void/${instantId}`,
		done: { states: '350' },
		// KiriminAja takes the wish first: until it has canceled, looking up finds an order that is not canceled.
		lookedUp: 'later',
		three: {
			parameters: { orderId: '={{ $json.ref }}' },
			items: threeRides,
			before: async (_sandbox, run) =>
				await run('instantOrder.create', {
					parameters: create.write?.three?.parameters,
					items: threeRides,
				}),
			done: { states: '350,350,350' },
		},
	},
	published: {
		fill: (request) => ({ orderId: lastOf(request) }),
		exchanges: {
			'cancel-instant-v4': {
				ok: { items: [{ orderId: 'MLT-INS-1001', accepted: true }] },
				'not found / too late (inferred)': refused('order id yang dipilih tidak valid.'),
			},
		},
	},
};
