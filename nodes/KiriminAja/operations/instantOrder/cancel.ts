import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys, textOrNull } from '../../../shared/run/items';
import { createOnce } from '../../../shared/ledger/once';
import { defineOperation, type Call } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, payloadOf } from '../../wire/api';
import { instantShipmentOf, tryTrackInstant } from '../../wire/instantTracking';
import { bookedOrderId } from './orderIdField';

/** Cancels an instant order. docs/contracts/kiriminaja.md §2.8 (23) */
export const cancel = defineOperation({
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel an instant order',
	description: 'Cancel an instant order before the driver picks it up',
	kind: 'write',
	fields: [
		{
			displayName:
				"Cancels the real order; this can't be undone. KiriminAja accepts the request first: the order counts as canceled when the KiriminAja Trigger or Track says so.",
			name: 'cancelNotice',
			type: 'notice',
			default: '',
		},
		bookedOrderId.field,
	],
	request: z.object({ orderId: bookedOrderId.schema }),
	names: ({ orderId }) => `cancellation of ${String(orderId)}`,
	async run(call, { orderId }) {
		const outcome = await createOnce(call, {
			reference: `the cancellation of ${orderId}`,
			send: async () =>
				await kiriminAja.tryDelete(
					call,
					`/api/mitra/v4/instant/pickup/void/${encodeURIComponent(orderId)}`,
				),
			// The one code for all refusals; an order that is canceled already is told apart by looking it up.
			isTaken: ({ vendorCode }) => vendorCode === '2',
			lookUp: async () => await findCanceled(call, orderId),
			howToCheck: `See with Instant Order → Track whether ${orderId} is canceled`,
		});
		if ('existing' in outcome) return outcome.existing;
		checkShape(call, documented, outcome.created);
		const result = (payloadOf(outcome.created) ?? {}) as IDataObject;
		const rows = Array.isArray(result.packages) ? (result.packages as IDataObject[]) : [];
		const row = rows.find((candidate) => String(candidate.order_id) === orderId) ?? {};
		return {
			...camelKeys(result),
			orderId,
			awb: textOrNull(row.awb),
			accepted: true,
			// The status in the answer is still the one before. docs/contracts/kiriminaja.md §2.8 (23)
			canceled: false,
			alreadyCanceled: false,
		};
	},
});

/** The order, when it is canceled, be it by an earlier request or by one whose answer was lost. */
async function findCanceled(call: Call, orderId: string): Promise<IDataObject | undefined> {
	const answer = await tryTrackInstant(call, orderId);
	if (!answer.ok) return undefined;
	const { state, awb } = instantShipmentOf(answer.body);
	if (state !== 'canceled') return undefined;
	return { orderId, awb, accepted: true, canceled: true, alreadyCanceled: true };
}

const documented = z.object({
	result: z.object({
		payment: z.object({ payment_id: z.string(), amount: z.number(), status_code: z.number() }),
		packages: z.array(z.object({ order_id: z.string(), status: z.number() })),
	}),
});
