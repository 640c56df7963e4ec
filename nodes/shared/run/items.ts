import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ItemWithBinary, Result } from '../ledger/call';

/** Pairs an input item's result with it, so that later nodes can look back (docs/contracts is silent; n8n needs it). */
export function itemsOf(result: Result, item: number): INodeExecutionData[] {
	return (Array.isArray(result) ? result : [result]).map((output) => ({
		...(isWithBinary(output) ? output : {}),
		json: withoutError(jsonOf(output)),
		pairedItem: { item },
	}));
}

/** n8n takes any `json.error` of a finished item for a failure and would run the node again. */
function withoutError(json: IDataObject): IDataObject {
	if (!('error' in json)) return json;
	const { error, ...rest } = json;
	return { ...rest, errorValue: error };
}

export function jsonOf(output: IDataObject | ItemWithBinary): IDataObject {
	return isWithBinary(output) ? output.json : output;
}

/** Exactly the two keys that an operation gives, so that an answer with fields of these names is not taken for it. */
function isWithBinary(output: IDataObject | ItemWithBinary): output is ItemWithBinary {
	const { json, binary, ...rest } = output as IDataObject;
	return isObject(json) && isObject(binary) && Object.keys(rest).length === 0;
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names that would reach an object's prototype instead of its data. */
const UNSAFE_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * A service's answer with its keys in n8n's spelling: `destination_phone` becomes `destinationPhone`, at every depth. Unknown
 * fields pass through; stray blanks around a key are trimmed (docs/contracts/kaspro.md §3). A key named `error` becomes
 * `errorValue`: n8n takes any `json.error` for a failure and would run the node again. What is nested without end becomes null.
 */
export function camelKeys(value: IDataObject): IDataObject;
export function camelKeys(value: unknown): unknown;
export function camelKeys(value: unknown): unknown {
	return camelBelow(value, 0);
}

/** No documented answer has ten levels, and thousands would overflow the stack here and when n8n stores the execution. */
const MOST_LEVELS = 100;

function camelBelow(value: unknown, level: number): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (level === MOST_LEVELS) return null;
	if (Array.isArray(value)) return value.map((entry: unknown) => camelBelow(entry, level + 1));
	const entries = Object.entries(value)
		.filter(([key]) => !UNSAFE_KEYS.includes(key.trim()))
		.map(([key, entry]) => [camelKey(key), camelBelow(entry, level + 1)] as const);
	return Object.fromEntries(entries);
}

function camelKey(key: string): string {
	const camel = key.trim().replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
	return camel === 'error' ? 'errorValue' : camel;
}
