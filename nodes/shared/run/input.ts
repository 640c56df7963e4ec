import type {
	IDataObject,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { z } from 'zod';
import { isEmpty, NEXT } from '../values/kinds';
import { isRow } from '../values/rows';
import { inNoColumn, type Mapped } from './columns';
import type { FromCredential, Operation } from './operation';

type FieldNode = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** An item's checked input, or one sentence for each thing that is wrong with it. */
export type Checked = { ok: true; input: unknown } | { ok: false; problems: string[] };

/** Where values come from that do not stand in the form. */
export interface Sources {
	/** Reads the item's columns for what a resource mapper holds. */
	columns?: (given: unknown) => Mapped;
	/** Reads what the item says of fields that hold nothing in the form. */
	told?: (values: IDataObject) => Mapped['problems'];
	/** When it fills fields of this item. */
	credential?: IDataObject;
}

/**
 * Reads every field of the operation for one item and checks it. `read` gives a parameter's value by name, or null when the field
 * is hidden by another one.
 */
export function checkInput(
	operation: Operation,
	item: number,
	read: (name: string) => unknown,
	{ columns, told, credential }: Sources = {},
): Checked {
	const { fields, fromCredential } = operation;
	const names = fields.filter(({ type }) => type !== 'notice').map(({ name }) => name);
	const values = Object.fromEntries(names.map((name) => [name, plain(read(name))]));
	const mapper = fields.find(({ type }) => type === 'resourceMapper')?.name ?? '';
	const mapped = values[mapper] ? columns?.(values[mapper]) : undefined;
	if (mapped) values[mapper] = mapped.values;
	const filled = credential && fill(values, credential, fromCredential?.fields);
	const checked = operation.request.safeParse(values);
	const nameOf = (path: Path) => {
		const [first, second] = path;
		if (mapped?.calledIn && first === mapper && second) return mapped.calledIn(String(second));
		return filled?.get(path.join('.')) ?? labelOf(withColumns(operation), path);
	};
	const issues = checked.success ? [] : checked.error.issues;
	const ofItem = operation.ofItem?.(flat(values));
	const lackOf = ({ path: [first, second] }: z.ZodIssue) =>
		first === mapper ? mapped?.inNone?.(String(second)) : undefined;
	const lacking = [...new Set(issues.flatMap((issue) => lackOf(issue) ?? []))];
	const problems = [
		...(mapped?.problems ?? []),
		...((ofItem && told?.(ofItem)) ?? []),
		...issues
			.filter((issue) => lackOf(issue) === undefined)
			.map((issue) => [nameOf(issue.path), sentenceOf(issue)]),
	].map(([about, sentence]) => `${about} (item ${item}) ${sentence}`);
	if (lacking.length > 0) problems.push(inNoColumn(item, lacking));
	if (checked.success && problems.length === 0) return { ok: true, input: checked.data };
	return { ok: false, problems: [...new Set(problems)] };
}

/** The values of a form, those in its groups among them. */
const flat = (values: Values): IDataObject =>
	Object.assign({}, values, ...Object.values(values).filter(isRow)) as IDataObject;

/** Puts the credential's values where nothing is typed, and tells what they are called there. */
function fill(
	values: Values,
	credential: IDataObject,
	fields: FromCredential['fields'] = {},
): Map<string, string> {
	const filled = new Map<string, string>();
	for (const [path, [name, displayName]] of Object.entries(fields)) {
		const [field = '', inner] = path.split('.');
		const group: Values = inner === undefined ? values : { ...(values[field] as Values | null) };
		const key = inner ?? field;
		if (inner !== undefined && !isEmpty(group[key])) continue;
		group[key] = credential[name];
		if (inner !== undefined) values[field] = group;
		filled.set(path, `${displayName} of the credential`);
	}
	return filled;
}

/** What a resource mapper maps stands inside it. */
function withColumns({ fields, columns = [] }: Operation): FieldNode[] {
	return fields.map((field) =>
		field.type === 'resourceMapper' ? { ...field, values: columns } : field,
	);
}

type Path = Array<string | number | symbol>;
type Values = Record<string, unknown>;

/** Deeper than any group of fields; JSON of the merchant's may be nested without end. */
const MOST_LEVELS = 20;

/** Unwraps resource locators (`{ __rl, mode, value }`) wherever fields can be. In the mode `next` there is nothing to pick: it is the value. */
function plain(value: unknown, level = 0): unknown {
	if (typeof value !== 'object' || value === null || level === MOST_LEVELS) return value;
	if (Array.isArray(value)) return value.map((entry) => plain(entry, level + 1));
	if ('__rl' in value) {
		const { mode, value: picked } = value as { mode?: unknown; value?: unknown };
		return mode === NEXT ? NEXT : picked;
	}
	// Dates and the like are values, not groups of fields.
	if (Object.getPrototypeOf(value) !== Object.prototype) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, plain(entry, level + 1)]),
	);
}

/** Our own schemas give the rest of the sentence; zod's own texts do not fit behind a field's name. */
function sentenceOf({ code, message }: z.ZodIssue): string {
	return code === 'custom' || message.startsWith('must ')
		? message
		: `has the wrong structure: ${message}.`;
}

/** The display names along a path: `['packages','package',1,'weight']` is "Package 2 → Weight". */
function labelOf(fields: FieldNode[], path: Path): string {
	const labels: string[] = [];
	let level = fields;
	path.forEach((step, position) => {
		if (typeof step === 'number') {
			labels.push(`${labels.pop() ?? 'Entry'} ${step + 1}`);
			return;
		}
		const found = find(level, String(step));
		if (found) {
			// "Packages" holds nothing but "Package": one of the two names is enough.
			const doubled = labels.length > 0 && isOnlyChild(level);
			const isLast = position === path.length - 1;
			if (doubled && !isLast) labels.pop();
			if (!doubled || !isLast) labels.push('displayName' in found ? found.displayName : found.name);
			level = childrenOf(found);
		} else {
			labels.push(String(step));
			level = [];
		}
	});
	return labels.join(' → ');
}

function isOnlyChild(level: FieldNode[]): boolean {
	return level.length === 1 && level.every((node) => 'values' in node);
}

/** By name, at this level or below: schemas may flatten a collection of optional fields. */
function find(level: FieldNode[], name: string): FieldNode | undefined {
	for (const node of level) {
		if (node.name === name) return node;
	}
	for (const node of level) {
		const found = find(childrenOf(node), name);
		if (found) return found;
	}
	return undefined;
}

function childrenOf(node: FieldNode): FieldNode[] {
	if ('values' in node) return node.values;
	return 'options' in node && node.options ? node.options : [];
}
