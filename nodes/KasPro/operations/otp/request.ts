import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { kasPro } from '../../wire/api';
import { customerField, mobileNumber } from '../fields';
import { stateOf } from '../../wire/result';
import { sendOnce } from '../../wire/sendOnce';

/** Has KasPro send somebody a code. A GET, but each one is a message to a person, and they are counted. docs/contracts/kaspro.md §4.1 */
export const request = defineOperation({
	value: 'request',
	name: 'Request',
	action: 'Request an OTP',
	description: 'Have KasPro send a one-time password by WhatsApp or SMS',
	kind: 'write',
	fields: [customerField],
	request: z.object({ mobileNumber }),
	names: (output) => `OTP for ${String(output.mobileNumber)}`,
	async run(call, input) {
		const answer = await sendOnce(call, {
			path: '/pil-partner-get-otp/',
			query: { mobileNumber: input.mobileNumber },
			reference: `the OTP for ${input.mobileNumber}`,
			howToCheck: 'Ask the customer whether the message came before you request another one',
			documented,
			send: async (exchange) => await kasPro.tryOnce(call, exchange, 'GET'),
		});
		const { data, ...envelope } = answer;
		return {
			...envelope,
			...(data as IDataObject),
			...stateOf(answer),
			mobileNumber: input.mobileNumber,
		};
	},
});

/** The unit of `expiry` is not documented. */
const documented = z.object({ data: z.object({ expiry: z.number() }) });
