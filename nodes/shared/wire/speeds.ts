/**
 * Slower than this many times the best, and by so much, is a service at its end; told by the quickest of several in a row, for some questions
 * take longer than others.
 */
const SLOW = { times: 3, byMs: 250, inRow: 10 };
/** A path may hold a number of its own. */
const MOST_KINDS = 100;

/** How long answers to one kind of question take. */
interface Speed {
	best: number;
	/** The last of them. */
	recent: number[];
	/** The quickest of those before fewer were asked at once for it. */
	slow: number | undefined;
}

/** An answer, and since when fewer are asked at once. */
interface Answered {
	took: number;
	sentAt: number;
	/** What tells a question from others; its first line, what kind it is of. */
	asked: string;
	since: number;
}

/** Whether answers take longer than they did, because a service is asked too much at once. */
export class Speeds {
	private readonly kinds = new Map<string, Speed>();

	/** Told by questions of the same kind: a balance is told sooner than rates. Nothing is said by answers to what was asked before `since`. */
	isRise({ took, sentAt, asked, since }: Answered): boolean {
		const [kind = ''] = asked.split('\n', 1);
		if (this.kinds.size > MOST_KINDS) this.kinds.clear();
		const speed = this.kinds.get(kind) ?? { best: Infinity, recent: [], slow: undefined };
		this.kinds.set(kind, speed);
		// An answer that was quick by chance is not held against the others for long.
		speed.best = Math.min(took, speed.best + Math.max(0, took - speed.best) / 200);
		// Asked when more were under way.
		if (sentAt < since) return false;
		speed.recent.push(took);
		if (speed.recent.length < SLOW.inRow) return false;
		const quickest = Math.min(...speed.recent);
		const { best, slow } = speed;
		speed.recent = [];
		speed.slow = undefined;
		if (quickest <= SLOW.times * best + SLOW.byMs) return false;
		// As slow as before, though fewer were asked at once: that is how long these take.
		if (slow !== undefined && quickest > 0.8 * slow) {
			speed.best = quickest;
			return false;
		}
		speed.slow = quickest;
		return true;
	}
}
