import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys, textOrNull } from '../../../shared/run/items';
import { createOnce } from '../../../shared/ledger/once';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, payloadOf } from '../../wire/api';
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
	names: ({ orderId }) => `new driver for ${String(orderId)}`,
	async run(call, { orderId }) {
		const outcome = await createOnce<never>(call, {
			reference: `the new driver for ${orderId}`,
			send: async () =>
				await kiriminAja.tryWrite(call, '/api/mitra/v4/instant/pickup/find-new-driver', {
					order_id: orderId,
				}),
			howToCheck: `See with Instant Order → Track whether ${orderId} has a driver`,
		});
		if ('existing' in outcome) return outcome.existing;
		checkShape(call, documented, outcome.created);
		const order = (payloadOf(outcome.created) ?? {}) as IDataObject;
		return { ...camelKeys(order), orderId, awb: textOrNull(order.awb) };
	},
});

const documented = z.object({ result: z.object({ awb: z.string(), order_id: z.string() }) });
