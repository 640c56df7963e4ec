/** Fewer letters of a cut text are no proof that it is the same one. */
const LEAST_OF_CUT = 8;

const MASK = /[*•]+/;

/**
 * Whether a service's text can be the one that was sent. Services drop symbols, change capitals, cut what is long, add a town to an
 * address, and mask names (`S*** Wulan*****`); an empty text says nothing, and so does not speak against it.
 */
export function agrees(recorded: unknown, sent: string): boolean {
	const text = typeof recorded === 'string' || typeof recorded === 'number' ? String(recorded) : '';
	const asked = lettersOf(sent);
	if (MASK.test(text)) return agreesWithMask(text.split(MASK).map(lettersOf), asked);
	const found = lettersOf(text);
	if (found === '' || found === asked) return true;
	const [short = '', long = ''] = [found, asked].sort((one, other) => one.length - other.length);
	return short.length >= LEAST_OF_CUT && long.startsWith(short);
}

/** What the mask has left must be there, in its order; what stands before the mask, at the beginning. */
function agreesWithMask([first = '', ...others]: string[], asked: string): boolean {
	if (!asked.startsWith(first)) return false;
	let from = first.length;
	for (const part of others) {
		const at = asked.indexOf(part, from);
		if (at < 0) return false;
		from = at + part.length;
	}
	return true;
}

function lettersOf(text: string): string {
	return text
		.replace(/&(#\d+|#x[\da-f]+|\w+);/gi, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}
