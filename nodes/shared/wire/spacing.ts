import { sleep } from 'n8n-workflow';

/** The first time between two requests, and after it was no use before; one that is not worth waiting, and the longest. */
const GAP_MS = { first: 250, again: 60, none: 30, most: 4000 };
/** So many answers tell what a time between two does. */
const SAMPLE = { all: 10, good: 5 };
/** Of so few refusals nobody goes slower for. */
const FEW = 0.1;
/** Whoever goes half as fast and is served so much less was not refused for going too fast. */
const LESS = 0.7;
/** How long it is believed that slowness is no use. */
const NO_USE_MS = 60_000;

/** Until it has come, one can leave. */
interface Turn {
	come: Promise<void>;
	leave: () => void;
}

interface Waiter {
	/** Until when a single question waits; nothing for the next one of the line. */
	end?: number;
	go: () => void;
}

/**
 * The time between two requests, where even one at once is too much and the service names no time, e.g. a gateway that lets so many a second
 * through and answers the others with 503. It grows as long as nobody is served less for it: what is refused at random, whatever its pace, is
 * no limit.
 */
export class Spacing {
	private gap = 0;
	private sentAt = -Infinity;
	private readonly waiting: Waiter[] = [];
	private isWaiting = false;
	private wasSingle = false;
	private wake: () => void = () => undefined;
	private sample = { since: 0, good: 0, refused: 0 };
	/** How many a second were served when it was half as long. */
	private rateBefore: number | undefined;
	private noUseUntil = 0;
	private first = GAP_MS.first;
	/** How many answers there were when one at once was too much, for the last time. */
	private heard = 0;
	private tooMuchAt = -Infinity;

	get isOn(): boolean {
		return this.gap > 0;
	}

	/**
	 * The moment at which the next request may leave: nothing when that is now. Single questions, which go at `end` at the latest, take turns
	 * with what stands in the line.
	 */
	turn(end?: number): Turn | undefined {
		if (!this.isOn) return undefined;
		if (this.waiting.length === 0 && Date.now() >= this.sentAt + this.gap) {
			this.sentAt = Date.now();
			return undefined;
		}
		let go: Waiter['go'] = () => undefined;
		const come = new Promise<void>((resolve) => (go = resolve));
		const waiter = { end, go };
		this.waiting.push(waiter);
		this.wake();
		if (!this.isWaiting) void this.letGo();
		return { come, leave: () => this.takeOut(waiter) };
	}

	private takeOut(waiter: Waiter): void {
		const place = this.waiting.indexOf(waiter);
		if (place >= 0) this.waiting.splice(place, 1);
	}

	private async letGo(): Promise<void> {
		this.isWaiting = true;
		while (this.waiting.length > 0) {
			const ends = this.waiting.map(({ end = Infinity }) => end);
			const at = Math.min(this.sentAt + this.gap, ...ends);
			const another = new Promise<void>((resolve) => (this.wake = resolve));
			await Promise.race([sleep(Math.max(0, at - Date.now())), another]);
			// One who has come since may be in a hurry.
			if (Date.now() < at && this.waiting.length > ends.length) continue;
			const next = this.nextOne();
			if (next === undefined) break;
			this.takeOut(next);
			this.sentAt = Date.now();
			this.wasSingle = next.end !== undefined;
			next.go();
		}
		this.isWaiting = false;
	}

	private nextOne(): Waiter | undefined {
		const { waiting, wasSingle } = this;
		return (
			waiting.find(({ end = Infinity }) => end <= Date.now()) ??
			waiting.find(({ end }) => (end === undefined) === wasSingle) ??
			waiting[0]
		);
	}

	/** One at once was too much. Once may be by chance, but not of many. */
	begin(isSure = false): void {
		const isAgain = this.heard - this.tooMuchAt <= SAMPLE.all;
		this.tooMuchAt = this.heard;
		if (!(isAgain || isSure) || this.isOn || Date.now() < this.noUseUntil) return;
		this.rateBefore = undefined;
		this.become(this.first);
	}

	hear(sentAt: number, isGood: boolean): void {
		const { sample } = this;
		this.heard++;
		if (!this.isOn || sentAt < sample.since) return;
		sample[isGood ? 'good' : 'refused']++;
		const all = sample.good + sample.refused;
		if (all < SAMPLE.all || sample.good < SAMPLE.good) return;
		const rate = (sample.good * 1000) / Math.max(1, Date.now() - sample.since);
		const { rateBefore } = this;
		this.rateBefore = undefined;
		if (sample.refused <= FEW * all) {
			this.become(this.gap / 2);
			if (!this.isOn) this.first = GAP_MS.again;
			return;
		}
		if (rateBefore !== undefined && rate < LESS * rateBefore) {
			this.noUseUntil = Date.now() + NO_USE_MS;
			return this.become(0);
		}
		this.rateBefore = rate;
		this.first = GAP_MS.first;
		this.become(Math.min(GAP_MS.most, this.gap * 2));
	}

	private become(gap: number): void {
		this.gap = gap < GAP_MS.none ? 0 : gap;
		this.sample = { since: Date.now(), good: 0, refused: 0 };
	}
}
