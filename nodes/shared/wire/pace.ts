import { sleep } from 'n8n-workflow';
import { Allowance, CAREFUL, MINUTE_MS } from './allowance';
import type { Context } from './caller';
import { Spacing } from './spacing';
import { Speeds } from './speeds';
import { isStopped, unlessStopped } from './stopped';

/** How fast a service may be asked; for one family of endpoints, because some bear less than others. */
export interface Tempo {
	/** Names the family, e.g. "tracking". */
	family: string;
	/** How many requests are under way at once, at first and at most. */
	start: number;
	most: number;
}

/** Most of what only asks. */
export const READS: Tempo = { family: 'reads', start: 5, most: 40 };

/** What a service shuts out for when it is asked too often. */
export const gently = (family: string): Tempo => ({ family, start: 3, most: 20 });

/** Each run sends them one after the other; all that they share is a pause. */
export const WRITES: Tempo = { family: 'writes', start: 1, most: 1 };

/** What an answer says about the service. */
export interface Pulse {
	/** It could handle the request; a plain no is an answer too. */
	isGood?: boolean;
	/** It is asked too much (HTTP 429). */
	isThrottled?: boolean;
	/** It is overloaded, or there was no answer at all. */
	isWeak?: boolean;
	isSilent?: boolean;
	/** It failed: with this one thing, or with all. */
	isFaulty?: boolean;
	/** The pause it asks for, in milliseconds. */
	retryAfter?: number;
}

/** Why nobody is served. */
export type InVain = 'throttled' | 'weak' | 'silent';

/** How a wait ends: with the turn; with nothing, because the execution was stopped; or because the wait would be too long, or in vain. */
export type Turn = 'go' | undefined | { left: number } | { why: 'weak' | 'silent' };

/** One that waits for its turn. */
interface Waiter {
	run: Run;
	/** What tells its request from others; its first line, what kind of question it is. */
	asked: string;
	/** It has had its turn, in vain, and tries again. */
	isAgain: boolean;
	end: (turn: Turn) => void;
}

/** How one asks for its turn. */
interface Asking extends Pick<Waiter, 'asked' | 'isAgain'>, Pick<Run, 'atOnce'> {
	/** Once one has failed, nothing is wanted of the others: what is tried again goes before them. */
	stops?: boolean;
	over?: Promise<void>;
}

/** Answers in a row that served nobody; those to requests that were under way together count once. */
interface Row {
	since: number;
	last: number;
	times: number;
	/** How many of the last of them were throttled, or named a time. */
	shut: number;
	asked: Set<string>;
	why: InVain;
}

/** All that a node asks in one run of it. */
interface Run {
	/** When it had its last turn, or came. */
	turn: number;
	line: Waiter[];
	/** How many at once the merchant has set for its node, however many executions run it. */
	atOnce?: number;
	node: string;
	/** How far the row was when it came, and when that was. */
	row: Row | undefined;
	times: number;
	at: number;
}

/** How long one waits for a pause to end. */
export const PATIENCE_MS = 60_000;

/** Nobody is believed who asks for longer, or for no pause at all. */
const LONGEST_MS = 3_600_000;
const LEAST_MS = 1000;
/** A service serves nobody when so many answers in a row say so, over so long: one that begins anew takes seconds. */
const IN_VAIN = { times: 10, forMs: MINUTE_MS };
/** From so many of them on, what was not asked yet goes first, and all wait before the next one, longer each time. */
const TROUBLE = 3;
/** So many different questions that fail one after the other are no fault of theirs. */
const FAULTY = 5;
const BREATH_MS = { least: 500, most: 4000 };
/** Whoever asks waits for a pause, and then for an answer, which may drip for a minute: what is longer ago is no row. */
const LONG_AGO_MS = 2.5 * MINUTE_MS;
/** Between those who come out of a pause and do not stand in the line: the answer to one tells the next whether it is over. */
const ONE_BY_ONE_MS = 250;
/** As long as they may come, also where the pause is as long as their patience. */
const QUEUE_MS = 20_000;
const LINE_WAITS_MS = 5000;
const SCATTERED_MS = 1000;
/**
 * When the next request may leave, for all that ask the same family of endpoints with the same credential: items, nodes and executions of
 * this n8n process.
 *
 * More go at once while answers are good, half as many after a 429, an overload or a rise of the time that an answer takes. A 429 makes all
 * of them pause together; and what went well before it is how many go between two pauses from then on, with a few more each time. When
 * nobody gets through, runs that have seen it for long enough end, and what is asked is asked once.
 */
export class Pace {
	private readonly tempo: Tempo;
	private limit: number;
	/** Of the runs that share the limit; of the others, by their nodes. */
	private underWay = 0;
	private readonly underWayOf = new Map<string, number>();
	/** What is left of the numbers that merchants have set, by node, once the service could not bear so much. */
	private readonly lessOf = new Map<string, number>();
	private readonly spacing = new Spacing();
	/** Somebody in the line waits for the next moment, or it has come. */
	private isSpaced = false;
	private hasSlot = false;
	/** The runs of which something waits. */
	private readonly waiting = new Set<Run>();
	/** The end of the pause, while there is one, and for which one somebody has set an alarm. */
	private until: number | undefined;
	private alarm: number | undefined;
	private asked = 0;
	/** Why there was the last pause, and how many wait for its end who do not stand in the line. */
	pausedBy: InVain = 'throttled';
	/** When somebody was served last. */
	servedAt = -Infinity;
	private outside = 0;

	/** What has failed since the last good answer, up to as many as tell something, and when the last one did. */
	private readonly faulty = new Set<string>();
	private faultyAt = 0;

	/** Good answers in a row, without any trouble yet. */
	private untroubled: number | undefined = 0;
	private halvedAt = 0;
	/** How long answers take, by what is asked. */
	private readonly speeds = new Speeds();

	private readonly allowance = new Allowance();

	private readonly runs = new WeakMap<Context, Run>();
	private turns = 0;
	private lastRow: Row | undefined;

	constructor(tempo: Tempo) {
		this.tempo = tempo;
		this.limit = tempo.start;
	}

	/** Waits until the turn comes or nobody wants it any more. After `go` the request has to be sent, and `leave` to be called. */
	async enter(ctx: Context, { stops, over, atOnce, ...asking }: Asking): Promise<Turn> {
		const run = this.runOf(ctx);
		run.atOnce = atOnce;
		this.come(run);
		let end: Waiter['end'] = () => undefined;
		const turn = new Promise<Turn>((resolve) => (end = resolve));
		const waiter = { run, ...asking, end };
		const why = this.whyInVain(waiter);
		if (why) return why;
		if (!this.isBusy()) this.allowance.begin();
		if (waiter.isAgain && stops) run.line.unshift(waiter);
		else run.line.push(waiter);
		this.waiting.add(run);
		if (this.until !== undefined && this.leftOfLine() === 0) this.resume();
		this.dismiss();
		this.setAlarm();
		this.letGo();
		let isOver = false;
		const ended = over?.then(() => {
			isOver = true;
			return undefined;
		});
		const got = await unlessStopped(ctx, ended ? Promise.race([turn, ended]) : turn);
		if (got !== undefined && !isStopped(ctx) && !isOver) return got;
		// Its turn may have come as it was stopped.
		if (!this.takeOut(waiter) && (await turn) === 'go') this.goes(run, -1);
		// It may have held others of its node.
		this.letGo();
		return undefined;
	}

	/** Of those that are over for long nothing follows. */
	private get row(): Row | undefined {
		const row = this.lastRow;
		return row && Date.now() - row.last <= LONG_AGO_MS ? row : undefined;
	}

	private runOf(ctx: Context): Run {
		const known = this.runs.get(ctx);
		if (known) return known;
		const { row } = this;
		const times = row?.times ?? 0;
		const node = ctx.getNode().id;
		const run = { turn: ++this.turns, line: [], node, row, times, at: Date.now() };
		this.runs.set(ctx, run);
		return run;
	}

	/** From when on a run waits in vain, if it does: as long as something of it is in the line, it has come before. */
	private come(run: Run): void {
		const { row } = this;
		if (run.row === row || run.line.length > 0) return;
		Object.assign(run, { row, times: row?.times ?? 0, at: Date.now() });
	}

	private takeOut(waiter: Waiter): boolean {
		const { run } = waiter;
		const place = run.line.indexOf(waiter);
		if (place < 0) return false;
		run.line.splice(place, 1);
		if (run.line.length === 0) this.waiting.delete(run);
		return true;
	}

	private isBusy(): boolean {
		return this.waiting.size > 0 || this.allUnderWay() > 0;
	}

	private allUnderWay(): number {
		return [...this.underWayOf.values()].reduce((sum, one) => sum + one, this.underWay);
	}

	private goes({ node, atOnce }: Run, by: 1 | -1): void {
		if (atOnce === undefined) this.underWay += by;
		else this.underWayOf.set(node, (this.underWayOf.get(node) ?? 0) + by);
	}

	/** Ends those that wait and are told to. */
	private endAll(turnOf: (waiter: Waiter) => Turn): void {
		const told: Array<{ waiter: Waiter; turn: Turn }> = [];
		for (const run of [...this.waiting]) {
			// Asked once for each: what is told hangs on the time.
			const all = run.line.map((waiter) => ({ waiter, turn: turnOf(waiter) }));
			for (const one of all) if (one.turn !== undefined) told.push(one);
			run.line = all.filter(({ turn }) => turn === undefined).map(({ waiter }) => waiter);
			if (run.line.length === 0) this.waiting.delete(run);
		}
		// What was tried tells more than what was not.
		for (const isAgain of [true, false]) {
			for (const { waiter, turn } of told) if (waiter.isAgain === isAgain) waiter.end(turn);
		}
	}

	/**
	 * Waits out a pause, and those that follow it, for what does not stand in the line; gives what is left of one that is longer than the
	 * patience, in milliseconds.
	 */
	async pass(ctx: Context, patience: number): Promise<number> {
		const end = Date.now() + patience;
		let over: number | undefined;
		while (this.until !== over && this.left() > 0 && !isStopped(ctx)) {
			const left = this.left();
			if (left > PATIENCE_MS || Date.now() + left > end) return this.toldLeft();
			over = this.until;
			// Those for whom it would take too long come at any moment of what is left.
			const most = Math.max(QUEUE_MS, end - Date.now() - left);
			const queued = this.outside++ * ONE_BY_ONE_MS;
			const others = queued < most ? queued : Math.random() * most;
			await unlessStopped(ctx, sleep(scattered(left) + others));
		}
		return 0;
	}

	/** The same, and then for the time between two requests, where there has to be one. */
	async passOneByOne(ctx: Context, patience: number): Promise<number> {
		const end = Date.now() + patience;
		const left = await this.pass(ctx, patience);
		if (left > 0 || !this.spacing.isOn) return left;
		const turn = this.spacing.turn(end);
		if (turn) await unlessStopped(ctx, turn.come);
		// Whoever was stopped takes no turn from others.
		turn?.leave();
		return this.pass(ctx, end - Date.now());
	}

	/** To be told of the answer to a request that has waited for its turn, or of nothing when there is none to judge by. */
	leave(ctx: Context, sentAt: number, asked: string, pulse?: Pulse): void {
		const run = this.runOf(ctx);
		const { atOnce } = run;
		this.goes(run, -1);
		if (pulse?.isGood) this.allowMore(run);
		if (pulse) this.heard(sentAt, asked, pulse, atOnce && this.numberOf(run));
		else this.letGo();
	}

	/** To be told of the answer to a question that has not waited for its turn. */
	hear(sentAt: number, asked: string, pulse: Pulse): void {
		this.heard(sentAt, asked, pulse);
		const { isThrottled, retryAfter } = pulse;
		const isTimeless = isVain(pulse) && !isThrottled && retryAfter === undefined;
		// They come without waiting for each other.
		if (isTimeless && (this.row?.asked.size ?? 0) > CAREFUL) this.spacing.begin(true);
	}

	private heard(sentAt: number, asked: string, said: Pulse, most?: number): void {
		const pulse = this.isOfAll(asked, said) ? { ...said, isWeak: true } : said;
		this.spacing.hear(sentAt, pulse.isGood === true);
		if (isVain(pulse)) this.count(sentAt, asked, pulse);
		this.learn(sentAt, asked, pulse, most);
		if (isVain(pulse)) this.endAll((waiter) => this.whyInVain(waiter));
		this.letGo();
	}

	/** What an answer says about the service; `most` of its kind could be under way. */
	learn(sentAt: number, asked: string, pulse: Pulse, most = this.limit): void {
		const { isGood, isThrottled, retryAfter } = pulse;
		if (isGood) return this.praise(sentAt, asked);
		// Any other fault may be of what was asked.
		if (!isVain(pulse)) return;
		this.allowLess(sentAt);
		const isLeast = most <= 2 && this.halvedAt > 0 && sentAt >= this.halvedAt;
		this.halve(sentAt);
		const { times = 1, shut = 1 } = this.row ?? {};
		if (isThrottled || retryAfter !== undefined) {
			this.pause(pulse, retryAfter ?? MINUTE_MS, shut);
		} else if (times >= TROUBLE && this.left() === 0) {
			const { least, most } = BREATH_MS;
			this.pausedBy = whyVain(pulse);
			this.pauseUntil(Date.now() + Math.min(most, least * 2 ** (times - TROUBLE)));
		} else if (isLeast && times < TROUBLE) {
			// Others are served in between: it may be a limit that names no time.
			this.spacing.begin();
		}
	}

	/** Whether a failure is not of the question alone. */
	private isOfAll(asked: string, pulse: Pulse): boolean {
		const now = Date.now();
		if (pulse.isGood || now - this.faultyAt > LONG_AGO_MS) this.faulty.clear();
		if (!pulse.isFaulty || isVain(pulse)) return false;
		this.faultyAt = now;
		if (this.faulty.size < FAULTY) this.faulty.add(asked);
		return this.faulty.size === FAULTY;
	}

	private count(sentAt: number, asked: string, pulse: Pulse): void {
		const now = Date.now();
		const why = whyVain(pulse);
		const row = this.row ?? { since: now, last: sentAt, times: 0, shut: 0, asked: new Set(), why };
		this.lastRow = row;
		row.why = why;
		row.asked.add(asked);
		if (sentAt < row.last) return;
		row.last = now;
		row.times++;
		row.shut = pulse.isThrottled || pulse.retryAfter !== undefined ? row.shut + 1 : 0;
	}

	/** How a run ends that has waited while nobody was served, or a request that has been tried. */
	private whyInVain({ run, isAgain }: Waiter): Turn {
		const { row } = this;
		if (row === undefined) return undefined;
		const isLater = !isAgain && run.row === row;
		const times = isLater ? row.times - run.times : row.times;
		const since = isLater ? run.at : row.since;
		if (times < IN_VAIN.times || Date.now() - since < IN_VAIN.forMs) return undefined;
		if (row.why !== 'throttled') return { why: row.why };
		return { left: Math.max(LEAST_MS, this.toldLeft()) };
	}

	private praise(sentAt: number, asked: string): void {
		const took = Date.now() - sentAt;
		this.servedAt = Date.now();
		this.asked = 0;
		this.allowance.praise();
		this.lastRow = undefined;
		if (this.speeds.isRise({ took, sentAt, asked, since: this.halvedAt })) {
			return this.halve(Date.now());
		}
		if (this.spacing.isOn) return;
		// A limit that nobody has reached proves nothing.
		if (this.underWay + 1 < Math.floor(this.limit)) return;
		const isBold = this.untroubled !== undefined && ++this.untroubled > CAREFUL;
		this.limit = Math.min(this.tempo.most, this.limit + (isBold ? 1 : 1 / this.limit));
	}

	/** Once for all that were under way together. */
	private halve(sentAt: number): void {
		this.untroubled = undefined;
		if (sentAt < this.halvedAt) return;
		this.halvedAt = Date.now();
		this.limit = Math.max(1, this.limit / 2);
	}

	/** A number that the merchant has set is too much for the service. */
	private allowLess(sentAt: number): void {
		if (sentAt < this.halvedAt) return;
		const halved = new Set<string>();
		for (const run of this.waiting) {
			const { node, atOnce } = run;
			if (atOnce === undefined || halved.has(node)) continue;
			halved.add(node);
			this.lessOf.set(node, Math.max(1, this.numberOf(run) / 2));
		}
	}

	private allowMore(run: Run): void {
		const { node, atOnce } = run;
		if (atOnce === undefined || this.spacing.isOn || !this.lessOf.has(node)) return;
		const more = this.numberOf(run) + 1 / this.numberOf(run);
		if (more < atOnce) this.lessOf.set(node, more);
		else this.lessOf.delete(node);
	}

	private numberOf({ node, atOnce = Infinity }: Run): number {
		return Math.min(atOnce, this.lessOf.get(node) ?? atOnce);
	}

	/** Who names too short a time, and says no again after it, is left alone for longer each time. */
	private pause(pulse: Pulse, asked: number, inRow: number): void {
		const least = Math.min(MINUTE_MS, LEAST_MS * 2 ** Math.max(0, inRow - 1));
		const until = Date.now() + Math.min(Math.max(asked, least), LONGEST_MS);
		this.asked = Math.max(this.asked, Date.now() + asked);
		// What is overloaded has no limit.
		if (pulse.isThrottled && this.isBusy()) {
			this.allowance.end(until, pulse.retryAfter === undefined);
		}
		if (this.until !== undefined && until <= this.until) return;
		this.pausedBy = whyVain(pulse);
		this.pauseUntil(until);
	}

	private pauseUntil(until: number): void {
		this.until = until;
		this.outside = 0;
		this.dismiss();
		this.setAlarm();
	}

	/** Only while somebody waits: a timer keeps a process alive. */
	private setAlarm(): void {
		const { until } = this;
		if (until === undefined || until === this.alarm || this.waiting.size === 0) return;
		this.alarm = until;
		void this.wake(until);
	}

	/** What does not stand in the line comes out of a pause before it, for it waits no longer than a minute and a half. */
	private async wake(until: number): Promise<void> {
		await sleep(scattered(this.left()));
		if (this.until === until && this.outside > 0) {
			// What they ask is of the time after the pause.
			this.renew();
			await sleep(this.leftOfLine());
		}
		if (this.until === until) this.resume();
	}

	private leftOfLine(): number {
		if (this.until === undefined) return 0;
		const others = Math.min(LINE_WAITS_MS, this.outside * ONE_BY_ONE_MS);
		const end = this.until + (this.outside > 0 ? others + SCATTERED_MS : 0);
		return Math.max(0, end - Date.now());
	}

	private resume(): void {
		this.renew();
		this.until = undefined;
		this.alarm = undefined;
		this.letGo();
	}

	private renew(): void {
		// The pause may have been longer than what is left of a row.
		const { lastRow } = this;
		this.allowance.renew(lastRow === undefined || lastRow.shut === lastRow.times);
	}

	/** Sends away those who do not wait as long as the pause is. */
	private dismiss(): void {
		const left = this.toldLeft();
		if (this.left() > PATIENCE_MS) this.endAll(() => ({ left }));
	}

	/** What the service has asked for: after the longest pause it is asked again whether it still means that. */
	private toldLeft(): number {
		return Math.max(this.left(), this.asked - Date.now());
	}

	private left(): number {
		return this.until === undefined ? 0 : Math.max(0, this.until - Date.now());
	}

	private letGo(): void {
		while (this.until === undefined) {
			const next = this.nextOne();
			if (next === undefined) return;
			if (!this.mayLeaveNow()) return;
			const until = this.allowance.take();
			if (until !== undefined) return this.pauseUntil(until);
			this.takeOut(next);
			this.goes(next.run, 1);
			next.run.turn = ++this.turns;
			this.hasSlot = false;
			next.end('go');
		}
	}

	/** Whether the moment of the next one in the line has come; if not, it is waited for. */
	private mayLeaveNow(): boolean {
		if (!this.spacing.isOn || this.hasSlot) return true;
		if (this.isSpaced) return false;
		const turn = this.spacing.turn();
		if (turn === undefined) return true;
		this.isSpaced = true;
		void turn.come.then(() => {
			this.isSpaced = false;
			this.hasSlot = true;
			this.letGo();
		});
		return false;
	}

	/**
	 * Runs take turns: one parcel that is asked for does not wait for all of another workflow's list. What tries again stands behind the rest
	 * of its list: a few that get nothing do not hold up those that would. They often stand together, so while nobody is served it is any one
	 * of those that were not asked yet, of any run: only they can show that others are.
	 */
	private nextOne(): Waiter | undefined {
		const { row } = this;
		const runs = this.thoseThatMay();
		const [first] = runs;
		if (row === undefined || !this.isTrouble()) return first?.line[0];
		const fresh = runs
			.map(({ line }) => line.filter(({ asked, isAgain }) => !isAgain && !row.asked.has(asked)))
			.filter(({ length }) => length > 0);
		return anyOf(anyOf(fresh) ?? []) ?? first?.line[0];
	}

	/** The one that waits longest comes first. Who has a smaller number than others of its node is not passed by them for ever. */
	private thoseThatMay(): Run[] {
		const held = new Set<string>();
		return [...this.waiting]
			.sort((a, b) => a.turn - b.turn)
			.filter((run) => {
				const isNumbered = run.atOnce !== undefined;
				const may = !(isNumbered && held.has(run.node)) && this.mayGo(run);
				if (isNumbered && !may) held.add(run.node);
				return may;
			});
	}

	private isTrouble(): boolean {
		return this.row !== undefined && this.row.times >= TROUBLE;
	}

	/** A number that the merchant has set is for a service that is well. */
	private mayGo(run: Run): boolean {
		if (this.allowance.isCareful) return this.allUnderWay() < 1;
		const { node, atOnce } = run;
		const limit = Math.floor(this.limit);
		if (this.isTrouble()) return this.allUnderWay() < Math.min(limit, atOnce ?? limit);
		if (atOnce === undefined) return this.underWay < limit;
		return (this.underWayOf.get(node) ?? 0) < Math.floor(this.numberOf(run));
	}
}

const anyOf = <One>(list: One[]): One | undefined => list[Math.floor(Math.random() * list.length)];

const whyVain = ({ isThrottled, isSilent }: Pulse): InVain =>
	isThrottled ? 'throttled' : isSilent ? 'silent' : 'weak';

/** Nobody is served who asks then. */
const isVain = ({ isThrottled, isWeak, isSilent, retryAfter }: Pulse) =>
	isThrottled || isWeak || isSilent || retryAfter !== undefined;

/** A little later, or several processes would come back at the same moment. */
function scattered(milliseconds: number): number {
	return milliseconds + Math.random() * Math.min(SCATTERED_MS, milliseconds / 10);
}

const paces = new Map<string, Pace>();

/** The one pace of a credential and a family of endpoints. */
export function paceOf(credential: string, tempo: Tempo): Pace {
	const key = `${credential}/${tempo.family}`;
	const pace = paces.get(key) ?? new Pace(tempo);
	paces.set(key, pace);
	return pace;
}

/** As after a restart of n8n. */
export function forgetPaces(): void {
	paces.clear();
}
