import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Call } from '../../shared/ledger/call';
import { line } from '../../shared/values/builders';
import { optional, text } from '../../shared/values/kinds';
import { textIn } from '../../shared/values/texts';
import { noticeField, partnerSchema, requestIdField, UNCONFIRMED } from './fields';
import { amountField, MONEY_NOTICE, pay, payerField, payerSchema } from './pay';
import { accountLike, textOf } from '../wire/texts';
import { transactionsIn } from '../wire/figures';

interface Words {
	/** What is made, e.g. "transfer". */
	what: string;
	/** Who may be the destination, e.g. "Mobile or account number of the receiver". */
	destination: string;
	destinationExample: string;
	requestIdExample: string;
	/** What has to be known before all else. */
	first?: INodeProperties[];
}

/** The fields of a payment from wallet to wallet, whatever its path. docs/contracts/kaspro.md §4.6, §4.7 */
export function walletFields(words: Words): INodeProperties[] {
	return [
		noticeField(MONEY_NOTICE),
		...(words.first ?? []),
		payerField,
		line('Destination', 'destination', words.destinationExample, {
			required: true,
			description: `${words.destination}. ${UNCONFIRMED}.`,
		}),
		amountField,
		requestIdField(words.what, words.requestIdExample),
		line('Pocket ID', 'pocketId', '2', {
			default: '2',
			required: true,
			description: `Pocket of the payer's wallet. ${UNCONFIRMED}.`,
		}),
		line('Reference', 'reference', 'NOTA-778', {
			description: `Your note on the ${words.what}; left empty, the request ID. ${UNCONFIRMED}.`,
		}),
	];
}

export const walletRequest = z.object({
	...payerSchema,
	destination: text()
		.transform((number) => number.replace(/[\s.-]/g, ''))
		.pipe(
			z.string().regex(/^\d+$/, {
				message: 'must be a mobile or account number: digits only.',
			}),
		),
	requestId: optional(text()),
	pocketId: text(),
	reference: optional(text()),
	additionalFields: z.object(partnerSchema),
});

/** Known clients send a list of payments. docs/contracts/kaspro.md §4.6 */
export async function payFromWallet(
	call: Call,
	input: z.output<typeof walletRequest>,
	path: string,
): Promise<IDataObject> {
	const { mobileNumber, destination, amount, pocketId, reference } = input;
	const { result, body } = await pay(call, {
		path: input.additionalFields.path ?? path,
		named: (requestId) => ({
			mobileNumber,
			payments: [{ pocketId, amount, reference: reference ?? requestId }],
			destination,
		}),
		partner: input.additionalFields,
		documented,
	});
	const receiver = textIn(body.destination ?? destination);
	return { ...withTexts(result, receiver), destination: receiver };
}

/** Account numbers and references are names, not numbers. docs/contracts/kaspro.md §4.7 */
function withTexts(
	{ pocketId, walletTransactions, ...result }: IDataObject,
	receiver: string,
): IDataObject {
	return {
		...result,
		...(pocketId !== undefined && { pocketId: textOf(pocketId) as string }),
		...(walletTransactions !== undefined && {
			walletTransactions: transactionsIn(walletTransactions).map(
				({ account, reference, ...rest }) => ({
					...rest,
					account: accountLike(account, receiver) as string,
					reference: textOf(reference) as string,
				}),
			),
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
