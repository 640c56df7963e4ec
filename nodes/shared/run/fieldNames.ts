import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** Names of columns and of JSON, and the fields that are meant by them. */

/** Fields that columns of the input can fill, each with its own place in the sheet. Those in a collection are optional. */
export type Columns = INodeProperties[];

export interface Column {
	field: INodeProperties;
	isOptional: boolean;
	/** All that it may be called, only by its letters. */
	letters: string[];
	/** The words of its names. */
	words: string[][];
	isTold?: OtherNames['isTold'];
	isNone?: OtherNames['isNone'];
	isBeside?: OtherNames['isBeside'];
	counts?: OtherNames['counts'];
	needed?: string;
	byHand?: string;
	isFree?: boolean;
}

/**
 * How sure a cell is. What says so surely is refused while the field is empty or 0; what is likely while it is empty, and a 0 gives a hint;
 * what may be gives a hint.
 */
export type Told = 'surely' | 'likely' | 'maybe';

/** What sheets call a field otherwise than the form, by the field's name. */
export interface OtherNames {
	names: string[];
	/** Words of columns that may be meant for it, e.g. `collect` for what the courier collects. */
	maybe?: string[];
	/** Whether the cell of another column says that it is meant, e.g. "COD" as the way of paying; by the letters of the column's name. */
	isTold?: (name: string, cell: string, isInside: boolean) => Told | undefined;
	/** Whether a cell of its own column says that there is none. */
	isNone?: (cell: string) => boolean;
	/** Whether a column that is called so, or nearly so, says another thing in this row. */
	isBeside?: (name: string, row: IDataObject) => boolean;
	/** Whether its column counts in a row. */
	counts?: (row: IDataObject) => boolean;
	/** It has to be among the columns, and not empty; what to do without it. */
	needed?: string;
	/** Why it has to be there and not empty when the columns are mapped by hand: an item may have come by other nodes, and say nothing of it. */
	byHand?: string;
	/** People write anything into it, so that its cell may say something of another field. */
	isFree?: boolean;
}

/** @param hasLabels whether the names on the screen count as well */
export function columnsIn(
	fields: Columns,
	otherNames: Record<string, OtherNames> = {},
	hasLabels = true,
): Column[] {
	const columnOf = (field: INodeProperties, isOptional: boolean): Column => {
		// As in the form, with or without the unit, and as in the workflow, which is the service's spelling as well.
		const labels = hasLabels ? [field.displayName, shortName(field)] : [];
		const { names: others = [], maybe = [], ...more } = otherNames[field.name] ?? {};
		const letters = [...labels, field.name, ...others].map(lettersOf);
		const words = [...labels.slice(1), field.name, ...maybe].map(wordsOf);
		return { field, isOptional, letters, words, ...more };
	};
	return fields.flatMap((field) =>
		field.type === 'collection'
			? ((field.options ?? []) as INodeProperties[]).map((inner) => columnOf(inner, true))
			: [columnOf(field, false)],
	);
}

/** What names mean. */
export interface Plan {
	/** The names for each field that has any, most often one. */
	columns: Map<string, string[]>;
	unknown: string[];
	/** Those that are only nearly called as a field. */
	near: Array<{ name: string; column: Column }>;
}

export function planOf(names: string[], fields: Column[]): Plan {
	const columns: Plan['columns'] = new Map();
	const unknown: string[] = [];
	for (const name of names) {
		const typed = lettersOf(name);
		const meant = fields.find(({ letters }) => letters.includes(typed));
		if (meant === undefined) unknown.push(name);
		else columns.set(meant.field.name, [...(columns.get(meant.field.name) ?? []), name]);
	}
	const near = unknown.flatMap((name) => {
		const meant = fields.filter((column) => isNearly(name, column));
		const isMissing = ({ field }: Column) => !columns.has(field.name);
		// What is refused comes first: one column is spoken of once.
		const missing = meant.filter(isMissing);
		const column = missing.find((one) => !one.isOptional) ?? missing[0] ?? meant[0];
		return column ? [{ name, column }] : [];
	});
	return { columns, unknown, near };
}

/** Without the unit in brackets, e.g. "Weight". */
export const shortName = ({ displayName }: INodeProperties) => displayName.replace(/\s*\(.*\)/, '');

/** A name without capitals, blanks, underscores and the like. */
export const lettersOf = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

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
