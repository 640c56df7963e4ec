import { z } from 'zod';
import { guarded, veiled } from '../../../shared/ledger/refusals';
import { textIn } from '../../../shared/values/texts';
import type { Failure } from '../../../shared/wire/errors';
import { masked } from '../../../shared/wire/secrets';
import { defineOperation } from '../../../shared/run/operation';
import { field, refuse } from '../../../shared/values/kinds';
import { isDone, kasPro, NOT_A_CUSTOMER } from '../../wire/api';
import { bodyWith } from '../../wire/body';
import { additionalFields, customerField, mobileNumber, partnerSchema } from '../fields';
import { stateOf } from '../../wire/result';
import { sendOnce } from '../../wire/sendOnce';

const PATH = '/validate-otp/';

/** Its length is not documented. The message never shows what was typed. docs/contracts/kaspro.md §4.2 */
const otp = field((value) => {
	const digits = textIn(value).trim();
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
				'What the customer typed. A refused one is not sent again for an hour. Its name on the wire is known from a public client only.',
		},
		additionalFields({ path: PATH }),
	],
	request: z.object({ mobileNumber, otp, additionalFields: z.object(partnerSchema) }),
	once: ({ mobileNumber: number, otp: typed }) => [
		{
			field: 'Mobile Number',
			given: number,
			intent: [number, veiled(typed)],
			repeats: true,
		},
	],
	names: (output) => `OTP of ${textIn(output.mobileNumber)} checked`,
	async run(call, { mobileNumber: number, otp: typed, additionalFields: additional }) {
		const { path = PATH, additionalBodyFields, extraHeaders } = additional;
		const secret = [String(call.ctx.getNode().credentials?.kasProApi?.id), number, typed];
		const answer = await sendOnce(call, {
			path,
			body: bodyWith({ mobileNumber: number, otp: typed }, additionalBodyFields),
			headers: extraHeaders,
			named: () => `the OTP check of ${number}`,
			howToCheck: () => 'Request a new OTP',
			send: async (request) =>
				await guarded(
					call,
					secret,
					async () => await kasPro.tryOnce(call, request),
					isAboutOtp,
					REFUSED_EARLIER,
				),
		});
		return {
			mobileNumber: number,
			valid: isDone(answer),
			code: answer.code,
			message: masked(textIn(answer.message), [typed]),
			...stateOf(answer),
		};
	},
});

/** KasPro's code for a wrong OTP is not published: every refusal with a code counts, but of the number, the rate or the caller's address. */
function isAboutOtp({ outcome, httpCode = 0, vendorCode, vendorText = '' }: Failure): boolean {
	if ([403, 429].includes(httpCode)) return false;
	// What leaves open whether it was checked may still say that it is wrong.
	if (outcome !== 'refused' && !WRONG_OTP.test(vendorText)) return false;
	return vendorCode !== undefined && vendorCode !== String(NOT_A_CUSTOMER);
}

const WRONG_OTP =
	/(otp|kode|code|verif)[^.;]*(tidak (berhasil|valid|sesuai|benar|cocok)|unsuccessful|invalid|gagal|fail|salah|wrong|incorrect|mismatch|expired|k[ae]dalu)/i;

const REFUSED_EARLIER: Failure = {
	outcome: 'unsent',
	message: 'KasPro refused this OTP within the last hour, so it was not sent again',
	advice: 'Wrong OTPs may lock the customer: ask for the right one, or request a new one.',
};
