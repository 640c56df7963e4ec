import type { Said } from './merchant';

/** The words of an error that a merchant, or a model, acts on; the rest of a sentence is free. */

/** What may be true, or asked for, only under a condition. */
const CONDITION = /\b(if|when|whether|unless|until|once|before|only)\b/i;
const NEGATION = /\b(not|never|no|nothing|without|instead|don't|won't|isn't|can't|cannot)\b/i;

const sentences = (text: string) => text.split(/(?<=[.;:!?])\s+|\n+/);

/** The sentences that tell the reader, without a condition, to do the thing again. */
export const invitations = (text: string) =>
	sentences(text).filter(
		(sentence) =>
			/\b(run|book|send|pay|create|try|repeat|execute|call)\b.*\bagain\b|\b(rerun|resend|retry)\b/i.test(
				sentence,
			) &&
			// The ledger goes with an execution that is retried.
			!/retry this execution/i.test(sentence) &&
			!NEGATION.test(sentence) &&
			!CONDITION.test(sentence),
	);

/** The sentences that say, without a condition, that the vendor does not have it. */
export const denials = (text: string) =>
	sentences(text).filter(
		(sentence) =>
			/(do|does|did) not exist|(doesn't|didn't|don't) exist|(is|was|were) not (there|found|booked|created|paid|done|made)|(isn't|wasn't|weren't) (there|found|booked|created|paid|done|made)|not found|has no (such )?(order|payment|transfer|record|booking)|nothing was (sent|booked|created|paid)/i.test(
				sentence,
			) && !CONDITION.test(sentence),
	);

/** It may be done; the reader learns under which reference to look for it, and is not told to do it again. */
export function expectUnknown(said: Said | undefined, reference: string): void {
	expect(said).toMatchObject({ outcome: 'unknown' });
	const { text = '' } = said ?? {};
	expect(text).toMatch(/unknown/i);
	expect(text).toContain(reference);
	expect(invitations(text)).toEqual([]);
}

export const NOT_SENT_AGAIN = /not (be )?sent again|never sent again|not sent (it )?a second time/i;
export const NOT_ASKED =
	/could not be (asked|looked up|checked)|couldn't be (asked|looked up|checked)/i;
