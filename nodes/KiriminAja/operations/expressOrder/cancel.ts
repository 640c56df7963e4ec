import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import type { Call } from '../../../shared/ledger/call';
import { settleOne, type Found } from '../../../shared/ledger/settle';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { toIso } from '../../../shared/values/time';
import { flagIn, text } from '../../../shared/values/kinds';
import { isUndecidedIn } from '../../../shared/wire/answer';
import type { Answer } from '../../../shared/wire/service';
import { kiriminAja } from '../../wire/api';
import { NOT_OF_THIS } from '../../wire/orders';
import { shipmentOf, tryTrack } from '../../wire/tracking';
import { rowOr } from '../../../shared/values/rows';

/** Cancels a shipment that has not been picked up. docs/contracts/kiriminaja.md §2.8 (22) */
export const cancel = defineOperation({
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel an express order',
	description: 'Cancel a shipment before the courier picks it up',
	kind: 'write',
	fields: [
		{
			displayName:
				"Cancels the real shipment; this can't be undone. Without COD the courier may take up to 48 hours: the AWB counts as canceled when the KiriminAja Trigger or Track says so.",
			name: 'cancelNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'AWB',
			name: 'awb',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. DEVEL-000000101',
			description:
				"The AWB (resi), not the order ID; an order without an AWB can't be canceled yet",
		},
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Buyer changed the address',
			description: '5 to 200 characters',
		},
	],
	request: z.object({ awb: text({ max: 30 }), reason: text({ min: 5, max: 200 }) }),
	names: ({ awb }) => `cancellation of ${textIn(awb)}`,
	once: ({ awb }) => [{ field: 'AWB', given: awb, intent: awb }],
	async run(call, { awb, reason }) {
		return await settleOne(call, {
			async send() {
				const answer = await kiriminAja.tryWrite(call, PATH, { awb, reason });
				if (answer.ok) checkShape(call, documented, answer.body);
				return advised(refusedInside(answer));
			},
			confirmed: (_, body) => canceledBy(body, awb),
			isTaken: ({ vendorText = '' }) => /sudah|already|batal|cancel/i.test(vendorText),
			lookUp: async () => await findCanceled(call, awb),
			named: (reference) => `the cancellation of ${reference}`,
			howToCheck: (reference) => `See with Express Order → Track whether ${reference} is canceled`,
		});
	},
});

const PATH = '/api/mitra/v3/cancel_shipment';

/** KiriminAja does not say why, and an order ID in the place of the AWB is the likeliest reason beside a pickup. */
function advised(answer: Answer): Answer {
	if (answer.ok) return answer;
	const { failure } = answer;
	if (failure.outcome !== 'refused' || failure.advice !== undefined) return answer;
	return { ...answer, failure: { ...failure, advice: NOT_CANCELED } };
}

const NOT_CANCELED =
	'AWB takes the AWB, not the Order ID; an order has none until the courier has issued it. What was picked up can not be canceled any more: see its state with Express Order → Track.';

/** A yes to the request, and a no to the cancellation inside it. */
function refusedInside(answer: Answer): Answer {
	if (!answer.ok) return answer;
	const { success } = rowOr(answer.body.data);
	if (flagIn(success) !== false && success !== 'failed') return answer;
	const text = textIn(answer.body.text);
	const message = `KiriminAja did not cancel the shipment${text && `: ${text}`}`;
	const outcome = isUndecidedIn(text) ? 'unknown' : 'refused';
	return { ok: false, failure: { outcome, message, vendorText: text } };
}

/** Nothing when it is neither canceled nor queued. */
function canceledBy({ data, text }: IDataObject, awb: string): IDataObject | undefined {
	const { success, date, ...rest } = camelKeys(rowOr(data));
	const canceled = success === 'success' || flagIn(success) === true;
	if (!canceled && success !== 'pending') return undefined;
	return {
		...rest,
		awb,
		canceled,
		queued: !canceled,
		message: textIn(text),
		date,
		dateIso: toIso(date) ?? null,
		alreadyCanceled: false,
	};
}

/** The shipment, when it is canceled or about to be. */
async function findCanceled(call: Call, awb: string): Promise<Found> {
	const answer = await tryTrack(call, awb);
	if (!answer.ok) return { unasked: answer.failure };
	const { state, statusText, awb: found, orderId } = shipmentOf(answer.body);
	if (found !== awb && orderId !== awb) return { unasked: NOT_OF_THIS };
	if (state !== 'canceled' && state !== 'cancel_requested') return 'none';
	const canceled = state === 'canceled';
	return {
		record: {
			awb,
			canceled,
			queued: !canceled,
			message: statusText,
			date: null,
			dateIso: null,
			alreadyCanceled: true,
		},
	};
}

const documented = z.object({
	data: z.object({ success: z.enum(['pending', 'success']), date: z.string() }),
});
