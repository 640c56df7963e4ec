import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { pick, toggle } from '../values/builders';
import type { Caller } from '../wire/caller';
import { inputError } from '../wire/errors';

const MOST_ROWS = 25;

/** What a node has besides when a model calls it as its tool; n8n shows fields under `@tool` nowhere else. */
const inTools = (field: INodeProperties, where: Record<string, string[]>): INodeProperties => ({
	...field,
	displayOptions: { show: { ...where, '@tool': [true] } },
});

/** Off at first: a model may take a question for an order, and others may talk it into one. */
export function leaveField(where: Record<string, string[]>): INodeProperties {
	const description =
		'Whether a model may do this, which costs money, holds the execution or can not be undone. Fill in amounts and receivers yourself where you can, tell the model to ask first, and give the agent one item at a time.';
	const field = toggle('Allow as AI Tool', 'allowAsTool', description);
	// No model may switch it on, not even where somebody has let models fill in all fields.
	return inTools({ ...field, noDataExpression: true }, where);
}

export function answerField(where: Record<string, string[]>): INodeProperties {
	const short = `Fields that hold something, and the first ${MOST_ROWS} rows of a list`;
	const field = pick(
		'Answer for the Model',
		'toolAnswer',
		[
			{
				name: 'Everything',
				value: 'everything',
				description: 'What the node gives outside a tool',
			},
			{ name: 'Short', value: 'short', description: short },
		],
		'short',
		{ description: 'A model reads, and is billed for, all of it' },
	);
	return inTools(field, where);
}

export const isAllowed = (ctx: IExecuteFunctions) => ctx.getNode().parameters.allowAsTool === true;

/** What keeps a model from an operation that the merchant has not allowed it. */
export function withoutLeave(
	{ ctx, item }: { ctx: IExecuteFunctions; item: number },
	name: string,
) {
	return inputError(
		{ ctx, item } satisfies Caller,
		`A model may not use ${name} here: Allow as AI Tool is off in this node`,
		'Nothing was sent. Only the owner of the workflow can switch it on, in the node. Do not call this tool again; tell the user what you were about to do.',
	);
}

/** What a model needs of an item's output: a list of all districts, or fields without a value, only cost it attention. */
export function answerOf(
	ctx: IExecuteFunctions,
	kind: 'read' | 'write',
	items: INodeExecutionData[],
): INodeExecutionData[] {
	if (ctx.getNodeParameter('toolAnswer', 0, 'short') !== 'short') return items;
	// An empty list reads as if the tool had said nothing.
	if (items.length === 0) return [{ json: { found: 0, message: NOTHING_FOUND }, pairedItem: 0 }];
	// What was done has to be told whole.
	const most = kind === 'write' ? items.length : MOST_ROWS;
	const rows = items.slice(0, most).map(({ json, pairedItem }) => ({
		json: Object.fromEntries(Object.entries(json).filter(([, value]) => holdsSomething(value))),
		pairedItem,
	}));
	const left = items.length - rows.length;
	if (left === 0) return rows;
	const more = `${left} more rows are not shown. Ask for less, e.g. with a search text or a filter.`;
	return [...rows, { json: { more }, pairedItem: rows[0]?.pairedItem }];
}

const NOTHING_FOUND = 'Nothing was found. Ask with other words, or less of them.';

function holdsSomething(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return false;
	return typeof value !== 'object' || Object.keys(value).length > 0;
}
