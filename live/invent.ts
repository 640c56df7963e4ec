import type { Hidden, Row, Shape } from './shape.ts';

/** Contoh is Indonesian for example. */
const PEOPLE = ['Ani', 'Bima', 'Citra', 'Damar', 'Eka', 'Fajar', 'Gita', 'Hadi'];

/** Of the services themselves; what they are called is no secret. */
const KNOWN_HOSTS = /(^|\.)(kiriminaja\.com|kirimo\.biz\.id|duitku\.com|kaspro\.id)$/;

/** Found in words that are kept, it is put in the place of. A shorter one would be found everywhere. */
const LEAST = 3;

/**
 * Puts invented people, numbers and addresses in the place of real ones: the same one for the same value wherever it stands. What the
 * documents do not name is taken to be somebody's own.
 */
export class Inventor {
	/** By the real value, as JSON has it: 1 and "1" are two. */
	private readonly made = new Map<string, unknown>();
	private readonly counts = new Map<string, number>();
	private readonly isTaken: (text: string) => boolean;

	/** @param isTaken whether a text holds what is really somebody's */
	constructor(isTaken: (text: string) => boolean) {
		this.isTaken = isTaken;
	}

	/** An answer as it may be shown. */
	invented(body: Row, shape: Shape): Row {
		// First all that has a place of its own, so that words that repeat it are found whatever comes first.
		this.walk(body, shape);
		return this.walk(body, shape) as Row;
	}

	/** What stands for a value, from now on or since before. */
	of(value: string | number, as: Hidden | 'key'): unknown {
		const name = JSON.stringify(value);
		const known = this.made.get(name);
		if (known !== undefined) return known;
		const made = this.next(value, as);
		this.made.set(name, made);
		return made;
	}

	/** Words without what is known to be somebody's own. */
	private cleaned(words: string): string {
		const real = [...this.made]
			.map(([name, made]) => ({ value: String(JSON.parse(name)), made: String(made) }))
			.filter(({ value }) => value.length >= LEAST)
			.sort((one, other) => other.value.length - one.value.length);
		return real
			.reduce((text, { value, made }) => replaced(text, value, made), words)
			.replace(/[^\s@"',;:]+@[^\s@"',;:]+\.[^\s@"',;:]+/g, 'orang@example.com')
			.replace(/(?<![\w.-])\+?\d(?:[\s.-]?\d){7,}(?![\w-])/g, '081200000000');
	}

	private walk(value: unknown, shape: Shape | undefined): unknown {
		if (Array.isArray(value)) {
			const rows = shape?.kind === 'list' ? shape.rows : undefined;
			return value.map((row) => this.walk(row, rows));
		}
		if (typeof value === 'object' && value !== null) {
			const inner = shape?.kind === 'keys' ? shape.keys : {};
			const entries = Object.entries(value).map(([key, entry]) => [
				key in inner ? key : this.key(key),
				this.walk(entry, inner[key]),
			]);
			return Object.fromEntries(entries) as Row;
		}
		if (value === '' || (typeof value !== 'string' && typeof value !== 'number')) return value;
		if (shape?.kind !== 'leaf')
			return this.of(value, typeof value === 'string' ? 'words' : 'number');
		if (shape.hides) return this.of(value, shape.hides);
		if (typeof value === 'number') return value;
		// A time is written in many digits.
		return shape.form?.[0].test(value) ? value : this.cleaned(value);
	}

	private key(name: string): string {
		const isPlain = /^[A-Za-z_]\w{0,39}$/.test(name) && !/\d{4}/.test(name);
		return isPlain && this.cleaned(name) === name ? name : String(this.of(name, 'key'));
	}

	/** The next one of a kind that nobody really has. */
	private next(value: string | number, as: Hidden | 'key'): unknown {
		for (let tries = 1; ; tries++) {
			const count = (this.counts.get(as) ?? 0) + 1;
			this.counts.set(as, count);
			const made = make(value, as, count);
			if (!this.isTaken(String(made)) || tries === MOST_TRIES) return made;
		}
	}
}

const MOST_TRIES = 100;

function make(value: unknown, as: Hidden | 'key', count: number): unknown {
	const text = String(value);
	switch (as) {
		case 'person':
			return `${PEOPLE[count - 1] ?? `Orang ${count}`} Contoh`;
		case 'phone': {
			const start = /^\+?(62|0)/.exec(text)?.[0] ?? '';
			const rest = `8120000${String(count).padStart(4, '0')}`;
			return typeof value === 'number' ? Number(rest) : `${start}${rest}`;
		}
		case 'mail':
			return `orang${count}@example.com`;
		case 'address':
			return `Jl. Contoh No ${count} RT 01 RW 02`;
		case 'place':
			return `Kota Contoh ${count}`;
		case 'postcode':
			return String(55000 + count);
		case 'degrees':
			// To a whole degree it is a region.
			return typeof value === 'number' ? Math.round(value) + count / 1000 : String(count);
		case 'link':
			return `https://${hostOf(text)}/contoh/${count}`;
		case 'money':
			return typeof value === 'number'
				? 1_111_000 + 1000 * count
				: String(1_111_000 + 1000 * count);
		case 'secret':
			return `INVENTED-${count}`;
		case 'words':
			return `Keterangan ${count}`;
		case 'key':
			return `key_${count}`;
		case 'number':
			return typeof value === 'number' ? numberLike(value, count) : likeOf(text, count);
	}
}

function hostOf(address: string): string {
	const host = URL.canParse(address) ? new URL(address).hostname : '';
	return KNOWN_HOSTS.test(host) ? host : 'example.invalid';
}

/** As many digits as before. */
function numberLike(value: number, count: number): number {
	const digits = String(Math.trunc(Math.abs(value))).length;
	return 10 ** (digits - 1) + count;
}

/** The same letters and digits by place, with other ones in them: `MLT-0000001001` is `AAA-0000000001`. */
function likeOf(text: string, count: number): string {
	const blank = text
		.replace(/[A-Z]/g, 'A')
		.replace(/[^A-Z\W\d_]/g, 'a')
		.replace(/\d/g, '0');
	const digits = [...String(count)];
	const made = [...blank];
	for (let place = made.length - 1; place >= 0 && digits.length > 0; place--) {
		if (made[place] === '0') made[place] = digits.pop() ?? '0';
	}
	const result = `${made.join('')}${digits.join('')}`;
	return result === text ? `${result}0` : result;
}

function replaced(text: string, value: string, other: string): string {
	const escaped = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
	return text.replace(
		new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu'),
		() => other,
	);
}
