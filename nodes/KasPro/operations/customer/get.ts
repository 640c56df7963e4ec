import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { only, simplifyField } from '../../../shared/run/simplify';
import { flag } from '../../../shared/values/kinds';
import { isRow, rowOr, rowsIn } from '../../../shared/values/rows';
import { apiError, type Failure } from '../../../shared/wire/errors';
import { ADVICE, kasPro, NOT_A_CUSTOMER } from '../../wire/api';
import { isNobody, isOfOther } from '../../wire/customers';
import { additionalFields, customerField, mobileNumber, partnerGetSchema } from '../fields';
import { mobileOf, textOf } from '../../wire/texts';

const PATH = '/customer-account-inquiry/';

/** Looks a wallet customer up, with the balance. docs/contracts/kaspro.md §4.4 */
export const get = defineOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a customer',
	description: 'Look up a wallet customer and the balance by mobile number',
	kind: 'read',
	fields: [customerField, simplifyField, additionalFields({ path: PATH, isGet: true })],
	request: z.object({
		mobileNumber,
		simplify: flag,
		additionalFields: z.object(partnerGetSchema),
	}),
	async run(call, { mobileNumber: number, simplify, additionalFields: additional }) {
		const { path = PATH, extraHeaders: headers } = additional;
		const body = await kasPro.get(call, { path, headers, query: { mobileNumber: number } });
		checkShape(call, documented, body);
		if (isNobody(body)) throw apiError(call, nobody(number));
		const customer = customerOf(body);
		if (isOfOther(customer, number)) throw apiError(call, ofOther(number));
		return simplify ? only(customer, SIMPLE) : customer;
	},
});

const SIMPLE = [
	'mobileNumber',
	'firstName',
	'lastName',
	'fullName',
	'email',
	'accountType',
	'accountStatus',
	'customerType',
	'kycStatus',
	'balance',
];

const nobody = (number: string): Failure => ({
	outcome: 'refused',
	message: `KasPro's answer has no customer: nobody seems to have the number ${number}`,
	advice: ADVICE[NOT_A_CUSTOMER],
});

const ofOther = (number: string): Failure => ({
	outcome: 'unknown',
	message: `KasPro's answer is about another number than ${number}`,
	advice: 'Ask again; if it stays so, ask your KasPro contact.',
});

/** Money stays as received, numbers that are names become text. docs/contracts/kaspro.md §3 */
function customerOf({ data, ...envelope }: IDataObject): IDataObject {
	const customer = rowOr(data);
	const { balance } = customer;
	return {
		...envelope,
		...customer,
		mobileNumber: mobileOf(customer.mobileNumber) as string,
		...(isRow(balance) && { balance: pocketOf(balance) }),
		// The page has one pocket of several. docs/contracts/kaspro.md §4.4
		...(Array.isArray(balance) && { balance: rowsIn(balance).map(pocketOf) }),
	};
}

function pocketOf(pocket: IDataObject): IDataObject {
	return { ...pocket, pocketId: textOf(pocket.pocketId) as string };
}

const numberOrText = z.union([z.string(), z.number()]);
const documented = z.object({
	data: z.object({
		firstName: z.string(),
		middleName: z.string(),
		lastName: z.string(),
		fullName: z.string(),
		accountType: z.string(),
		accountStatus: z.string(),
		customerType: z.string(),
		email: z.string(),
		mobileNumber: numberOrText,
		kycStatus: z.string(),
		balance: z.object({ pocketId: numberOrText, availableBalance: numberOrText }),
	}),
});
