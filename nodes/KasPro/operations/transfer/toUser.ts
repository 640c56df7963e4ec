import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { createOnce } from '../../../shared/once';
import { defineOperation } from '../../../shared/operation';
import { derivedReference } from '../../../shared/reference';
import { checkShape } from '../../../shared/shape';
import { optional, rupiah, text } from '../../../shared/validation';
import { isPending, kasPro } from '../../api';
import { bodyWith } from '../../body';
import { mobileNumber, partnerFields, partnerSchema } from '../../fields';
import { resultOf } from '../../result';
import { textOf } from '../../texts';

const PATH = '/p2p-transaction/';

/** Moves money from one wallet to another (P2P). docs/contracts/kaspro.md §4.7 */
export const toUser = defineOperation({
	value: 'toUser',
	name: 'To User',
	action: 'Transfer to a user',
	description: 'Send money from one KasPro wallet to another (P2P)',
	kind: 'write',
	fields: [
		{
			displayName:
				'Moves real money. A transfer is sent once: when its answer is lost, the node says so and never sends it again. KasPro does not publish what this call takes: confirm the unconfirmed fields with your integration contact.',
			name: 'transferNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Payer Mobile Number',
			name: 'mobileNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 081234560001',
			description:
				"Whose wallet pays, beginning with 08. Unconfirmed: not in KasPro's public documentation.",
		},
		{
			displayName: 'Destination',
			name: 'destination',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 081234560002',
			description:
				"Mobile or account number of the receiver. Unconfirmed: not in KasPro's public documentation.",
		},
		{
			displayName: 'Amount (Rupiah)',
			name: 'amount',
			type: 'number',
			default: 0,
			required: true,
			description: "Whole rupiah. Unconfirmed: not in KasPro's public documentation.",
		},
		{
			displayName: 'Request ID',
			name: 'requestId',
			type: 'string',
			default: '',
			placeholder: 'e.g. PAYOUT-1001',
			description:
				'Your own unique number of this transfer. Left empty, one is made that stays the same when this execution is tried again. What KasPro does with a repeated one is not documented.',
		},
		{
			displayName: 'Pocket ID',
			name: 'pocketId',
			type: 'string',
			default: '2',
			required: true,
			description:
				"Pocket of the payer's wallet. Unconfirmed: not in KasPro's public documentation.",
		},
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			default: '',
			placeholder: 'e.g. NOTA-778',
			description:
				"Your note on the transfer; left empty, the request ID. Unconfirmed: not in KasPro's public documentation.",
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: partnerFields(PATH),
		},
	],
	request: z.object({
		mobileNumber,
		destination: text()
			.transform((number) => number.replace(/[\s.-]/g, ''))
			.pipe(
				z.string().regex(/^\d+$/, {
					message: 'must be a mobile or account number: digits only.',
				}),
			),
		amount: rupiah({ min: 1 }),
		requestId: optional(text()),
		pocketId: text(),
		reference: optional(text()),
		additionalFields: z.object(partnerSchema),
	}),
	names: ({ requestId, destination }) => `transfer ${String(requestId)} to ${String(destination)}`,
	async run(call, input) {
		const { mobileNumber: payer, destination, amount, pocketId } = input;
		const { additionalBodyFields, extraHeaders, path = PATH } = input.additionalFields;
		const ownId = input.requestId ?? derivedReference(call, 'N8N-');
		const payment = { pocketId, amount, reference: input.reference ?? ownId };
		const body = bodyWith(
			{ requestId: ownId, mobileNumber: payer, payments: [payment], destination },
			additionalBodyFields,
		);
		const requestId = String(body.requestId ?? ownId);
		const outcome = await createOnce<never>(call, {
			reference: requestId,
			send: async () => await kasPro.tryPost(call, { path, body, headers: extraHeaders }),
			howToCheck: `Ask KasPro about request ID ${requestId}, or compare the payer's balance (Customer → Get), before you pay again`,
		});
		if ('existing' in outcome) return outcome.existing;
		if (!isPending(outcome.created)) checkShape(call, documented, outcome.created);
		return {
			...transferOf(resultOf(outcome.created, requestId)),
			destination: String(body.destination ?? destination),
		};
	},
});

/** Account numbers and references are names, not numbers. docs/contracts/kaspro.md §4.7 */
function transferOf({ pocketId, walletTransactions, ...result }: IDataObject): IDataObject {
	const transactions = Array.isArray(walletTransactions)
		? (walletTransactions as IDataObject[])
		: [];
	return {
		...result,
		...(pocketId !== undefined && { pocketId: textOf(pocketId) as string }),
		...(walletTransactions !== undefined && {
			walletTransactions: transactions.map(({ account, reference, ...rest }) => ({
				...rest,
				account: textOf(account) as string,
				reference: textOf(reference) as string,
			})),
		}),
	};
}

const numberOrText = z.union([z.string(), z.number()]);
const documented = z.object({
	responseId: z.string(),
	data: z.object({
		pocketId: numberOrText,
		walletTransactions: z.array(
			z.object({
				account: numberOrText,
				amount: numberOrText,
				reference: numberOrText,
				balanceBefore: numberOrText,
				balanceAfter: numberOrText,
			}),
		),
	}),
});
