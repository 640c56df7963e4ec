/** What the published answers allow: JSON types by place, all rows of a list taken together. */
export interface Shape {
	types: Set<string>;
	keys: Map<string, Shape>;
	/** Keys that every object seen at this place had. */
	always: Set<string> | undefined;
	rows: Shape | undefined;
	/** Whether a list seen at this place had no rows. */
	mayBeEmpty: boolean;
}

export function shapeOf(...examples: unknown[]): Shape {
	const objects = examples.filter(isObject);
	const lists = examples.filter((one): one is unknown[] => Array.isArray(one));
	const shape: Shape = {
		types: new Set(),
		keys: new Map(),
		always: undefined,
		rows: undefined,
		mayBeEmpty: lists.some((list) => list.length === 0),
	};
	for (const example of examples) shape.types.add(typeOf(example));
	for (const key of new Set(objects.flatMap((one) => Object.keys(one)))) {
		const values = objects.filter((one) => key in one).map((one) => one[key]);
		shape.keys.set(key, shapeOf(...values));
	}
	if (objects.length > 0) {
		const keys = [...shape.keys.keys()];
		shape.always = new Set(keys.filter((key) => objects.every((one) => key in one)));
	}
	if (lists.some((list) => list.length > 0)) shape.rows = shapeOf(...lists.flat());
	return shape;
}

/** Where a value departs from the shape, in words. */
export function departures(value: unknown, shape: Shape, place = 'body'): string[] {
	const type = typeOf(value);
	if (!shape.types.has(type)) return [`${place} is ${type}, not ${[...shape.types].join(' or ')}`];
	if (Array.isArray(value)) {
		const { rows } = shape;
		if (!rows) return value.length > 0 ? [`${place} has rows, the published one is empty`] : [];
		if (value.length === 0) {
			return shape.mayBeEmpty ? [] : [`${place} is empty, the published one has rows`];
		}
		return value.flatMap((row, index) => departures(row, rows, `${place}[${index}]`));
	}
	if (!isObject(value)) return [];
	const missing = [...(shape.always ?? [])].filter((key) => !(key in value));
	return [
		...missing.map((key) => `${place}.${key} is missing`),
		...Object.entries(value).flatMap(([key, inner]) => {
			const innerShape = shape.keys.get(key);
			return innerShape
				? departures(inner, innerShape, `${place}.${key}`)
				: [`${place}.${key} is not in the published answer`];
		}),
	];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}
