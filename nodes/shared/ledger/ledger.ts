import type { IExecuteFunctions } from 'n8n-workflow';
import { isTool } from '../wire/caller';
import {
	ofOtherCredentials,
	sentBefore,
	unclaimed,
	type Earlier,
	type SentBefore,
	type Unclaimed,
} from './before';
import {
	code,
	formOf,
	hash,
	opened,
	type Book,
	type Open,
	type Opened,
	type Output,
	type Part,
	type Place,
	type Sent,
} from './book';
import { madeOf, numberedBy, type Made, type MadeOf } from './numbers';
import { matched, tell, type Told } from './telling';

/** What is known of a reference from before. */
export interface Known {
	state: 'open' | 'done';
	/** The same was asked for as now. */
	isSame: boolean;
	lost?: string;
}

/** A reference that a call is about to use. An agent calls a tool several times at once. */
interface Reserved {
	intent: string;
	by: Ledger;
}

/** Not stored with the execution: what a stopped one had not sent yet may be sent by its retry. */
const reserved = new WeakMap<Book['open'], Map<string, Reserved>>();

/** What an item wants done, once for each of its references. */
export interface Wanted {
	/** The field that holds the reference, as the merchant sees it; none when it can't be given. */
	field?: string;
	/** The merchant's own; left out, one is made. */
	given?: string;
	/** Starts one that is made. */
	prefix?: string;
	/** Tells it from other things of this operation, by money and receiver. Secrets in it are left out: a hash gives few digits away. */
	intent: unknown;
	/** The intent without fields that may hold anything; left out when there are none. */
	core?: unknown;
	/** The reference names a person or an order, not this one thing: once it is done, it may be done again. */
	repeats?: boolean;
}

/**
 * The one memory of what was sent and finished, as one run of a node sees it. docs/reliability.md
 *
 * It lies in the execution's own data, under the flow and not under the node, so that loops, Retry On Fail, an agent's further calls,
 * another node with the same credential and a retried execution all find it. Holds references, hashes and output, never the input.
 */
export class Ledger {
	private readonly ctx: IExecuteFunctions;
	private readonly name: string;
	/** A model calls. */
	private readonly isTool: boolean;
	private opened: Opened | undefined;
	/** What the references of this run stand for. Two items of the same input are two orders, so each has its own. */
	private readonly intents = new Map<string, Intent>();

	/** What the service has confirmed in this run. */
	private readonly confirmed = new Set<string>();

	/** What each item of this run wants, and which of the same it is. */
	private readonly wanted = new Map<number, Thing[]>();
	private readonly tries = new Map<number, string>();
	/** How many of the same this run has wanted so far. */
	private readonly counts = new Map<string, number>();
	private sent: SentBefore | undefined;
	private standing: Set<string> | undefined;
	/** Items that want something which no earlier try wanted, and what was sent for them that they do not want any more. */
	private readonly strange = new Map<number, string[]>();
	private others: { open: Map<string, Open>; done: Map<string, Sent> } | undefined;

	private readonly hashes = new WeakMap<Wanted, Hashes>();
	/** What all items of this run want: the merchant's own numbers, and what it is at its core. */
	private readonly asked = {
		numbers: new Set<string>(),
		pairs: new Set<string>(),
		cores: new Set<string>(),
		all: [] as Wanted[],
	};
	private unclaimed: Unclaimed | undefined;
	private readonly numbers = new Map<string, MadeOf & { by: string }>();
	private day: string | undefined;

	/** @param name resource and operation; with the credential they belong to what a reference names */
	constructor(ctx: IExecuteFunctions, name: string) {
		this.ctx = ctx;
		this.name = name;
		this.isTool = isTool(ctx);
	}

	/** Opened by the first that needs it: what only asks leaves nothing in the execution's data. */
	private get own(): Opened {
		this.opened ??= opened(this.ctx, this.name);
		return this.opened;
	}

	/** Notes what all items of a run want before its first one: a mended node may give an item what another one had. */
	announce(wanted: Wanted[]): void {
		for (const one of wanted) {
			const { core } = this.hashesOf(one);
			this.asked.all.push(one);
			this.asked.cores.add(core);
			if (one.given === undefined) continue;
			this.asked.numbers.add(one.given);
			this.asked.pairs.add(`${one.given}/${core}`);
		}
	}

	/** What the merchant's numbers in a field are made of, and by which fields. */
	private numberOf({ field = 'The reference' }: Wanted): MadeOf & { by: string } {
		const known = this.numbers.get(field);
		if (known !== undefined) return known;
		const { parameters, upstream } = this.own;
		const by = formOf([numberedBy(parameters, field), upstream]);
		const number = { ...madeOf(parameters, field), by };
		this.numbers.set(field, number);
		return number;
	}

	/** Made once for each: they take most of the time of an item. */
	private hashesOf(wanted: Wanted): Hashes {
		const known = this.hashes.get(wanted);
		if (known) return known;
		const mark = hash(wanted.intent);
		const made = { mark, core: wanted.core === undefined ? mark : hash(wanted.core) };
		this.hashes.set(wanted, made);
		return made;
	}

	/**
	 * Notes what an item wants, in the order of the items. What a try or a retry has done is found again by what it is, never by the place of
	 * its item alone: the list that a retry gets may have become another one.
	 */
	enter(item: number, wanted: Wanted[]): void {
		const { node } = this.own;
		const numbered = wanted.map((one) => {
			const { mark, core } = this.hashesOf(one);
			const { made, inRun, by } = this.numberOf(one);
			const isAnew = one.given !== undefined && made !== 'data';
			const isMixed = isAnew && made === 'both';
			const ownBy = one.given === undefined || isAnew ? undefined : by;
			return {
				...one,
				isAnew,
				isMixed,
				inRun,
				numberedBy: ownBy,
				mark,
				part: { number: one.given ?? null, core },
			};
		});
		const parts = this.partsOf(
			item,
			numbered.map(({ part }) => part),
		);
		const things = numbered.map((one, index) => {
			const { mark } = one;
			const count = this.counts.get(mark) ?? 0;
			this.counts.set(mark, count + 1);
			const at = `${node}/${mark}/${this.nthOf(mark, count)}`;
			return { ...one, at, tried: [node, this.tryOf(item), parts[index]].join('/') };
		});
		this.wanted.set(item, things);
	}

	/**
	 * Which of an item's things each one is, as in an earlier try. A merchant may have taken out what is done, as an error told him to, so that
	 * the second is the first now. Its own number tells; of a list as long as before also its place, and of one without a number its content.
	 */
	private partsOf(item: number, things: Part[]): number[] {
		const { node, parts } = this.own;
		const key = `${node}/${this.tryOf(item)}`;
		const places = things.map((_, index) => index);
		// Models that call at once have all the same item.
		if (this.isTool) return places;
		const before = parts[key] ?? (things.length > 1 ? this.partSent(key) : undefined);
		if (before === undefined) {
			if (things.length > 1) parts[key] = [...things];
			return places;
		}
		const known = matched(things, before);
		const strangers = things.filter((_, index) => known[index] === undefined);
		if (strangers.length > 0) {
			const left = before
				.flatMap((_, place) =>
					known.includes(place)
						? []
						: (this.sentBefore().by.get(`${key}/${place}`)?.reference ?? []),
				)
				.filter((reference) => !this.asked.numbers.has(reference));
			this.strange.set(item, left);
			if (left.length > 0) return places;
		}
		parts[key] = [...before, ...strangers];
		let next = before.length;
		return known.map((place) => place ?? next++);
	}

	/** The one thing that an item wanted whose list has grown since. */
	private partSent(key: string): Part[] | undefined {
		const one = this.sentBefore().by.get(`${key}/0`);
		return one && [one.part];
	}

	/** What an earlier try has sent for this item, when nobody can tell what of it the things are that it wants now. */
	mistakable(item: number): string[] {
		return this.strange.get(item) ?? [];
	}

	/** Which of the same this is in the whole execution, and again in its retry. */
	private nthOf(mark: string, count: number): number {
		const { by, run, places, begin } = this.own;
		const at = `${run}/${count}`;
		const same = (places[`${this.own.node}/${mark}`] ??= []);
		const isOwn = ({ wanted }: Place) => wanted[by] === at;
		const isOld = (one: Place) => one.wanted[by] === undefined && one.run >= begin;
		const wasAt = ({ wanted }: Place) => Object.values(wanted).includes(at);
		const known =
			same.find(isOwn) ?? same.find((one) => isOld(one) && wasAt(one)) ?? same.find(isOld);
		if (known === undefined) return same.push({ run, wanted: { [by]: at } }) - 1;
		known.run = run;
		known.wanted[by] = at;
		return same.indexOf(known);
	}

	private thingsOf(item: number): Thing[] {
		return this.wanted.get(item) ?? [];
	}

	/** What an item wants, by the merchant's own numbers where there are any. */
	private placeOf(item: number): string {
		return this.thingsOf(item)
			.map(({ given, isAnew, isMixed, mark, at }) =>
				given === undefined || (isAnew && !isMixed) ? at : `${mark}/${given}`,
			)
			.join();
	}

	/** The same, had its references been left empty. */
	private madePlaceOf(item: number): string {
		return this.thingsOf(item)
			.map(({ at }) => at)
			.join();
	}

	/** The output of an item, when an earlier try of this run has finished it. */
	finished(item: number): Output {
		// Models that call at once have all the same item, and each wants an answer of its own.
		if (this.isTool) return undefined;
		// What it wants besides is not done.
		if (this.strange.has(item)) return undefined;
		const { items, execution, by, run, form } = this.own;
		const ofTry = this.triedPlaceOf(item);
		if (ofTry !== undefined) {
			for (const thing of this.thingsOf(item)) this.recognise(thing);
			return items[ofTry]?.output;
		}
		const made = items[this.madePlaceOf(item)];
		// A merchant who has filled in the reference since still retries the same thing.
		const known = items[this.placeOf(item)] ?? (made?.form === form ? undefined : made);
		// The same in another round of this execution is a doubled row, and in a retry a round that comes after the finished ones.
		if (known === undefined || known.execution === execution) return undefined;
		if (known.by === by && known.run !== run) return undefined;
		for (const thing of this.thingsOf(item)) this.recognise(thing);
		this.finish(item, known.output);
		return known.output;
	}

	/** Where the same item of another try was finished, also when a field was mended since, or an expression gives it another number. */
	private triedPlaceOf(item: number): string | undefined {
		const { items, tried } = this.own;
		const { [this.tryOf(item)]: place } = tried;
		if (place === undefined || place === this.placeOf(item)) return place;
		const { things: finished = [], ...how } = items[place] ?? {};
		const isSame = this.thingsOf(item).every((thing, index) => {
			const part = finished[index];
			const before = this.sentBefore().by.get(thing.tried) ?? (part && { ...how, part });
			return before && this.told(thing, before) === 'same';
		});
		return isSame ? place : undefined;
	}

	finish(item: number, output: Output): void {
		const { items, tried, execution, by, run, form } = this.own;
		const place = this.placeOf(item);
		const things = this.thingsOf(item).map(({ part }) => part);
		items[place] = { output, execution, by, run, form, things };
		tried[this.tryOf(item)] = place;
	}

	/** Of the same run and item, with the same input: a retry may begin before this node, and bring others. */
	private tryOf(item: number): string {
		const known = this.tries.get(item);
		if (known !== undefined) return known;
		const { by, run } = this.own;
		const input = this.ctx.getInputData()[item]?.json;
		const place = [by, run, item, hash(input)].join('/');
		// An item may have hundreds of packages.
		this.tries.set(item, place);
		return place;
	}

	/**
	 * The references of an item. One that the merchant left empty is found again by the same input while nobody knows what became of it;
	 * otherwise it is new: the same for every try of this item, another for everything else.
	 */
	refer(item: number): string[] {
		return this.thingsOf(item).map((thing) => {
			const { given, isAnew, isMixed, numberedBy, mark, part, at, tried } = thing;
			const { prefix = 'N8N-', repeats = false } = thing;
			const reference =
				this.sentFor(thing) ??
				this.named(thing) ??
				this.unresolved(mark) ??
				this.spare(mark) ??
				this.fresh(prefix, at);
			const isMade = reference !== given && !isAnew;
			const { core } = part;
			this.recognise(thing, reference);
			const number = { isMade, isAnew, isMixed, numberedBy };
			this.intents.set(reference, { mark, core, repeats, at, tried, ...number });
			const key = this.keyOf(reference);
			if (!this.reserved.has(key)) this.reserved.set(key, { intent: mark, by: this });
			return reference;
		});
	}

	/** What the item has sent in an earlier try, also when an expression gives it another number now; or the same thing without one. */
	private sentFor(thing: Thing): string | undefined {
		const { by: sent } = this.sentBefore();
		// Models that call at once have all the same item.
		const ofTry = this.isTool ? undefined : sent.get(thing.tried);
		if (ofTry && this.told(thing, ofTry) !== 'other') return ofTry.reference;
		const same = sent.get(thing.at);
		// Of one that is partly data only the same number names the same.
		if (thing.isMixed && same?.reference !== thing.given && !same?.isMade) return undefined;
		const isFilledIn = (same?.isMade || same?.isMadeAnew) && same.form !== this.own.form;
		// One that an expression makes tells something as long as the execution is the same.
		const isOfRetry = thing.isAnew && same?.execution !== this.own.execution;
		return thing.given === undefined || isFilledIn || isOfRetry ? same?.reference : undefined;
	}

	/** Notes for the retries after this one what an item wants of which something was sent before. */
	private recognise(thing: Thing, reference = this.sentFor(thing) ?? thing.given): void {
		if (this.isTool) return;
		const { by, references } = this.sentBefore();
		const { mark, tried, part, isAnew } = thing;
		const before = references.get(reference ?? '');
		if (before === undefined || before.execution === this.own.execution) return;
		if (before.sent.intent !== mark && by.get(tried) !== before) return;
		before.sent.tried = { [this.own.by]: tried, ...before.sent.tried };
		before.sent.last = { part, form: this.own.form, isMadeAnew: isAnew };
	}

	/** Whether an item wants what it wanted in an earlier try: in one of this execution, since n8n gives it the same item again. */
	private told(thing: Thing, before: Earlier): Told {
		const { given = '', mark, tried } = thing;
		if (before.execution === this.own.execution) return 'same';
		if (given !== '' && given === before.part.number) return 'same';
		const telling = ({ number, core }: Part): Part =>
			thing.isAnew || before.isMadeAnew ? { number: null, core } : { number, core };
		const [now, part] = [telling(thing.part), telling(before.part)];
		const { numbers, pairs, cores } = this.asked;
		const { number } = part;
		const known = this.known(given);
		return tell({
			now,
			before: part,
			isMended: before.form !== this.own.form,
			hasMoved: {
				number: (number !== null && numbers.has(number)) || known !== undefined,
				pair: pairs.has(`${number}/${part.core}`) || known?.isSame === true,
				core:
					cores.has(part.core) ||
					this.isSentElsewhere(now.core, tried) ||
					this.spares(mark).length > 0,
			},
		});
	}

	private isSentElsewhere(core: string, tried: string): boolean {
		const same = this.sentBefore().cores.get(core) ?? [];
		return same.some((one) => !Object.values(one.tried ?? {}).includes(tried));
	}

	/** What an item of a retry has to do with what was sent before, when nobody can tell whether it wants the same now or another thing. */
	unclear(item: number): Unclear | undefined {
		if (this.isTool) return undefined;
		for (const thing of this.thingsOf(item)) {
			const { field = 'The reference', given = null, tried, part } = thing;
			const before = this.sentBefore().by.get(tried);
			if (before && this.told(thing, before) === 'unclear') {
				const why = part.core === before.part.core ? 'number' : 'content';
				return { field, before: [before.reference], now: given, why };
			}
			if (before) continue;
			const same = thing.isMixed ? this.sentUnderOther(thing) : undefined;
			if (same) return { field, before: [same], now: given, why: 'isMixed' };
			const lost = this.lostUnderOther(thing);
			if (lost) return { field, before: [lost], now: given, why: 'isTaken' };
			const other = this.sentForAnother(thing, item);
			if (other) return { field, before: [other], now: given, why: 'isOfAnother' };
			const orphans = this.mayBe(thing);
			if (orphans.length > 0) return { field, before: orphans, now: given, why: 'isMended' };
		}
		return undefined;
	}

	/**
	 * The number under which the same was sent in another execution, or in another round of this one and is unknown, when an item has a number
	 * that is partly data, and not known. One of the day is another one on the next.
	 */
	private sentUnderOther({ at, given = '', inRun, mark }: Thing): string | undefined {
		if (this.known(given) !== undefined) return undefined;
		const same = this.sentBefore().by.get(at);
		const isOfOther = same !== undefined && same.execution !== this.own.execution;
		if (isOfOther) return same.isMade ? undefined : same.reference;
		const lost = Object.entries(this.own.open);
		return this.unresolved(
			mark,
			lost.filter(([, { day }]) => inRun === 'both' || day !== this.today),
		);
	}

	/** The number under which the same is unknown, when the one of this item was used up for something else: a place in a list is another's in the next round. */
	private lostUnderOther({ given = '', mark }: Thing): string | undefined {
		const { state, isSame } = this.known(given) ?? {};
		if (state !== 'done' || isSame) return undefined;
		return this.unresolved(mark, Object.entries(this.own.open));
	}

	/** In the workflow's zone, as the merchant's expressions have it. */
	private get today(): string {
		this.day ??= this.ctx.evaluateExpression('{{ $today.toISODate() }}', 0) as string;
		return this.day;
	}

	/**
	 * What a stopped execution has sent that this item of its retry may be: n8n has stored nothing of that one, so an item is known by what it
	 * wants, and the merchant has mended that.
	 */
	private mayBe(thing: Thing): string[] {
		const { given, part, numberedBy, repeats } = thing;
		const isKnown = given !== undefined && this.known(given) !== undefined;
		if (repeats || isKnown || this.sentFor(thing) !== undefined) return [];
		this.unclaimed ??= unclaimed(
			this.own,
			this.name,
			this.asked.all.map((one) => ({ ...one, ...this.hashesOf(one), ...this.numberOf(one) })),
		);
		const { orphans, cores } = this.unclaimed;
		return orphans
			.filter(({ core }) => core === part.core || !cores.has(core))
			.filter((one) => numberedBy === undefined || one.numberedBy !== numberedBy)
			.map(({ reference }) => reference);
	}

	/** The items of this run, as they would stand beside what an earlier try sent for them. */
	private get tried(): Set<string> {
		const { node } = this.own;
		this.standing ??= new Set(
			this.ctx.getInputData().map((_, item) => `${node}/${this.tryOf(item)}`),
		);
		return this.standing;
	}

	/** The reference of the same thing, when an item has sent it that still stands where it stood, and no number tells the two apart. */
	private sentForAnother({ at, part, isAnew }: Thing, item: number): string | undefined {
		const { node, execution } = this.own;
		const same = this.sentBefore().by.get(at);
		if (same === undefined || same.execution === execution) return undefined;
		const hasNumbers = part.number !== null && same.part.number !== null;
		if (hasNumbers && !isAnew && !same.isMadeAnew) return undefined;
		const senders = Object.values(same.tried ?? {}).map((one) => one.replace(/\/\d+$/, ''));
		const isOwn = senders.includes(`${node}/${this.tryOf(item)}`);
		const stands = senders.some((sender) => this.tried.has(sender));
		return !isOwn && stands ? same.reference : undefined;
	}

	private sentBefore(): SentBefore {
		this.sent ??= sentBefore(this.own, this.name, { isTool: this.isTool });
		return this.sent;
	}

	/** The merchant's own. A model that is told not to repeat a call gives it another number and calls again, and so does a loop that makes one anew. */
	private named({ given, inRun, mark }: Thing): string | undefined {
		const mayBeAnother = (this.isTool || inRun === 'anew') && given !== undefined;
		if (!mayBeAnother || this.known(given) !== undefined) return given;
		// Of what is still under way nobody has been told: another number is another order then.
		const told = Object.entries(this.own.open).filter(([key]) => !this.othersAt(key));
		return this.unresolved(mark, told) ?? given;
	}

	private unresolved(
		intent: string,
		known: Array<[string, Open]> = [...Object.entries(this.own.open), ...this.reserved],
	): string | undefined {
		const start = this.keyOf('');
		return known
			.filter(([key, entry]) => key.startsWith(start) && entry.intent === intent)
			.map(([key]) => key.slice(start.length))
			.find((reference) => !this.intents.has(reference));
	}

	private spare(intent: string): string | undefined {
		return this.spares(intent).find((reference) => !this.intents.has(reference));
	}

	private spares(intent: string): string[] {
		return this.own.spare[this.keyOf(intent)] ?? [];
	}

	private fresh(prefix: string, place: string): string {
		const { seed, origin = seed } = this.own;
		for (let round = 0; ; round++) {
			const reference = prefix + code(`${origin}/${place}/${round}`);
			if (this.intents.has(reference)) continue;
			// Done at this very place: it is a retry, and must not become another order.
			if (this.known(reference)?.state !== 'open') return reference;
		}
	}

	/** What is known of a reference from before this call; nothing when it may be sent. */
	known(reference: string): Known | undefined {
		const key = this.keyOf(reference);
		const { mark, repeats } = this.intents.get(reference) ?? {};
		const others = (this.others ??= {
			open: ofOtherCredentials(this.own, this.name, this.own.open),
			done: ofOtherCredentials(this.own, this.name, this.own.done),
		});
		const open: Open | undefined =
			this.own.open[key] ?? others.open.get(reference) ?? this.othersAt(key);
		const done = this.own.done[key] ?? others.done.get(reference);
		if (open && (!repeats || open.intent === mark)) {
			return { state: 'open', isSame: open.intent === mark, lost: open.lost };
		}
		return done && { state: 'done', isSame: done.intent === mark };
	}

	/** Notes that a request is about to leave. */
	sending(reference: string): void {
		this.own.open[this.keyOf(reference)] = this.sentNow(reference);
	}

	private sentNow(reference: string): Sent {
		const { form, upstream, execution, by, open, done } = this.own;
		const intent = this.intents.get(reference);
		const key = this.keyOf(reference);
		const { mark = '', core, at, tried, isMade, isAnew, isMixed, numberedBy } = intent ?? {};
		const ownCore = core !== mark && { core };
		const how = {
			...(isMade && { isMade }),
			...(isAnew && { isMadeAnew: isAnew }),
			...(isMixed && { day: this.today }),
			...(!isMade && { numberedBy }),
		};
		const before = (open[key] ?? done[key])?.tried;
		const known = { ...before, ...(tried !== undefined && { [by]: tried }) };
		return { intent: mark, ...ownCore, at, tried: known, form, upstream, execution, ...how };
	}

	/** Notes why nobody knows what became of it. */
	lost(reference: string, why: string): void {
		const open = this.own.open[this.keyOf(reference)];
		if (open) open.lost = why;
	}

	/** Notes that the service has taken it on, and has not finished it. What may be repeated anyway is as good as done. */
	accepted(reference: string, why: string): void {
		if (this.intents.get(reference)?.repeats) this.done(reference);
		else this.lost(reference, why);
	}

	/** Notes that the service has confirmed it. */
	done(reference: string): void {
		const { mark = '', repeats } = this.intents.get(reference) ?? {};
		this.confirmed.add(reference);
		if (!repeats) this.own.done[this.keyOf(reference)] = this.sentNow(reference);
		delete this.own.open[this.keyOf(reference)];
		const spares = this.spares(mark).filter((one) => one !== reference);
		if (spares.length > 0) this.own.spare[this.keyOf(mark)] = spares;
		else delete this.own.spare[this.keyOf(mark)];
	}

	isConfirmed(reference: string): boolean {
		return this.confirmed.has(reference);
	}

	/** Forgets what the service has refused, or never got: it may be sent again. */
	clear(reference: string): void {
		const { mark = '', isMade } = this.intents.get(reference) ?? {};
		delete this.own.open[this.keyOf(reference)];
		if (isMade) this.own.spare[this.keyOf(mark)] = [...new Set([...this.spares(mark), reference])];
	}

	/** Ends what `refer` began: its references are free again, or known. */
	release(): void {
		for (const [key, { by }] of this.reserved) if (by === this) this.reserved.delete(key);
	}

	private othersAt(key: string): Reserved | undefined {
		const one = this.reserved.get(key);
		return one?.by === this ? undefined : one;
	}

	private get reserved(): Map<string, Reserved> {
		const { open } = this.own;
		const kept = reserved.get(open) ?? new Map<string, Reserved>();
		reserved.set(open, kept);
		return kept;
	}

	private keyOf(reference: string): string {
		return `${this.own.operation}/${reference}`;
	}
}

/** An item of a retry that may want what was sent before, or another thing. */
export interface Unclear {
	field: string;
	before: string[];
	now: string | null;
	/**
	 * The number alone is another one; content too; the number is made of data and of the time, and another one now; it names something else
	 * that is done; it was sent for another item; or somebody has mended the workflow of a stopped execution.
	 */
	why: 'number' | 'content' | 'isMixed' | 'isTaken' | 'isOfAnother' | 'isMended';
}

/** What a thing is, and what it is at its core. */
interface Hashes {
	mark: string;
	core: string;
}

/** What an item of this run wants. */
interface Thing extends Wanted {
	/** What it is, as a hash; and what tells it. */
	mark: string;
	part: Part;
	/** Its number is made anew each time; partly of data. */
	isAnew: boolean;
	isMixed: boolean;
	inRun: Made;
	/** What makes its number, as a hash; nothing of one that is empty or made anew. */
	numberedBy?: string;
	/** The node, what it is, and which of the same. */
	at: string;
	/** Execution, node, run, item and its part. */
	tried: string;
}

/** What a reference of this run stands for. */
interface Intent {
	mark: string;
	core: string;
	repeats: boolean;
	at: string;
	tried: string;
	isMade: boolean;
	isAnew: boolean;
	isMixed: boolean;
	numberedBy?: string;
}
