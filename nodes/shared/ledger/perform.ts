import type { INodeParameters, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { apiError, asNodeError, type Failure } from '../wire/errors';
import type { Call, Outcome, Result } from './call';
import { madeOf } from './numbers';
import type { Unclear } from './recognition';
import type { Wanted } from './wants';

/** One item of a write. */
export interface Job {
	call: Call;
	wanted: Wanted[];
}

/**
 * What is wrong with items because another one has the same reference: most likely a row that stands twice. None of them is sent, because
 * nobody knows which one is meant.
 */
export function doubled(entries: Array<{ item: number; wanted: Wanted[] }>): Map<number, string> {
	const holders = new Map<string, Array<{ item: number; one: Wanted }>>();
	for (const { item, wanted } of entries) {
		for (const one of wanted) {
			const { given } = one;
			if (given !== undefined) holders.set(given, [...(holders.get(given) ?? []), { item, one }]);
		}
	}
	const conflicts = new Map<number, string>();
	for (const { item, wanted } of entries) {
		for (const one of wanted) {
			const { field = 'The reference', given } = one;
			const other = holders.get(given ?? '')?.find((holder) => holder.item !== item);
			if (other === undefined) continue;
			const message = `${field} (item ${item}) must be unique; item ${other.item} has "${given}" too.`;
			const advice = isOtherOffer(one, other.one) ? ' Set Return to Cheapest in the rates.' : '';
			conflicts.set(item, message + advice);
		}
	}
	return conflicts;
}

/** Behind what is wrong with an item before anything is sent. */
export const SENT_BEFORE =
	'This try sends nothing for it; what an earlier one has sent stands in its own entry.';

/**
 * What is wrong with items that list several things of which one has no number of its own, or one that is made anew each time: when such an
 * item comes again, and some of it is done, nobody could tell which.
 */
export function unnumbered(
	entries: Array<{ item: number; wanted: Wanted[] }>,
	parameters: INodeParameters,
): Map<number, string> {
	const conflicts = new Map<number, string>();
	for (const { item, wanted } of entries) {
		if (wanted.length < 2) continue;
		for (const { field, given } of wanted) {
			if (field === undefined) continue;
			const isAnew = given !== undefined && madeOf(parameters, field) !== 'data';
			const needed = `${field} (item ${item}) must be given for each of the ${wanted.length} that this item lists`;
			const why = 'only then can be told which of them is done when the item comes again';
			if (given === undefined) {
				conflicts.set(item, `${needed}, e.g. SHOP-1001-1: ${why}. ${SENT_BEFORE}`);
			} else if (isAnew) {
				conflicts.set(
					item,
					`${needed}, and be the same in each try: its expression makes another one each time. Make it of the order's own data, e.g. {{ $json.invoice }}-1; ${why}. ${SENT_BEFORE}`,
				);
			}
		}
	}
	return conflicts;
}

/** Whether both are the same but for their rate: most likely a whole list of rates was wired in, of which one was meant. */
function isOtherOffer({ rate: one }: Wanted, { rate: other }: Wanted): boolean {
	if (one === undefined || other === undefined) return false;
	const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
	return isSame(one.of, other.of) && !isSame(one.by, other.by);
}

/**
 * What is wrong with items that have no number and are the same but for their rate: most likely a whole list of rates was wired in, of which
 * one was meant. Two that are the same in everything may be two parcels.
 */
export function offeredTwice(
	entries: Array<{ item: number; wanted: Wanted[] }>,
): Map<number, string> {
	const offers = entries.flatMap(({ item, wanted }) =>
		wanted.flatMap(({ given, field, rate }) =>
			given === undefined && rate
				? [{ item, field, of: JSON.stringify(rate.of), by: JSON.stringify(rate.by) }]
				: [],
		),
	);
	const rates = new Map<string, Set<string>>();
	for (const { of, by } of offers) rates.set(of, (rates.get(of) ?? new Set()).add(by));
	return new Map(
		offers
			.filter(({ of }) => (rates.get(of)?.size ?? 0) > 1)
			.map(({ item, field, of }) => [
				item,
				`${field} (item ${item}) is empty, and other items are the same by other couriers or services (${rates.get(of)?.size}). Book one of them: set Return to Cheapest in the rates, or give each item its own ${field}.`,
			]),
	);
}

/** Performs the jobs that no earlier try of this run has finished, and keeps what they give for the next try. */
export async function performOnce(
	jobs: Job[],
	perform: (calls: Call[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
	for (const { call, wanted } of jobs) call.ledger.enter(call.item, wanted);
	const fresh = new Map<Call, Outcome>();
	// What only asks is asked again.
	const waiting = jobs.filter(({ call, wanted }) => {
		if (wanted.length === 0) return true;
		const error = mistakable(call) ?? unclear(call);
		if (error) fresh.set(call, { error });
		return !error && call.ledger.finished(call.item) === undefined;
	});
	for (const { call } of waiting) call.references = call.ledger.refer(call.item);
	const calls = waiting.map(({ call }) => call);
	try {
		const outcomes = calls.length > 0 ? await perform(calls) : [];
		outcomes.forEach((outcome, index) => {
			const call = calls[index];
			if (call === undefined) return;
			fresh.set(call, outcome);
			if ('result' in outcome && call.references.length > 0) {
				call.ledger.finish(call.item, outcome.result, call.references);
			}
		});
	} catch (error) {
		for (const call of calls) fresh.set(call, { error: withWhatIsDone(call, error) });
	} finally {
		for (const { ledger } of calls) ledger.release();
	}
	return jobs.map(
		({ call }) => fresh.get(call) ?? { result: call.ledger.finished(call.item) as Result },
	);
}

/** An item whose list is another one than in an earlier try, with things in it that may be those of before. */
function mistakable(call: Call): NodeApiError | undefined {
	const sent = call.ledger.mistakable(call.item);
	if (sent.length === 0) return undefined;
	return unknownError(call, sent.join(', '), {
		outcome: 'unknown',
		message: `The list of this item (item ${call.item}) is another one than when an earlier try sent ${sent.join(', ')} for it, and nobody can tell what of the new one that was, so nothing was sent`,
		advice: `Look up ${sent.join(', ')} at the service. Then give what is left the numbers that it had, or start a new execution for it.`,
	});
}

/** An item of a retry that may be the one of before or another one. */
function unclear(call: Call): NodeApiError | undefined {
	const found = call.ledger.unclear(call.item);
	if (!found) return undefined;
	const { field, now, why, lost, done } = found;
	// The one that matters may be any of them.
	const before = found.before.join(', ');
	const quoted = found.before.map((one) => `"${one}"`).join(', ');
	const given = now === null ? 'is empty' : `is "${now}"`;
	const sent = {
		number: `was ${quoted} when an earlier try sent this item; all else is the same`,
		content: `was ${quoted} when an earlier try sent this item; nobody can tell whether it is the same one`,
		isOfAnother: `what this item wants was sent under ${quoted} for another item in an earlier try`,
		isLost: `what this item wants was sent under ${quoted} before, and nobody knows what became of it`,
		isDone: `what was sent under it in this execution is done; but the same was sent under ${quoted} too, and nobody knows what became of it`,
		isHeld: `what this item wants was sent under ${quoted} before and is done, though its item has not come out`,
		isSent: `what this item wants was sent under ${quoted} in an earlier try, and no item has that number for it now`,
		isMixed: `what was sent under it in an earlier try is what another item wants now`,
		isByMistake: `in an earlier try ${before} was sent to whom this item goes, for an item that goes to another one now`,
		isMended: `the workflow was changed after a stopped execution had sent ${before}; nobody can tell whether that was this item`,
	};
	const advice = [advised(found, before)];
	if (lost.length > 0) {
		advice.push(`Nobody knows what became of ${lost.join(', ')} either: look it up too.`);
	}
	if (done.length > 0) {
		const list = done.join(', ');
		advice.push(
			`What else this item wants was sent under ${list}, and is done: take it out, if it is the same.`,
		);
	}
	const references = why === 'isHeld' && lost.length > 0 ? lost : [...found.before, ...lost];
	return unknownError(call, references.join(', '), {
		outcome: 'unknown',
		message: `${field} (item ${call.item}) ${given}, and ${sent[why]}, so nothing was sent`,
		advice: advice.join(' '),
	});
}

function advised({ now, why, before: { length } }: Unclear, before: string): string {
	const itself = now ?? 'it';
	if (why === 'isHeld') {
		return `If both are the same order, it is done: take it out, and do not repeat it. If ${itself} is another one, start a new execution for it.`;
	}
	if (why === 'isDone') {
		return `If this item is the order that was sent under ${now}, do not repeat it. Otherwise look up ${before} at the service first: this item may be what was sent under it. Only if it is none of them, start a new execution for it, with a number of its own.`;
	}
	if (why === 'isMixed' || why === 'isByMistake') {
		return `Look up at the service what was sent under ${before}: it had the values of then. What of these items is not done yet needs a new execution, with numbers of its own.`;
	}
	return length > 1
		? `If this item is one of them, do not repeat it: look up ${before} at the service first. Only if ${itself} is none of them, start a new execution for it.`
		: `If both are the same order, do not repeat it: look up ${before} at the service. If ${itself} is another one, start a new execution for it.`;
}

/** Of an execution that stops, its error names the references of all items. */
function unknownError(call: Call, references: string, failure: Failure): NodeApiError {
	const error = apiError(call, failure);
	error.context.references = references;
	return error;
}

/** Something went wrong after the service had answered: the merchant must not take it for something that was not done. */
function withWhatIsDone(call: Call, error: unknown): NodeApiError | NodeOperationError {
	const plain = asNodeError(call, error);
	// Settled already, and told so.
	if (plain.context.outcome !== undefined) return plain;
	const { references, ledger } = call;
	const open = references.filter((reference) => ledger.known(reference)?.state === 'open');
	const done = references.filter((reference) => ledger.isConfirmed(reference));
	if (open.length > 0) {
		const there = done.length > 0 ? `${done.join(', ')} is done. ` : '';
		return unknownError(call, open.join(', '), {
			outcome: 'unknown',
			message: `${there}The outcome of ${open.join(', ')} is unknown: ${ledger.known(open[0] ?? '')?.lost ?? 'it was sent'}, and the output could not be made: ${plain.message}`,
			advice: 'Do not repeat it. Look it up at the service first.',
		});
	}
	if (done.length === 0) return plain;
	return apiError(call, {
		outcome: 'done',
		message: `${done.join(', ')} is done, but its output could not be made: ${plain.message}`,
		advice: 'Do not repeat it. Look it up at the service instead.',
	});
}
