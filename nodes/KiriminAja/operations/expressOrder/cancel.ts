import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { createOnce } from '../../../shared/ledger/once';
import { defineOperation, type Call } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { toIso } from '../../../shared/values/time';
import { text } from '../../../shared/values/kinds';
import { kiriminAja } from '../../wire/api';
import { shipmentOf, tryTrack } from '../../wire/tracking';

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
	names: ({ awb }) => `cancellation of ${String(awb)}`,
	async run(call, { awb, reason }) {
		const outcome = await createOnce(call, {
			reference: `the cancellation of ${awb}`,
			send: async () =>
				await kiriminAja.tryWrite(call, '/api/mitra/v3/cancel_shipment', { awb, reason }),
			isTaken: ({ vendorText = '' }) => /sudah|already|batal|cancel/i.test(vendorText),
			lookUp: async () => await findCanceled(call, awb),
			howToCheck: `See with Express Order → Track whether ${awb} is canceled`,
		});
		if ('existing' in outcome) return outcome.existing;
		checkShape(call, documented, outcome.created);
		const { success, date, ...rest } = camelKeys((outcome.created.data ?? {}) as IDataObject);
		const canceled = success === 'success';
		const message = String(outcome.created.text ?? '');
		const dateIso = toIso(date) ?? null;
		return {
			...rest,
			awb,
			canceled,
			queued: !canceled,
			message,
			date,
			dateIso,
			alreadyCanceled: false,
		};
	},
});

/** The shipment, when it is canceled or about to be. */
async function findCanceled(call: Call, awb: string): Promise<IDataObject | undefined> {
	const answer = await tryTrack(call, awb);
	if (!answer.ok) return undefined;
	const { state, statusText } = shipmentOf(answer.body);
	if (state !== 'canceled' && state !== 'cancel_requested') return undefined;
	const canceled = state === 'canceled';
	return { awb, canceled, queued: !canceled, message: statusText, alreadyCanceled: true };
}

const documented = z.object({
	data: z.object({ success: z.enum(['pending', 'success']), date: z.string() }),
});
