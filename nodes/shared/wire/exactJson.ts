/** A string, or a number that is not inside one. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON whose long numbers stay what they are: `20220214101951117` is a reference, and as a JavaScript number it would end in 116. An
 * integer that a number can't hold becomes text; all else is as `JSON.parse` has it.
 */
export function parseExact(json: string): unknown {
	// Also a test of what follows: in broken JSON a text may have no end, and the search for it none either.
	const parsed = JSON.parse(json) as unknown;
	if (!/\d{16}/.test(json)) return parsed;
	const exact = json.replace(TOKENS, (token) =>
		/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
	);
	return JSON.parse(exact) as unknown;
}
