import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { rowOr } from '../../../shared/values/rows';
import { textIn } from '../../../shared/values/texts';
import { kasPro } from '../../wire/api';
import { additionalFields, customerField, mobileNumber, partnerGetSchema } from '../fields';
import { stateOf } from '../../wire/result';
import { sendOnce } from '../../wire/sendOnce';

const PATH = '/pil-partner-get-otp/';

/** Has KasPro send somebody a code. A GET, but each one is a message to a person, and they are counted. docs/contracts/kaspro.md §4.1 */
export const request = defineOperation({
	value: 'request',
	name: 'Request',
	action: 'Request an OTP',
	description: 'Have KasPro send a one-time password by WhatsApp or SMS',
	kind: 'write',
	fields: [customerField, additionalFields({ path: PATH, isGet: true })],
	request: z.object({ mobileNumber, additionalFields: z.object(partnerGetSchema) }),
	once: ({ mobileNumber: number }) => [
		{ field: 'Mobile Number', given: number, intent: number, repeats: true },
	],
	names: (output) => `OTP for ${textIn(output.mobileNumber)}`,
	async run(call, { mobileNumber: number, additionalFields: additional }) {
		const { path = PATH, extraHeaders: headers } = additional;
		const answer = await sendOnce(call, {
			path,
			headers,
			query: { mobileNumber: number },
			named: () => `the OTP for ${number}`,
			howToCheck: () => 'Ask the customer whether the message came before you request another one',
			documented,
			send: async (exchange) => await kasPro.tryOnce(call, exchange, 'GET'),
		});
		const { data, ...envelope } = answer;
		return {
			...envelope,
			...rowOr(data),
			...stateOf(answer),
			mobileNumber: number,
		};
	},
});

/** The unit of `expiry` is not documented. */
const documented = z.object({ data: z.object({ expiry: z.number() }) });
