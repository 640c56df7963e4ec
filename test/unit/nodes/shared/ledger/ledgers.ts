import { createRunExecutionData } from 'n8n-workflow';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import type { Wanted } from '../../../../../nodes/shared/ledger/wants';
import { contextWith } from '../context';

/** What the tries, loops and nodes of one execution share. */
export let data = createRunExecutionData();
/** Goes on with an execution as it was stored, or with a new one. */
export const goOnWith = (stored = createRunExecutionData()) => void (data = stored);
/** Retries an execution of which n8n has stored nothing: it begins at its trigger. */
export const beginAnew = () =>
	goOnWith({ ...createRunExecutionData(), resumeToken: data.resumeToken });
beforeEach(() => goOnWith());

export const credentials = { kasProApi: {} };
export type Where = Parameters<typeof contextWith>[0];

let last: Ledger | undefined;

/** The ledger as a node opens it anew in each of its runs and tries, the one before being over. */
export function ledgerOf(where: Where = {}, operation = 'transfer.toUser'): Ledger {
	last?.release();
	last = new Ledger(contextWith({ credentials, data, ...where }), operation);
	return last;
}

export const ten: Wanted = { intent: { amount: 10, to: 'Sari' } };
export const eleven: Wanted = { intent: { amount: 11, to: 'Sari' } };
export const own = (given: string, intent: unknown = ten.intent): Wanted => ({ given, intent });
export const first = ([reference = '']: string[]) => reference;

/** Items are entered once by each run. */
const entered = new WeakMap<Ledger, Set<number>>();
function enter(ledger: Ledger, item: number, wanted: Wanted[]): void {
	const items = entered.get(ledger) ?? new Set();
	entered.set(ledger, items);
	if (!items.has(item)) ledger.enter(item, wanted);
	items.add(item);
}

export function refer(ledger: Ledger, item: number, wanted: Wanted[]): string[] {
	enter(ledger, item, wanted);
	return ledger.refer(item);
}

/** Items that differ, when a test does not say what they want. */
const some = (item: number): Wanted[] => [own(`ITEM-${item}`, `item ${item}`)];

export function finish(ledger: Ledger, item: number, output: unknown, wanted = some(item)): void {
	enter(ledger, item, wanted);
	ledger.finish(item, output, []);
}

export function finished(ledger: Ledger, item: number, wanted = some(item)): unknown {
	enter(ledger, item, wanted);
	return ledger.finished(item);
}

/** What the merchant left empty, as the ledger names it. */
export const made = (ledger: Ledger, item = 0, wanted = ten) =>
	first(refer(ledger, item, [wanted]));
