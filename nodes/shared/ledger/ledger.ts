import { createHash, randomUUID } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isTool } from '../wire/caller';
import { isGuessable } from '../wire/secrets';

/** What an operation gives for one item; what it is, is not the ledger's business. */
type Output = unknown;

interface Sent {
	/** What was asked for, as a hash. */
	intent: string;
	/** Node, run and item that sent it. */
	at?: string;
}

/** A thing whose request has left, and of which nothing more is known. */
interface Open extends Sent {
	/** Why the answer was lost, for the message of a later try. */
	lost?: string;
}

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

/** The last run of a node: its finished items, which a second try of the same run takes from here. */
interface Finished {
	operation: string;
	runIndex: number;
	items: Record<number, Output>;
}

interface Book {
	/** Of the execution that began; a retried one has a new id and the same book. */
	seed: string;
	open: Record<string, Open>;
	/** What the service has confirmed. */
	done: Record<string, Sent>;
	/** References that were made and then refused, by what they stand for: the next try has the same ones. */
	spare: Record<string, string[]>;
	finished: Record<string, Finished>;
}

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
	/** The reference names a person or an order, not this one thing: once it is done, it may be done again. */
	repeats?: boolean;
}

/**
 * The books of the last executions of this process. A retried execution has a copy of the book, and the one that it retries can be retried
 * again: with what the copy has learned, as long as this process lives.
 */
const latest = new Map<string, Book>();
const MOST_BOOKS = 100;

/** Books of calls that belong to no execution: nothing is shared between them, but the tries of one call have the same input object. */
const booksOfCalls = new WeakMap<object, Book>();

/**
 * The one memory of what was sent and finished, as one run of a node sees it. docs/reliability.md
 *
 * It lies in the execution's own data, under the flow and not under the node, so that loops, Retry On Fail, an agent's further calls,
 * another node with the same credential and a retried execution all find it. Holds references, hashes and output, never the input.
 */
export class Ledger {
	private readonly ctx: IExecuteFunctions;
	private readonly name: string;
	private opened: Opened | undefined;
	/** What the references of this run stand for. Two items of the same input are two orders, so each has its own. */
	private readonly intents = new Map<string, Intent>();

	/** What the service has confirmed in this run. */
	private readonly confirmed = new Set<string>();

	/** @param name resource and operation; with the credential they belong to what a reference names */
	constructor(ctx: IExecuteFunctions, name: string) {
		this.ctx = ctx;
		this.name = name;
	}

	/** Opened by the first that needs it: what only asks leaves nothing in the execution's data. */
	private get own(): Opened {
		this.opened ??= opened(this.ctx, this.name);
		return this.opened;
	}

	/** The output of an item, when an earlier try of this run has finished it. */
	finished(item: number): Output {
		return this.own.items[item];
	}

	finish(item: number, result: Output): void {
		this.own.items[item] = result;
	}

	/**
	 * The references of an item. One that the merchant left empty is found again by the same input while nobody knows what became of it;
	 * otherwise it is new: the same for every try of this item, another for everything else.
	 */
	refer(item: number, wanted: Wanted[]): string[] {
		return wanted.map(({ given, prefix = 'N8N-', intent, repeats = false }, part) => {
			const mark = hash(intent);
			const at = [this.own.place, item, part].join('/');
			const reference =
				this.sentAt(at) ??
				this.named(given, mark) ??
				this.unresolved(mark) ??
				this.spare(mark) ??
				this.fresh(prefix, `${item}/${part}/${mark}`);
			this.intents.set(reference, { mark, repeats, at, isMade: reference !== given });
			const key = this.keyOf(reference);
			if (!this.reserved.has(key)) this.reserved.set(key, { intent: mark, by: this });
			return reference;
		});
	}

	/** What the same item has sent in an earlier try, also when an expression gives it another number now. */
	private sentAt(at: string): string | undefined {
		const { open, done } = this.own;
		const start = this.keyOf('');
		const sent: Array<[string, Sent]> = [...Object.entries(open), ...Object.entries(done)];
		const [key] = sent.find(([key, one]) => one.at === at && key.startsWith(start)) ?? [];
		return key?.slice(start.length);
	}

	/** The merchant's own. A model that is told not to repeat a call gives it another number and calls again. */
	private named(given: string | undefined, mark: string): string | undefined {
		const isModels = given !== undefined && isTool(this.ctx) && this.known(given) === undefined;
		return (isModels && this.unresolved(mark)) || given;
	}

	private unresolved(intent: string): string | undefined {
		const start = this.keyOf('');
		const known: Array<[string, Open]> = [...Object.entries(this.own.open), ...this.reserved];
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
		for (let round = 0; ; round++) {
			const reference = prefix + code(`${this.own.seed}/${place}/${round}`);
			if (this.intents.has(reference)) continue;
			// Done at this very place: it is a retry, and must not become another order.
			if (this.known(reference)?.state !== 'open') return reference;
		}
	}

	/** What is known of a reference from before this call; nothing when it may be sent. */
	known(reference: string): Known | undefined {
		const key = this.keyOf(reference);
		const { mark, repeats } = this.intents.get(reference) ?? {};
		const open: Open | undefined =
			this.own.open[key] ?? this.ofOtherCredential(reference) ?? this.othersAt(key);
		const { [key]: done } = this.own.done;
		if (open && (!repeats || open.intent === mark)) {
			return { state: 'open', isSame: open.intent === mark, lost: open.lost };
		}
		return done && { state: 'done', isSame: done.intent === mark };
	}

	/** Notes that a request is about to leave. */
	sending(reference: string): void {
		const { mark: intent = '', at } = this.intents.get(reference) ?? {};
		this.own.open[this.keyOf(reference)] = { intent, at };
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
		const { mark = '', repeats, at } = this.intents.get(reference) ?? {};
		this.confirmed.add(reference);
		if (!repeats) this.own.done[this.keyOf(reference)] = { intent: mark, at };
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

	/** A merchant who retries with a new credential still retries the same thing. */
	private ofOtherCredential(reference: string): Open | undefined {
		const { at } = this.intents.get(reference) ?? {};
		const isSame = (key: string) =>
			key.startsWith(`${this.name}/`) && key.endsWith(`/${reference}`);
		const entries = Object.entries(this.own.open);
		return entries.find(([key, open]) => open.at === at && isSame(key))?.[1];
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

/** What a reference of this run stands for. */
interface Intent {
	mark: string;
	repeats: boolean;
	at: string;
	isMade: boolean;
}

/** The book as one run of a node with one operation uses it. */
interface Opened extends Pick<Book, 'seed' | 'open' | 'done' | 'spare'> {
	operation: string;
	/** Node and run. */
	place: string;
	/** Its finished items. */
	items: Finished['items'];
}

function opened(ctx: IExecuteFunctions, name: string): Opened {
	const { name: node, id, credentials = {} } = ctx.getNode();
	const operation = [name, ...Object.values(credentials).map((one) => one.id)].join('/');
	const runIndex = Number(ctx.evaluateExpression('{{ $runIndex }}', 0));
	const place = [id, runIndex].join('/');
	const { seed, open, done, spare, finished } = bookOf(ctx);
	const last = finished[node];
	const isSame = last?.runIndex === runIndex && last.operation === name;
	const { items } = isSame ? last : (finished[node] = { operation: name, runIndex, items: {} });
	return { operation, place, open, done, spare, items, seed: `${seed}/${place}` };
}

function bookOf(ctx: IExecuteFunctions): Book {
	// The MCP Server Trigger calls without an execution, and then n8n has no place to keep anything.
	const execution = ctx.getExecutionId() as string | undefined;
	const places = [
		ctx.getInstanceId(),
		ctx.getWorkflow().id,
		execution ? tokenOf(ctx) : randomUUID(),
	];
	const book: Book = { seed: places.join('/'), open: {}, done: {}, spare: {}, finished: {} };
	if (execution !== undefined) {
		const flow = ctx.getContext('flow') as { indonesiaCommerce?: Book };
		// Of one that was stopped by its button n8n stores nothing, but this process may remember it.
		flow.indonesiaCommerce = withLatest(flow.indonesiaCommerce ?? book);
		keep(flow.indonesiaCommerce);
		return flow.indonesiaCommerce;
	}
	const input: IDataObject = ctx.getInputData()[0]?.json ?? {};
	const kept = booksOfCalls.get(input) ?? book;
	booksOfCalls.set(input, kept);
	return kept;
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
	Object.assign(known.done, { ...stored.done, ...known.done });
	Object.assign(known.spare, { ...stored.spare, ...known.spare });
	for (const [key, open] of Object.entries(stored.open)) {
		if (known.done[key] === undefined) known.open[key] ??= open;
	}
	for (const [node, { runIndex, operation, items }] of Object.entries(stored.finished)) {
		const run = (known.finished[node] ??= { runIndex, operation, items: {} });
		// In place: a retry that is under way holds the same items.
		if (run.runIndex === runIndex) Object.assign(run.items, { ...items, ...run.items });
	}
	return known;
}

/** Enough to tell inputs apart within an execution. */
function hash(value: unknown): string {
	return digest(JSON.stringify(told(value)) ?? '').toString('hex', 0, 12);
}

/** The same whatever the order of its fields, its capitals and blanks, and whether a number is written as text. */
function told(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(told);
	if (typeof value === 'string' || typeof value === 'number') {
		return String(value).trim().replace(/\s+/g, ' ').toLowerCase();
	}
	if (typeof value !== 'object' || value === null) return value;
	const fields = Object.entries(value).filter(([name]) => !isGuessable(name));
	return fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, entry]) => [name, told(entry)]);
}

/** 16 characters of base 32 hold 80 bits, so two never meet. */
function code(place: string): string {
	const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
	return [...digest(place).subarray(0, 16)].map((byte) => alphabet[byte % 32]).join('');
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
