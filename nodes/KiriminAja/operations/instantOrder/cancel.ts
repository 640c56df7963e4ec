import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import type { Call } from '../../../shared/ledger/call';
import { settleOne, type Found } from '../../../shared/ledger/settle';
import { defineOperation } from '../../../shared/run/operation';
import { textIn, textOrNull } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, payloadOf } from '../../wire/api';
import { instantShipmentOf, tryTrackInstant } from '../../wire/instantTracking';
import { withPayTime } from '../../wire/payTime';
import { isIdOf, NOT_OF_THIS, saysNo } from '../../wire/orders';
import { isRow, rowOr, rowsIn } from '../../../shared/values/rows';
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
	names: ({ orderId }) => `cancellation of ${textIn(orderId)}`,
	once: ({ orderId }) => [{ field: 'Order ID', given: orderId, intent: orderId }],
	async run(call, { orderId }) {
		const path = `/api/mitra/v4/instant/pickup/void/${encodeURIComponent(orderId)}`;
		return await settleOne(call, {
			async send() {
				const answer = await kiriminAja.tryDelete(call, path);
				if (answer.ok) checkShape(call, documented, answer.body);
				return answer;
			},
			confirmed: (_, body) => acceptedBy(body, orderId),
			// The one code for all refusals; an order that is canceled already is told apart by looking it up.
			isTaken: ({ vendorCode }) => vendorCode === '2',
			lookUp: async () => await findCanceled(call, orderId),
			named: (reference) => `the cancellation of ${reference}`,
			howToCheck: (reference) => `See with Instant Order → Track whether ${reference} is canceled`,
		});
	},
});

/** KiriminAja's yes has the order's row; the status in it is still the one before. docs/contracts/kiriminaja.md §2.8 (23) */
function acceptedBy(body: IDataObject, orderId: string): IDataObject | undefined {
	const result = rowOr(payloadOf(body));
	const row = rowsIn(result.packages).find((one) => isIdOf(orderId, one.order_id));
	if (row === undefined || saysNo(row)) return undefined;
	return {
		...camelKeys(result),
		...(isRow(result.payment) && { payment: withPayTime(result.payment) }),
		orderId,
		awb: textOrNull(row.awb),
		accepted: true,
		canceled: false,
		alreadyCanceled: false,
	};
}

/** The order, when it is canceled, be it by an earlier request or by one whose answer was lost. */
async function findCanceled(call: Call, orderId: string): Promise<Found> {
	const answer = await tryTrackInstant(call, orderId);
	if (!answer.ok) return { unasked: answer.failure };
	const { state, awb, ...shipment } = instantShipmentOf(answer.body);
	const found = textOrNull(shipment.orderId);
	if (found !== null && !isIdOf(orderId, found)) return { unasked: NOT_OF_THIS };
	if (state !== 'canceled') return 'none';
	return { record: { orderId, awb, accepted: true, canceled: true, alreadyCanceled: true } };
}

const documented = z.object({
	result: z.object({
		payment: z.object({ payment_id: z.string(), amount: z.number(), status_code: z.number() }),
		packages: z.array(z.object({ order_id: z.string(), status: z.number() })),
	}),
});
