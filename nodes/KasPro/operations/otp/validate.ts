import { z } from 'zod';
import { apiError, type Failure } from '../../../shared/wire/errors';
import { defineOperation, type Call } from '../../../shared/run/operation';
import { field, refuse } from '../../../shared/values/kinds';
import { isDone, kasPro } from '../../wire/api';
import { bodyWith } from '../../wire/body';
import { additionalFields, customerField, mobileNumber, partnerSchema } from '../fields';
import { redacted } from '../../wire/redact';
import { stateOf } from '../../wire/result';
import { sendOnce } from '../../wire/sendOnce';

const PATH = '/validate-otp/';

/** Its length is not documented. The message never shows what was typed. docs/contracts/kaspro.md §4.2 */
const otp = field((value) => {
	const digits = typeof value === 'object' ? '' : String(value).trim();
	return /^\d{4,8}$/.test(digits)
		? digits
		: refuse('must be the 4–8 digits of the OTP. If it starts with 0, give it as text.');
});

/** Asks whether a code is the one that was sent. Wrong ones may lock the customer, so each is sent once. */
export const validate = defineOperation({
	value: 'validate',
	name: 'Validate',
	action: 'Validate an OTP',
	description: 'Check the one-time password that a customer typed',
	kind: 'write',
	fields: [
		customerField,
		{
			displayName: 'OTP',
			name: 'otp',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'What the customer typed. A refused one is not sent again when this execution is tried again. Its name on the wire is known from a public client only.',
		},
		additionalFields({ path: PATH }),
	],
	request: z.object({ mobileNumber, otp, additionalFields: z.object(partnerSchema) }),
	names: (output) => `OTP of ${String(output.mobileNumber)} checked`,
	async run(call, { mobileNumber: number, otp: typed, additionalFields: additional }) {
		const { path = PATH, additionalBodyFields, extraHeaders } = additional;
		if (refusedHere(call).includes(triedAs(call))) throw apiError(call, REFUSED_EARLIER);
		const withoutOtp = (text: string) => text.replaceAll(typed, '•••');
		const answer = await sendOnce(call, {
			path,
			body: bodyWith({ mobileNumber: number, otp: typed }, additionalBodyFields),
			headers: extraHeaders,
			reference: `the OTP check of ${number}`,
			howToCheck: 'Request a new OTP',
			send: async (request) => {
				const result = await kasPro.tryOnce(call, request);
				if (result.ok) return result;
				if (result.failure.vendorCode !== undefined) rememberRefused(call);
				return { ok: false, failure: redacted(result.failure, withoutOtp) };
			},
		});
		return {
			mobileNumber: number,
			valid: isDone(answer),
			code: answer.code,
			message: withoutOtp(String(answer.message ?? '')),
			...stateOf(answer),
		};
	},
});

/** Of this item, loop round and execution; a new execution may try again. */
function triedAs({ ctx, entry }: Call): string {
	return `${ctx.getExecutionId()}/${entry.seed}`;
}

function refusedHere({ ctx }: Call): string[] {
	return (ctx.getContext('node').kasProOtpRefused ?? []) as string[];
}

function rememberRefused(call: Call): void {
	call.ctx.getContext('node').kasProOtpRefused = [...refusedHere(call), triedAs(call)];
}

const REFUSED_EARLIER: Failure = {
	outcome: 'unsent',
	message: 'KasPro refused this OTP earlier in this execution, so it was not sent again',
	advice: 'Wrong OTPs may lock the customer: ask for the right one and run the workflow again.',
};
