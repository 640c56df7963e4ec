/** KiriminAja's documented limit of its sandbox: whoever has asked more than these without a no may be bolder. docs/contracts/kiriminaja.md §1.3 */
export const CAREFUL = 10;
/** What KiriminAja's limit counts by, and most others. */
export const MINUTE_MS = 60_000;

const SECONDS_MS = 10_000;

/** The time between two pauses. */
interface Window {
	began: number;
	sent: number;
	/** Since when somebody has waited or been under way all the time, and what went well since. */
	since: number;
	good: number;
	/** The one that ran out before it, while somebody asked all the time. */
	before?: Window;
	/** Until when the service has ended it, and whether it has not named a time. */
	until?: number;
	isGuessed: boolean;
}

/**
 * How many requests a service takes between two pauses: what went well before a 429, and a few more each time. A limit that nobody has
 * reached proves nothing, so what was asked before somebody had waited without a break does not count.
 */
export class Allowance {
	private window: Window | undefined;
	private length = MINUTE_MS;
	private most = Infinity;
	private step = 1;
	/** The last pause was guessed, and what followed was not asked without one yet. */
	private hasGuessed = false;

	/** Somebody asks again, after nobody did. */
	begin(): void {
		if (this.window) Object.assign(this.window, { since: Date.now(), good: 0, before: undefined });
	}

	praise(): void {
		if (this.window) this.window.good++;
	}

	/** The service has had enough, until then; or until it is guessed to be, when it has not said. */
	end(until: number, isGuessed: boolean): void {
		if (this.window) Object.assign(this.window, { until, isGuessed });
	}

	/** A pause is over; what there was of it was of a limit, or it may have been of another trouble. */
	renew(isOfLimit: boolean): void {
		if (this.window?.until === undefined) return;
		const { until, isGuessed } = this.window;
		const { since, good } = wholeOf(this.window, this.length);
		const length = Math.min(MINUTE_MS, until - since);
		// Of one in which nothing went well nobody knows when it began; but a few seconds are no part of a minute.
		this.length = good > 0 || length < SECONDS_MS ? length : MINUTE_MS;
		// One that comes by itself, of a service that has never named a time, says nothing of the next minute.
		const isAlone = isGuessed && !this.hasGuessed;
		this.hasGuessed = isGuessed;
		// When it had gone wrong at once, others have used the limit up; unless it was no limit that let nobody through.
		if (!isAlone && (good > 0 || isOfLimit)) {
			// Of a minute that nobody has named, a few are no limit.
			this.most = isGuessed ? Math.max(good, CAREFUL) : good || CAREFUL;
		}
		this.step = 1;
		this.open();
	}

	/** What was guessed may be wrong, or right: until more have gone than of a small limit, they go one by one. */
	get isCareful(): boolean {
		return this.hasGuessed && this.most === Infinity && (this.window?.sent ?? 0) <= CAREFUL;
	}

	/** Takes one for a request; when there is none left, tells when there will be. */
	take(): number | undefined {
		const window = this.windowNow();
		if (window.sent < this.most) {
			window.sent++;
			return undefined;
		}
		// It has taken all of them: next time a few more.
		this.most += this.step;
		this.step *= 2;
		return window.began + this.length;
	}

	private windowNow(): Window {
		const { window } = this;
		if (window && Date.now() - window.began < this.length) return window;
		if (window && window.until === undefined) this.hasGuessed = false;
		return this.open(window);
	}

	private open(before?: Window): Window {
		const now = Date.now();
		this.window = { began: now, sent: 0, since: now, good: 0, before, isGuessed: false };
		return this.window;
	}
}

/**
 * What the service counts as one: a list that began in the middle of its window has taken what was left of that for its length, and the next
 * one then ends before as much went well.
 */
function wholeOf(window: Window, length: number): Pick<Window, 'since' | 'good'> {
	const { before, since, good } = window;
	if (length === MINUTE_MS || before === undefined || good >= before.good) return { since, good };
	return { since: before.since, good: before.good + good };
}
