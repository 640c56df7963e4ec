import type { Mark, Question, Service } from './question.ts';
import { hidden, keys, rowIn, text, textOrWhole, whole, written } from './shape.ts';

/** What KasPro is asked. docs/contracts/kaspro.md */
const at = (section: string, mark: Mark = 'documented') => ({
	section: `kaspro.md ${section}`,
	mark,
});

const PATH = '/customer-account-inquiry/';
/** 0800 is no mobile prefix. */
const NOBODY = '080000000000';

const ask = (mobileNumber: string) => ({
	method: 'GET' as const,
	path: PATH,
	query: { mobileNumber },
});
const form = (mobileNumber: unknown) => ({ mobileNumber, simplify: false, additionalFields: {} });

const questions: Question[] = [
	{
		operations: ['customer.get'],
		about: 'one that nobody has',
		...at('§3'),
		request: () => ask(NOBODY),
		form: () => form(NOBODY),
		shape: keys({ code: whole, message: text }),
		isForNothing: true,
		facts: [
			{
				...at('§3'),
				says: 'a number that nobody has is code 110005',
				look: ({ body }) => body?.code === 110005 || `the code is ${Number(body?.code)}`,
			},
		],
		file: 'customer-inquiry.response.not-found',
	},
	{
		operations: ['customer.get'],
		...at('§4.4'),
		request: ({ given: { KASPRO_MOBILE_NUMBER: number } }) =>
			number === undefined
				? { missing: 'no mobile number of a customer was given (KASPRO_MOBILE_NUMBER)' }
				: ask(number),
		form: ({ given }) => form(given.KASPRO_MOBILE_NUMBER),
		shape: keys({
			code: whole,
			message: text,
			data: keys({
				firstName: hidden('person'),
				middleName: hidden('person'),
				lastName: hidden('person'),
				fullName: hidden('person'),
				accountType: text,
				accountStatus: text,
				customerType: text,
				email: hidden('mail'),
				mobileNumber: hidden('phone', textOrWhole),
				kycStatus: text,
				balance: keys({
					pocketId: textOrWhole,
					availableBalance: hidden('money', written(/^-?\d+(\.\d+)?$/, 'digits')),
				}),
			}),
		}),
		facts: [
			{
				...at('§3'),
				says: 'a yes is code 0',
				look: ({ body }) => body?.code === 0 || `the code is ${Number(body?.code)}`,
			},
			{
				...at('§4.4'),
				says: 'balance is one pocket, although wallets have several',
				look: ({ body }) => !Array.isArray(rowIn(body?.data).balance) || 'it is a list of pockets',
			},
			{
				...at('§3', 'public'),
				says: 'a mobile number begins with 08',
				look: ({ body }) => {
					const { mobileNumber } = rowIn(body?.data);
					return /^0?8\d+$/.test(String(mobileNumber)) || 'it begins otherwise';
				},
			},
			{
				...at('§4.4'),
				says: 'the answer is about the number that was asked for',
				look: ({ body, sent }) => {
					const { mobileNumber } = rowIn(body?.data);
					const isSame = Number(mobileNumber) === Number(sent.query?.mobileNumber);
					return isSame || 'it is about another number';
				},
			},
		],
		file: 'customer-inquiry.response.success',
	},
];

export const kasPro: Service = {
	name: 'KasPro',
	docs: 'kaspro.md',
	folder: 'kaspro',
	credentialType: 'kasProApi',
	reads: { 'customer.get': `GET ${PATH}` },
	questions,
	pause: 2000,
	// Only 0 is a yes to a look-up; the gateway's own answers have no code. docs/contracts/kaspro.md §2.4, §3
	isNo: ({ status, body }) => status >= 400 || body?.code !== 0,
	textOf: ({ message, error }) => message ?? error,
	isAboutKey: ({ status, body = {} }) =>
		[401, 403].includes(status) || (status === 400 && 'error' in body && !('code' in body)),
};
