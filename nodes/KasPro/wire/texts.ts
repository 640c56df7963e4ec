/** An id, account number or reference as text; KasPro sends some of them as JSON numbers. docs/contracts/kaspro.md §3 */
export function textOf(value: unknown): unknown {
	return typeof value === 'number' ? String(value) : value;
}

/** The account that was sent, as it comes back: as a number it has lost the zeros at its beginning. */
export function accountLike(value: unknown, sent: unknown): unknown {
	const text = textOf(value);
	return typeof sent === 'string' && text === sent.replace(/^0+/, '') ? sent : text;
}

/** A mobile number as text that begins with 08. As a JSON number it has lost the 0, and some write 62 in its place. docs/contracts/kaspro.md §3 */
export function mobileOf(value: unknown): unknown {
	const text = textOf(value);
	return typeof text === 'string' ? text.replace(/^(\+?62)?(?=8\d+$)/, '0') : text;
}
