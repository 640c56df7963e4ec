import type { Failure } from '../../shared/wire/errors';
import type { Call } from '../../shared/run/operation';
import type { Answer } from '../../shared/wire/request';
import { numberIn } from '../../shared/values/kinds';

const PIN_REFUSED = ['4001', 'PIN_INVALID', 'PIN_MAX_ATTEMPT_REACHED'];

/**
 * Three wrong PINs lock KA Credit (docs/contracts/kiriminaja.md §2.7), and a node with 300 items, Retry On Fail or a loop would send the
 * same wrong one again at once. So after a refusal no PIN is sent any more in this execution; a new execution may.
 */
export function rememberRefusedPin(call: Call, failure: Failure): void {
	if (!PIN_REFUSED.includes(failure.vendorCode ?? '')) return;
	call.ctx.getContext('flow').kiriminAjaPinRefusedIn = call.ctx.getExecutionId();
}

export function pinWasRefused(call: Call): boolean {
	return call.ctx.getContext('flow').kiriminAjaPinRefusedIn === call.ctx.getExecutionId();
}

/** A refusal may quote the request, and what it says is stored with the execution. */
export function withoutPin(answer: Answer, pin: string): Answer {
	if (answer.ok) return answer;
	const { message, vendorText, advice } = answer.failure;
	const clean = (text?: string) => text?.replaceAll(pin, '•••');
	return {
		ok: false,
		failure: {
			...answer.failure,
			message: message.replaceAll(pin, '•••'),
			vendorText: clean(vendorText),
			advice: clean(advice),
		},
	};
}

const MOST_TRIES = 3;

/**
 * What to do about a refused PIN, from what KiriminAja tells of the tries and the lock. In which zone and form it writes `lock_until` is
 * unknown, so it is quoted. docs/contracts/kiriminaja.md §1.6 (E6), §2.7 (28)
 */
export function pinAdvice(data: unknown): string | undefined {
	if (typeof data !== 'object' || data === null || !('attempt' in data)) return undefined;
	const { attempt, max_attempt, lock_until, error } = data as Record<string, unknown>;
	const left = (numberIn(max_attempt) ?? MOST_TRIES) - (numberIn(attempt) ?? 0);
	if (lock_until || error === 'PIN_MAX_ATTEMPT_REACHED' || left <= 0) {
		const until = typeof lock_until === 'string' ? `until ${lock_until}` : 'for about an hour';
		return `The PIN is locked ${until}. Do not try again before, or choose another Payment Method.`;
	}
	const tries = left === 1 ? '1 try is' : `${left} tries are`;
	return `Check the KA Credit PIN. ${tries} left, then it is locked for about an hour.`;
}

/** What becomes of a booking whose PIN is not sent a second time. */
export const PIN_REFUSED_EARLIER: Failure = {
	outcome: 'unsent',
	message: 'KiriminAja refused the PIN earlier in this execution, so it was not sent again',
	advice: 'Three wrong PINs lock KA Credit: correct the PIN and run the workflow again.',
};
