import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inputError } from '../wire/errors';
import { checkInput } from './input';
import { itemsOf, jsonOf } from './items';
import { journalEntry } from '../ledger/journal';
import type { Call, Operation, Outcome, Resource } from './operation';

type NodeError = NodeApiError | NodeOperationError;
interface Good {
	item: number;
	input: unknown;
}
type Prepared = Good | { item: number; error: NodeError };

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
	const prepared = withoutConflicts(
		ctx,
		operation,
		ctx.getInputData().map((_, item) => prepare(ctx, operation, item)),
	);
	if (!goesOn) refuseBadItems(ctx, operation, prepared);

	const outcomes: Outcome[] = [];
	for (const entry of prepared) if ('error' in entry) outcomes[entry.item] = entry;
	const good = prepared.filter((entry) => 'input' in entry);
	const performNext = async (group: Good[]): Promise<boolean> => {
		// n8n ends a stopped execution without waiting for its node, which would go on with the items that are left.
		if (ctx.getExecutionCancelSignal?.()?.aborted) return false;
		const performed = await performGroup(ctx, operation, group, (hint) => hints.add(hint));
		group.forEach(({ item }, index) => {
			const outcome = performed[index];
			if (outcome) outcomes[item] = outcome;
		});
		return goesOn || performed.every((outcome) => 'result' in outcome);
	};
	// Money moves one group after the other; what only asks may ask side by side.
	await inTurns(
		groupsOf(operation, good),
		operation.kind === 'write' ? 1 : READS_AT_ONCE,
		performNext,
	);

	if (!goesOn) stopOnFailure(operation, outcomes);
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

function withoutConflicts(
	ctx: IExecuteFunctions,
	{ together }: Operation,
	prepared: Prepared[],
): Prepared[] {
	const conflicts = together?.conflicts(prepared.filter((entry) => 'input' in entry));
	return prepared.map((entry) => {
		const conflict = conflicts?.get(entry.item);
		if (conflict === undefined) return entry;
		return { item: entry.item, error: inputError({ ctx, item: entry.item }, conflict) };
	});
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

/** The items that go into one request each: single ones, unless the operation can take several. */
function groupsOf({ together }: Operation, good: Good[]): Good[][] {
	const groups = together?.groups(good.map(({ input }) => input));
	if (groups === undefined) return good.map((entry) => [entry]);
	return groups.map((indexes) => good.filter((_, index) => indexes.includes(index)));
}

interface Run {
	call: Call;
	input: unknown;
}

/** Runs what of the group has not been finished by an earlier try of this execution. */
async function performGroup(
	ctx: IExecuteFunctions,
	operation: Operation,
	group: Good[],
	hint: (message: string) => void,
): Promise<Outcome[]> {
	const write = operation.kind === 'write';
	const runs = group.map(({ item, input }): Run => {
		const entry = write ? journalEntry(ctx, operation.value, item) : { seed: '', sent: [] };
		return { call: { ctx, item, entry, hint }, input };
	});
	const waiting = runs.filter(({ call }) => call.entry.done === undefined);
	const fresh = await perform(ctx, operation, waiting);
	waiting.forEach(({ call }, index) => {
		const outcome = fresh[index];
		if (outcome && 'result' in outcome) call.entry.done = outcome.result;
	});
	const failed = new Map(waiting.map((run, index) => [run, fresh[index]]));
	return runs.map((run) => failed.get(run) ?? { result: run.call.entry.done ?? [] });
}

async function perform(
	ctx: IExecuteFunctions,
	operation: Operation,
	waiting: Run[],
): Promise<Outcome[]> {
	const [first] = waiting;
	if (first === undefined) return [];
	try {
		if (operation.run) return [{ result: await operation.run(first.call, first.input) }];
		return await operation.together.run(
			waiting.map(({ call }) => call),
			waiting.map(({ input }) => input),
		);
	} catch (error) {
		return waiting.map(({ call: { item } }) => ({ error: asNodeError(ctx, error, item) }));
	}
}

/** Runs the groups in order, so many at a time, until one says that it may not go on. */
async function inTurns<Entry>(
	groups: Entry[],
	atOnce: number,
	perform: (group: Entry) => Promise<boolean>,
): Promise<void> {
	const waiting = groups.values();
	let goesOn = true;
	const worker = async () => {
		for (const group of waiting) {
			if (!(await perform(group))) goesOn = false;
			if (!goesOn) return;
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}

function asNodeError(ctx: IExecuteFunctions, error: unknown, item: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(ctx.getNode(), error as Error, { itemIndex: item });
}

/** What was done before the stop is not in the node's output, so the error itself has to say it. */
function stopOnFailure(operation: Operation, outcomes: Outcome[]): void {
	const failure = outcomes.find((outcome) => outcome !== undefined && 'error' in outcome);
	if (failure === undefined || !('error' in failure)) return;
	const { error } = failure;
	if (operation.kind === 'write') {
		const names = outcomes.flatMap((outcome, item) => nameOf(operation, outcome, item));
		if (names.length > 0) {
			const done = `Already done and not undone: ${names.join('; ')}. To carry on, retry this execution from the list of executions: finished items are not sent again.`;
			error.description = [error.description, done].filter(Boolean).join('\n');
		}
	}
	throw error;
}

function nameOf(operation: Operation, outcome: Outcome, item: number): string[] {
	if ('error' in outcome) return [];
	const [first] = Array.isArray(outcome.result) ? outcome.result : [outcome.result];
	const name = first && operation.names?.(jsonOf(first));
	return [name ? `item ${item}: ${name}` : `item ${item}`];
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
