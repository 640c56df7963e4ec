import type { IDataObject } from 'n8n-workflow';

/** One JSON object, as opposed to a list, a single value or nothing. */
export function isRow(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of a list. PHP writes one with a gap as an object with numbers for keys; what is no list has none. */
export function listIn(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	const isList = isRow(value) && Object.keys(value).every((key) => /^\d+$/.test(key));
	return isList ? Object.values(value) : [];
}

/** The JSON objects in a list. */
export function rowsIn(value: unknown): IDataObject[] {
	return listIn(value).filter(isRow);
}

/** A JSON object, or an empty one in its place. */
export function rowOr(value: unknown): IDataObject {
	return isRow(value) ? value : {};
}
