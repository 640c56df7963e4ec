import type { IExecuteFunctions } from 'n8n-workflow';
import type { FinishedItem, Output, Part } from './book';
import { Memory } from './memory';
import { Recognition, type Unclear } from './recognition';
import { isMadeAnew, Wants, type Wanted } from './wants';

/**
 * The one memory of what was sent and finished, as one run of a node sees it. docs/reliability.md
 *
 * It lies in the execution's own data, under the flow and not under the node, so that loops, Retry On Fail, an agent's further calls,
 * another node with the same credential and a retried execution all find it. Holds references, hashes and output, never the input.
 */
export class Ledger extends Memory {
	private readonly wants: Wants;
	private readonly recognition: Recognition;
	private readonly changedOnes = new Map<number, string[]>();

	constructor(ctx: IExecuteFunctions, name: string) {
		super(ctx, name);
		this.wants = new Wants(ctx, this);
		this.recognition = new Recognition(this, this.wants);
	}

	/** Notes what all items of a run want before its first one: a mended node may give an item what another one had. */
	announce(entries: Array<{ item: number; wanted: Wanted[] }>): void {
		this.wants.announce(entries);
	}

	/** Notes what an item wants, in the order of the items. */
	enter(item: number, wanted: Wanted[]): void {
		this.wants.enter(item, wanted);
	}

	/** What an earlier try has sent for this item, when nobody can tell what of it the things are that it wants now. */
	mistakable(item: number): string[] {
		return this.wants.leftOf(item) ?? [];
	}

	/** What an item of a retry has to do with what was sent before, when nobody can tell whether it wants the same now or another thing. */
	unclear(item: number): Unclear | undefined {
		return this.recognition.unclear(item);
	}

	/** The output of an item, when an earlier try of this run has finished it. */
	finished(item: number): Output {
		// Models that call at once want each an answer of its own.
		if (this.wants.isTool) return undefined;
		// What it wants besides is not done.
		if (this.wants.leftOf(item) !== undefined) return undefined;
		const { items, execution, by, run, form } = this.own;
		const ofTry = this.triedOf(item);
		if (ofTry !== undefined) {
			for (const thing of this.wants.of(item)) this.recognition.note(thing);
			this.noteChanged(item, ofTry);
			return ofTry.output;
		}
		const rows = this.rowsOf(item);
		if (rows) return rows;
		const made = items[this.wants.madePlaceOf(item)];
		// A merchant who has filled in the reference since still retries the same thing.
		const known = items[this.wants.placeOf(item)] ?? (made?.form === form ? undefined : made);
		// The same in another round of this execution is a doubled row, and in a retry a round that comes after the finished ones.
		if (known === undefined || known.execution === execution) return undefined;
		if (known.by === by && known.run !== run) return undefined;
		for (const thing of this.wants.of(item)) this.recognition.note(thing);
		this.noteChanged(item, known);
		this.finish(item, known.output, known.references);
		return known.output;
	}

	/** What an earlier try has done with other values than its items have now. */
	changed(): string[] {
		return [...this.changedOnes.values()].flat();
	}

	private noteChanged(item: number, { things, references }: FinishedItem): void {
		const wanted = this.wants.of(item);
		const ones = references.filter((_, index) => things[index]?.core !== wanted[index]?.part.core);
		if (ones.length > 0) this.changedOnes.set(item, ones);
	}

	/** The output of each thing of a list, when all of them have come out in earlier tries, in other lists than this one. */
	private rowsOf(item: number): Output {
		const { items, execution, by, run } = this.own;
		const things = this.wants.of(item);
		const lists = Object.values(items).flatMap((finished) => {
			const { output, references } = finished;
			const isBefore =
				finished.execution !== execution && !(finished.by === by && finished.run !== run);
			// One row for each, or nobody knows whose they are.
			const isList = Array.isArray(output) && output.length === references.length;
			const isOfSeveral = references.length > 1 || things.length > 1;
			return isBefore && isList && isOfSeveral
				? [{ ...finished, output: output as unknown[] }]
				: [];
		});
		const rows = things.flatMap(({ given = '', part }) => {
			const of = lists.find(
				({ references, things: had }) => had[references.indexOf(given)]?.core === part.core,
			);
			return of ? [of.output[of.references.indexOf(given)]] : [];
		});
		return rows.length > 0 && rows.length === things.length ? rows : undefined;
	}

	/** The same item of another try, also when a field was mended since, or an expression gives it another number. */
	private triedOf(item: number): FinishedItem | undefined {
		const { items, tried } = this.own;
		const { [this.wants.tryOf(item)]: place = '' } = tried;
		const { [place]: finished } = items;
		if (finished === undefined || place === this.wants.placeOf(item)) return finished;
		const { things, tries, references, ...how } = finished;
		const wanted = this.wants.of(item);
		// It had one less, or one more, when it was finished.
		if (wanted.length !== things.length) return undefined;
		const isSame = wanted.every((thing, index) => {
			const part = things[index];
			if (thing.tried !== tries[index]) return false;
			const sent = this.wants.sentBefore().by.get(thing.tried);
			if (sent && !references.includes(sent.reference)) return false;
			const before = sent ?? (part && { ...how, parts: [part, sentAs(part, references[index])] });
			return before && this.recognition.told(thing, before) === 'same';
		});
		return isSame ? finished : undefined;
	}

	finish(item: number, output: Output, references: string[]): void {
		this.given(references);
		const { items, tried, execution, by, run, form } = this.own;
		const place = this.wants.placeOf(item);
		const wanted = this.wants.of(item);
		const things = wanted.map(({ part }) => part);
		const tries = wanted.map((thing) => thing.tried);
		items[place] = { output, execution, by, run, form, things, tries, references };
		tried[this.wants.tryOf(item)] = place;
	}

	/**
	 * The references of an item. One that the merchant left empty is found again by the same input while nobody knows what became of it;
	 * otherwise it is new: the same for every try of this item, another for everything else.
	 */
	refer(item: number): string[] {
		return this.wants.of(item).map((thing) => {
			const { given, numberedBy, mark, kind, part, at, numberedAt, tried } = thing;
			const { prefix = 'N8N-', repeats = false } = thing;
			const reference =
				this.recognition.sentFor(thing) ??
				this.recognition.named(thing) ??
				this.recognition.unresolved(thing) ??
				this.recognition.heldForTool(mark) ??
				this.spare(mark) ??
				this.fresh(prefix, numberedAt);
			const isAnew = isMadeAnew(thing);
			const number = { isMade: reference !== given && !isAnew, isAnew, numberedBy };
			this.recognition.note(thing, reference);
			this.stands(reference, {
				mark,
				kind,
				core: part.core,
				whom: part.whom,
				repeats,
				at,
				numberedAt,
				tried,
				...number,
			});
			return reference;
		});
	}
}

/** It may have been sent under another number of the merchant's than it has now. */
const sentAs = (part: Part, reference = part.number): Part =>
	part.number === null ? part : { ...part, number: reference };
