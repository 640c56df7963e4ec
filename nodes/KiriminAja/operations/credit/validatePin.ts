import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { apiError } from '../../../shared/errors';
import { defineOperation } from '../../../shared/operation';
import { checkShape } from '../../../shared/shape';
import { numberIn, pin } from '../../../shared/validation';
import { payloadOf } from '../../api';
import { tryPin } from '../../credit';
import { PIN_REFUSED_EARLIER, pinWasRefused } from '../../pin';

/** Asks whether a KA Credit PIN is right, before booking with it. Three wrong ones lock it. docs/contracts/kiriminaja.md §2.7 (28) */
export const validatePin = defineOperation({
	value: 'validatePin',
	name: 'Validate PIN',
	action: 'Validate the KA Credit PIN',
	description: 'Check the KA Credit PIN before booking with it',
	kind: 'write',
	names: () => 'PIN checked',
	fields: [
		{
			displayName: 'PIN',
			name: 'pin',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The six digits of the KA Credit PIN. Three wrong tries lock it; a refused PIN is not tried again in the same execution.',
		},
	],
	request: z.object({ pin }),
	async run(call, { pin: typed }) {
		if (pinWasRefused(call)) throw apiError(call, PIN_REFUSED_EARLIER);
		const answer = await tryPin(call, typed);
		if (!answer.ok) {
			const { failure } = answer;
			const refused = failure.outcome === 'refused' ? NOT_CHECKED : undefined;
			throw apiError(call, { ...failure, advice: failure.advice ?? refused });
		}
		checkShape(call, documented, answer.body);
		const { attempt, max_attempt } = Object(payloadOf(answer.body)) as IDataObject;
		return {
			valid: true,
			attempt: numberIn(attempt) ?? null,
			maxAttempts: numberIn(max_attempt) ?? null,
		};
	},
});

const NOT_CHECKED =
	'KiriminAja could not check the PIN. Term of Payment (TOP) accounts have none; see Account → Get.';

/** By newer observations only `status` can be relied on. */
const documented = z.object({
	data: z.object({ attempt: z.number(), max_attempt: z.number() }).partial().optional(),
});
