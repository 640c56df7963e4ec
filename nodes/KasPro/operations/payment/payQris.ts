import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { optional, text } from '../../../shared/values/kinds';
import { textIn } from '../../../shared/values/texts';
import { underRequestId } from '../../wire/body';
import {
	additionalFields,
	noticeField,
	partnerSchema,
	requestIdField,
	UNCONFIRMED,
} from '../fields';
import { amountField, MONEY_NOTICE, pay, payerField, payerSchema } from '../pay';
import { descriptionField, payoutOf } from '../payout';

/** KasPro's partner pages say this, its page on account linkage the other. docs/contracts/kaspro.md §4.5 */
const PATH = '/bank-transfer/';
const ALTERNATIVE = '/qris-issuer/';

/** Pays a QRIS code from a customer's wallet. docs/contracts/kaspro.md §4.5 */
export const payQris = defineOperation({
	value: 'payQris',
	name: 'Pay QRIS',
	action: 'Pay a QRIS code',
	description: 'Pay a QRIS code from a KasPro wallet',
	kind: 'write',
	fields: [
		noticeField(MONEY_NOTICE),
		payerField,
		{
			displayName: 'QR Content',
			name: 'qrContent',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 00020101021226…6304ABCD',
			description: `The text inside the QR code. ${UNCONFIRMED}.`,
		},
		amountField,
		requestIdField('payment', 'QRS-1001'),
		additionalFields({ path: PATH, alternative: ALTERNATIVE, fields: [descriptionField] }),
	],
	request: z.object({
		...payerSchema,
		qrContent: text(),
		requestId: optional(text()),
		additionalFields: z.object({ ...partnerSchema, description: optional(text()) }),
	}),
	simple: [
		'requestId',
		'reference',
		'done',
		'pending',
		'message',
		'account',
		'amount',
		'price',
		'serviceFee',
	],
	once: underRequestId,
	names: ({ requestId }) => `QRIS payment ${textIn(requestId)}`,
	async run(call, { additionalFields: additional, ...input }) {
		const { requestId, ...named } = input;
		const { path = PATH, description, ...partner } = additional;
		const { result } = await pay(call, {
			path,
			named: () => ({ ...named, description }),
			partner,
		});
		return payoutOf(result);
	},
});
