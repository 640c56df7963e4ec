import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';
import type { Call } from '../../shared/ledger/call';
import { amount } from '../../shared/values/builders';
import { rupiah } from '../../shared/values/kinds';
import { mobileNumber, UNCONFIRMED } from './fields';
import { bodyWith } from '../wire/body';
import { isOfOther } from '../wire/figures';
import { resultOf } from '../wire/result';
import { sendOnce } from '../wire/sendOnce';

export const MONEY_NOTICE =
	'Moves real money. It is sent once in an execution: when its answer is lost, the node says so and never sends it again. Run the workflow again, and it pays again. KasPro does not publish what this call takes: confirm the unconfirmed fields with your integration contact.';

export const payerField: INodeProperties = {
	displayName: 'Payer Mobile Number',
	name: 'mobileNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 081234560001',
	description: `Whose wallet pays, beginning with 08. ${UNCONFIRMED}.`,
};

export const amountField = amount(`Whole rupiah. ${UNCONFIRMED}`);

export const payerSchema = { mobileNumber, amount: rupiah({ min: 1 }) };

interface Payment {
	path: string;
	named: (requestId: string) => IDataObject;
	partner: {
		additionalBodyFields?: Record<string, unknown>;
		extraHeaders?: Record<string, string>;
	};
	documented?: z.ZodTypeAny;
}

/** Moves money once; gives the result, and the body as it was sent. docs/contracts/kaspro.md §4.5–§4.7 */
export async function pay(call: Call, { path, named, partner, documented }: Payment) {
	const [requestId = ''] = call.references;
	const body = bodyWith({ requestId, ...named(requestId) }, partner.additionalBodyFields);
	const answer = await sendOnce(call, {
		path,
		body,
		headers: partner.extraHeaders,
		howToCheck: (id) =>
			`Ask KasPro about request ID ${id} before you pay again; the payer's balance (Customer → Get) shows it only when the money has left`,
		documented,
		isOfOther: (said) => isOfOther(said, body),
	});
	return { result: resultOf(answer, requestId), body };
}
