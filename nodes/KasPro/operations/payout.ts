import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { line } from '../../shared/values/builders';
import { text } from '../../shared/values/kinds';
import { toIso } from '../../shared/values/time';
import { UNCONFIRMED } from './fields';
import { accountLike, textOf } from '../wire/texts';

/** The bank account that money goes to. docs/contracts/kaspro.md §4.5 */
export const bankFields: INodeProperties[] = [
	line('Bank Account Number', 'bankAccount', '1234567890', {
		required: true,
		description: `Account that gets the money. ${UNCONFIRMED}.`,
	}),
	line('Bank Name', 'bankName', 'BCA', {
		required: true,
		description: `As KasPro writes it. ${UNCONFIRMED}.`,
	}),
];

/** Fields of a payout that not every partner needs. */
export const payoutExtras: INodeProperties[] = [
	line('Bank Account Name', 'bankAccountName', 'Sari Wulandari', {
		description: `Whose bank account it is. ${UNCONFIRMED}.`,
	}),
	line('Bank Code', 'bankCode', '014', {
		description: `Three digits, e.g. 014 for BCA. ${UNCONFIRMED}.`,
	}),
];

export const descriptionField = line('Description', 'description', 'Earnings of 21 November', {
	description: `Your note. ${UNCONFIRMED}.`,
});

const digits = (pattern: RegExp, message: string) => z.string().regex(pattern, { message });

/** Indonesian bank accounts have ten digits and more. */
const SHORTEST = 1_000_000_000;

/** Digits as text; a number of a sheet or of JSON has lost the zeros at its beginning, and a long one its last digits. */
export const bankAccount = z
	.unknown()
	.refine((value) => typeof value !== 'number' || value >= SHORTEST, {
		message:
			'is a number with fewer than ten digits: a spreadsheet may have dropped a leading 0. Give it as text.',
	})
	.pipe(text())
	.transform((number) => number.replace(/[\s.-]/g, ''))
	.pipe(
		digits(
			/^\d{5,20}$/,
			'must be a bank account number of 5–20 digits. If it starts with 0, give it as text.',
		),
	);

export const bankCode = text().pipe(
	digits(
		/^\d{3}$/,
		'must be the 3 digits of the bank, e.g. 014. If they start with 0, give them as text.',
	),
);

export const bankName = text();

/**
 * Account numbers as text, and the moment beside what KasPro wrote; its zone is not documented and taken for WIB.
 *
 * @param sent the bank account as it was sent
 */
export function payoutOf(
	{ account, bankAccount: number, date, ...result }: IDataObject,
	sent?: string,
): IDataObject {
	return {
		...result,
		...(account !== undefined && { account: textOf(account) as string }),
		...(number !== undefined && { bankAccount: accountLike(number, sent) as string }),
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
