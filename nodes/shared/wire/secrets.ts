import type { IDataObject } from 'n8n-workflow';
import { textIn } from '../values/texts';

/** Names of fields whose values nobody may read in an execution. */
const SECRET = /(^|[a-z_])pin$|PIN$|otp$|key$|secret|token|password|authorization/i;

/** A shorter one would be found in texts that have nothing to do with it. */
const LEAST = 4;

/** Deeper than any request that KasPro or KiriminAja is known to take. */
const MOST_LEVELS = 5;

/** The secrets among these fields and those inside them, e.g. of a credential or of a request's body. */
export function secretsIn(fields: object, level = 0): string[] {
	if (level === MOST_LEVELS) return [];
	return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
		if (typeof value === 'object' && value !== null) return secretsIn(value, level + 1);
		const text = SECRET.test(name) && typeof value !== 'boolean' ? textIn(value).trim() : '';
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

/** An answer without fields of such names, at every depth: some services repeat the request. */
export function withoutSecrets(value: IDataObject): IDataObject;
export function withoutSecrets(value: unknown): unknown;
export function withoutSecrets(value: unknown): unknown {
	if (Array.isArray(value)) return value.map((entry: unknown) => withoutSecrets(entry));
	if (typeof value !== 'object' || value === null) return value;
	const kept = Object.entries(value).filter(([name]) => !/pin$|otp$/i.test(name));
	return Object.fromEntries(kept.map(([name, entry]) => [name, withoutSecrets(entry)]));
}
