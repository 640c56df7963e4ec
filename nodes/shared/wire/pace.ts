import { sleep } from 'n8n-workflow';
import type { Context } from './caller';
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

/** What is known of an answer. */
export interface Pulse {
	/** Whether the service could handle the request; a plain no is one too. */
	isGood: boolean;
	/** Whether it is asked too much (HTTP 429). */
	isThrottled: boolean;
	/** The pause it asks for, in milliseconds. */
	retryAfter?: number;
}

/** One that waits for its turn. */
interface Waiter {
	/** How many at once the merchant has set for it. */
	atOnce?: number;
	/** The longest pause that it waits for, in milliseconds. */
	patience: number;
	/** Ends the wait: with 0 it may go, otherwise so many milliseconds of pause are left. */
	end: (left: number) => void;
}

/** KiriminAja's documented limit of its sandbox: whoever has asked more than these without a no may be bolder. docs/contracts/kiriminaja.md §1.3 */
const CAREFUL = 10;
/** What KiriminAja's limit counts by, and most others. */
const MINUTE_MS = 60_000;
/** Nobody is believed who asks for longer. */
const LONGEST_MS = 3_600_000;
/** Slower than this many times the best, and by so much, is a service at its end. */
const SLOW = { times: 3, byMs: 250 };

/**
 * When the next request may leave, for all that ask the same family of endpoints with the same credential: items, nodes and executions of
 * this n8n process.
 *
 * More go at once while answers are good, half as many after a 429, a fault or a rise of the time that an answer takes. A 429 makes all of
 * them pause together; and what went well before it is how many go between two pauses from then on, with a few more each time.
 */
export class Pace {
	private readonly tempo: Tempo;
	private limit: number;
	private underWay = 0;
	private waiting: Waiter[] = [];
	/** The end of the pause, while there is one, and for which one somebody has set an alarm. */
	private until: number | undefined;
	private alarm: number | undefined;

	/** Good answers in a row, without any trouble yet. */
	private untroubled: number | undefined = 0;
	private halvedAt = 0;
	private best = Infinity;
	private usual = 0;

	/** The time between two pauses: when it began, how many were sent and went well in it, and whether the service has ended it. */
	private window: { began: number; sent: number; good: number; isOver: boolean } | undefined;
	private length = MINUTE_MS;
	private allowance = Infinity;
	private step = 1;

	constructor(tempo: Tempo) {
		this.tempo = tempo;
		this.limit = tempo.start;
	}

	/**
	 * Waits for the turn. Gives how many milliseconds the service has still to be left alone when that is longer than the caller's patience;
	 * 0 when the request may be sent, and then `leave` has to be called after it; nothing when the execution was stopped.
	 */
	async enter(
		ctx: Context,
		{ isNext, ...wish }: { isNext: boolean } & Omit<Waiter, 'end'>,
	): Promise<number | undefined> {
		let end: Waiter['end'] = () => undefined;
		const turn = new Promise<number>((resolve) => (end = resolve));
		const waiter = { ...wish, end };
		if (isNext) this.waiting.unshift(waiter);
		else this.waiting.push(waiter);
		if (this.until !== undefined && this.left() === 0) this.resume();
		this.dismiss();
		this.setAlarm();
		this.letGo();
		const left = await unlessStopped(ctx, turn);
		if (left !== undefined && !isStopped(ctx)) return left;
		if (this.waiting.includes(waiter)) {
			this.waiting = this.waiting.filter((one) => one !== waiter);
		} else if ((await turn) === 0) {
			// Its turn came as it was stopped.
			this.underWay--;
			this.letGo();
		}
		return undefined;
	}

	/** Waits as long as the service asks everybody to wait; for what goes one at a time anyway. */
	async pass(ctx: Context, patience: number): Promise<void> {
		const left = this.left();
		if (left > 0 && left <= patience) await unlessStopped(ctx, sleep(scattered(left)));
	}

	/** To be told of every answer to a request that has waited for its turn. */
	leave(sentAt: number, pulse: Pulse): void {
		this.underWay--;
		this.learn(sentAt, pulse);
		this.letGo();
	}

	/** What an answer says about the service, also one to a request that has not waited for its turn. */
	learn(sentAt: number, { isGood, isThrottled, retryAfter }: Pulse): void {
		if (isGood) {
			this.praise(Date.now() - sentAt);
			return;
		}
		this.halve(sentAt);
		if (isThrottled || retryAfter !== undefined) this.pause(retryAfter ?? MINUTE_MS);
	}

	private praise(took: number): void {
		if (this.window) this.window.good++;
		this.best = Math.min(this.best * 1.01, took);
		this.usual += (took - this.usual) / 10;
		if (this.usual > SLOW.times * this.best + SLOW.byMs) {
			this.halve(Date.now());
			this.usual = this.best;
			return;
		}
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

	private pause(asked: number): void {
		const until = Date.now() + Math.min(asked, LONGEST_MS);
		if (this.window) {
			this.window.isOver = true;
			this.length = Math.min(MINUTE_MS, until - this.window.began);
		}
		if (this.until === undefined || until > this.until) this.pauseUntil(until);
	}

	private pauseUntil(until: number): void {
		this.until = until;
		this.dismiss();
		this.setAlarm();
	}

	/** Only while somebody waits: a timer keeps a process alive. */
	private setAlarm(): void {
		const { until } = this;
		if (until === undefined || until === this.alarm || this.waiting.length === 0) return;
		this.alarm = until;
		void sleep(scattered(this.left())).then(() => {
			if (this.until === until) this.resume();
		});
	}

	private resume(): void {
		if (this.window?.isOver) {
			// When it had gone wrong at once, others have used the limit up.
			this.allowance = this.window.good || CAREFUL;
			this.step = 1;
		}
		this.until = undefined;
		this.alarm = undefined;
		this.window = undefined;
		this.letGo();
	}

	/** Sends away those who do not wait as long as the pause is. */
	private dismiss(): void {
		const left = this.left();
		const gone = this.waiting.filter(({ patience }) => patience < left);
		this.waiting = this.waiting.filter(({ patience }) => patience >= left);
		for (const { end } of gone) end(left);
	}

	private left(): number {
		return this.until === undefined ? 0 : Math.max(0, this.until - Date.now());
	}

	private letGo(): void {
		while (this.until === undefined) {
			const [next] = this.waiting;
			if (next === undefined || this.underWay >= Math.floor(next.atOnce ?? this.limit)) return;
			const window = this.windowNow();
			if (window === undefined) return;
			window.sent++;
			this.underWay++;
			this.waiting.shift();
			next.end(0);
		}
	}

	/** What this request belongs to; nothing when as many have been sent as the service takes, and a pause has begun. */
	private windowNow() {
		const now = Date.now();
		if (this.window && now - this.window.began > this.length) this.window = undefined;
		this.window ??= { began: now, sent: 0, good: 0, isOver: false };
		if (this.window.sent < this.allowance) return this.window;
		// It has taken all of them: next time a few more.
		this.allowance += this.step;
		this.step *= 2;
		this.pauseUntil(this.window.began + this.length);
		return undefined;
	}
}

/** A little later, or several processes would come back at the same moment. */
function scattered(milliseconds: number): number {
	return milliseconds + Math.random() * Math.min(1000, milliseconds / 10);
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
