import { createHash, randomUUID } from 'crypto';
import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { isGuessable } from '../wire/secrets';
import { upstreamOf } from './upstream';

/** What an operation gives for one item; what it is, is not the ledger's business. */
export type Output = unknown;

/** A thing whose request has left. */
export interface Sent {
	/** What was asked for, as a hash; without the fields that may be anything; and without what a rate decides. */
	intent: string;
	core?: string;
	kind?: string;
	/** For whom, as a hash. */
	whom?: string;
	/** For which of the same things, of which node, it was sent; and of those that are the same by whatever rate. */
	at?: string;
	numberedAt?: string;
	/** Of which item of which run, by whose items they are: those of who has sent it, and of retries that have known it again. */
	tried?: Record<string, string>;
	/** The fields that the node had then, those of the nodes before it, and what made its number. */
	form?: string;
	upstream?: string;
	numberedBy?: string;
	/** What its item wanted, and the fields, when it was last known for the same. */
	last?: Recognised;
	/** Its reference was left empty, and made. */
	isMade?: boolean;
	/** An expression of the merchant's makes it, another one each time. */
	isMadeAnew?: boolean;
	execution?: string;
}

/** Where a thing was wanted: of several that are the same, the first, second … */
export interface Place {
	run: number;
	/** Run and, in it, place among the same, by who wanted it there; a retry with another list may want it elsewhere. */
	wanted: Record<string, string>;
}

/** One of the things that an item wants. */
export interface Part {
	/** The merchant's own. */
	number: string | null;
	core: string;
	/** Nothing in what an earlier version of this package has stored. */
	whom?: string;
}

/** All that an item has wanted, in the order in which they first came; and by their places which of them it wanted together. */
export interface Parts {
	things: Part[];
	lists: number[][];
}

/** What an item wanted that was known for one of before. */
export interface Recognised {
	part: Part;
	form: string;
	isMadeAnew: boolean;
}

/** One of which nothing more is known. */
export interface Open extends Sent {
	/** Why the answer was lost, for the message of a later try. */
	lost?: string;
}

/** What a node has finished, which another try takes from here. */
interface Finished {
	operation: string;
	/** By what they wanted. */
	items: Record<string, FinishedItem>;
	/** The same by who wanted it, in which run and item. */
	tried: Record<string, string>;
}

export interface FinishedItem {
	output: Output;
	/** Who has finished it, in which of the node's runs, and the fields that the node had then. */
	execution: string;
	by: string;
	run: number;
	form: string;
	/** What it wanted, of which item and part, and under which references it was done. */
	things: Part[];
	tries: string[];
	references: string[];
}

/** What was sent and finished in an execution and its retries. */
export interface Book {
	/** Of the execution that began; a retried one has a new id and the same book. */
	seed: string;
	/** What references that are left empty are made of, instead of the seed: the events that started the execution. */
	origin?: string;
	open: Record<string, Open>;
	/** What the service has confirmed. */
	done: Record<string, Sent>;
	/** Of these, what was sent and no item has given out: the rest of its item is unknown, or its output could not be made. */
	held: Record<string, Sent>;
	/** References that were made and then refused, by what they stand for: the next try has the same ones. */
	spare: Record<string, string[]>;
	finished: Record<string, Finished>;
	/** By node and what it was asked for. */
	places: Record<string, Place[]>;
	/** By node and try, of items that want several things. */
	parts: Record<string, Parts>;
	/** By node and by who uses it: the first run. */
	begins: Record<string, number>;
}

/** What lies in the execution's data, and is stored with it. */
interface Kept {
	book: Book;
	/**
	 * The execution that has these items. One that n8n has stored goes on with the same ones when it is retried; one of which it has stored
	 * nothing begins anew, and the list that it gets may have become another one.
	 */
	by: string;
}

/**
 * The books of the last executions of this process. A retried execution has a copy of the book, and the one that it retries can be retried
 * again: with what the copy has learned, as long as this process lives.
 */
const latest = new Map<string, Book>();
const MOST_BOOKS = 100;

/** Books of calls that belong to no execution: nothing is shared between them, but the tries of one call have the same input object. */
const booksOfCalls = new WeakMap<object, Book>();

/** The book as one run of a node with one operation uses it. */
export interface Opened extends Pick<
	Book,
	'seed' | 'origin' | 'open' | 'done' | 'held' | 'spare' | 'places' | 'parts'
> {
	operation: string;
	node: string;
	run: number;
	/** The execution, and the one whose items it has. */
	execution: string;
	by: string;
	/** The node's first run. */
	begin: number;
	/** The node's fields as they stand in the workflow: when they are mended, an item wants other things than before. */
	form: string;
	/** The fields of the nodes on which its items hang. */
	upstream: string;
	/** The node's fields themselves. */
	parameters: INodeParameters;
	/** What it has finished, and for which items. */
	items: Finished['items'];
	tried: Finished['tried'];
}

export function opened(ctx: IExecuteFunctions, name: string): Opened {
	// By its name: a merchant may make a node anew before the retry.
	const { name: node, credentials = {}, parameters } = ctx.getNode();
	const operation = [name, ...Object.values(credentials).map((one) => one.id)].join('/');
	const runIndex = Number(ctx.evaluateExpression('{{ $runIndex }}', 0));
	const { book, by } = keptIn(ctx);
	const { seed, origin, open, done, held, spare, places, parts, finished, begins } = book;
	const begin = (begins[`${node}/${by}`] ??= runIndex);
	const last = finished[node];
	const fresh: Finished = { operation: name, items: {}, tried: {} };
	const { items, tried } = last?.operation === name ? last : (finished[node] = fresh);
	const execution = (ctx.getExecutionId() as string | undefined) ?? '';
	// What is shown of an output changes nothing of what is wanted.
	const form = formOf({ ...parameters, simplify: null });
	const upstream = formOf(upstreamOf(ctx));
	const place = { run: runIndex, execution, by, begin };
	const ofNode = { operation, node, ...place, form, upstream, parameters, items, tried };
	return { ...ofNode, seed, origin, open, done, held, spare, places, parts };
}

function keptIn(ctx: IExecuteFunctions): Kept {
	// The MCP Server Trigger calls without an execution, and then n8n has no place to keep anything.
	const execution = ctx.getExecutionId() as string | undefined;
	const places = [
		ctx.getInstanceId(),
		ctx.getWorkflow().id,
		execution ? tokenOf(ctx) : randomUUID(),
	];
	const book: Book = {
		seed: places.join('/'),
		open: {},
		done: {},
		held: {},
		spare: {},
		finished: {},
		places: {},
		parts: {},
		begins: {},
	};
	if (execution !== undefined) {
		const flow = ctx.getContext('flow') as { indonesiaCommerce?: Kept };
		const { book: stored = { ...book, origin: originOf(ctx) }, by = execution } =
			flow.indonesiaCommerce ?? {};
		// An earlier version of this package has stored none.
		stored.held ??= {};
		// Of one that was stopped by its button n8n stores nothing, but this process may remember it.
		const kept = { book: withLatest(stored), by };
		flow.indonesiaCommerce = kept;
		keep(kept.book);
		return kept;
	}
	const input: IDataObject = ctx.getInputData()[0]?.json ?? {};
	const kept = booksOfCalls.get(input) ?? book;
	booksOfCalls.set(input, kept);
	return { book: kept, by: '' };
}

/** In whichever package. Others have event ids too, which may come again with other news. */
const OUR_TRIGGER = /\.(kiriminAja|kirimo)Trigger$/;

/**
 * A trigger of ours gives each event an id that its redeliveries have too. When one gets through beside the first (two webhook processors
 * that take it at the same moment, n8n killed before it has answered), both executions make the same references, and the service knows the
 * second for what it is. Nothing for an execution that something else has started. docs/scaling.md
 */
function originOf(ctx: IExecuteFunctions): string | undefined {
	const triggers = ctx
		.getParentNodes(ctx.getNode().name)
		.filter(({ type }) => OUR_TRIGGER.test(type));
	if (triggers.length === 0) return undefined;
	const { $: nodeNamed } = ctx.getWorkflowDataProxy(0) as unknown as { $: (name: string) => Ran };
	const events = triggers.flatMap(({ name }) => eventsOf(nodeNamed(name)));
	if (events.length === 0) return undefined;
	const ids = [...new Set(events)].sort();
	return [ctx.getInstanceId(), ctx.getWorkflow().id, 'events', ...ids].join('/');
}

/** A node as expressions see it; one that has not run, or not as often, throws. */
interface Ran {
	all(output: number, run: number): Array<{ json: IDataObject }>;
}

/** A trigger runs once, and again in a retry that begins with it. */
const MOST_RUNS = 10;

function eventsOf(trigger: Ran): string[] {
	const events: string[] = [];
	// After a crash n8n puts something else in the place of the first run's items; the events come with the second.
	for (let run = 0; run < MOST_RUNS; run++) {
		try {
			for (const { json } of trigger.all(0, run)) {
				if (typeof json.eventId === 'string') events.push(json.eventId);
			}
		} catch {
			break;
		}
	}
	return events;
}

function keep(book: Book): void {
	latest.delete(book.seed);
	latest.set(book.seed, book);
	for (const seed of [...latest.keys()].slice(0, -MOST_BOOKS)) latest.delete(seed);
}

/**
 * What an execution and its retries have in common, also when n8n was killed or stopped and kept nothing else: the token of its resume URL.
 * Older n8n have none, and there each is only the same as itself. As a hash, because the token lets its holder resume the execution.
 */
function tokenOf(ctx: IExecuteFunctions): string {
	const url = ctx.evaluateExpression('{{ $execution.resumeUrl }}', 0) as string | undefined;
	const [, query] = url?.split('?') ?? [];
	return query ? hash(query) : ctx.getExecutionId();
}

/** What is stored and what this process knows besides, in one book that all retries of the execution use. */
function withLatest(stored: Book): Book {
	const known = latest.get(stored.seed);
	if (known === undefined || known === stored) return stored;
	for (const [key, held] of Object.entries(stored.held)) {
		// What was given out since is held no more.
		if (known.done[key] === undefined) known.held[key] = held;
	}
	Object.assign(known.done, { ...stored.done, ...known.done });
	Object.assign(known.places, { ...stored.places, ...known.places });
	Object.assign(known.parts, { ...stored.parts, ...known.parts });
	Object.assign(known.begins, { ...stored.begins, ...known.begins });
	for (const [key, open] of Object.entries(stored.open)) {
		if (known.done[key] === undefined) known.open[key] ??= open;
	}
	for (const [node, { operation, items, tried }] of Object.entries(stored.finished)) {
		const own = (known.finished[node] ??= { operation, items: {}, tried: {} });
		// In place: a retry that is under way holds the same ones.
		Object.assign(own.items, { ...items, ...own.items });
		Object.assign(own.tried, { ...tried, ...own.tried });
	}
	return known;
}

/** Enough to tell inputs apart within an execution. */
export function hash(value: unknown): string {
	return digest(JSON.stringify(told(value)) ?? '').toString('hex', 0, 12);
}

/** Enough to tell whether fields of nodes were mended. */
export function formOf(fields: unknown): string {
	return digest(JSON.stringify(ordered(fields, (text) => text))).toString('hex', 0, 4);
}

/** The same whatever the order of its fields, its capitals, blanks and points, and whether a number is written as text. */
const told = (value: unknown) =>
	ordered(value, (text) => {
		const words = /[a-z]/i.test(text) ? text.replace(/[.,;:'"()/-]+/g, ' ') : text;
		return words.trim().replace(/\s+/g, ' ').toLowerCase();
	});

/** The same whatever the order of its fields, with its texts and numbers as they are made alike; without what can be guessed from a hash. */
function ordered(value: unknown, alike: (text: string) => string): unknown {
	if (Array.isArray(value)) return value.map((entry) => ordered(entry, alike));
	if (typeof value === 'string' || typeof value === 'number') return alike(String(value));
	if (typeof value !== 'object' || value === null) return value;
	const fields = Object.entries(value).filter(([name]) => !isGuessable(name));
	return fields
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, entry]) => [name, ordered(entry, alike)]);
}

/** 16 characters of base 32 hold 80 bits, so two never meet. */
export function code(place: string): string {
	const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
	return [...digest(place).subarray(0, 16)].map((byte) => alphabet[byte % 32]).join('');
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
