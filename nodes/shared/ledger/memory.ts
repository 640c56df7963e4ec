import type { IExecuteFunctions } from 'n8n-workflow';
import { ofOtherCredentials } from './before';
import { code, opened, type Book, type Open, type Opened, type Sent } from './book';

/** What is known of a reference from before. */
export interface Known {
	state: 'open' | 'done';
	/** The same was asked for as now. */
	isSame: boolean;
	lost?: string;
}

/** What a reference of this run stands for. */
interface Intent {
	mark: string;
	kind: string;
	core: string;
	whom?: string;
	repeats: boolean;
	at: string;
	numberedAt: string;
	tried: string;
	isMade: boolean;
	isAnew: boolean;
	numberedBy?: string;
}

/** A reference that a call is about to use. An agent calls a tool several times at once, and an execution may be retried twice at once. */
interface Reserved {
	sent: Sent;
	by: Memory;
}

/** Not stored with the execution: what a stopped one had not sent yet may be sent by its retry. */
interface Shared {
	reserved: Map<string, Reserved>;
	/** How often any of them has noted something. */
	notes: number;
}
const shared = new WeakMap<Book['open'], Shared>();

const isFor = (intent: string) => (sent: Sent) => sent.intent === intent;

/** What is known of references, and what those of this run stand for. */
export class Memory {
	private readonly ctx: IExecuteFunctions;
	readonly name: string;
	private opened: Opened | undefined;
	private readonly intents = new Map<string, Intent>();
	/** What the service has confirmed in this run. */
	private readonly confirmed = new Set<string>();
	private ownNotes = 0;
	private others: { open: Map<string, Open>; done: Map<string, Sent>; at: number } | undefined;

	/** @param name resource and operation; with the credential they belong to what a reference names */
	constructor(ctx: IExecuteFunctions, name: string) {
		this.ctx = ctx;
		this.name = name;
	}

	/** Opened by the first that needs it: what only asks leaves nothing in the execution's data. */
	get own(): Opened {
		this.opened ??= opened(this.ctx, this.name);
		return this.opened;
	}

	/** What is known of a reference from before this call; nothing when it may be sent. */
	known(reference: string): Known | undefined {
		const key = this.keyOf(reference);
		const { mark, repeats } = this.intents.get(reference) ?? {};
		const others = this.ofOtherCredentials();
		const open: Open | undefined =
			this.own.open[key] ?? others.open.get(reference) ?? this.othersAt(key)?.sent;
		const done = this.own.done[key] ?? others.done.get(reference);
		if (open && (!repeats || open.intent === mark)) {
			return { state: 'open', isSame: open.intent === mark, lost: open.lost };
		}
		return done && { state: 'done', isSame: done.intent === mark };
	}

	private ofOtherCredentials() {
		const { own, name, othersNotes: at } = this;
		if (this.others?.at !== at) {
			const open = ofOtherCredentials(own, name, own.open);
			const done = ofOtherCredentials(own, name, own.done);
			this.others = { open, done, at };
		}
		return this.others;
	}

	/** How often other runs have noted something by now: another retry of the execution may be under way. */
	get othersNotes(): number {
		return this.shared.notes - this.ownNotes;
	}

	private noted(): void {
		this.ownNotes++;
		this.shared.notes++;
	}

	/** What other runs are about to send. */
	underWay(): Record<string, Sent> {
		const others = [...this.shared.reserved].filter(([, { by }]) => by !== this);
		return Object.fromEntries(others.map(([key, { sent }]) => [key, sent]));
	}

	/** Notes what a reference of this run stands for. Two items of the same input are two orders, so each has its own. */
	stands(reference: string, intent: Intent): void {
		this.intents.set(reference, intent);
		const key = this.keyOf(reference);
		const { reserved } = this.shared;
		if (!reserved.has(key)) reserved.set(key, { sent: this.sentNow(reference), by: this });
		this.noted();
	}

	/** The references under which these were sent and are unknown, also when their answer has not come yet. */
	unresolved(isSame: (sent: Sent) => boolean): string[] {
		const sent = { ...this.underWay(), ...this.own.open };
		return this.sameIn(sent, isSame).filter((reference) => this.isFree(reference));
	}

	/** Somebody has been told that it is unknown. */
	isTold(reference: string): boolean {
		const key = this.keyOf(reference);
		return this.own.open[key] !== undefined && !this.othersAt(key);
	}

	/** All of the same that somebody has been told are unknown. */
	lostFor(intent: string): string[] {
		return this.ownIn(this.own.open, isFor(intent));
	}

	/** All of the same that are done, and no item has given out. */
	heldFor(intent: string): string[] {
		return this.ownIn(this.own.held, isFor(intent));
	}

	/** Notes that the item of these references is finished, and has its output. */
	given(references: string[]): void {
		for (const reference of references) delete this.own.held[this.keyOf(reference)];
	}

	private sameIn(known: Record<string, Sent>, isSame: (sent: Sent) => boolean): string[] {
		const start = this.keyOf('');
		return Object.entries(known)
			.filter(([key, entry]) => key.startsWith(start) && isSame(entry))
			.map(([key]) => key.slice(start.length));
	}

	/** Without what another run is about to send. */
	private ownIn(known: Record<string, Sent>, isSame: (sent: Sent) => boolean): string[] {
		return this.sameIn(known, isSame).filter((one) => !this.othersAt(this.keyOf(one)));
	}

	/** The merchant has left it empty. */
	isMade(reference: string): boolean {
		return this.intents.get(reference)?.isMade === true;
	}

	/** No item of this run stands for it. */
	isFree(reference: string): boolean {
		return !this.intents.has(reference);
	}

	/** Made for the same, and refused: not that of another item of this run. */
	spare(intent: string): string | undefined {
		return this.spares(intent).find((reference) => this.isFree(reference));
	}

	spares(intent: string): string[] {
		return this.own.spare[this.keyOf(intent)] ?? [];
	}

	/** A new reference for a thing at this place: the same for every try of it, another for everything else. */
	fresh(prefix: string, place: string): string {
		const { seed, origin = seed } = this.own;
		for (let round = 0; ; round++) {
			const reference = prefix + code(`${origin}/${place}/${round}`);
			if (this.intents.has(reference)) continue;
			// Done at this very place: it is a retry, and must not become another order.
			if (this.known(reference)?.state !== 'open') return reference;
		}
	}

	/** Notes that a request is about to leave. */
	sending(reference: string): void {
		this.own.open[this.keyOf(reference)] = this.sentNow(reference);
		this.noted();
	}

	private sentNow(reference: string): Sent {
		const { form, upstream, execution, by, open, done } = this.own;
		const intent = this.intents.get(reference);
		const key = this.keyOf(reference);
		const { mark = '', kind, core, whom, at, tried, isMade, isAnew, numberedBy } = intent ?? {};
		const { numberedAt } = intent ?? {};
		const ownCore = { ...(core !== mark && { core }), ...(kind !== mark && { kind }) };
		const how = {
			...(isMade && { isMade }),
			...(isAnew && { isMadeAnew: isAnew }),
			...(!isMade && { numberedBy }),
		};
		const { tried: before } = open[key] ?? done[key] ?? {};
		const known = { ...before, ...(tried !== undefined && { [by]: tried }) };
		return {
			intent: mark,
			whom,
			...ownCore,
			at,
			...(numberedAt !== at && { numberedAt }),
			tried: known,
			form,
			upstream,
			execution,
			...how,
		};
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
		if (!repeats) {
			const sent = this.sentNow(reference);
			const { done, held, open } = this.own;
			const key = this.keyOf(reference);
			done[key] = sent;
			// What was there before this execution sent anything is nobody's part.
			if (open[key] ?? held[key]) held[key] = sent;
		}
		delete this.own.open[this.keyOf(reference)];
		const spares = this.spares(mark).filter((one) => one !== reference);
		if (spares.length > 0) this.own.spare[this.keyOf(mark)] = spares;
		else delete this.own.spare[this.keyOf(mark)];
		this.noted();
	}

	isConfirmed(reference: string): boolean {
		return this.confirmed.has(reference);
	}

	/** What the service has refused, or never got, may be sent again. */
	clear(reference: string): void {
		const { mark = '', isMade } = this.intents.get(reference) ?? {};
		delete this.own.open[this.keyOf(reference)];
		if (isMade) this.own.spare[this.keyOf(mark)] = [...new Set([...this.spares(mark), reference])];
		this.noted();
	}

	/** Ends what `stands` began: its references are free again, or known. */
	release(): void {
		const { reserved } = this.shared;
		for (const [key, { by }] of reserved) if (by === this) reserved.delete(key);
		this.noted();
	}

	private othersAt(key: string): Reserved | undefined {
		const one = this.shared.reserved.get(key);
		return one?.by === this ? undefined : one;
	}

	private get shared(): Shared {
		const { open } = this.own;
		const kept = shared.get(open) ?? { reserved: new Map<string, Reserved>(), notes: 0 };
		shared.set(open, kept);
		return kept;
	}

	private keyOf(reference: string): string {
		return `${this.own.operation}/${reference}`;
	}
}
