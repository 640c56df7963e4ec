import type { IDataObject } from 'n8n-workflow';
import { textIn } from '../values/texts';

/** Names of fields with a few digits, which also a hash would give away. */
const GUESSABLE =
	/(pin|otp)s?[-_]?(code|number|no)?$|pass[-_]?(code|word|phrase)?$|passw|security[-_]?(code|number)$|cvv|cvc/i;

/** Names of fields whose values nobody may read in an execution. */
const SECRET = new RegExp(`${GUESSABLE.source}|key$|secret|token|authorization`, 'i');

/** Whether the value of a field of this name must not even be hashed. Keys are long, and may tell things apart. */
export function isGuessable(name: string): boolean {
	return GUESSABLE.test(name) || /secret|token/i.test(name);
}

/** A shorter one would be found in texts that have nothing to do with it. */
const LEAST = 4;

/** Deeper than any request that KasPro or KiriminAja is known to take. */
const MOST_LEVELS = 5;

/** The PINs and passwords among these fields and those inside them. */
export function pinsIn(fields: object): string[] {
	return secretsIn(fields, GUESSABLE);
}

/** The secrets among these fields and those inside them, e.g. of a credential or of a request's body. */
export function secretsIn(fields: object, names = SECRET, level = 0): string[] {
	if (level === MOST_LEVELS) return [];
	return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
		if (typeof value === 'object' && value !== null) return secretsIn(value, names, level + 1);
		const inner = typeof value === 'string' && value.trim().startsWith('{') && objectIn(value);
		if (inner) return secretsIn(inner, names, level + 1);
		const text = names.test(name) && typeof value !== 'boolean' ? textIn(value).trim() : '';
		return text.length >= LEAST ? [text] : [];
	});
}

/** The text without these secrets, also when a service writes digits in groups or drops a zero at their beginning. */
export function masked(text: string, secrets: string[]): string {
	return secrets.reduce((result, secret) => result.replace(patternOf(secret), '•••'), text);
}

function patternOf(secret: string): RegExp {
	if (!/^\d+$/.test(secret))
		return new RegExp(secret.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'g');
	const short = secret.replace(/^0+/, '');
	const digits = short.length < LEAST ? secret : short;
	return new RegExp(`(?<!\\d)(0[\\s.-]*)*${digits.split('').join('[\\s.-]*')}(?!\\d)`, 'g');
}

/** Fields may hold others as JSON text, e.g. the extra headers of a credential. */
function objectIn(text: string): object | undefined {
	try {
		const value = JSON.parse(text) as unknown;
		return typeof value === 'object' && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

/** An answer without fields of PINs and the like, at every depth: some services repeat the request. */
export function withoutPins(value: IDataObject): IDataObject;
export function withoutPins(value: unknown): unknown;
export function withoutPins(value: unknown): unknown {
	if (Array.isArray(value)) return value.map((entry: unknown) => withoutPins(entry));
	if (typeof value === 'string') return textWithoutPins(value);
	if (typeof value !== 'object' || value === null) return value;
	const kept = Object.entries(value).filter(
		([name, entry]) => !GUESSABLE.test(name.trim()) || !isPinLike(entry),
	);
	return Object.fromEntries(kept.map(([name, entry]) => [name, withoutPins(entry)]));
}

/** Some repeat the request as text; any other text stays as it is. */
function textWithoutPins(text: string): string {
	const repeated = text.trim().startsWith('{') && objectIn(text);
	if (!repeated) return text;
	const kept = JSON.stringify(withoutPins(repeated));
	return kept === JSON.stringify(repeated) ? text : kept;
}

/** A PIN, or several; an object may tell something else of it, e.g. its tries. */
function isPinLike(value: unknown): boolean {
	return Array.isArray(value) ? value.some(isPinLike) : ['string', 'number'].includes(typeof value);
}

/** A key or token is long, so that it is nothing else wherever it stands; digits may be an amount or a reference. */
const isLong = (secret: string) => secret.length >= 8 && !/^\d+$/.test(secret);

/** An answer in whose texts, at every depth, no key or token of these stands. */
export function withoutKeys<Row extends IDataObject>(value: Row, secrets: string[]): Row {
	const long = secrets.filter(isLong);
	const json = JSON.stringify(value);
	if (!long.some((secret) => json.includes(JSON.stringify(secret).slice(1, -1)))) return value;
	return maskedIn(value, long) as Row;
}

function maskedIn(value: unknown, secrets: string[]): unknown {
	if (typeof value === 'string') return masked(value, secrets);
	if (Array.isArray(value)) return value.map((entry) => maskedIn(entry, secrets));
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, entry]) => [name, maskedIn(entry, secrets)]);
	return Object.fromEntries(entries) as unknown;
}
