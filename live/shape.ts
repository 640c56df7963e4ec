/** What an answer looks like by docs/contracts, and what of it is somebody's own and not to be kept. */
export type Shape = (Leaf | List | Keys) & { isOptional?: true; orNull?: true };

export interface Leaf {
	kind: 'leaf';
	types: Type[];
	/** How a text is written, with the words for it. */
	form?: [RegExp, string];
	/** Set for what is nobody else's business. */
	hides?: Hidden;
}

export interface List {
	kind: 'list';
	rows: Shape;
	/** No rows is what is asked for. */
	mayBeEmpty?: true;
}

export interface Keys {
	kind: 'keys';
	keys: Record<string, Shape>;
}

export type Type = 'text' | 'whole number' | 'fraction' | 'true or false';

/** What takes its place in a recording (invent.ts). */
export type Hidden =
	| 'person'
	| 'phone'
	| 'mail'
	| 'address'
	| 'place'
	| 'postcode'
	| 'degrees'
	| 'number'
	| 'link'
	| 'words'
	| 'money'
	| 'secret';

const leaf = (...types: Type[]): Leaf => ({ kind: 'leaf', types });

export const text = leaf('text');
export const whole = leaf('whole number');
export const number = leaf('whole number', 'fraction');
export const flag = leaf('true or false');
export const textOrWhole = leaf('text', 'whole number');

export const written = (form: RegExp, words: string): Leaf => ({ ...text, form: [form, words] });
/** Whole rupiah, or another number, as a text. */
export const digits = written(/^\d+$/, 'digits');
export const decimal = written(/^\d+(\.\d+)?$/, 'a decimal number');
export const wibTime = written(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'YYYY-MM-DD HH:mm:ss');
export const clock = written(/^\d\d:\d\d:\d\d$/, 'HH:mm:ss');
export const isoTime = written(
	/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/,
	'ISO 8601',
);

export const hidden = (hides: Hidden, what: Leaf = text): Leaf => ({ ...what, hides });
export const list = (rows: Shape): List => ({ kind: 'list', rows });
export const noRows = (rows: Shape): List => ({ kind: 'list', rows, mayBeEmpty: true });
export const keys = (own: Record<string, Shape>): Keys => ({ kind: 'keys', keys: own });
export const orNull = (shape: Shape): Shape => ({ ...shape, orNull: true });
/** May be missing. */
export const perhaps = (shape: Shape): Shape => ({ ...shape, isOptional: true });

export interface Difference {
	/** As in `datas[].id`; all rows of a list are one place. */
	place: string;
	/** The sentence that begins with the place. */
	says: string;
}

export interface Comparison {
	wrong: Difference[];
	/** Keys that the documents do not have. */
	more: Difference[];
	/** Lists that had no rows to look at, wherever they stood. */
	empty: string[];
}

interface Found extends Comparison {
	filled: string[];
}

export function compare(value: unknown, shape: Shape): Comparison {
	const found: Found = { wrong: [], more: [], empty: [], filled: [] };
	look(value, shape, '', found);
	return {
		wrong: once(found.wrong),
		more: once(found.more),
		empty: [...new Set(found.empty)].filter((place) => !found.filled.includes(place)),
	};
}

function look(value: unknown, shape: Shape, place: string, found: Found): void {
	const wrong = (says: string) => void found.wrong.push({ place: place || 'the body', says });
	if (value === null && shape.orNull) return;
	switch (shape.kind) {
		case 'leaf':
			return lookAtLeaf(value, shape, wrong);
		case 'list': {
			if (!Array.isArray(value)) return wrong(`is ${typeOf(value)}, not a list`);
			if (!shape.mayBeEmpty) found[value.length === 0 ? 'empty' : 'filled'].push(place);
			for (const row of value) look(row, shape.rows, `${place}[]`, found);
			return;
		}
		case 'keys': {
			if (!isObject(value)) return wrong(`is ${typeOf(value)}, not an object`);
			const at = (key: string) => (place ? `${place}.${key}` : key);
			for (const [key, inner] of Object.entries(shape.keys)) {
				if (key in value) look(value[key], inner, at(key), found);
				else if (!inner.isOptional) found.wrong.push({ place: at(key), says: 'is missing' });
			}
			for (const key of Object.keys(value).filter((one) => !(one in shape.keys))) {
				found.more.push({ place: at(key), says: `is ${typeOf(value[key])}` });
			}
		}
	}
}

function lookAtLeaf(value: unknown, shape: Shape & Leaf, wrong: (says: string) => void): void {
	const { types, form, orNull: mayBeNull } = shape;
	const is = typeOf(value);
	const allowed = [...types.map(named), ...(mayBeNull ? ['null'] : [])].join(' or ');
	if (!types.some((type) => named(type) === is)) return wrong(`is ${is}, not ${allowed}`);
	if (typeof value === 'string' && form && !form[0].test(value)) {
		wrong(`is not written as ${form[1]}`);
	}
}

function once(differences: Difference[]): Difference[] {
	const byText = new Map(differences.map((one) => [`${one.place} ${one.says}`, one]));
	return [...byText.values()];
}

const named = (type: Type) => (type === 'true or false' ? type : `a ${type}`);

/** As it is said in a sentence. */
export function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (value === undefined) return 'missing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'string') return 'a text';
	if (typeof value === 'boolean') return 'true or false';
	if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a fraction';
	return 'an object';
}

export type Row = Record<string, unknown>;

export function isObject(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; none when it is no list. */
export function rowsIn(value: unknown): Row[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

export const rowIn = (value: unknown): Row => (isObject(value) ? value : {});
