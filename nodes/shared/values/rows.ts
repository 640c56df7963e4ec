import type { IDataObject } from 'n8n-workflow';

/** One JSON object, as opposed to a list, a single value or nothing. */
export function isRow(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON objects in a list; what is no list has none. */
export function rowsIn(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isRow) : [];
}

/** A JSON object, or an empty one in its place. */
export function rowOr(value: unknown): IDataObject {
	return isRow(value) ? value : {};
}
