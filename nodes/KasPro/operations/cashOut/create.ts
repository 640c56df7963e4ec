import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { choice, optional, text } from '../../../shared/values/kinds';
import { textIn } from '../../../shared/values/texts';
import { underRequestId } from '../../wire/body';
import { additionalFields, noticeField, partnerSchema, requestIdField } from '../fields';
import { amountField, MONEY_NOTICE, pay, payerField, payerSchema } from '../pay';
import {
	bankAccount,
	bankCode,
	bankFields,
	bankName,
	descriptionField,
	payoutExtras,
	payoutOf,
} from '../payout';

const PATH = '/bank-transfer/';

/** Bank fields make no sense at a cash desk. */
const forBank = (field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { method: ['bank'] } },
});

/** Turns wallet money into cash, through a bank account or a modern-trade shop. docs/contracts/kaspro.md §4.5 */
export const create = defineOperation({
	value: 'create',
	name: 'Create',
	action: 'Create a cash out',
	description: 'Pay wallet money out to a bank account or at a modern-trade shop',
	kind: 'write',
	fields: [
		noticeField(
			`${MONEY_NOTICE} KasPro's page shows only answers that are in process: such a cash out is not finished yet.`,
		),
		payerField,
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: [
				{ name: 'Bank Account', value: 'bank' },
				{
					name: 'Modern Trade',
					value: 'modernTrade',
					description: 'Cash at a shop; ask KasPro which fields choose the shop',
				},
			],
			default: 'bank',
			description: 'Where the money goes; not sent itself, it only decides which fields are',
		},
		...bankFields.map(forBank),
		amountField,
		requestIdField('cash out', 'CSH-1001'),
		additionalFields({ path: PATH, fields: [...payoutExtras, descriptionField] }),
	],
	request: z
		.object({
			...payerSchema,
			method: choice('bank', 'modernTrade'),
			bankAccount: optional(bankAccount),
			bankName: optional(bankName),
			requestId: optional(text()),
			additionalFields: z.object({
				...partnerSchema,
				bankAccountName: optional(text()),
				bankCode: optional(bankCode),
				description: optional(text()),
			}),
		})
		.superRefine((input, ctx) => {
			if (input.method !== 'bank') return;
			for (const name of ['bankAccount', 'bankName'] as const) {
				if (input[name] !== undefined) continue;
				ctx.addIssue({ code: 'custom', path: [name], message: 'is required.' });
			}
		}),
	simple: [
		'requestId',
		'reference',
		'done',
		'pending',
		'account',
		'bankAccount',
		'amount',
		'serviceFee',
		'totalAmount',
		'balanceAfter',
	],
	once: underRequestId,
	names: ({ requestId }) => `cash out ${textIn(requestId)}`,
	async run(call, input) {
		const { mobileNumber, amount, method } = input;
		const { path = PATH, additionalBodyFields, extraHeaders, ...extras } = input.additionalFields;
		const { description, ...bankExtras } = extras;
		const bank =
			method === 'bank'
				? { bankAccount: input.bankAccount, bankName: input.bankName, ...bankExtras }
				: {};
		const { result } = await pay(call, {
			path,
			named: () => ({ mobileNumber, ...bank, amount, description }),
			partner: { additionalBodyFields, extraHeaders },
		});
		return payoutOf(result, input.bankAccount);
	},
});
