import { createHash } from 'crypto';
import type { Call } from '../run/operation';

/**
 * A reference for a create whose field was left empty: the same for every try of this item in this execution, another for
 * every other item, loop round, execution, workflow and n8n. 16 characters of base 32 hold 80 bits, so two never meet.
 *
 * @param prefix starts the reference, e.g. `N8N-`
 * @param part   tells several creates of one item apart, e.g. the packages of a booking
 */
export function derivedReference({ entry }: Call, prefix: string, part = 0): string {
	const digest = createHash('sha256').update(`${entry.seed}/${part}`).digest();
	const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
	const tail = [...digest.subarray(0, 16)].map((byte) => alphabet[byte % 32]).join('');
	return prefix + tail;
}
