import { isObject, type Input } from '../bodies.ts';

/** One line of a request table: docs/contracts/kiriminaja.md §2. Lengths for text, values for numbers, counts for lists. */
export interface FieldRule {
	type: 'string' | 'integer' | 'digits' | 'number' | 'boolean' | 'array';
	required?: boolean;
	min?: number;
	max?: number;
	pattern?: RegExp;
	oneOf?: readonly unknown[];
}

export type Rules = Record<string, FieldRule>;

/** Field → sentence, in the order of the rules. The wording is that of Laravel, which the real texts follow. */
export type Errors = Record<string, string>;

export function check(input: Input, rules: Rules): Errors {
	const errors: Errors = {};
	for (const [name, rule] of Object.entries(rules)) {
		const error = complaint(input[name], rule, name);
		if (error) errors[name] = error;
	}
	return errors;
}

export function isAbsent(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

export function requiredText(name: string): string {
	return `The ${label(name)} field is required.`;
}

export function invalidText(name: string): string {
	return `The selected ${label(name)} is invalid.`;
}

function label(name: string): string {
	return name.replaceAll('_', ' ');
}

/** The fields of an object inside another are named `origin.lat`, as Laravel does. */
export function checkInside(name: string, value: unknown, rules: Rules): Errors {
	return check(inside(name, isObject(value) ? value : {}), inside(name, rules));
}

function inside<Value>(name: string, fields: Record<string, Value>): Record<string, Value> {
	return Object.fromEntries(
		Object.entries(fields).map(([key, value]) => [`${name}.${key}`, value]),
	);
}

function complaint(value: unknown, rule: FieldRule, name: string): string | undefined {
	if (isAbsent(value)) return rule.required ? requiredText(name) : undefined;
	const wrongType = typeComplaint(value, rule.type);
	if (wrongType) return `The ${label(name)} must be ${wrongType}.`;
	const [size, unit] = sizeOf(value);
	if (rule.min !== undefined && size < rule.min) {
		return `The ${label(name)} must be at least ${rule.min}${unit}.`;
	}
	if (rule.max !== undefined && size > rule.max) {
		return `The ${label(name)} must not be greater than ${rule.max}${unit}.`;
	}
	if (rule.pattern && !rule.pattern.test(String(value))) {
		return `The ${label(name)} format is invalid.`;
	}
	if (rule.oneOf && !rule.oneOf.includes(value)) return invalidText(name);
	return undefined;
}

function typeComplaint(value: unknown, type: FieldRule['type']): string | undefined {
	switch (type) {
		case 'string':
			return typeof value === 'string' ? undefined : 'a string';
		case 'integer':
			return Number.isSafeInteger(value) ? undefined : 'an integer';
		case 'digits':
			return Number.isSafeInteger(value) || (typeof value === 'string' && /^\d+$/.test(value))
				? undefined
				: 'an integer';
		case 'number':
			return typeof value === 'number' ? undefined : 'a number';
		case 'boolean':
			return typeof value === 'boolean' ? undefined : 'true or false';
		case 'array':
			return Array.isArray(value) ? undefined : 'an array';
	}
}

function sizeOf(value: unknown): [number, string] {
	if (typeof value === 'string') return [[...value].length, ' characters'];
	if (Array.isArray(value)) return [value.length, ' items'];
	return [Number(value), ''];
}
