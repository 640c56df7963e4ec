import type { IExecuteFunctions } from 'n8n-workflow';
import { isTool } from '../wire/caller';
import { sentBefore, type SentBefore } from './before';
import { formOf, hash, type Part, type Parts, type Place } from './book';
import type { Memory } from './memory';
import { numberedBy } from './makers';
import { madeOf, type Made } from './numbers';
import { matched } from './telling';

/** What an item wants done, once for each of its references. */
export interface Wanted {
	/** The field that holds the reference, as the merchant sees it; none when it can't be given. */
	field?: string;
	/** The merchant's own; left out, one is made. */
	given?: string;
	/** What the merchant gave, where `given` says more. */
	typed?: string;
	/** It goes out without a number when none is given. */
	isBare?: boolean;
	/** Starts one that is made. */
	prefix?: string;
	/** Tells it from other things of this operation, by money and receiver. Secrets in it are left out: a hash gives few digits away. */
	intent: unknown;
	/** The intent without fields that may hold anything; left out when there are none. */
	core?: unknown;
	/** By which rate it goes, and what goes: of several rates for one thing one is meant. */
	rate?: { of: unknown; by: unknown };
	/** The intent without what a rate decides; left out when none does. */
	kind?: unknown;
	/** Only its number tells which one it is: of a list that code has made, another may stand in its place. */
	numberTells?: boolean;
	/** The reference names a person or an order, not this one thing: once it is done, it may be done again. */
	repeats?: boolean;
}

/** What a thing is, what it is at its core, and for whom. */
interface Hashes {
	mark: string;
	core: string;
	whom: string;
}

/** How much of what goes to somebody. */
const MEASURE =
	/amount|nominal|jumlah|total|price|harga|qty|quantity|cost|cod|value|fee|discount|weight|length|width|height/i;

function withoutMeasures(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutMeasures);
	if (typeof value !== 'object' || value === null) return value;
	const kept = Object.entries(value).filter(([name]) => !MEASURE.test(name));
	return Object.fromEntries(kept.map(([name, one]) => [name, withoutMeasures(one)]));
}

/** What an item of this run wants. */
export interface Thing extends Omit<Wanted, 'kind'> {
	/** What it is, as a hash; and what tells it. */
	mark: string;
	part: Part;
	/** Of what its own number is made. */
	made: Made;
	/** What makes its number, as a hash; nothing of one that is empty or made anew. */
	numberedBy?: string;
	/** The node, what it is, and which of the same. */
	at: string;
	/** What it is by whatever rate, as a hash, and where it stands by that: a rate that is asked anew makes no other order of it. */
	kind: string;
	numberedAt: string;
	/** Execution, node, run, item and its part. */
	tried: string;
}

/** Its number is made by an expression that gives another one each time, be there data in it or not. */
export const isMadeAnew = ({ given, made }: Thing): boolean =>
	given !== undefined && made !== 'data';

/** An item's try, of that of one of its things. */
export const withoutPart = (tried: string) => tried.replace(/\/\d+$/, '');

/** What the items of one run of a node want, and which of the same each of these things is. */
export class Wants {
	private readonly ctx: IExecuteFunctions;
	private readonly memory: Memory;
	/** A model calls. Models that call at once have all the same item. */
	readonly isTool: boolean;
	private readonly things = new Map<number, Thing[]>();
	private readonly tries = new Map<number, string>();
	/** How many of the same this run has wanted so far. */
	private readonly counts = new Map<string, number>();
	/** Items that want something which no earlier try wanted, or not together with what was sent for them and they do not want any more: this. */
	private readonly strange = new Map<number, string[]>();
	private readonly hashes = new WeakMap<Wanted, Hashes>();
	private readonly numbers = new Map<string, { made: Made; by: string }>();
	private readonly announced: Array<{ item: number; wanted: Wanted[] }> = [];
	private byTry: Map<string, Wanted[]> | undefined;
	private byNumber: Map<string | undefined, Wanted[]> | undefined;
	private byWhat: { numbers: Map<string, Array<string | undefined>>; of: number } | undefined;
	private sent: { before: SentBefore; at: number } | undefined;
	/** What all items of this run want: the merchant's own numbers, what it is, and what it is at its core. */
	readonly asked = {
		numbers: new Set<string>(),
		pairs: new Set<string>(),
		marks: new Set<string>(),
		cores: new Set<string>(),
		all: [] as Wanted[],
	};

	constructor(ctx: IExecuteFunctions, memory: Memory) {
		this.ctx = ctx;
		this.memory = memory;
		this.isTool = isTool(ctx);
	}

	/** Notes what all items of a run want before its first one: a mended node may give an item what another one had. */
	announce(entries: Array<{ item: number; wanted: Wanted[] }>): void {
		this.announced.push(...entries);
		for (const one of entries.flatMap(({ wanted }) => wanted)) {
			const { mark, core } = this.hashesOf(one);
			this.asked.all.push(one);
			this.asked.marks.add(mark);
			this.asked.cores.add(core);
			if (one.given === undefined) continue;
			this.asked.numbers.add(one.given);
			this.asked.pairs.add(`${one.given}/${core}`);
		}
	}

	/** What the merchant's numbers in a field are made of, and by which fields. */
	numberOf({ field = 'The reference' }: Wanted): { made: Made; by: string } {
		const known = this.numbers.get(field);
		if (known !== undefined) return known;
		const { parameters, upstream } = this.memory.own;
		const by = formOf([numberedBy(parameters, field), upstream]);
		const number = { made: madeOf(parameters, field), by };
		this.numbers.set(field, number);
		return number;
	}

	/** Made once for each: they take most of the time of an item. */
	hashesOf(wanted: Wanted): Hashes {
		const known = this.hashes.get(wanted);
		if (known) return known;
		const { intent, core = intent } = wanted;
		const mark = hash(intent);
		const made = {
			mark,
			core: core === intent ? mark : hash(core),
			whom: hash(withoutMeasures(core)),
		};
		this.hashes.set(wanted, made);
		return made;
	}

	/**
	 * Notes what an item wants, in the order of the items. What a try or a retry has done is found again by what it is, never by the place of
	 * its item alone: the list that a retry gets may have become another one.
	 */
	enter(item: number, wanted: Wanted[]): void {
		const { node } = this.memory.own;
		const numbered = wanted.map((one) => {
			const { mark, core, whom } = this.hashesOf(one);
			const { made, by } = this.numberOf(one);
			const tells = one.given !== undefined && made === 'data';
			return {
				...one,
				made,
				numberedBy: tells ? by : undefined,
				mark,
				part: { number: one.given ?? null, core, whom },
			};
		});
		const parts = this.partsOf(
			item,
			numbered.map(({ part }) => part),
		);
		const things = numbered.map((one, index) => {
			const { mark } = one;
			const kind = one.kind === undefined ? mark : hash(one.kind);
			const at = this.placed(mark);
			const numberedAt = kind === mark ? at : this.placed(kind);
			const tried = [node, this.tryOf(item), parts[index]].join('/');
			return { ...one, kind, at, numberedAt, tried };
		});
		this.things.set(item, things);
	}

	/** The merchant's own numbers of all that want this at their core, or for this person. */
	numbersOf(what: string): Array<string | undefined> {
		const { all } = this.asked;
		if (this.byWhat?.of !== all.length) {
			const numbers = new Map<string, Array<string | undefined>>();
			for (const one of all) {
				const { core, whom } = this.hashesOf(one);
				for (const its of new Set([core, whom])) {
					const same = numbers.get(its);
					if (same) same.push(one.given);
					else numbers.set(its, [one.given]);
				}
			}
			this.byWhat = { numbers, of: all.length };
		}
		return this.byWhat.numbers.get(what) ?? [];
	}

	of(item: number): Thing[] {
		return this.things.get(item) ?? [];
	}

	/** What the item of this try wants now, or the one with this number; nothing when neither is among those of this run. */
	nowWantedBy(tried: string | undefined, number: string): Hashes[] | undefined {
		const { node } = this.memory.own;
		this.byTry ??= new Map(
			this.announced.map(({ item, wanted }) => [`${node}/${this.tryOf(item)}`, wanted]),
		);
		this.byNumber ??= new Map(this.asked.all.map((one) => [one.given, [one]]));
		const wanted = this.byTry.get(withoutPart(tried ?? '')) ?? this.byNumber.get(number);
		return wanted?.map((one) => this.hashesOf(one));
	}

	/**
	 * Which of an item's things each one is, as in an earlier try. A merchant may have taken out what is done, as an error told him to, so that
	 * the second is the first now. Its own number tells; of a list as long as before also its place, and of one without a number its content.
	 */
	private partsOf(item: number, things: Part[]): number[] {
		const { node, parts } = this.memory.own;
		const key = `${node}/${this.tryOf(item)}`;
		const places = things.map((_, index) => index);
		if (this.isTool) return places;
		const before = parts[key] ?? (things.length > 1 ? this.partSent(key) : undefined);
		if (before === undefined) {
			if (things.length > 1) parts[key] = { things: [...things], lists: [places] };
			return places;
		}
		const known = matched(things, before.things);
		const strangers = things.filter((_, index) => known[index] === undefined);
		let next = before.things.length;
		const now = known.map((place) => place ?? next++);
		const left = this.mistakenFor(now, before, key);
		if (strangers.length > 0 || left.length > 0) this.strange.set(item, left);
		if (left.length > 0) return places;
		parts[key] = { things: [...before.things, ...strangers], lists: [...before.lists, now] };
		return now;
	}

	/**
	 * What was sent for an item that it does not want any more, and that one which it wants now, and was never sent, may be under another
	 * number. What it once wanted together is not the same.
	 */
	private mistakenFor(now: number[], { things, lists }: Parts, key: string): string[] {
		const sentAt = (place: number) => this.sentBefore().by.get(`${key}/${place}`)?.reference;
		const unsent = now.filter((place) => sentAt(place) === undefined);
		return things.flatMap((_, place) => {
			const reference = sentAt(place);
			if (reference === undefined || now.includes(place)) return [];
			if (this.asked.numbers.has(reference)) return [];
			const others = lists.filter((list) => list.includes(place)).flat();
			return unsent.every((one) => others.includes(one)) ? [] : [reference];
		});
	}

	/** The one thing that an item wanted whose list has grown since. */
	private partSent(key: string): Parts | undefined {
		const one = this.sentBefore().by.get(`${key}/0`);
		return one && { things: [one.parts[0]], lists: [[0]] };
	}

	/** What an earlier try has sent for this item, which wants things now that no earlier try wanted; nothing when all of it is known. */
	leftOf(item: number): string[] | undefined {
		return this.strange.get(item);
	}

	/** Where the next one of these stands. */
	private placed(mark: string): string {
		const count = this.counts.get(mark) ?? 0;
		this.counts.set(mark, count + 1);
		return `${this.memory.own.node}/${mark}/${this.nthOf(mark, count)}`;
	}

	/** Which of the same this is in the whole execution, and again in its retry. */
	private nthOf(mark: string, count: number): number {
		const { by, run, node, places, begin } = this.memory.own;
		const at = `${run}/${count}`;
		const same = (places[`${node}/${mark}`] ??= []);
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

	/** What an item wants, by the merchant's own numbers where there are any. */
	placeOf(item: number): string {
		return this.of(item)
			.map(({ given, made, mark, at }) =>
				given === undefined || made === 'anew' ? at : `${mark}/${given}`,
			)
			.join();
	}

	/** The same, had its references been left empty. */
	madePlaceOf(item: number): string {
		return this.of(item)
			.map(({ at }) => at)
			.join();
	}

	/** Of the same run and item, with the same input: a retry may begin before this node, and bring others. */
	tryOf(item: number): string {
		const known = this.tries.get(item);
		if (known !== undefined) return known;
		const { by, run } = this.memory.own;
		const input = this.ctx.getInputData()[item]?.json;
		const place = [by, run, item, hash(input)].join('/');
		// An item may have hundreds of packages.
		this.tries.set(item, place);
		return place;
	}

	/** Where all items of this run stand. */
	allTries(): string[] {
		const { node } = this.memory.own;
		return this.ctx.getInputData().map((_, item) => `${node}/${this.tryOf(item)}`);
	}

	/** What earlier tries have sent, and others that are under way. */
	sentBefore(): SentBefore {
		const { isTool, memory } = this;
		const { own, name, othersNotes: at } = memory;
		if (this.sent?.at !== at) {
			const before = sentBefore(own, name, { isTool, underWay: memory.underWay() });
			this.sent = { before, at };
		}
		return this.sent.before;
	}
}
