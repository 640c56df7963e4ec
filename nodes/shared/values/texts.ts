/** A single value as text; nothing for what is an object or missing. */
export function textIn(value: unknown): string {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The same; null for nothing. */
export function textOrNull(value: unknown): string | null {
	return textIn(value) || null;
}
