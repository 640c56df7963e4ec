import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** n8n's own switch for answers of more than ten fields. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** These fields of an output item, in this order. */
export function only(item: IDataObject, names: string[]): IDataObject {
	return Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
}
