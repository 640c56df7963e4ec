import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { apiError, inputError } from '../../../shared/wire/errors';
import { createOnce } from '../../../shared/ledger/once';
import { defineOperation } from '../../../shared/run/operation';
import type { Answer } from '../../../shared/wire/request';
import { checkShape } from '../../../shared/wire/shape';
import { numberIn, optional, pin } from '../../../shared/values/kinds';
import { pinField } from '../fields';
import { payloadOf } from '../../wire/api';
import { tryPin } from '../../wire/credit';
import { PIN_REFUSED_EARLIER, pinWasRefused } from '../../wire/pin';

/** Asks whether a KA Credit PIN is right, before booking with it. Three wrong ones lock it. docs/contracts/kiriminaja.md §2.7 (28) */
export const validatePin = defineOperation({
	value: 'validatePin',
	name: 'Validate PIN',
	action: 'Validate the KA Credit PIN',
	description: 'Check the KA Credit PIN before booking with it',
	kind: 'write',
	names: () => 'PIN checked',
	fields: [pinField],
	request: z.object({ pin: optional(pin) }),
	async run(call, { pin: typed }) {
		if (typed === undefined) throw inputError(call, 'PIN is required.');
		if (pinWasRefused(call)) throw apiError(call, PIN_REFUSED_EARLIER);
		const outcome = await createOnce<never>(call, {
			reference: 'the PIN check',
			send: async () => withAdvice(await tryPin(call, typed)),
			howToCheck:
				'A wrong PIN counts as a try, and three lock it: look at the PIN again before you run the workflow again',
		});
		if ('existing' in outcome) return outcome.existing;
		const { created } = outcome;
		checkShape(call, documented, created);
		const { attempt, max_attempt } = Object(payloadOf(created)) as IDataObject;
		return {
			valid: true,
			attempt: numberIn(attempt) ?? null,
			maxAttempts: numberIn(max_attempt) ?? null,
		};
	},
});

const NOT_CHECKED =
	'KiriminAja could not check the PIN. Term of Payment (TOP) accounts have none; see Account → Get.';

function withAdvice(answer: Answer): Answer {
	if (answer.ok || answer.failure.outcome !== 'refused') return answer;
	const { failure } = answer;
	return { ok: false, failure: { ...failure, advice: failure.advice ?? NOT_CHECKED } };
}

/** By newer observations only `status` can be relied on. */
const documented = z.object({
	data: z.object({ attempt: z.number(), max_attempt: z.number() }).partial().optional(),
});
