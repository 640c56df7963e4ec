import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { choice, email, optional, text } from '../../../shared/values/kinds';
import type { Call } from '../../../shared/ledger/call';
import type { Found } from '../../../shared/ledger/settle';
import { rowOr } from '../../../shared/values/rows';
import { agrees } from '../../../shared/values/sameText';
import { textIn } from '../../../shared/values/texts';
import type { Failure } from '../../../shared/wire/errors';
import { ALREADY_REGISTERED, kasPro, NOT_A_CUSTOMER } from '../../wire/api';
import { isNobody } from '../../wire/customers';
import { mobileOf } from '../../wire/texts';
import {
	additionalFields,
	customerField,
	mobileNumber,
	partnerSchema,
	requestIdField,
	UNCONFIRMED,
} from '../fields';
import { bodyWith, underRequestId } from '../../wire/body';
import { resultOf } from '../../wire/result';
import { sendOnce } from '../../wire/sendOnce';

const PATH = '/register-customer/';

const optionalField = (displayName: string, name: string, example: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${example}`,
	description: `Sent empty when left empty, as known clients do. ${UNCONFIRMED}.`,
});

/** Opens a wallet for somebody. Fields as a public client sends them. docs/contracts/kaspro.md §4.3 */
export const register = defineOperation({
	value: 'register',
	name: 'Register',
	action: 'Register a customer',
	description: 'Open a KasPro wallet for a customer',
	kind: 'write',
	fields: [
		customerField,
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Sari',
			description: `Given name of the customer. ${UNCONFIRMED}.`,
		},
		{
			displayName: 'Last Name',
			name: 'lastName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Wulandari',
			description: `Family name of the customer. ${UNCONFIRMED}.`,
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. sari@example.com',
			description: `E-mail address of the customer. ${UNCONFIRMED}.`,
		},
		{
			displayName: 'If Already Registered',
			name: 'ifRegistered',
			type: 'options',
			options: [
				{
					name: 'Fail',
					value: 'fail',
					description: "KasPro's code 110001 is an error",
				},
				{
					name: 'Return as Success',
					value: 'success',
					description:
						'The customer is looked up; when the names agree, the item goes on with alreadyRegistered: true',
				},
			],
			default: 'fail',
			description: 'What to do about a number that is a customer already',
		},
		requestIdField('registration', 'REG-1001'),
		additionalFields({
			path: PATH,
			fields: [
				optionalField('Address', 'address', 'Jl. Melati No. 7'),
				optionalField('City', 'city', 'Bandung'),
				optionalField('Country', 'country', 'Indonesia'),
				optionalField('Middle Name', 'middleName', 'Ayu'),
				{
					...optionalField('Postal Code', 'postalCode', '40115'),
					description: `Sent as 0 when left empty, as known clients do. ${UNCONFIRMED}.`,
				},
				optionalField('Province', 'province', 'Jawa Barat'),
			],
		}),
	],
	request: z.object({
		mobileNumber,
		firstName: text(),
		lastName: text(),
		email: email(),
		ifRegistered: choice('fail', 'success'),
		requestId: optional(text()),
		additionalFields: z.object({
			...partnerSchema,
			address: optional(text()),
			city: optional(text()),
			country: optional(text()),
			middleName: optional(text()),
			postalCode: optional(text()),
			province: optional(text()),
		}),
	}),
	once: underRequestId,
	names: (output) => `customer ${textIn(output.mobileNumber)}`,
	async run(call, input) {
		const { ifRegistered, requestId: _, additionalFields: additional, ...person } = input;
		const { path = PATH, additionalBodyFields, extraHeaders, ...details } = additional;
		const [requestId = ''] = call.references;
		const named = { requestId, ...person, ...EMPTY, ...filled(details) };
		const answer = await sendOnce(call, {
			path,
			body: bodyWith(named, additionalBodyFields),
			headers: extraHeaders,
			howToCheck: () => `Look whether ${input.mobileNumber} is a customer now (Customer → Get)`,
			documented,
			isTaken: (failure) => ifRegistered === 'success' && isRegistered(failure),
			lookUp: async () => await findCustomer(call, person),
		});
		return {
			...resultOf(answer, requestId),
			mobileNumber: input.mobileNumber,
			alreadyRegistered: answer.code === ALREADY_REGISTERED,
		};
	},
});

function isRegistered({ outcome, vendorCode }: Failure): boolean {
	return outcome === 'refused' && vendorCode === String(ALREADY_REGISTERED);
}

/** Whoever has this number and name has been registered, be it by this request or before. */
async function findCustomer(
	call: Call,
	{
		mobileNumber: number,
		firstName,
		lastName,
	}: Record<'mobileNumber' | 'firstName' | 'lastName', string>,
): Promise<Found> {
	const answer = await kasPro.tryGet(call, {
		path: '/customer-account-inquiry/',
		query: { mobileNumber: number },
	});
	if (!answer.ok) {
		return answer.failure.vendorCode === String(NOT_A_CUSTOMER)
			? 'none'
			: { unasked: answer.failure };
	}
	if (isNobody(answer.body)) return 'none';
	const customer = rowOr(answer.body.data);
	if (mobileOf(customer.mobileNumber) !== number) {
		return { unasked: { outcome: 'unknown', message: 'the answer is not about this number' } };
	}
	const { firstName: first, lastName: last, fullName: full } = customer;
	const names = [first, last, full].map(textIn).filter((name) => /[\p{L}\p{N}]/u.test(name));
	if (names.length === 0) {
		return { unasked: { outcome: 'unknown', message: 'KasPro shows no name of this customer' } };
	}
	const isSame = agrees(first, firstName) && agrees(last, lastName);
	if (isSame && agrees(full, `${firstName} ${lastName}`)) {
		return { record: { code: ALREADY_REGISTERED, message: 'Already registered' } };
	}
	return {
		other: `${number} is a KasPro customer of another name`,
		advice: 'Look the customer up with Customer → Get, and correct the item.',
	};
}

const EMPTY = {
	middleName: '',
	address: '',
	city: '',
	province: '',
	country: '',
	postalCode: '0',
};

function filled(details: Record<string, string | undefined>) {
	return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

const documented = z.object({ responseId: z.string() });
