import { z } from 'zod';
import { apiError } from '../../../shared/wire/errors';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { only, simplifyField } from '../../../shared/run/simplify';
import { rowOr } from '../../../shared/values/rows';
import { flag } from '../../../shared/values/kinds';
import { payloadOf } from '../../wire/api';
import { instantShipmentOf, tryTrackInstant } from '../../wire/instantTracking';
import { refuseOther, saysNothing } from '../../wire/orders';
import { bookedOrderId } from './orderIdField';

/** Tells where an instant order is. docs/contracts/kiriminaja.md §2.8 (21) */
export const track = defineOperation({
	value: 'track',
	name: 'Track',
	action: 'Track an instant order',
	description: 'Get the state and the driver of an instant order',
	kind: 'read',
	fields: [
		{
			...bookedOrderId.field,
			description:
				'Your own order ID from the booking, not the AWB. KiriminAja advises the KiriminAja Trigger instead of asking often.',
		},
		simplifyField,
	],
	request: z.object({ orderId: bookedOrderId.schema, simplify: flag }),
	async run(call, { orderId, simplify }) {
		const answer = await tryTrackInstant(call, orderId);
		if (!answer.ok) throw apiError(call, answer.failure);
		checkShape(call, documented, answer.body);
		if (Object.keys(rowOr(payloadOf(answer.body))).length === 0) throw saysNothing(call, orderId);
		const shipment = instantShipmentOf(answer.body);
		refuseOther(call, orderId, [shipment.orderId]);
		return simplify ? only({ ...shipment, orderId }, SIMPLE) : { ...shipment, orderId };
	},
});

const SIMPLE = [
	'orderId',
	'awb',
	'state',
	'service',
	'serviceType',
	'driver',
	'liveTrackingUrl',
	'totalPrice',
	'finishedAtIso',
	'canceledAtIso',
];

const textOrNothing = z.string().nullable();
const documented = z.object({
	result: z.object({
		order_id: z.string(),
		service: z.string(),
		service_type: z.string(),
		tracking_code: z.string().nullable(),
		driver: z.object({ name: textOrNothing, phone: textOrNothing }),
		date: z.object({
			created_at: textOrNothing,
			finished_at: textOrNothing,
			allocated_at: textOrNothing,
			canceled_at: textOrNothing,
		}),
		cost: z.object({ shipping_cost: z.number(), total_price: z.number() }),
	}),
});
