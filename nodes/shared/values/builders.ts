import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/**
 * The fields of a form in one line each. What a field is called on the screen comes first, its name in the workflow second; `own` is what
 * only this field has.
 */
type Own = Partial<INodeProperties>;
type Named = Pick<INodeProperties, 'displayName' | 'name'>;

/** A line of text with an example in it. */
export function line(displayName: string, name: string, example: string, own: Own = {}) {
	const placeholder = `e.g. ${example}`;
	return { displayName, name, type: 'string', default: '', placeholder, ...own } as INodeProperties;
}

/** A line that shows dots instead of what is typed. */
export function secret(displayName: string, name: string, description: string): INodeProperties {
	const typeOptions = { password: true };
	return { displayName, name, type: 'string', typeOptions, default: '', description };
}

/** A whole number. The initial value may be an expression. Without the precision n8n's field makes 250 of `250.000`. */
export function number(displayName: string, name: string, initial: number | string, own: Own = {}) {
	const typeOptions = { numberPrecision: 0, ...own.typeOptions };
	const rest = { ...own, typeOptions };
	return { displayName, name, type: 'number', default: initial, ...rest } as INodeProperties;
}

/** A number that counts or measures something, so at least 1. */
export function count(displayName: string, name: string, initial: number | string, own: Own = {}) {
	return number(displayName, name, initial, { typeOptions: { minValue: 1 }, ...own });
}

/** Rupiah that are paid, as text: what n8n's number field makes of `250.000,00` is another amount. */
export function amount(description: string): INodeProperties {
	return {
		...line('Amount (Rupiah)', 'amount', '250000', { required: true }),
		description: `${description}. Digits only: points are refused, because they may mean two amounts.`,
	};
}

/** A switch that is off; its description begins with "Whether". */
export function toggle(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'boolean', default: false, description };
}

/** A choice of one. */
export function pick(
	displayName: string,
	name: string,
	options: INodePropertyOptions[],
	initial: number | string,
	own: Own = {},
): INodeProperties {
	return { displayName, name, type: 'options', options, default: initial, ...own };
}

/** A text area for JSON, with what stands in it at first. */
export function jsonText(displayName: string, name: string, initial: string, own: Own = {}) {
	return { displayName, name, type: 'json', default: initial, ...own } as INodeProperties;
}

/** A note above the fields. */
export function notice(name: string, displayName: string): INodeProperties {
	return { displayName, name, type: 'notice', default: '' };
}

/** Optional fields, which are added one by one; they come out in the order of the alphabet, as n8n wants it. */
export function collection(
	options: INodeProperties[],
	{ displayName = 'Additional Fields', name = 'additionalFields', ...own }: Own = {},
): INodeProperties {
	const sorted = [...options].sort((one, other) =>
		one.displayName.localeCompare(other.displayName),
	);
	const placeholder = 'Add Field';
	return {
		displayName,
		name,
		type: 'collection',
		placeholder,
		default: {},
		options: sorted,
		...own,
	};
}

/** Several entries of the same fields. `entry` is what one of them is called, on the screen and in the workflow. */
export function entries(
	displayName: string,
	name: string,
	entry: [displayName: string, name: string],
	values: INodeProperties[],
	own: Own = {},
): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: `Add ${entry[0]}`,
		default: {},
		options: [{ displayName: entry[0], name: entry[1], values }],
		...own,
	};
}

interface Modes {
	/** The node's list method, and an entry of that list as an example. */
	list: [searchListMethod: string, example: string];
	/** What can be typed instead: "ID" or "Code", with an example. */
	typed: [what: string, example: string];
	/** Whether the list is empty until something is typed. */
	needsFilter?: boolean;
}

/** A value from a list of the service's, or typed. */
export function fromList({ list, typed, needsFilter }: Modes, own: Own & Named): INodeProperties {
	const [searchListMethod, example] = list;
	const [what, typedExample] = typed;
	return {
		...own,
		type: 'resourceLocator',
		default: own.default ?? { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `e.g. ${example}`,
				typeOptions: {
					searchListMethod,
					searchable: true,
					...(needsFilter && { searchFilterRequired: true }),
				},
			},
			{
				displayName: `By ${what}`,
				name: what.toLowerCase(),
				type: 'string',
				placeholder: `e.g. ${typedExample}`,
			},
		],
	};
}
