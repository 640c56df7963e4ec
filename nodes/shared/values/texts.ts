/** A single value as text; nothing for what is an object or missing. */
export function textIn(value: unknown): string {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The same; null for nothing. */
export function textOrNull(value: unknown): string | null {
	return textIn(value) || null;
}

const MOST_NAMED = 5;

/** The first of them by name, and how many more there are. */
export function shortened(names: string[]): string {
	const more = names.length - MOST_NAMED;
	const named = names.slice(0, MOST_NAMED).join(', ');
	return more > 0 ? `${named} and ${more} more` : named;
}
