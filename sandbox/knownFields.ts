import { isObject } from './bodies.ts';
import type { LoggedRequest } from './requestLog.ts';

type Call = Pick<LoggedRequest, 'method' | 'path' | 'query' | 'body'>;

/**
 * The fields that a vendor takes in a call, in its query or body, as docs/contracts has them: `address`, `destination.latitude`,
 * `packages[].order_id`, and `metadata.*` for whatever stands in there. Undefined: nothing is known of such a call.
 */
export type KnownFields = (call: Call) => readonly string[] | undefined;

/** By `METHOD /path`, in which `:id` stands for one part of any name. */
export function byEndpoint(endpoints: Record<string, readonly string[]>): KnownFields {
	const patterns = Object.entries(endpoints).map(([endpoint, fields]) => ({
		pattern: new RegExp(`^${endpoint.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
		fields,
	}));
	return ({ method, path }) =>
		patterns.find(({ pattern }) => pattern.test(`${method} ${path}`))?.fields;
}

/** What a call sends that its vendor does not take; each name once. */
export function unknownFields(call: Call, knownFields: KnownFields): string[] {
	const known = knownFields(call);
	if (known === undefined) return [];
	const sent = [...names('', call.query), ...(isObject(call.body) ? names('', call.body) : [])];
	return [...new Set(sent)].filter((name) => !known.some((field) => covers(field, name)));
}

/** An empty list or object has only its own name, which the fields in it cover too. */
function covers(field: string, name: string): boolean {
	if (field.endsWith('.*') && name.startsWith(field.slice(0, -1))) return true;
	return field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[]`);
}

function names(prefix: string, value: Record<string, unknown>): string[] {
	return Object.entries(value).flatMap(([key, entry]) => inside(`${prefix}${key}`, entry));
}

function inside(name: string, value: unknown): string[] {
	const rows = Array.isArray(value) ? value.filter(isObject) : [];
	if (rows.length > 0) return rows.flatMap((row) => names(`${name}[].`, row));
	return isObject(value) && Object.keys(value).length > 0 ? names(`${name}.`, value) : [name];
}
