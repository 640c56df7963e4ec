/** An id, account number or reference as text; KasPro sends some of them as JSON numbers. docs/contracts/kaspro.md §3 */
export function textOf(value: unknown): unknown {
	return typeof value === 'number' ? String(value) : value;
}

/** A mobile number as text. As a JSON number it has lost the 0 at its beginning. docs/contracts/kaspro.md §3 */
export function mobileOf(value: unknown): unknown {
	return typeof value === 'number' && /^8\d+$/.test(String(value)) ? `0${value}` : textOf(value);
}
