import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { toIso } from '../../shared/values/time';
import { field, refuse, text } from '../../shared/values/kinds';
import { UNCONFIRMED } from './fields';
import { textOf } from '../wire/texts';

/** The bank account that money goes to. docs/contracts/kaspro.md §4.5 */
export const bankFields: INodeProperties[] = [
	{
		displayName: 'Bank Account Number',
		name: 'bankAccount',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1234567890',
		description: `Account that gets the money. ${UNCONFIRMED}.`,
	},
	{
		displayName: 'Bank Name',
		name: 'bankName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. BCA',
		description: `As KasPro writes it. ${UNCONFIRMED}.`,
	},
];

/** Fields of a payout that not every partner needs. */
export const payoutExtras: INodeProperties[] = [
	{
		displayName: 'Bank Account Name',
		name: 'bankAccountName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Sari Wulandari',
		description: `Whose bank account it is. ${UNCONFIRMED}.`,
	},
	{
		displayName: 'Bank Code',
		name: 'bankCode',
		type: 'string',
		default: '',
		placeholder: 'e.g. 014',
		description: `Three digits, e.g. 014 for BCA. ${UNCONFIRMED}.`,
	},
];

export const descriptionField: INodeProperties = {
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
	placeholder: 'e.g. Earnings of 21 November',
	description: `Your note. ${UNCONFIRMED}.`,
};

/** Digits as text; a JSON number has lost the zeros at its beginning. */
export const bankAccount = field((value) => {
	const digits = String(value).replace(/[\s.-]/g, '');
	return /^\d{5,20}$/.test(digits)
		? digits
		: refuse('must be a bank account number of 5–20 digits. If it starts with 0, give it as text.');
});

export const bankCode = field((value) => {
	const code = String(value).trim();
	return /^\d{3}$/.test(code)
		? code
		: refuse(
				'must be the 3 digits of the bank, e.g. 014. If they start with 0, give them as text.',
			);
});

export const bankName = text();

/** Account numbers as text, and the moment beside what KasPro wrote; its zone is not documented and taken for WIB. */
export function payoutOf({
	account,
	bankAccount: number,
	date,
	...result
}: IDataObject): IDataObject {
	return {
		...result,
		...(account !== undefined && { account: textOf(account) as string }),
		...(number !== undefined && { bankAccount: textOf(number) as string }),
		...(date !== undefined && { date, dateIso: toIso(date) ?? null }),
	};
}

const numberOrText = z.union([z.string(), z.number()]);

/** A transfer to a bank that is done. docs/contracts/kaspro.md §4.5 */
export const documentedBankTransfer = z.object({
	responseId: z.string(),
	data: z.object({
		bankAccount: numberOrText,
		bankName: z.string(),
		bankAccountName: z.string(),
		serviceFee: numberOrText,
		amount: numberOrText,
		totalAmount: numberOrText,
		balanceBefore: numberOrText,
		balanceAfter: numberOrText,
		date: z.string(),
	}),
});
