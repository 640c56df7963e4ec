import type { FastifyReply } from 'fastify';
import type { Input } from './bodies.ts';
import { refuse } from './controlAnswers.ts';

/** One thing that can be set: what it may be, in words and as a check, and what it is at first. */
export interface Setting<Value> {
	initial: Value;
	allowed: string;
	isAllowed: (value: unknown) => boolean;
}

/** A vendor's settings, and the values they have. */
export type Table = Record<string, Setting<unknown>>;
export type ValuesOf<Settings extends Table> = {
	[Name in keyof Settings]: Settings[Name] extends Setting<infer Value> ? Value : never;
};

/** One of these words; the first of them at first. */
export function oneOf<Word extends string>(initial: Word, ...others: Word[]): Setting<Word> {
	const words: unknown[] = [initial, ...others];
	return {
		initial,
		allowed: `one of ${words.join(', ')}`,
		isAllowed: (value) => words.includes(value),
	};
}

export function yesNo(initial: boolean): Setting<boolean> {
	return { initial, allowed: 'true or false', isAllowed: (value) => typeof value === 'boolean' };
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

export function count(initial: number): Setting<number> {
	return { initial, allowed: 'a whole number, 0 or more', isAllowed: isCount };
}

export function countOrNull(initial: number | null): Setting<number | null> {
	return {
		initial,
		allowed: 'a whole number, 0 or more, or null',
		isAllowed: (value) => value === null || isCount(value),
	};
}

/** Several numbers, e.g. the waits between tries. */
export function counts(...initial: number[]): Setting<number[]> {
	return {
		initial,
		allowed: 'a list of whole numbers, 0 or more',
		isAllowed: (value) => Array.isArray(value) && value.every(isCount),
	};
}

/** A part of one, e.g. 0.02. */
export function share(initial: number): Setting<number> {
	return {
		initial,
		allowed: 'a number from 0 up to 1',
		isAllowed: (value) => typeof value === 'number' && value >= 0 && value < 1,
	};
}

export function text(initial: string): Setting<string> {
	return { initial, allowed: 'a text', isAllowed: (value) => typeof value === 'string' };
}

export function textsOrNull(initial: string[] | null): Setting<string[] | null> {
	const isText = (value: unknown) => typeof value === 'string';
	return {
		initial,
		allowed: 'a list of texts or null',
		isAllowed: (value) => value === null || (Array.isArray(value) && value.every(isText)),
	};
}

export function initialValues<Settings extends Table>(table: Settings): ValuesOf<Settings> {
	const values = Object.entries(table).map(
		([name, { initial }]) => [name, structuredClone(initial)] as const,
	);
	return Object.fromEntries(values) as ValuesOf<Settings>;
}

/** Changes all the settings that were sent, or none of them when one is not understood. */
export function changeSettings<Values extends object>(
	reply: FastifyReply,
	values: Values,
	table: Table,
	input: Input,
): Values | FastifyReply {
	for (const [name, value] of Object.entries(input)) {
		const setting = Object.hasOwn(table, name) ? table[name] : undefined;
		if (setting === undefined) {
			const known = Object.keys(table).join(', ');
			return refuse(reply, 400, `There is no setting ${name}. The settings are: ${known}.`);
		}
		if (!setting.isAllowed(value)) {
			return refuse(reply, 400, `${name} must be ${setting.allowed}.`);
		}
	}
	return Object.assign(values, input);
}
