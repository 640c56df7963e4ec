import type { Shape } from './jsonShape';

/** What n8n's editor reads of a JSON schema: no more, because the files go into the package. */
export interface Schema {
	type: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
}

/**
 * The editor opens an object only when its type is nothing else, so that it does not say that there may be none. What is empty in all
 * answers is taken for text: the AWB of a booking, the time of what has not happened yet.
 */
export function schemaOf({ types, keys, rows }: Shape): Schema {
	const [type = 'string', ...others] = [...types].filter((name) => name !== 'null');
	if (type === 'object') {
		const entries = [...keys].map(([name, inner]) => [name, schemaOf(inner)]);
		return { type, properties: Object.fromEntries(entries) as Record<string, Schema> };
	}
	if (type === 'array') return rows ? { type, items: schemaOf(rows) } : { type };
	const all = [type, ...others, ...(types.has('null') ? ['null'] : [])];
	return { type: all.length > 1 ? all : type };
}

/** Where a value is not as its schema says, in words. */
export function unlike(
	value: unknown,
	{ type, properties, items }: Schema,
	place = 'item',
): string[] {
	const types = [type].flat();
	const own = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
	const mayBeNull = types.includes('object') || types.includes('array');
	if (own === 'null' && mayBeNull) return [];
	if (!types.includes(own)) return [`${place} is ${own}, not ${types.join(' or ')}`];
	if (Array.isArray(value)) {
		return value.flatMap((one, index) =>
			items ? unlike(one, items, `${place}[${index}]`) : [`${place} has rows`],
		);
	}
	if (own !== 'object') return [];
	return Object.entries(value as object).flatMap(([name, inner]) => {
		const schema = properties?.[name];
		return schema ? unlike(inner, schema, `${place}.${name}`) : [`${place}.${name} is not known`];
	});
}

/** As prettier would write it. */
export const textOf = (schema: Schema) =>
	`${JSON.stringify(schema, null, '\t').replace(/\[\s+("\w+"(?:,\s+"\w+")*)\s+\]/g, (_, types: string) => `[${types.replace(/\s+/g, ' ')}]`)}\n`;
