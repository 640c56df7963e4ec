import type {
	FieldType,
	IDataObject,
	INodeProperties,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { isEmpty } from '../values/kinds';
import { textIn } from '../values/texts';
import {
	columnsIn,
	planOf,
	shortName,
	lettersOf,
	type Column,
	type Columns,
	type OtherNames,
	type Plan,
	type Told,
} from './fieldNames';

/** What the columns of one item give: values by the names of the fields, and from which column each of them is. */
export interface Mapped {
	values: Record<string, unknown>;
	/** Where the input's columns are taken by their names; what a merchant finds there. */
	calledIn?: (field: string) => string;
	/** Its name on the screen, when it is in no column. */
	inNone?: (field: string) => string | undefined;
	/** Sentences after "(item 3)", with what stands before it. */
	problems: Array<[about: string, sentence: string]>;
}

/** The modes of n8n's resource mapper. */
const AUTOMATIC = 'autoMapInputData';
const BY_HAND = 'Map Each Column Manually';

/** The fields as n8n's resource mapper shows them: optional ones are added one by one. */
export function mapperFields(
	fields: Columns,
	otherNames: Record<string, OtherNames>,
): ResourceMapperFields {
	return { fields: columnsIn(fields, otherNames).map(mapperField) };
}

const TYPES: Partial<Record<INodeProperties['type'], FieldType>> = {
	boolean: 'boolean',
	number: 'number',
	options: 'options',
};

function mapperField({ field, isOptional, byHand }: Column): ResourceMapperField {
	const { name, displayName, type, options } = field;
	const required = field.required === true || byHand !== undefined;
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

/**
 * Reads what a resource mapper of n8n's gives for one item: either each value is given by hand, or the columns of the item are taken by their
 * names, whatever their capitals, blanks and underscores. n8n leaves the latter to the node.
 *
 * A column that is only nearly called as one of ours would be left out without a word, e.g. "COD Amount", and the goods be given away. So it is
 * refused where it may be meant for a field that stands in the form from the beginning, and gives a hint for an optional one; unless another
 * column has that field's name.
 *
 * @param hint is told what was left out
 * @param all the columns of all items: of a cell that is empty, a row of a sheet may not even have the name
 */
export function columnsReader(
	fields: Columns,
	{ hint, otherNames, all, isMapped = () => true }: Reading,
): (given: unknown, json: IDataObject) => Mapped {
	const columns = columnsIn(fields, otherNames);
	const ofAll = planOf(all, columns).columns;
	const names = new Map(columns.map(({ field }) => [field.name, shortName(field)]));
	const planFor = planner(columns, (plan) => {
		for (const { name, column } of plan.near) {
			const { field, isOptional } = column;
			if (!isOptional || plan.columns.has(field.name) || ofAll.has(field.name)) continue;
			const called = `is nearly called ${shortName(column.field)}`;
			hint(`Column "${name}" was left out. It ${called}: rename it if that is what it holds.`);
		}
	});
	const hintOf = spokenOnce(hint);
	const tellersOf = tellersReader(columns, hintOf, planFor);
	const leftOut = leftOutReader(columns, hintOf, planFor);
	return (given, json) => {
		const { mappingMode, value } = Object(given) as { mappingMode?: unknown; value?: object };
		if (mappingMode !== AUTOMATIC) {
			const values: Mapped['values'] = { ...value };
			const told = tellersOf(json, (field) => values[field]);
			const said = [...told, ...leftOut(json, (field) => values[field])];
			const untouched = columns.flatMap(({ byHand, field }): Mapped['problems'] => {
				if (byHand === undefined || !isEmpty(values[field.name])) return [];
				if (said.some((one) => one.column.field === field)) return [];
				const must = isMapped(field.name)
					? 'must not be empty, and what is mapped gives nothing here'
					: 'must be mapped';
				return [[field.displayName, `${must}: ${byHand}`]];
			});
			const problems = said.map(({ teller, column }) => notMapped(teller, column.field));
			return { values, problems: [...problems, ...untouched] };
		}
		const plan = planFor(Object.keys(json));
		const firstOf = (name: string) =>
			filledOf(plan.columns.get(name), json) ?? ofAll.get(name)?.[0];
		const found = columns.map((column) => ({ column, first: firstOf(column.field.name) }));
		const values: Mapped['values'] = {};
		for (const { column, first } of found) {
			const isMeant = first !== undefined && column.counts?.(json) !== false;
			if (isMeant) values[column.field.name] = json[first];
		}
		const badNames = plan.near
			.filter(({ column: { field } }) => isEmpty(json[firstOf(field.name) ?? '']))
			.flatMap(({ name, column }) =>
				misnamed(name, column, firstOf(column.field.name), json[name]),
			);
		const missing = badNames.length > 0 ? [] : found.flatMap((one) => missingIn(json, one));
		const unclear = found.flatMap((one) => unclearIn(json, plan, one));
		const elsewhere = tellersOf(json, (field) => json[firstOf(field) ?? '']).map(
			({ teller, column }) => toldElsewhere(teller, column.field),
		);
		const calledIn = (name: string) => `Column "${firstOf(name) ?? names.get(name) ?? name}"`;
		const inNone = (name: string) => (firstOf(name) === undefined ? names.get(name) : undefined);
		return {
			values,
			calledIn,
			inNone,
			problems: [...elsewhere, ...badNames, ...missing, ...unclear],
		};
	};
}

/**
 * Reads what the item itself says of a field of the form that holds nothing: that COD is meant, e.g. by the order of a shop whose way of paying
 * is COD. A 0 that stands in the form for all items may be there from the beginning; one that an expression gives is meant.
 */
export function formReader(
	fields: Columns,
	{ hint, otherNames, isTyped }: Pick<Reading, 'hint' | 'otherNames'> & Typed,
): (values: IDataObject, json: IDataObject) => Mapped['problems'] {
	const columns = columnsIn(fields, otherNames);
	const hintOf = spokenOnce(hint);
	const planFor = planner(columns);
	const tellersOf = tellersReader(columns, hintOf, planFor);
	const leftOut = leftOutReader(columns, hintOf, planFor);
	return (values, json) => {
		const valueOf = (field: string) =>
			isTyped(field) && holdsNothing(values[field]) ? undefined : values[field];
		return [...tellersOf(json, valueOf), ...leftOut(json, valueOf)].map(({ teller, column }) =>
			notMapped(teller, column.field),
		);
	};
}

interface Typed {
	/** Whether a field has the same value for all items. */
	isTyped: (field: string) => boolean;
}

/** What the names of an item's columns mean, found out once for each set of them; `tell` hears of a new one. */
function planner(columns: Column[], tell: (plan: Plan) => void = () => undefined) {
	const plans = new Map<string, Plan>();
	return (names: string[]): Plan => {
		const key = JSON.stringify(names);
		const known = plans.get(key);
		if (known) return known;
		const plan = planOf(names, columns);
		plans.set(key, plan);
		tell(plan);
		return plan;
	};
}

type HintOf = (cell: Cell, field: INodeProperties) => void;

/** Spoken of once for each column, however many rows there are. */
function spokenOnce(hint: Reading['hint']): HintOf {
	const told = new Set<string>();
	return ({ name, value }, field) => {
		if (!told.has(name)) hint(maybeTold(name, value, field));
		told.add(name);
	};
}

/** The cells that say of fields without a value that they are meant. */
const tellersReader =
	(columns: Column[], hintOf: HintOf, planFor: (names: string[]) => Plan) =>
	(json: IDataObject, valueOf: (field: string) => unknown) =>
		columns.flatMap((column) => {
			const value = valueOf(column.field.name);
			const plan = planFor(Object.keys(json));
			const names = [...plan.unknown, ...freeIn(plan, columns)];
			const teller = holdsNothing(value) ? tellerIn(column, names, json) : undefined;
			if (teller === undefined) return [];
			if (isRefused(teller, value)) return [{ column, teller }];
			hintOf(teller, column.field);
			return [];
		});

/** Filled in by hand, nobody takes a column that is called as such a field, or nearly so. A 0 may be meant. */
const leftOutReader =
	(columns: Column[], hintOf: HintOf, planFor: (names: string[]) => Plan) =>
	(json: IDataObject, valueOf: (field: string) => unknown) =>
		columns.flatMap((column) => {
			const { field, isTold, isNone, isBeside } = column;
			const value = valueOf(field.name);
			if (!isTold || !holdsNothing(value)) return [];
			const plan = planFor(Object.keys(json));
			const isMeant = (name: string) => !isBeside?.(name, json);
			const own = (plan.columns.get(field.name) ?? []).filter(isMeant);
			const near = plan.near.filter((one) => one.column === column).map(({ name }) => name);
			const says = (name: string) => !holdsNothing(json[name]) && !isNone?.(textIn(json[name]));
			const name =
				own.find(says) ??
				// Whose own column says that there is none, has said it.
				(own.some((one) => json[one] !== true) ? [] : near.filter(isMeant)).find(
					(one) => says(one) && isAmount(json[one]),
				);
			if (name === undefined) return [];
			const teller = { name, value: json[name] };
			if (isEmpty(value)) return [{ column, teller }];
			hintOf(teller, field);
			return [];
		});

/** A date, a number of an invoice or an address is none. */
const isAmount = (value: unknown) => /^\s*(?:rp\.?\s*)?\d[\d.,]*\s*$/i.test(textIn(value));

interface Found {
	column: Column;
	first: string | undefined;
}

function missingIn(
	json: IDataObject,
	{ column: { field, needed }, first }: Found,
): Mapped['problems'] {
	if (needed === undefined) return [];
	if (first === undefined) return [inNone(field, needed)];
	return isEmpty(json[first]) ? [[`Column "${first}"`, `must not be empty. ${needed}`]] : [];
}

function unclearIn(
	json: IDataObject,
	{ columns }: Plan,
	{ column, first }: Found,
): Mapped['problems'] {
	const problems: Mapped['problems'] = [];
	const { field } = column;
	const other = columns.get(field.name)?.find((name) => differs(json[name], json[first ?? '']));
	if (other !== undefined) {
		problems.push([
			field.displayName,
			`has two columns that differ, "${first}" and "${other}". Take one out, or choose ${BY_HAND}.`,
		]);
	}
	return problems;
}

interface Reading {
	hint: (message: string) => void;
	/** Whether anything stands in the form for a field that is mapped by hand. */
	isMapped?: (field: string) => boolean;
	otherNames?: Record<string, OtherNames>;
	all: string[];
}

/** One that holds nothing, has nothing that could be lost. */
function misnamed(
	name: string,
	{ field, isOptional }: Column,
	first: string | undefined,
	value: unknown,
): Mapped['problems'] {
	if (isOptional || holdsNothing(value)) return [];
	const why =
		first === undefined
			? `and no other column is. Rename it`
			: `and "${first}" is empty here. Fill that in, rename this one`;
	return [
		[
			`Column "${name}"`,
			`is nearly called ${shortName(field)}, ${why}, take it out, or choose ${BY_HAND}.`,
		],
	];
}

const holdsNothing = (value: unknown) =>
	isEmpty(value) || Number(value) === 0 || /^\s*(?:false|tidak|no|-)\s*$/i.test(textIn(value));

/** Of several names the first that holds something. */
const filledOf = (names: string[] | undefined, json: IDataObject) =>
	names?.find((name) => !isEmpty(json[name])) ?? names?.[0];

const differs = (one: unknown, other: unknown) => !isEmpty(one) && !isSame(one, other);

interface Cell {
	name: string;
	value: unknown;
}

interface Teller extends Cell {
	told: Told;
}

const freeIn = ({ columns }: Plan, fields: Column[]) =>
	fields.flatMap(({ isFree, field }) => (isFree ? (columns.get(field.name) ?? []) : []));

/** The surest of them. */
function tellerIn(column: Column, names: string[], json: IDataObject): Teller | undefined {
	if (column.isTold === undefined) return undefined;
	const tellers = names.flatMap((name) => {
		const told = toldBy(column, name, json[name]);
		return told ? [{ name, value: json[name], told }] : [];
	});
	return SUREST_FIRST.flatMap((told) => tellers.filter((one) => one.told === told))[0];
}

const SUREST_FIRST: Told[] = ['surely', 'likely', 'maybe'];

/** In JSON it may stand inside another thing: `payment: { method: 'cod' }`, `payments: ['cod']`. */
function toldBy(column: Column, name: string, value: unknown): Told | undefined {
	if (typeof value !== 'object' || value === null) {
		return column.isTold?.(lettersOf(name), textIn(value), false);
	}
	const row = value as IDataObject;
	const inner = Object.entries(row)
		.filter(([key]) => !column.isBeside?.(key, row))
		.flatMap(([key, own]) => {
			const path = Array.isArray(value) ? name : `${name} ${key}`;
			const isCell = typeof own !== 'object' || own === null;
			// A name that says it by itself does so in whatever it stands, e.g. the body of a webhook.
			const byItself = isCell ? column.isTold?.(lettersOf(key), textIn(own), true) : undefined;
			return [toldBy(column, path, own), byItself === 'surely' ? byItself : undefined];
		});
	return SUREST_FIRST.find((told) => inner.includes(told));
}

const isRefused = ({ told }: Teller, value: unknown) =>
	told === 'surely' || (told === 'likely' && isEmpty(value));

function toldElsewhere(
	{ name, value }: Teller,
	field: INodeProperties,
): [about: string, sentence: string] {
	const called = shortName(field);
	return [
		`Column "${name}"`,
		`says "${shown(value)}", and ${called} is empty or 0. Call the column that has the amount "${called}", or choose ${BY_HAND}.`,
	];
}

/** In a form that is filled in by hand a field that nobody touched looks as one that is meant to be empty. */
const notMapped = (
	{ name, value }: Cell,
	field: INodeProperties,
): [about: string, sentence: string] => [
	`Column "${name}"`,
	`says "${shown(value)}", and ${shortName(field)} is empty or 0. Give ${shortName(field)} the amount; an expression can give 0 for other items.`,
];

const maybeTold = (name: string, value: unknown, field: INodeProperties) =>
	`Column "${name}" says "${shown(value)}", for one, and ${shortName(field)} is empty or 0 there. If money is due, give the amount as ${shortName(field)}.`;

/** Of what a sheet lacks, in one sentence: it is a matter of the sheet, and not of the item. */
export const inNoColumn = (item: number, names: string[]) =>
	`Item ${item}: in no column ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}. Rename the ${names.length === 1 ? 'one that has it' : 'columns that have them'}, or choose ${BY_HAND}.`;

const inNone = (field: INodeProperties, needed: string): [about: string, sentence: string] => [
	shortName(field),
	`is in no column. Call the column that has it "${shortName(field)}", or choose ${BY_HAND}. ${needed}`,
];

/** One package of a list in JSON, its values by the names of the fields; and what is wrong, by the names in the JSON. */
export interface Keyed {
	values: IDataObject;
	problems: Array<[name: string, sentence: string]>;
}

/**
 * Reads names in JSON as the columns of a sheet are: whatever their capitals, blanks and underscores; and where these are missing, by the
 * other names that sheets have. One that is unknown is left out, unless it is nearly one of those and holds something.
 */
export function keysReader(
	fields: Columns,
	otherNames: Record<string, OtherNames>,
): (json: IDataObject) => Keyed {
	const columns = columnsIn(fields, {}, false);
	const withNames = columnsIn(fields, otherNames);
	const called = withNames.filter(({ field }) => otherNames[field.name]);
	return (json) => {
		const own = planOf(Object.keys(json), columns);
		const isGiven = ({ field }: Column) =>
			own.columns.get(field.name)?.some((name) => !isEmpty(json[name]));
		const missing = called.filter((column) => !isGiven(column));
		const others = planOf(own.unknown, missing);
		const values = { ...json };
		const problems: Keyed['problems'] = others.near
			.filter(({ name }) => !holdsNothing(json[name]))
			.map(({ name, column: { field } }) => [
				name,
				`is nearly called ${field.name}, and nothing else is. Rename it, or take it out.`,
			]);
		for (const field of new Set([...own.columns.keys(), ...others.columns.keys()])) {
			const names = [...(own.columns.get(field) ?? []), ...(others.columns.get(field) ?? [])];
			const first = filledOf(names, json) ?? field;
			for (const name of names) delete values[name];
			values[field] = json[first];
			const other = names.find((name) => differs(json[name], json[first]));
			if (other) problems.push([other, `must not differ from ${first}. Take one out.`]);
		}
		for (const column of called) {
			const { name } = column.field;
			if (column.counts?.(json) === false) delete values[name];
			const names = [...others.unknown, ...freeIn(own, withNames)];
			const teller = holdsNothing(values[name]) ? tellerIn(column, names, json) : undefined;
			if (teller === undefined || !isRefused(teller, values[name])) continue;
			const said = shown(teller.value);
			problems.push([
				teller.name,
				`says "${said}", and ${name} is empty or 0. Give it the amount.`,
			]);
		}
		return { values, problems };
	};
}

const isSame = (one: unknown, other: unknown) => shown(one) === shown(other);

const shown = (value: unknown) =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : textIn(value).trim();
