import { z } from 'zod';
import { veiled } from '../../../shared/ledger/refusals';
import { settleOne } from '../../../shared/ledger/settle';
import { defineOperation } from '../../../shared/run/operation';
import { numberIn, optional, pin } from '../../../shared/values/kinds';
import { rowOr } from '../../../shared/values/rows';
import type { Answer } from '../../../shared/wire/service';
import { checkShape } from '../../../shared/wire/shape';
import { pinField } from '../fields';
import { payloadOf } from '../../wire/api';
import { tryPin } from '../../wire/credit';
import { pinOf } from '../../wire/pin';

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
	once: ({ pin: typed = '' }) => [{ intent: veiled(typed), repeats: true }],
	async run(call, { pin: typed }) {
		let sent = '';
		return await settleOne(call, {
			async before() {
				sent = await pinOf(call, typed);
				return undefined;
			},
			async send() {
				const answer = withAdvice(await tryPin(call, sent));
				if (answer.ok) checkShape(call, documented, answer.body);
				return answer;
			},
			confirmed(_, body) {
				const { attempt, max_attempt } = rowOr(payloadOf(body));
				return {
					valid: true,
					attempt: numberIn(attempt) ?? null,
					maxAttempts: numberIn(max_attempt) ?? null,
				};
			},
			named: () => 'the PIN check',
			howToCheck: () =>
				'A wrong PIN counts as a try, and three lock it: look at the PIN again before you run the workflow again',
		});
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
