import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { settleOne } from '../../../shared/ledger/settle';
import { rowOr } from '../../../shared/values/rows';
import { defineOperation } from '../../../shared/run/operation';
import { textIn, textOrNull } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, payloadOf } from '../../wire/api';
import { isIdOf, saysNo } from '../../wire/orders';
import { bookedOrderId } from './orderIdField';

/** Asks for another driver. Gone from KiriminAja's pages, but still in all of its SDKs. docs/contracts/kiriminaja.md §2.6 (19) */
export const findDriver = defineOperation({
	value: 'findDriver',
	name: 'Find Driver',
	action: 'Find a new driver for an instant order',
	description: 'Look for another driver when none was found; gives a new AWB',
	kind: 'write',
	fields: [
		{
			displayName:
				'KiriminAja looks for another driver by itself and no longer documents this call. Use it for orders that stay without a driver.',
			name: 'findDriverNotice',
			type: 'notice',
			default: '',
		},
		bookedOrderId.field,
	],
	request: z.object({ orderId: bookedOrderId.schema }),
	names: ({ orderId }) => `new driver for ${textIn(orderId)}`,
	once: ({ orderId }) => [{ field: 'Order ID', given: orderId, intent: orderId, repeats: true }],
	async run(call, { orderId }) {
		return await settleOne(call, {
			async send() {
				const answer = await kiriminAja.tryWrite(call, PATH, { order_id: orderId });
				if (answer.ok) checkShape(call, documented, answer.body);
				return answer;
			},
			confirmed(_, body) {
				const order = rowOr(payloadOf(body));
				if (!isIdOf(orderId, order.order_id) || saysNo(order)) return undefined;
				return { ...camelKeys(order), orderId, awb: textOrNull(order.awb) };
			},
			named: (reference) => `the new driver for ${reference}`,
			howToCheck: (reference) => `See with Instant Order → Track whether ${reference} has a driver`,
		});
	},
});

const PATH = '/api/mitra/v4/instant/pickup/find-new-driver';

const documented = z.object({ result: z.object({ awb: z.string(), order_id: z.string() }) });
