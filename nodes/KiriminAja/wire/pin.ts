import type { Call } from '../../shared/ledger/call';
import { guarded, speaksOfPin } from '../../shared/ledger/refusals';
import { numberIn, pin as pinSchema } from '../../shared/values/kinds';
import { textIn } from '../../shared/values/texts';
import { inputError, type Failure } from '../../shared/wire/errors';
import type { Answer } from '../../shared/wire/service';

const PIN_REFUSED = ['4001', 'PIN_INVALID', 'PIN_MAX_ATTEMPT_REACHED'];
/** The KA Credit PIN to send: the one typed into the node, else the credential's. */
export async function pinOf(call: Call, typed: string | undefined): Promise<string> {
	if (typed !== undefined) return typed;
	const { pin } = await call.ctx.getCredentials('kiriminAjaApi');
	const checked = pinSchema.safeParse(pin);
	if (checked.success) return checked.data;
	throw inputError(
		call,
		`PIN (item ${call.item}) is required for KA Credit`,
		'Fill it in here, or as 6 digits in the KiriminAja credential.',
	);
}

/**
 * Sends a request that carries a PIN. Three wrong PINs lock KA Credit (docs/contracts/kiriminaja.md §2.7), and a node with 300 items, Retry
 * On Fail, a loop or an agent would send the same wrong one again at once: so one that was refused is not sent again for an hour.
 */
export async function withPin(
	call: Call,
	pin: string,
	send: () => Promise<Answer>,
): Promise<Answer> {
	const { apiKey } = await call.ctx.getCredentials('kiriminAjaApi');
	return await guarded(call, [textIn(apiKey).trim(), pin], send, isAboutPin, REFUSED_EARLIER);
}

/**
 * By its code, or by its words: KiriminAja has refused PINs in several shapes. Also under a status that leaves open what became of the order:
 * the PIN is wrong all the same. docs/contracts/kiriminaja.md §1.6, §1.7
 */
function isAboutPin({ vendorCode = '', vendorText = '' }: Failure): boolean {
	return PIN_REFUSED.includes(vendorCode) || speaksOfPin(vendorText);
}

const REFUSED_EARLIER: Failure = {
	outcome: 'unsent',
	message: 'KiriminAja refused this PIN within the last hour, so it was not sent again',
	advice: 'Three wrong PINs lock KA Credit: correct the PIN and run the workflow again.',
};

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
