import type {
	FieldType,
	IDataObject,
	INodeProperties,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { isEmpty } from '../values/kinds';
import { textIn } from '../values/texts';

/** Fields that columns of the input can fill, each with its own place in the sheet. Those in a collection are optional. */
export type Columns = INodeProperties[];

/** What the columns of one item give: values by the names of the fields, and from which column each of them is. */
export interface Mapped {
	values: Record<string, unknown>;
	/** Where the input's columns are taken by their names; what a merchant finds there. */
	calledIn?: (field: string) => string;
	/** Sentences after "(item 3)", with what stands before it. */
	problems: Array<[about: string, sentence: string]>;
}

/** The modes of n8n's resource mapper. */
const AUTOMATIC = 'autoMapInputData';
const BY_HAND = 'Map Each Column Manually';

interface Column {
	field: INodeProperties;
	isOptional: boolean;
	/** All that it may be called, only by its letters. */
	letters: string[];
	/** The words of its names. */
	words: string[][];
	needed?: string;
}

/** What sheets call a field otherwise than the form, by the field's name. */
export interface OtherNames {
	names: string[];
	/** Words of columns that may be meant for it, e.g. `collect` for what the courier collects. */
	maybe?: string[];
	/** It has to be among the columns, and not empty; what to do without it. */
	needed?: string;
}

function columnsIn(fields: Columns, otherNames: Record<string, OtherNames> = {}): Column[] {
	const columnOf = (field: INodeProperties, isOptional: boolean): Column => {
		// As in the form, with or without the unit, and as in the workflow, which is the service's spelling as well.
		const names = [shortName(field), field.name];
		const { names: others = [], maybe = [], needed } = otherNames[field.name] ?? {};
		const letters = [field.displayName, ...names, ...others].map(lettersOf);
		return { field, isOptional, letters, words: [...names, ...maybe].map(wordsOf), needed };
	};
	return fields.flatMap((field) =>
		field.type === 'collection'
			? ((field.options ?? []) as INodeProperties[]).map((inner) => columnOf(inner, true))
			: [columnOf(field, false)],
	);
}

/** The fields as n8n's resource mapper shows them: optional ones are added one by one. */
export function mapperFields(fields: Columns): ResourceMapperFields {
	return { fields: columnsIn(fields).map(mapperField) };
}

const TYPES: Partial<Record<INodeProperties['type'], FieldType>> = {
	boolean: 'boolean',
	number: 'number',
	options: 'options',
};

function mapperField({ field, isOptional }: Column): ResourceMapperField {
	const { name, displayName, type, required = false, options } = field;
	return {
		id: name,
		displayName,
		required,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		type: TYPES[type] ?? 'string',
		...(type === 'options' && { options: options as ResourceMapperField['options'] }),
		...(isOptional && { removed: true }),
	};
}

/** What the names of an item's columns mean. */
interface Plan {
	/** The input's columns for each field that has any, most often one. */
	columns: Map<string, string[]>;
	problems: Mapped['problems'];
}

/**
 * Reads what a resource mapper of n8n's gives for one item: either each value is given by hand, or the columns of the item are taken by their
 * names, whatever their capitals, blanks and underscores. n8n leaves the latter to the node.
 *
 * A column that is only nearly called as one of ours would be left out without a word, e.g. "COD Amount", and the goods be given away. So it is
 * refused where it may be meant for a field that stands in the form from the beginning, and gives a hint for an optional one; unless another
 * column has that field's name.
 *
 * @param hint is told what was left out
 */
export function columnsReader(
	fields: Columns,
	hint: (message: string) => void,
	otherNames?: Record<string, OtherNames>,
) {
	const columns = columnsIn(fields, otherNames);
	const names = new Map(columns.map(({ field }) => [field.name, shortName(field)]));
	const plans = new Map<string, Plan>();
	const planFor = (given: string[]): Plan => {
		const key = JSON.stringify(given);
		const plan = plans.get(key) ?? planOf(given, columns, hint);
		plans.set(key, plan);
		return plan;
	};
	return (given: unknown, json: IDataObject): Mapped => {
		const { mappingMode, value } = Object(given) as { mappingMode?: unknown; value?: object };
		if (mappingMode !== AUTOMATIC) return { values: { ...value }, problems: [] };
		const plan = planFor(Object.keys(json));
		const values: Mapped['values'] = {};
		const problems = [...plan.problems];
		for (const { field, needed } of columns) {
			const [first, ...others] = plan.columns.get(field.name) ?? [];
			if (first === undefined) continue;
			values[field.name] = json[first];
			if (needed && isEmpty(json[first])) {
				problems.push([`Column "${first}"`, `must not be empty. ${needed}`]);
			}
			const other = others.find((name) => !isSame(json[name], json[first]));
			if (other === undefined) continue;
			problems.push([
				field.displayName,
				`has two columns that differ, "${first}" and "${other}". Take one out, or choose ${BY_HAND}.`,
			]);
		}
		const calledIn = (name: string) =>
			`Column "${plan.columns.get(name)?.[0] ?? names.get(name) ?? name}"`;
		return { values, calledIn, problems };
	};
}

function planOf(names: string[], fields: Column[], hint: (message: string) => void): Plan {
	const plan: Plan = { columns: new Map(), problems: [] };
	const unknown: string[] = [];
	for (const name of names) {
		const typed = lettersOf(name);
		const meant = fields.find(({ letters }) => letters.includes(typed));
		if (meant === undefined) unknown.push(name);
		else plan.columns.set(meant.field.name, [...(plan.columns.get(meant.field.name) ?? []), name]);
	}
	const missing = fields.filter(({ field }) => !plan.columns.has(field.name));
	for (const name of unknown) {
		const near = missing.filter((column) => isNearly(name, column));
		// What is refused comes first: one column is spoken of once.
		const { field, isOptional } = near.find((one) => !one.isOptional) ?? near[0] ?? {};
		if (field === undefined) continue;
		const called = `is nearly called ${shortName(field)}`;
		if (isOptional) {
			hint(`Column "${name}" was left out. It ${called}: rename it if that is what it holds.`);
		} else {
			plan.problems.push([
				`Column "${name}"`,
				`${called}, and no other column is. Rename it, take it out, or choose ${BY_HAND}.`,
			]);
		}
	}
	for (const { field, needed } of missing) {
		if (!needed || plan.problems.length > 0) continue;
		plan.problems.push([
			shortName(field),
			`is in no column. Call the column that has it "${shortName(field)}", or choose ${BY_HAND}. ${needed}`,
		]);
	}
	return plan;
}

/** Without the unit in brackets, e.g. "Weight". */
const shortName = ({ displayName }: INodeProperties) => displayName.replace(/\s*\(.*\)/, '');

/** A name without capitals, blanks, underscores and the like. */
const lettersOf = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** As in `codAmount`, `COD_Amount` and "COD Amount". */
const wordsOf = (name: string) =>
	name
		.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean);

/** Whether one is the other with letters wrong, or has all its words and more. */
function isNearly(name: string, { letters, words }: Column): boolean {
	const typed = lettersOf(name);
	const own = wordsOf(name);
	return (
		letters.some((meant) => isMistyped(typed, meant)) ||
		words.some((meant) =>
			meant.every((word) => own.some((one) => one === word || isMistyped(one, word))),
		)
	);
}

/** Of the shortest words another letter makes another word. */
const SHORTEST = 5;
/** From here on two letters may be wrong. */
const LONG = 9;

function isMistyped(typed: string, meant: string): boolean {
	if (meant.length < SHORTEST || Math.abs(typed.length - meant.length) > 2) return false;
	const sorted = (word: string) => [...word].sort().join('');
	return sorted(typed) === sorted(meant) || distance(typed, meant) <= (meant.length < LONG ? 1 : 2);
}

/** How many letters have to be put in, taken out or changed. */
function distance(from: string, to: string): number {
	let row = [...to, ''].map((_, column) => column);
	[...from].forEach((letter, line) => {
		const next = [line + 1];
		[...to].forEach((other, column) => {
			const [before = 0, above = 0, left = 0] = [row[column], row[column + 1], next[column]];
			const changed = before + (letter === other ? 0 : 1);
			const added = (above < left ? above : left) + 1;
			next.push(changed < added ? changed : added);
		});
		row = next;
	});
	return row.at(-1) ?? 0;
}

function isSame(one: unknown, other: unknown): boolean {
	const told = (value: unknown) =>
		typeof value === 'object' && value !== null ? JSON.stringify(value) : textIn(value).trim();
	return told(one) === told(other);
}
