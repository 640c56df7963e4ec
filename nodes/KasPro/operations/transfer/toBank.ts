import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { optional, text } from '../../../shared/values/kinds';
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
	documentedBankTransfer,
	payoutExtras,
	payoutOf,
} from '../payout';

const PATH = '/bank-transfer/';

/** Moves money from a wallet to a bank account; done at once or later, as KasPro set it up. docs/contracts/kaspro.md §4.5 */
export const toBank = defineOperation({
	value: 'toBank',
	name: 'To Bank',
	action: 'Transfer to a bank account',
	description: 'Send money from a KasPro wallet to a bank account',
	kind: 'write',
	fields: [
		noticeField(MONEY_NOTICE),
		payerField,
		...bankFields,
		amountField,
		requestIdField('transfer', 'BTR-1001'),
		additionalFields({ path: PATH, fields: [...payoutExtras, descriptionField] }),
	],
	request: z.object({
		...payerSchema,
		bankAccount,
		bankName,
		requestId: optional(text()),
		additionalFields: z.object({
			...partnerSchema,
			bankAccountName: optional(text()),
			bankCode: optional(bankCode),
			description: optional(text()),
		}),
	}),
	simple: [
		'requestId',
		'reference',
		'done',
		'pending',
		'bankAccount',
		'bankAccountName',
		'amount',
		'serviceFee',
		'totalAmount',
		'balanceAfter',
	],
	once: underRequestId,
	names: ({ requestId }) => `bank transfer ${textIn(requestId)}`,
	async run(call, { requestId, additionalFields: additional, ...named }) {
		const { path = PATH, additionalBodyFields, extraHeaders, ...extras } = additional;
		const { result } = await pay(call, {
			path,
			named: () => ({ ...named, ...extras }),
			partner: { additionalBodyFields, extraHeaders },
			documented: documentedBankTransfer,
		});
		return payoutOf(result, named.bankAccount);
	},
});
