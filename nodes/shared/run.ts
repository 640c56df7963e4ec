import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inputError } from './errors';
import { checkInput } from './input';
import { itemsOf, jsonOf } from './items';
import { journalEntry } from './journal';
import type { Call, Operation, Resource, Result } from './operation';

type NodeError = NodeApiError | NodeOperationError;
type Prepared = { item: number; input: unknown } | { item: number; error: NodeError };
type Outcome = { result: Result } | { error: NodeError };

const READS_AT_ONCE = 5;

/**
 * Runs the chosen operation for all input items. What every operation needs is done here, once: reading and checking the fields
 * of all items before the first request, pairing results with items, errors to where the merchant wants them.
 */
export async function runOperations(
	ctx: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	const operation = chosen(ctx, resources);
	const goesOn = ctx.continueOnFail();
	const hints = new Set<string>();
	const prepared = ctx.getInputData().map((_, item) => prepare(ctx, operation, item));
	if (!goesOn) refuseBadItems(ctx, operation, prepared);

	const perform = async (entry: Prepared): Promise<Outcome> =>
		'error' in entry
			? entry
			: await performOne(ctx, operation, entry.item, entry.input, (hint) => hints.add(hint));
	const outcomes =
		operation.kind === 'write'
			? await oneByOne(prepared, perform, goesOn)
			: await sideBySide(prepared, perform, goesOn);

	const failed = outcomes.findIndex((outcome) => 'error' in outcome);
	const failure = outcomes[failed];
	if (!goesOn && failure && 'error' in failure) {
		throw withFinished(operation, failure.error, outcomes.slice(0, failed));
	}
	showHints(ctx, hints);
	return [
		outcomes.flatMap((outcome, item) =>
			'error' in outcome ? [errorItem(outcome.error, item)] : itemsOf(outcome.result, item),
		),
	];
}

function chosen(ctx: IExecuteFunctions, resources: Resource[]): Operation {
	const resource = ctx.getNodeParameter('resource', 0) as string;
	const value = ctx.getNodeParameter('operation', 0) as string;
	const operation = resources
		.find((candidate) => candidate.value === resource)
		?.operations.find((candidate) => candidate.value === value);
	if (operation === undefined) {
		throw inputError({ ctx }, `This node has no operation "${value}" for "${resource}"`);
	}
	return operation;
}

function prepare(ctx: IExecuteFunctions, operation: Operation, item: number): Prepared {
	try {
		const read = (name: string) => ctx.getNodeParameter(name, item, null);
		const checked = checkInput(operation, item, read);
		if (checked.ok) return { item, input: checked.input };
		const [first = 'The input can not be used', ...others] = checked.problems;
		return { item, error: inputError({ ctx, item }, first, others.join('\n') || undefined) };
	} catch (error) {
		// An expression that can't be evaluated for this item.
		return { item, error: asNodeError(ctx, error, item) };
	}
}

/** A node that stops on errors sends nothing when any item is bad, so that no half of the orders is booked. */
function refuseBadItems(ctx: IExecuteFunctions, operation: Operation, prepared: Prepared[]) {
	const bad = prepared.filter((entry) => 'error' in entry);
	const [first] = bad;
	if (first === undefined) return;
	const listed = bad
		.slice(0, 10)
		.map(({ error }) => [error.message, error.description].filter(Boolean).join('\n'));
	const nothing = operation.kind === 'write' ? 'Nothing was sent. ' : '';
	const others =
		bad.length > 1
			? `${bad.length} of ${prepared.length} items can't be used:\n${listed.join('\n')}`
			: (first.error.description ?? '');
	throw inputError({ ctx, item: first.item }, first.error.message, `${nothing}${others}`.trim());
}

async function performOne(
	ctx: IExecuteFunctions,
	operation: Operation,
	item: number,
	input: unknown,
	hint: (message: string) => void,
): Promise<Outcome> {
	const write = operation.kind === 'write';
	const entry = write
		? journalEntry(ctx, operation.value, item)
		: { seed: '', sent: [], done: undefined };
	if (entry.done !== undefined) return { result: entry.done };
	const call: Call = { ctx, item, entry, hint };
	try {
		const result = await operation.run(call, input);
		if (write) entry.done = result;
		return { result };
	} catch (error) {
		return { error: asNodeError(ctx, error, item) };
	}
}

/** Money moves one item after the other. When the node stops on errors, nothing is sent after the first one. */
async function oneByOne(
	prepared: Prepared[],
	perform: (entry: Prepared) => Promise<Outcome>,
	goesOn: boolean,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const entry of prepared) {
		const outcome = await perform(entry);
		outcomes.push(outcome);
		if ('error' in outcome && !goesOn) break;
	}
	return outcomes;
}

async function sideBySide(
	prepared: Prepared[],
	perform: (entry: Prepared) => Promise<Outcome>,
	goesOn: boolean,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	const waiting = prepared.entries();
	let stopped = false;
	const worker = async () => {
		for (const [index, entry] of waiting) {
			const outcome = await perform(entry);
			outcomes[index] = outcome;
			if ('error' in outcome && !goesOn) stopped = true;
			if (stopped) return;
		}
	};
	await Promise.all(Array.from({ length: READS_AT_ONCE }, worker));
	return outcomes;
}

function asNodeError(ctx: IExecuteFunctions, error: unknown, item: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(ctx.getNode(), error as Error, { itemIndex: item });
}

/** What was done before the stop is not in the node's output, so the error itself has to say it. */
function withFinished(operation: Operation, error: NodeError, before: Outcome[]): NodeError {
	const names = before.flatMap((outcome, item) => {
		if ('error' in outcome || operation.kind === 'read') return [];
		const [first] = Array.isArray(outcome.result) ? outcome.result : [outcome.result];
		const name = first && operation.names?.(jsonOf(first));
		return [name ? `item ${item}: ${name}` : `item ${item}`];
	});
	if (names.length === 0) return error;
	const done = `Already done and not undone: ${names.join('; ')}. To carry on, retry this execution from the list of executions: finished items are not sent again.`;
	error.description = [error.description, done].filter(Boolean).join('\n');
	return error;
}

/**
 * An item for the error output. Only the keys `error`, `message` and `details` may be there: n8n then sends the item to the error
 * output and adds the input item's own fields, so that the merchant sees which order it was.
 */
function errorItem(error: NodeError, item: number): INodeExecutionData {
	const { message, description, context } = error;
	const httpCode = error instanceof NodeApiError ? error.httpCode : null;
	const details: IDataObject = {
		...(description && { description }),
		...(httpCode && { httpCode }),
		...(context.vendorCode !== undefined && { vendorCode: String(context.vendorCode) }),
		...(context.outcome !== undefined && { outcome: String(context.outcome) }),
	};
	return { json: { error: message, details }, pairedItem: { item } };
}

/** n8n before 1.79 has no hints; the output is the same without them. */
function showHints(ctx: IExecuteFunctions, hints: Set<string>) {
	if (hints.size === 0 || !('addExecutionHints' in ctx)) return;
	ctx.addExecutionHints(
		...[...hints].map((message) => ({ message, location: 'outputPane' as const })),
	);
}
