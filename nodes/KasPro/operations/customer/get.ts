import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { only, simplifyField } from '../../../shared/run/simplify';
import { flag } from '../../../shared/values/kinds';
import { kasPro } from '../../wire/api';
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
		const customer = customerOf(body);
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

/** Money stays as received, numbers that are names become text. docs/contracts/kaspro.md §3 */
function customerOf({ data, ...envelope }: IDataObject): IDataObject {
	const customer = (data ?? {}) as IDataObject;
	const balance = customer.balance as IDataObject | undefined;
	return {
		...envelope,
		...customer,
		mobileNumber: mobileOf(customer.mobileNumber) as string,
		...(balance && {
			balance: { ...balance, pocketId: textOf(balance.pocketId) as string },
		}),
	};
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
