import { deepCopy } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Call, Outcome, Result } from '../ledger/call';
import { Ledger } from '../ledger/ledger';
import type { Wanted } from '../ledger/wants';
import { cameOutEmpty } from '../ledger/empty';
import { besideIn, type Beside } from '../ledger/numbers';
import { doubled, offeredTwice, performOnce, unnumbered } from '../ledger/perform';
import { isTool, type Line } from '../wire/caller';
import { apiError, asNodeError, inputError } from '../wire/errors';
import { isStopped, STOPPED } from '../wire/stopped';
import { isEmpty } from '../values/kinds';
import { rowOr } from '../values/rows';
import { shortened } from '../values/texts';
import { columnsReader, formReader } from './columns';
import { checkInput, type Sources } from './input';
import {
	ASK,
	errorItem,
	onlyErrorsAreRead,
	stopOnFailure,
	throwToCaller,
	told,
	type NodeError,
} from './failures';
import { itemsOf } from './items';
import { withOtherCredential } from './credential';
import { needsLeave, type Operation, type Resource } from './operation';
import { parameterReader, type Reader } from './parameters';
import { requestsAtOnce } from './requestsAtOnce';
import { keptBy, simplified } from './simplify';
import { answerOf, isAllowed, withoutLeave } from './tool';

interface Good {
	item: number;
	input: unknown;
	/** What it wants done once; nothing of what only asks. */
	wanted: Wanted[];
	/** The fields of its output that Simplify leaves; all of them when left out. */
	kept?: string[];
}
type Prepared = Good | { item: number; error: NodeError };

/** One run of the node. */
interface Run {
	ctx: IExecuteFunctions;
	operation: Operation;
	ledger: Ledger;
	hint: (message: string) => void;
	beside: Beside;
	/** Of reads; `end` lets those go that still wait. */
	line?: Line;
	end: () => void;
}

/**
 * Runs the chosen operation for all input items. What every operation needs is done here, once: reading and checking the fields
 * of all items before the first request, pairing results with items, errors to where the merchant wants them.
 */
export async function runOperations(
	ctx: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	try {
		return await runAll(ctx, resources);
	} catch (error) {
		// What a node throws that goes on, n8n takes for a success of all its items.
		if (!ctx.continueOnFail() || isTool(ctx)) throw asNodeError({ ctx }, error);
		return [
			ctx.getInputData().map((_, item) => errorItem(asNodeError({ ctx, item }, error), item)),
		];
	}
}

async function runAll(
	ctx: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	const { operation, name } = chosen(ctx, resources);
	const goesOn = ctx.continueOnFail() || isTool(ctx);
	const hints = new Set<string>();
	const run: Run = {
		ctx,
		operation,
		ledger: new Ledger(ctx, name),
		hint: (message) => void hints.add(message),
		beside: besideIn(ctx.getNode().parameters),
		...lineOf(ctx, operation, !goesOn),
	};
	const prepared = await withoutConflicts(run, await prepareAll(run));
	if (!goesOn) refuseBadItems(ctx, operation, prepared);

	const outcomes: Outcome[] = [];
	let first: number | undefined;
	for (const entry of prepared) {
		if (!('error' in entry)) continue;
		if (isTool(ctx)) entry.error.description ??= ASK;
		outcomes[entry.item] = entry;
	}
	const good = prepared.filter((entry) => 'input' in entry);
	const performNext = async (group: Good[]): Promise<boolean> => {
		// n8n ends a stopped execution without waiting for its node, which would go on with the items that are left.
		if (isStopped(ctx)) return false;
		const performed = await performGroup(run, group);
		group.forEach(({ item }, index) => {
			const outcome = performed[index];
			if (outcome) outcomes[item] = outcome;
		});
		const mayGoOn = goesOn || performed.every((outcome) => 'result' in outcome);
		if (!mayGoOn) {
			first ??= group[performed.findIndex((outcome) => 'error' in outcome)]?.item;
			run.end();
		}
		return mayGoOn;
	};
	const groups = groupsOf(operation, good);
	// Money moves one group after the other; what only asks stands in line, and its pace lets go.
	if (operation.kind === 'read') await Promise.all(groups.map(performNext));
	else for (const group of groups) if (!(await performNext(group))) break;

	// Stopped between two of them: n8n would take what is done for all of it.
	if (goesOn || isStopped(ctx)) {
		for (const { item } of good) {
			outcomes[item] ??= { error: apiError({ ctx, item }, STOPPED) };
		}
	}
	if (!goesOn) stopOnFailure(ctx, operation, outcomes, first);
	if (onlyErrorsAreRead(ctx)) throwToCaller(outcomes);
	tellOfChanged(run);
	showHints(ctx, hints);
	const kept = new Map(good.map((entry) => [entry.item, entry.kept]));
	const outputOf = (outcome: Outcome, item: number): INodeExecutionData[] => {
		if ('result' in outcome) return outputsOf(outcome.result, item, kept.get(item));
		return [isTool(ctx) ? told(outcome.error, item) : errorItem(outcome.error, item)];
	};
	if (!isTool(ctx)) return [outcomes.flatMap(outputOf)];
	return [
		outcomes.flatMap((outcome, item) => answerOf(ctx, operation.kind, outputOf(outcome, item))),
	];
}

/** Cut here and nowhere before, so that the ledger has it whole: a retry may ask for more than the try that has sent it. */
function outputsOf(result: Result, item: number, kept?: string[]): INodeExecutionData[] {
	const items = itemsOf(result, item);
	return kept ? items.map((one) => simplified(one, kept)) : items;
}

/** Reads stand in line; what is asked for a booking or a payment does not. */
function lineOf(
	ctx: IExecuteFunctions,
	{ kind }: Operation,
	stops: boolean,
): Pick<Run, 'line' | 'end'> {
	let end = () => {};
	if (kind !== 'read') return { end };
	const over = new Promise<void>((resolve) => (end = resolve));
	return { line: { atOnce: requestsAtOnce(ctx), stops, over }, end };
}

function chosen(ctx: IExecuteFunctions, resources: Resource[]) {
	const resource = ctx.getNodeParameter('resource', 0);
	const value = ctx.getNodeParameter('operation', 0);
	const operation = resources
		.find((candidate) => candidate.value === resource)
		?.operations.find((candidate) => candidate.value === value);
	if (operation === undefined) {
		throw inputError({ ctx }, `This node has no operation "${value}" for "${resource}"`);
	}
	return { operation, name: `${resource}.${value}` };
}

async function prepareAll(run: Run): Promise<Prepared[]> {
	const { ctx, operation, hint } = run;
	const items = ctx.getInputData();
	if (isTool(ctx) && needsLeave(operation) && !isAllowed(ctx)) {
		return items.map((_, item) => ({ item, error: withoutLeave({ ctx, item }, operation.name) }));
	}
	const read = parameterReader(ctx);
	const all = [...new Set(items.flatMap(({ json }) => Object.keys(json)))];
	const columns =
		operation.columns &&
		columnsReader(operation.columns, {
			hint,
			otherNames: operation.otherColumnNames,
			all,
			isMapped: mappedIn(ctx, operation),
		});
	const expressed = new Map<string, boolean>();
	const isTyped = (field: string) => {
		const isGiven = expressed.get(field) ?? isExpressed(ctx.getNode().parameters, field);
		expressed.set(field, isGiven);
		return !isGiven;
	};
	const told =
		operation.ofItem &&
		formReader(operation.columns ?? [], {
			hint,
			otherNames: operation.otherColumnNames,
			isTyped,
		});
	const credential = credentialReader(run, read);
	const prepared: Prepared[] = [];
	for (const [item, { json }] of items.entries()) {
		prepared.push(
			await prepare(run, item, {
				read: (name) => read(name, item),
				columns: columns && ((given) => columns(given, json)),
				told: told && ((values) => told(values, json)),
				credential: credential && (() => credential(item)),
			}),
		);
	}
	return prepared;
}

/** Whether an expression gives a field of this name anywhere in the form. */
function isExpressed(form: unknown, field: string): boolean {
	if (typeof form !== 'object' || form === null) return false;
	return Object.entries(form).some(([name, value]) =>
		name === field && typeof value === 'string' ? value.startsWith('=') : isExpressed(value, field),
	);
}

/** Whether a field of a resource mapper holds anything in the workflow itself, whatever that comes to for an item. */
function mappedIn(ctx: IExecuteFunctions, { fields }: Operation) {
	const mapper = fields.find(({ type }) => type === 'resourceMapper')?.name ?? '';
	const { value } = rowOr(ctx.getNode().parameters[mapper]);
	return (field: string) => !isEmpty(rowOr(value)[field]);
}

/** Gives the credential for an item whose fields it fills; it is read once. */
function credentialReader({ ctx, operation }: Run, read: Reader) {
	const { fromCredential } = operation;
	if (fromCredential === undefined) return undefined;
	const [field, value] = fromCredential.when;
	let found: Promise<IDataObject> | undefined;
	return async (item: number) =>
		read(field, item) === value
			? await (found ??= ctx.getCredentials(fromCredential.type))
			: undefined;
}

interface Given extends Pick<Sources, 'columns' | 'told'> {
	read: (name: string) => unknown;
	credential?: () => Promise<IDataObject | undefined>;
}

async function prepare(
	{ ctx, operation, beside }: Run,
	item: number,
	{ read, columns, told, credential }: Given,
): Promise<Prepared> {
	try {
		const sources = { columns, told, credential: await credential?.() };
		const checked = checkInput(operation, item, read, sources);
		if (checked.ok) {
			const { input } = checked;
			const { simple } = operation;
			const kept = simple && keptBy(simple, { ctx, item }, read('simplify'));
			return { item, input, wanted: operation.once?.(input, beside) ?? [], kept };
		}
		const [first = 'The input can not be used', ...others] = checked.problems;
		return { item, error: inputError({ ctx, item }, first, others.join('\n') || undefined) };
	} catch (error) {
		// An expression that can't be evaluated for this item.
		return { item, error: asNodeError({ ctx, item }, error) };
	}
}

/** Refuses references that stand twice, those that have come out empty, rates of one parcel, and items that would go out with another's credential. */
async function withoutConflicts(run: Run, prepared: Prepared[]): Promise<Prepared[]> {
	const { ctx, ledger } = run;
	const good = prepared.filter((entry) => 'input' in entry);
	const strange = await withOtherCredential(ctx, run.operation);
	ledger.announce(good);
	const { parameters } = ctx.getNode();
	const valueOf = (code: string, item: number): unknown => {
		try {
			return ctx.evaluateExpression(`{{ ${code} }}`, item);
		} catch {
			// It has names of its own.
			return NaN;
		}
	};
	const empty = cameOutEmpty(good, parameters, { isTool: isTool(ctx), valueOf });
	const conflicts = new Map([
		...unnumbered(good, parameters),
		...offeredTwice(good),
		...doubled(good),
		...empty,
		...strange,
	]);
	return prepared.map((entry) => {
		const conflict = conflicts.get(entry.item);
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
	const nothing = operation.kind === 'write' ? 'Nothing was sent in this try. ' : '';
	const others =
		bad.length > 1
			? `${bad.length} of ${prepared.length} items can't be used:\n${listed.join('\n')}`
			: (first.error.description ?? '');
	throw inputError({ ctx, item: first.item }, first.error.message, `${nothing}${others}`.trim());
}

/** The items that one request is for: those that ask the same, and of those that change something single ones, unless it can take several. */
function groupsOf({ kind, together }: Operation, good: Good[]): Good[][] {
	if (kind === 'read') return sameOf(good);
	const groups = together?.groups(good.map(({ input }) => input));
	if (groups === undefined) return good.map((entry) => [entry]);
	return groups.map((indexes) => good.filter((_, index) => indexes.includes(index)));
}

function sameOf(good: Good[]): Good[][] {
	const groups = new Map<string, Good[]>();
	for (const entry of good) {
		const key = JSON.stringify(entry.input);
		const group = groups.get(key);
		if (group) group.push(entry);
		else groups.set(key, [entry]);
	}
	return [...groups.values()];
}

async function performGroup(run: Run, group: Good[]): Promise<Outcome[]> {
	if (run.operation.kind === 'read') return await ask(run, group);
	const { operation } = run;
	const jobs = group.map(({ item, input, wanted }) => {
		warnOfMadeNumbers(run, wanted);
		return { call: callOf(run, item), wanted, input };
	});
	const inputOf = (call: Call) => jobs.find((job) => job.call === call)?.input;
	return await performOnce(jobs, async (calls) => {
		if (operation.together) return await operation.together.run(calls, calls.map(inputOf));
		const [call] = calls;
		return call ? [{ result: await operation.run(call, inputOf(call)) }] : [];
	});
}

function callOf({ ctx, ledger, hint, line }: Run, item: number): Call {
	return { ctx, item, ledger, hint, line, references: [] };
}

/** Asks once for all items that want to know the same. */
async function ask(run: Run, group: Good[]): Promise<Outcome[]> {
	const { operation } = run;
	const [{ item, input } = { item: 0, input: undefined }] = group;
	const call = callOf(run, item);
	try {
		const result = operation.run ? await operation.run(call, input) : [];
		return group.map((_, index) => ({ result: index === 0 ? result : deepCopy(result) }));
	} catch (error) {
		return group.map(() => ({ error: asNodeError(call, error) }));
	}
}

/** A made number is known in its own execution only, and each call of a sub-workflow is another one. */
function warnOfMadeNumbers({ ctx, hint }: Run, wanted: Wanted[]): void {
	const made = wanted.find(
		({ given, field, isBare }) => given === undefined && field !== undefined && !isBare,
	);
	if (made === undefined) return;
	hint(
		ctx.getMode() === 'integrated'
			? `${made.field} is empty in a sub-workflow. When the workflow above calls it again, it makes a new number and does the thing again: pass your own number on from above, and call it again only for what is not done.`
			: `${made.field} was empty, so a number was made. In a new execution the same items are sent again under another one: give your own number, e.g. that of the order.`,
	);
}

/** The merchant has mended a field since; what was done is done. */
function tellOfChanged({ ledger, hint }: Run): void {
	const changed = ledger.changed();
	if (changed.length === 0) return;
	hint(
		`${shortened(changed)}: done in an earlier try, with other values than the fields have now. The output is of then, and nothing was sent again.`,
	);
}

/** n8n before 1.79 has no hints; the output is the same without them. */
function showHints(ctx: IExecuteFunctions, hints: Set<string>) {
	if (hints.size === 0 || !('addExecutionHints' in ctx)) return;
	ctx.addExecutionHints(
		...[...hints].map((message) => ({ message, location: 'outputPane' as const })),
	);
}
