import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { flag, optional } from '../values/kinds';
import type { Caller } from '../wire/caller';
import { inputError } from '../wire/errors';

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

/** Where n8n has the switch: behind what is always filled in, before the optional fields, which stand last. */
export function withSimplify(fields: INodeProperties[]): INodeProperties[] {
	const end = fields.at(-1)?.type === 'collection' ? fields.length - 1 : fields.length;
	return [...fields.slice(0, end), simplifyField, ...fields.slice(end)];
}

/**
 * What is left of an item's output; undefined, all of it. Read with the item's other fields: once the money has moved, it is too late to
 * say that the switch can't be read.
 */
export function keptBy(
	simple: string[],
	{ ctx, item }: Caller,
	given: unknown,
): string[] | undefined {
	const checked = optional(flag).safeParse(given);
	if (checked.success) return checked.data === false ? undefined : simple;
	const [issue] = checked.error.issues;
	throw inputError({ ctx, item }, `Simplify (item ${item}) ${issue?.message}`);
}

/** The item with these fields alone; paired as it was, with the files it had. */
export function simplified(output: INodeExecutionData, names: string[]): INodeExecutionData {
	return { ...output, json: only(output.json, names) };
}
