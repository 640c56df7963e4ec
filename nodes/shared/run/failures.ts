import { NodeApiError } from 'n8n-workflow';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeOperationError,
} from 'n8n-workflow';
import type { Outcome } from '../ledger/call';
import { textIn } from '../values/texts';
import { isTool } from '../wire/caller';
import { jsonOf } from './items';
import type { Operation } from './operation';

export type NodeError = NodeApiError | NodeOperationError;

/** More would hide what the error is about. */
const MOST_NAMED = 20;

/**
 * What was done, and what may have been done, is not in the output of a node that stops, so the error itself has to say it. A request has
 * many items: one that is unknown must not stand behind one that was refused.
 *
 * @param first the item whose error came first: others were not sent because of it
 */
export function stopOnFailure(
	ctx: IExecuteFunctions,
	operation: Operation,
	outcomes: Outcome[],
	first?: number,
): void {
	const failures = outcomes.flatMap((outcome, item) =>
		outcome !== undefined && 'error' in outcome ? [{ item, error: outcome.error }] : [],
	);
	const unknown = failures.filter(({ error }) => isUnknown(error));
	const isFirst = ({ item }: { item: number }) => item === first;
	// What only asked may be asked again, whatever became of it.
	const worst = operation.kind === 'write' ? unknown[0] : undefined;
	const main = worst ?? failures.find(isFirst) ?? failures[0];
	if (main === undefined) return;
	const { error } = main;
	if (operation.kind === 'write') {
		const isSub = ctx.getMode() === 'integrated';
		const names = outcomes.flatMap((outcome, item) => nameOf(operation, outcome, item));
		const others = failures.filter(
			(one) => !isUnknown(one.error) && one.error.message !== error.message,
		);
		const isDone = (one: { error: NodeError }) => one.error.context.outcome === 'done';
		const refused = others.filter((one) => !isDone(one));
		const before = others.filter(isDone);
		const unknownToo = unknown.slice(1).map((one) => unknownName(one.item, one.error));
		const said = [
			error.description,
			unknownToo.length > 0 && `Unknown too, and not to be repeated: ${unknownToo.join('; ')}.`,
			refused.length > 0 && `Not done: ${listed(refused.map(refusedName))}.`,
			before.length > 0 && `Done before, and without output: ${listed(before.map(refusedName))}.`,
			names.length > 0 && `Already done and not undone: ${listed(names)}.`,
			(outcomes.length > 1 || isSub || isDone(main)) && howToCarryOn(ctx, error),
		];
		error.description = said.filter(Boolean).join('\n');
	}
	throw error;
}

const isUnknown = ({ context }: NodeError) => context.outcome === 'unknown';

/** All of them: whoever is not told can look for none. */
const unknownName = (item: number, { context }: NodeError) =>
	`item ${item}: ${textIn(context.references)}`;

const refusedName = ({ item, error }: { item: number; error: NodeError }) => ({
	item,
	name: error.message,
});

/** The first by name and the rest by number: nobody must take a thing that is done for one that is not. */
function listed(names: Array<{ item: number; name: string }>): string {
	const rest = names.slice(MOST_NAMED).map(({ item }) => item);
	const more = rest.length > 0 ? `; and ${rest.length} more: items ${ranges(rest)}` : '';
	const first = names.slice(0, MOST_NAMED);
	return first.map(({ item, name }) => `item ${item}${name && `: ${name}`}`).join('; ') + more;
}

/** `20–49, 51`. */
function ranges(items: number[]): string {
	const starts = items.filter((item) => !items.includes(item - 1));
	const ends = items.filter((item) => !items.includes(item + 1));
	return starts
		.map((start, index) => (start === ends[index] ? `${start}` : `${start}–${ends[index]}`))
		.join(', ');
}

function howToCarryOn(ctx: IExecuteFunctions, { context }: NodeError): string {
	if (ctx.getMode() === 'integrated') {
		return 'This is a sub-workflow: when the workflow above calls it again, or is retried, all that its calls have done is done again, but what has a number of your own at a service that knows it.';
	}
	if (context.outcome === 'unknown') {
		return 'No retry gets past what is unknown before its outcome is known, as long as the node stops on errors: to have the others done, set On Error to Continue (using error output) and save before you retry with the currently saved workflow. For items that are not named here this try has sent nothing; what other tries of this execution have done stands in their own entries in the list of executions.';
	}
	return 'To carry on, retry this execution from the list of executions, and of several tries the newest: finished items are not sent again. A retry has the same items, also when their source was corrected: one that is an error again holds back those behind it. To get past it, set On Error to Continue (using error output) and save before you retry with the currently saved workflow. What was corrected is then run alone.';
}

function nameOf(operation: Operation, outcome: Outcome, item: number) {
	if ('error' in outcome) return [];
	const results = Array.isArray(outcome.result) ? outcome.result : [outcome.result];
	const names = results.map((result) => {
		const done = jsonOf(result);
		// Taken on is not done.
		const pending = done.pending === true ? ' (pending, may yet fail)' : '';
		return (operation.names?.(done) ?? '') + pending;
	});
	return [{ item, name: names.join('; ') }];
}

/**
 * An item for the error output. `error` alone may be there: every n8n then sends the item to the error output and adds the input item's
 * own fields, so that the merchant sees which order it was. Beside it n8n up to 2.23 bears `message` at most, and an item's own `error`
 * would make it drop all but the message.
 */
export function errorItem(error: NodeError, item: number): INodeExecutionData {
	return { json: { error: { message: error.message, ...detailsOf(error) } }, pairedItem: { item } };
}

/**
 * What a model reads. n8n's agents up to version 2 show it nothing of what a tool throws, and later ones the message only; so a tool gives
 * an item, and that has no `error`, for which n8n would run it again.
 */
export function told(error: NodeError, item: number): INodeExecutionData {
	const { description: advice, ...details } = detailsOf(error);
	return { json: { ok: false, message: error.message, advice, ...details }, pairedItem: { item } };
}

/** Said of wrong fields alone, which stop a call before it sends. Told only what is wrong, a model takes the thing for done. */
export const ASK =
	'This call has sent nothing. Give what is missing or wrong; ask the user if you do not know it.';

/** An MCP client is told of what a tool throws; and agents of version 3 show nothing else of a tool that has an error output. */
export function onlyErrorsAreRead(ctx: IExecuteFunctions): boolean {
	if (!isTool(ctx)) return false;
	const isMcp = (ctx.getExecutionId() as string | undefined) === undefined;
	const isEngines = ctx.isToolExecution?.() !== true;
	return isMcp || (isEngines && ctx.getNode().onError === 'continueErrorOutput');
}

export function throwToCaller(outcomes: Outcome[]): void {
	const failure = outcomes.find((outcome) => 'error' in outcome);
	if (failure === undefined || !('error' in failure)) return;
	const { error } = failure;
	if (error.description) error.message = `${error.message}\n${error.description}`;
	throw error;
}

function detailsOf(error: NodeError): IDataObject {
	const { description, context } = error;
	const httpCode = error instanceof NodeApiError ? error.httpCode : null;
	return {
		...(description && { description }),
		...(httpCode && { httpCode }),
		...(context.vendorCode !== undefined && { vendorCode: textIn(context.vendorCode) }),
		...(context.outcome !== undefined && { outcome: textIn(context.outcome) }),
	};
}
