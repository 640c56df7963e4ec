/** A shorter one would be found in words that have nothing to do with it. */
const LEAST = 3;
const MOST_OF_TEXT = 200;

/** Keeps keys and what belongs to people out of everything that is printed. */
export class Redactor {
	private readonly hidden = new Set<string>();

	/** Keys, in each form in which they travel. */
	hideSecrets(secrets: string[]): void {
		const pairs = secrets.flatMap((one) => secrets.map((other) => `${one}:${other}`));
		for (const secret of [...secrets, ...pairs.map(base64), ...secrets.map(base64)]) {
			this.hide(secret);
			this.hide(encodeURIComponent(secret));
		}
	}

	hide(value: unknown): void {
		if (typeof value !== 'string' && typeof value !== 'number') return;
		const text = String(value).trim();
		if (text.length >= LEAST) this.hidden.add(text);
	}

	/** Whether a text holds one of these. Short ones are found in figures that have nothing to do with them. */
	holds(text: string, least = LEAST): boolean {
		const long = [...this.hidden].filter((value) => value.length >= least);
		return long.some((value) => patternOf(value).test(text));
	}

	clean(text: string): string {
		const longestFirst = [...this.hidden].sort((one, other) => other.length - one.length);
		return longestFirst.reduce((result, value) => result.replace(patternOf(value), '•••'), text);
	}

	/** A service's own words, short, on one line, and without what looks like a key, a number or an address of somebody. */
	quoted(words: string): string {
		const line = this.clean(words)
			.replace(/[^\s@"',;:]+@[^\s@"',;:]+\.[^\s@"',;:]+/g, '•••')
			.replace(/(?<![\w.-])\+?\d(?:[\s.-]?\d){7,}(?![\w-])/g, '•••')
			.replace(/[A-Za-z0-9+/_=-]{32,}/g, '•••')
			.replace(/\s+/g, ' ')
			.trim();
		return line.length > MOST_OF_TEXT ? `${line.slice(0, MOST_OF_TEXT)}…` : line;
	}
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Short ones only as words of their own. */
function patternOf(value: string): RegExp {
	const escaped = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
	return value.length < 8
		? new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu')
		: new RegExp(escaped, 'giu');
}
