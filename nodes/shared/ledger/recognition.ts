import { unclaimed, type Before, type Earlier, type Unclaimed } from './before';
import type { Part, Sent } from './book';
import type { Memory } from './memory';
import { tell, type Told } from './telling';
import { isMadeAnew, withoutPart, type Thing, type Wants } from './wants';

/** An item of a retry that may want what was sent before, or another thing. */
export interface Unclear {
	field: string;
	before: string[];
	now: string | null;
	/**
	 * The number alone is another one; content too; it was sent for another item; the same is unknown under another number, and this one is new
	 * or done; the same is done under another number, for an item that is not; the same was sent under a number that no item has for it now; what
	 * was sent under its number is what another item wants now; something was sent to whom it goes, for an item that now goes to another one; or
	 * somebody has mended the workflow of a stopped execution.
	 */
	why:
		| 'number'
		| 'content'
		| 'isOfAnother'
		| 'isLost'
		| 'isDone'
		| 'isHeld'
		| 'isSent'
		| 'isMixed'
		| 'isByMistake'
		| 'isMended';
	/** What else the item wants that is unknown, or done and not given out. */
	lost: string[];
	done: string[];
}

/** Whether what an item wants is what an earlier try or round has sent. */
export class Recognition {
	private readonly memory: Memory;
	private readonly wants: Wants;
	private standing: Set<string> | undefined;
	private unclaimed: { found: Unclaimed; at: number } | undefined;

	constructor(memory: Memory, wants: Wants) {
		this.memory = memory;
		this.wants = wants;
	}

	/** What the item has sent in an earlier try, also when an expression gives it another number now; or the same thing without one. */
	sentFor(thing: Thing): string | undefined {
		const { form, execution } = this.memory.own;
		const { by: sent } = this.wants.sentBefore();
		const ofTry = this.wants.isTool ? undefined : sent.get(thing.tried);
		if (ofTry && this.told(thing, ofTry) !== 'other') return ofTry.reference;
		const same = sent.get(thing.at) ?? this.sameByRate(thing);
		// Of one that is partly data only the same number names the same.
		if (thing.made === 'both' && same?.reference !== thing.given && !same?.isMade) return undefined;
		const isFilledIn = (same?.isMade || same?.isMadeAnew) && same.form !== form;
		// One that an expression makes tells something as long as the execution is the same.
		const isOfRetry = isMadeAnew(thing) && same?.execution !== execution;
		return thing.given === undefined || isFilledIn || isOfRetry ? same?.reference : undefined;
	}

	/** The merchant's own. A model that is told not to repeat a call gives it another number and calls again, and so does a loop that makes one anew. */
	named(thing: Thing): string | undefined {
		const { given, made, mark } = thing;
		if (given === undefined) return undefined;
		const mayBeAnother = this.wants.isTool || made === 'anew';
		if (!mayBeAnother || this.memory.known(given) !== undefined) return given;
		// Of what is still under way nobody has been told: another number is another order then.
		const lost = this.unresolved(thing, (one) => this.memory.isTold(one));
		return lost ?? this.heldForTool(mark) ?? given;
	}

	/** The same by another rate, which an earlier execution has sent for the item at this place, and no item wants as it was then. */
	private sameByRate({ numberedAt }: Thing): Before | undefined {
		const same = this.wants.sentBefore().by.get(numberedAt);
		const isBefore = same !== undefined && same.execution !== this.memory.own.execution;
		return isBefore && !this.wants.asked.marks.has(same.intent) ? same : undefined;
	}

	/** The reference under which the same was sent and is unknown; if there is none, by another rate, unless an item wants just that. */
	unresolved(
		{ mark, kind }: Thing,
		isMeant: (reference: string) => boolean = () => true,
	): string | undefined {
		const { marks } = this.wants.asked;
		const isOfKind = (sent: Sent) => (sent.kind ?? sent.intent) === kind && !marks.has(sent.intent);
		const same = this.memory.unresolved(({ intent }) => intent === mark);
		return [...same, ...this.memory.unresolved(isOfKind)].find(isMeant);
	}

	/** A model that is told of a part that is done, and asks for that part alone, is told so once more. */
	heldForTool(mark: string): string | undefined {
		if (!this.wants.isTool) return undefined;
		return this.memory.heldFor(mark).find((one) => this.memory.isFree(one));
	}

	/** Notes for the retries after this one what an item wants of which something was sent before. */
	note(thing: Thing, reference = this.sentFor(thing) ?? thing.given): void {
		if (this.wants.isTool) return;
		const { own } = this.memory;
		const { by, references } = this.wants.sentBefore();
		const { mark, tried, part } = thing;
		const before = references.get(reference ?? '');
		if (before === undefined || before.execution === own.execution) return;
		if (before.sent.intent !== mark && by.get(tried) !== before) return;
		before.sent.tried = { [own.by]: tried, ...before.sent.tried };
		before.sent.last = { part, form: own.form, isMadeAnew: isMadeAnew(thing) };
	}

	/** Whether an item wants what it wanted in an earlier try: in one of this execution, since n8n gives it the same item again. */
	told(thing: Thing, before: Earlier): Told {
		const { given = '', mark, tried, numberTells } = thing;
		const { form, execution } = this.memory.own;
		if (before.execution === execution) return 'same';
		const { parts: wanted } = before;
		if (given !== '' && wanted.some(({ number }) => number === given)) {
			return this.isMixedUp(thing, wanted) ? 'unclear' : 'same';
		}
		const telling = (part: Part): Part =>
			isMadeAnew(thing) || before.isMadeAnew ? { ...part, number: null } : part;
		const now = telling(thing.part);
		const { numbers, pairs, cores } = this.wants.asked;
		const known = this.memory.known(given);
		const all = wanted.map((one) => {
			const part = telling(one);
			const { number } = part;
			return tell({
				now,
				before: part,
				isMended: before.form !== form,
				numberTells,
				hasMoved: {
					number: (number !== null && numbers.has(number)) || known !== undefined,
					pair: pairs.has(`${number}/${part.core}`) || known?.isSame === true,
					core:
						cores.has(part.core) ||
						this.isForAnother(now, part) ||
						this.isSentElsewhere(now.core, tried) ||
						this.memory.spares(mark).length > 0,
				},
			});
		});
		// Mended and mended back; or the same all the time.
		const isBack = all.some((told, at) => told === 'same' && wanted[at]?.core === now.core);
		return isBack ? 'same' : (all.find((told) => told !== 'same') ?? 'same');
	}

	/**
	 * Whether what was sent under this number is what an item wants now of which it was not sent, or was for somebody to whom such an item goes
	 * now: the rows were mixed up, then or now.
	 */
	private isMixedUp({ part }: Thing, wanted: Part[]): boolean {
		if (wanted.some(({ core }) => core === part.core)) return false;
		const { references } = this.wants.sentBefore();
		const isOfAnother = (what: string) =>
			this.wants.numbersOf(what).some((number = '') => {
				const sent = references.get(number);
				return sent === undefined || !hasWanted(sent, what);
			});
		return wanted.some(({ core, whom = core }) => {
			return isOfAnother(core) || (whom !== part.whom && isOfAnother(whom));
		});
	}

	/** Whether it was for somebody else, to whom another item goes now. */
	private isForAnother(now: Part, { whom }: Part): boolean {
		return whom !== undefined && whom !== now.whom && this.wants.numbersOf(whom).length > 0;
	}

	private isSentElsewhere(core: string, tried: string): boolean {
		const same = this.wants.sentBefore().cores.get(core) ?? [];
		return same.some((one) => !Object.values(one.tried ?? {}).includes(tried));
	}

	/** What an item of a retry has to do with what was sent before, when nobody can tell whether it wants the same now or another thing. */
	unclear(item: number): Unclear | undefined {
		if (this.wants.isTool) return undefined;
		const things = this.wants.of(item);
		const all = things.flatMap((thing) => {
			const found = this.unclearOf(thing, item);
			return found ? [{ thing, found }] : [];
		});
		// What nobody knows comes before what is done.
		const [first] = [...all.filter(({ found }) => found.why !== 'isHeld'), ...all];
		if (first === undefined) return undefined;
		const { thing, found } = first;
		const { field = 'The reference', given = null, typed: now = given } = thing;
		const besides = (sent: string[]) => sent.filter((one) => !found.before.includes(one));
		const lost = besides(this.sentOf(things, (mark) => this.memory.lostFor(mark)));
		const done = besides(this.sentOf(things, (mark) => this.memory.heldFor(mark)));
		return { field, now, ...found, lost, done };
	}

	/** What was sent of these under their own numbers, or such that no item has. */
	private sentOf(things: Thing[], by: (mark: string) => string[]): string[] {
		const sent = things.flatMap(({ given, mark, part }) =>
			by(mark).filter((one) => one === given || !this.isWanted(one, part)),
		);
		return [...new Set(sent)];
	}

	/** Whether an item has this number for the same. */
	private isWanted(reference: string, { core }: Part): boolean {
		return this.wants.asked.pairs.has(`${reference}/${core}`);
	}

	private unclearOf(thing: Thing, item: number): Pick<Unclear, 'before' | 'why'> | undefined {
		const { tried, part } = thing;
		const before = this.wants.sentBefore().by.get(tried);
		const told = before && this.told(thing, before);
		if (before && told === 'unclear') {
			const isNumber = part.core === before.parts[0].core;
			const why = isNumber ? 'number' : thing.given === before.reference ? 'isMixed' : 'content';
			return { before: [before.reference], why };
		}
		if (told === 'same') return undefined;
		const other = this.sentForAnother(thing, item);
		if (other) return { before: [other], why: 'isOfAnother' };
		const same = this.sentUnderOther(thing);
		if (same) return same;
		const mistaken = this.sentByMistake(thing);
		if (mistaken) return { before: [mistaken], why: 'isByMistake' };
		const held = this.heldUnderOther(thing);
		if (held.length > 0) return { before: held, why: 'isHeld' };
		const orphans = this.mayBe(thing);
		return orphans.length > 0 ? { before: orphans, why: 'isMended' } : undefined;
	}

	/**
	 * The number under which the same was sent before, when nobody knows what became of it, or no item has that number for it now. Where this item's number comes from, is not asked: it may be the order's own, or the time, or a place in a list that a node
	 * before this one has made.
	 */
	private sentUnderOther(thing: Thing): Pick<Unclear, 'before' | 'why'> | undefined {
		const { given, made, mark, part, repeats, tried } = thing;
		const { memory, wants } = this;
		const { by, execution } = memory.own;
		if (repeats || given === undefined) return undefined;
		const known = memory.known(given);
		// One that is made anew each time, and new, goes by what the item wants.
		if (known === undefined && made === 'anew') return undefined;
		// Which of them it may be nobody knows: a loop may have given the number of one to another item.
		const lost = memory.lostFor(mark);
		const isOneUnwanted = lost.some((reference) => !this.isWanted(reference, part));
		const { sent } = wants.sentBefore().references.get(given) ?? {};
		if (sent?.intent === mark) {
			const hasMoved = known?.state === 'done' && ![undefined, tried].includes(sent.tried?.[by]);
			return hasMoved && isOneUnwanted ? { before: lost, why: 'isDone' } : undefined;
		}
		if (isOneUnwanted) return { before: lost, why: 'isLost' };
		if (known !== undefined) return undefined;
		const same = [...wants.sentBefore().references.values()].find(
			(one) =>
				one.execution !== execution &&
				!one.isMade &&
				!this.isWanted(one.reference, part) &&
				hasWanted(one, part.core) &&
				(one.sent.tried?.[by] === undefined ||
					wants.asked.numbers.has(one.reference) ||
					this.isLeft(one, 'core')),
		);
		return same && { before: [same.reference], why: 'isSent' };
	}

	/** The number under which something was sent to whom this item goes, for an item that goes to another one since the node was mended. */
	private sentByMistake({ given, part, repeats }: Thing): string | undefined {
		const { whom } = part;
		const isKnown = given !== undefined && this.memory.known(given) !== undefined;
		if (repeats || isKnown || whom === undefined) return undefined;
		const { execution } = this.memory.own;
		const sent = [...this.wants.sentBefore().references.values()].find(
			(one) =>
				one.execution !== execution &&
				!this.isWanted(one.reference, part) &&
				hasWanted(one, whom) &&
				this.isLeft(one, 'whom'),
		);
		return sent?.reference;
	}

	/** Whether the item for which it was sent wants another thing, since the node was mended. */
	private isLeft(before: Before, what: 'core' | 'whom'): boolean {
		const { by, form } = this.memory.own;
		const { form: then, tried = {} } = before.sent;
		if (then === form) return false;
		const now = this.wants.nowWantedBy(tried[by], before.reference);
		return now !== undefined && !now.some((one) => hasWanted(before, one[what]));
	}

	/** The numbers under which the same is done for an item that has not come out: this one may be that again, a part of it, or the next order. */
	private heldUnderOther(thing: Thing): string[] {
		const { given, mark, part, repeats } = thing;
		const { memory } = this;
		if (repeats || this.sentFor(thing) !== undefined) return [];
		if (given !== undefined && memory.known(given) !== undefined) return [];
		return memory.heldFor(mark).filter((reference) => !this.isWanted(reference, part));
	}

	/**
	 * What a stopped execution has sent that this item of its retry may be: n8n has stored nothing of that one, so an item is known by what it
	 * wants, and the merchant has mended that.
	 */
	private mayBe(thing: Thing): string[] {
		const { memory, wants } = this;
		const { given, part, numberedBy, repeats } = thing;
		const isKnown = given !== undefined && memory.known(given) !== undefined;
		if (repeats || isKnown || this.sentFor(thing) !== undefined) return [];
		const { othersNotes: at } = memory;
		if (this.unclaimed?.at !== at) {
			const found = unclaimed(
				memory.own,
				memory.name,
				wants.asked.all.map((one) => ({ ...one, ...wants.hashesOf(one), ...wants.numberOf(one) })),
			);
			this.unclaimed = { found, at };
		}
		const { orphans, cores } = this.unclaimed.found;
		return orphans
			.filter(({ core }) => core === part.core || !cores.has(core))
			.filter((one) => numberedBy === undefined || one.numberedBy !== numberedBy)
			.map(({ reference }) => reference);
	}

	/** The reference of the same thing, when an item has sent it that still stands where it stood, and no number tells the two apart. */
	private sentForAnother(thing: Thing, item: number): string | undefined {
		const { at, part } = thing;
		const { node, execution } = this.memory.own;
		const same = this.wants.sentBefore().by.get(at);
		if (same === undefined || same.execution === execution) return undefined;
		const hasNumbers = part.number !== null && same.parts[0].number !== null;
		if (hasNumbers && !isMadeAnew(thing) && !same.isMadeAnew) return undefined;
		const senders = Object.values(same.tried ?? {}).map((one) => withoutPart(one));
		const isOwn = senders.includes(`${node}/${this.wants.tryOf(item)}`);
		const standing = (this.standing ??= new Set(this.wants.allTries()));
		const stands = senders.some((sender) => standing.has(sender));
		return !isOwn && stands ? same.reference : undefined;
	}
}

/** When it was sent, or since. */
const hasWanted = ({ parts }: Earlier, what: string) =>
	parts.some(({ core, whom }) => core === what || whom === what);
