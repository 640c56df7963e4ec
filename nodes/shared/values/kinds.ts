import { z } from 'zod';
import { textIn } from './texts';
import { toWib } from './time';

/**
 * The kinds of value that merchants type. Each is a zod schema whose message finishes the sentence that begins with the field's
 * name and item: "Destination Phone (item 3) must start with 08 or 62 …". An empty field is a missing one.
 */
class Refusal {
	readonly sentence: string;

	constructor(sentence: string) {
		this.sentence = sentence;
	}
}

/** Says what is wrong with a value: the rest of a sentence that begins with the field's name. */
export const refuse = (sentence: string) => new Refusal(sentence);

/** A schema from one function that reads a value that is there, or refuses it. */
export function field<T>(read: (value: unknown) => T | Refusal) {
	return z.unknown().transform((value, ctx): T => {
		const result = isEmpty(value) ? refuse('is required.') : read(value);
		if (!(result instanceof Refusal)) return result;
		// Fatal, so that later rules of the same field do not see a value that is not there.
		ctx.addIssue({ code: 'custom', message: result.sentence, fatal: true });
		return z.NEVER;
	});
}

/** The same field when it may be left empty. */
export function optional<Schema extends z.ZodTypeAny>(schema: Schema) {
	return z.preprocess((value) => (isEmpty(value) ? undefined : value), schema.optional());
}

/** Whether nothing was typed. */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && !value.trim());
}

/** Text of `min` to `max` characters. Numbers are taken as text: spreadsheets turn order numbers into them. */
export const text = ({ min = 1, max = Infinity } = {}) =>
	field((value) => {
		if (typeof value !== 'string' && typeof value !== 'number') return refuse('must be text.');
		if (typeof value === 'number' && !isExact(value)) {
			return refuse(
				`must be exact, and the number ${value} has lost its last digits: give it as text.`,
			);
		}
		const result = String(value).trim();
		if (result.length >= min && result.length <= max) return result;
		const allowed =
			max === Infinity ? `at least ${min}` : min > 1 ? `${min} to ${max}` : `at most ${max}`;
		return refuse(`must have ${allowed} characters; it has ${result.length}.`);
	});

/**
 * A whole number; digits in text count, because expressions often give text. Text with a point does not: "25.000" is twenty-five
 * thousand to an Indonesian and twenty-five to a computer.
 */
export const integer = ({ min = -Infinity, max = Infinity, unit = '' } = {}) =>
	field((value) => {
		const isFraction = typeof value === 'string' && value.includes('.');
		const number = isFraction ? undefined : numberIn(value);
		const name = unit ? ` of ${unit}` : '';
		if (number === undefined || !Number.isSafeInteger(number)) {
			return refuse(`must be a whole number${name}; it is ${shown(value)}.`);
		}
		if (number < min)
			return refuse(
				`must be at least ${grouped(min)}${unit && ` ${unit}`}; it is ${grouped(number)}.`,
			);
		if (number > max)
			return refuse(
				`must be at most ${grouped(max)}${unit && ` ${unit}`}; it is ${grouped(number)}.`,
			);
		return number;
	});

/** Whole rupiah; shops write "175000.00" as well, which is no thousands. */
export const rupiah = ({ min = 0, max = Infinity } = {}) => {
	const whole = integer({ min, max, unit: 'rupiah' });
	const withoutCents = (value: unknown) =>
		typeof value === 'string' ? value.replace(/^(\s*\d+)[.,]00?\s*$/, '$1') : value;
	return z.preprocess(withoutCents, whole);
};

export const decimal = ({ min = -Infinity, max = Infinity } = {}) =>
	field((value) => {
		const number = numberIn(value);
		if (number === undefined) return refuse(`must be a number; it is ${shown(value)}.`);
		if (number < min || number > max)
			return refuse(`must be between ${min} and ${max}; it is ${number}.`);
		return number;
	});

/** An id that the service counts with: digits, as number or text. */
export const numericId = integer({ min: 1 });

export const flag = field(
	(value) => flagIn(value) ?? refuse(`must be true or false; it is ${shown(value)}.`),
);

export const choice = <Value extends string>(...allowed: Value[]) =>
	field((value) =>
		allowed.includes(value as Value)
			? (value as Value)
			: refuse(`must be one of ${allowed.join(', ')}; it is ${shown(value)}.`),
	);

/**
 * An Indonesian phone number as text. Blanks, dashes, dots, brackets and a leading + are dropped; nothing else is changed.
 *
 * @param starts what it may start with, e.g. `['08', '62']`
 */
export const phone = ({ starts, min, max }: { starts: string[]; min: number; max: number }) =>
	field((value) => {
		const digits = typed(value)
			.replace(/[\s().-]/g, '')
			.replace(/^\+/, '');
		const rule = `must start with ${starts.join(' or ')} and have ${min}–${max} digits; it is ${shown(value)}.`;
		if (/^8\d+$/.test(digits)) {
			return refuse(`${rule} A spreadsheet may have dropped the leading 0.`);
		}
		const right = /^\d+$/.test(digits) && starts.some((start) => digits.startsWith(start));
		return right && digits.length >= min && digits.length <= max ? digits : refuse(rule);
	});

/** A six-digit PIN. The message never shows what was typed. */
export const pin = field((value) => {
	const digits = typed(value);
	return /^\d{6}$/.test(digits)
		? digits
		: refuse('must be the 6 digits of the PIN. If it starts with 0, give it as text.');
});

const readWib = (value: unknown) =>
	toWib(value) ??
	refuse(`must be a date and time, e.g. 2026-06-25 10:00:00 (WIB); it is ${shown(value)}.`);

/** A moment in WIB as `YYYY-MM-DD HH:mm:ss`. */
export const wibTime = field(readWib);

/** Stands for a time that is not known before the node runs: the next one there is. */
export const NEXT = 'next';

/** A moment in WIB, or `next`. */
export const wibTimeOrNext = field((value) => (value === NEXT ? NEXT : readWib(value)));

export const email = ({ max = 254 } = {}) =>
	field((value) => {
		const address = typed(value);
		if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(address)) {
			return refuse(`must be an e-mail address, e.g. budi@example.com; it is ${shown(value)}.`);
		}
		return address.length <= max
			? address
			: refuse(`must have at most ${max} characters; it has ${address.length}.`);
	});

export const webUrl = field((value) => {
	const address = typed(value);
	return /^https?:\/\/[^\s/?#]+([/?#]\S*)?$/i.test(address)
		? address
		: refuse(`must be a web address that starts with https:// or http://; it is ${shown(value)}.`);
});

/** JSON typed into a field, or the value that an expression already gave. */
export const json = field((value) => {
	if (typeof value !== 'string') return withExactNumbers(value);
	try {
		return withExactNumbers(JSON.parse(value));
	} catch (error) {
		// V8 quotes the text around the fault, and that may hold a PIN.
		const reason = (error as Error).message.replace(/, (\.\.\.)?".*$/s, '');
		return refuse(`must be JSON: ${reason}.`);
	}
});

/** Enough to find it by. */
const MOST_OF_NAME = 60;

/** Sixteen digits, or so many that they are written with an exponent; also what is no JSON and so has to be looked through. */
const MAY_BE_LONG = /\d{16}|\de\+|^an object$/;

/** A virtual account of 16 digits or more, written as a number, would be sent with other digits at its end. */
function withExactNumbers(value: unknown) {
	// Most have none: a list of a million is looked through at once.
	if (!MAY_BE_LONG.test(asJson(value))) return value;
	const waiting: Array<[string, unknown]> = [];
	// One by one, and only what matters: a million at once would be more arguments than a call can have.
	const add = (name: string, entry: unknown) => {
		const isObject = typeof entry === 'object' && entry !== null;
		if (isObject || hasLostDigits(entry)) waiting.push([name, entry]);
	};
	add('', value);
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		const [name, entry] = next;
		if (hasLostDigits(entry)) {
			return refuse(
				`must have long numbers as text, in quotes: the number${name && ` in "${name.slice(0, MOST_OF_NAME)}"`} has lost its last digits.`,
			);
		}
		if (Array.isArray(entry)) for (const inner of entry as unknown[]) add(name, inner);
		else for (const [key, inner] of Object.entries(entry as object)) add(key, inner);
	}
	return value;
}

function hasLostDigits(value: unknown): boolean {
	return typeof value === 'number' && Number.isInteger(value) && !isExact(value);
}

/** A number in a JSON number or in digits, with an optional decimal point; nothing is guessed from other texts. */
export function numberIn(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.trim())) return undefined;
	// 400 digits are Infinity.
	return numberIn(Number(value));
}

/** Yes and no, which arrive as true and false, as 1 and 0, and as their texts. */
export function flagIn(value: unknown): boolean | undefined {
	const word = textIn(value).trim().toLowerCase();
	return ['true', '1'].includes(word) ? true : ['false', '0'].includes(word) ? false : undefined;
}

/**
 * A service's amount in whole rupiah; digits in text count, as PHP often gives them. "20.000" is read as nothing: it is twenty thousand to
 * an Indonesian and twenty to a computer.
 */
export function rupiahIn(value: unknown): number | null {
	if (typeof value === 'string' && /\.\d{3}$/.test(value.trim())) return null;
	const number = numberIn(value);
	return number !== undefined && Number.isSafeInteger(number) ? number : null;
}

/**
 * What an amount means to people, in whatever writing: "Rp 20.000,00" is twenty thousand. Only to be compared with what was asked for;
 * nothing for what is masked.
 */
export function amountMeantBy(value: unknown): number | null {
	const plain = rupiahIn(value);
	if (plain !== null || typeof value !== 'string' || /[*x•]/i.test(value)) return plain;
	const digits = value.replace(/[.,]\d{1,2}$/, '').replace(/\D/g, '');
	return digits === '' ? null : Number(digits);
}

/** JavaScript counts in steps of more than one beyond this. */
function isExact(number: number): boolean {
	return Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}

/** What was typed, or the number that a spreadsheet has made of it; anything else is as good as nothing. */
function typed(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function grouped(number: number): string {
	return String(number).replace(/\B(?=(\d{3})+$)/g, '.');
}

/** The value in an error, short and on one line. */
export function shown(value: unknown): string {
	const plain = typeof value === 'string' ? `"${value}"` : asJson(value);
	return plain.length > 60 ? `${plain.slice(0, 57)}…` : plain;
}

function asJson(value: unknown): string {
	try {
		return JSON.stringify(value) ?? String(value);
	} catch {
		// A big integer, or an object inside objects without end.
		return typeof value === 'bigint' ? String(value) : 'an object';
	}
}
