import type { Pace, Pulse } from '../../../../../nodes/shared/wire/pace';
import { contextWith } from '../context';

export const good: Pulse = { isGood: true };
export const throttled: Pulse = { isThrottled: true };
export const overloaded: Pulse = { isWeak: true };
export const silent: Pulse = { isSilent: true };

export const run = contextWith();
export const other = contextWith();
/** A run of another node; all others are of one. */
export const ofNode = (nodeId: string) => contextWith({ nodeId });

/** Chance, the same in each run. */
let seed = 1;
const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

beforeEach(() => {
	jest.useFakeTimers({ now: 0 });
	seed = 1;
	jest.spyOn(Math, 'random').mockImplementation(chance);
});
afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

export const first = { asked: 'asked', isAgain: false };
export const enter = async (pace: Pace) => await pace.enter(run, first);

/** Lets everything happen that happens within this time. */
export const pass = async (milliseconds: number) =>
	await jest.advanceTimersByTimeAsync(milliseconds);

export interface Service {
	/** How long its answers take. */
	latency?: (underWay: number) => number;
	/** What it says, by when it was asked. */
	says?: (at: number) => Pulse;
}

/** A service, and how many requests have met it. */
export function serviceOf({ latency = () => 100, says = () => good }: Service) {
	const seen = { asked: 0, throttled: 0, served: 0, underWay: 0, most: 0, times: [] as number[] };
	const answer = async (): Promise<Pulse> => {
		seen.asked++;
		seen.times.push(Date.now());
		seen.most = Math.max(seen.most, ++seen.underWay);
		const pulse = says(Date.now());
		seen[pulse.isThrottled ? 'throttled' : 'served']++;
		await new Promise((resolve) => setTimeout(resolve, latency(seen.underWay)));
		seen.underWay--;
		return pulse;
	};
	return { seen, answer };
}

/** Asks as the nodes do: what was throttled is asked again. */
export async function ask(
	pace: Pace,
	answer: () => Promise<Pulse>,
	atOnce?: number,
): Promise<number> {
	for (let tries = 1; ; tries++) {
		const turn = await pace.enter(run, { ...first, isAgain: tries > 1, atOnce });
		if (turn !== 'go') throw new Error(`Was told ${JSON.stringify(turn)}`);
		const sentAt = Date.now();
		const pulse = await answer();
		pace.leave(run, sentAt, 'asked', pulse);
		if (!pulse.isThrottled) return tries;
	}
}

/** The same with all its tries, as long as it is told to go: what was the end of it. As requests do, it is spared where others are served. */
export async function insist(
	pace: Pace,
	answer: (asked: string) => Promise<Pulse>,
	asked: string,
	of = run,
	atOnce?: number,
) {
	let left = 5;
	let since = Date.now();
	for (let tries = 1; ; tries++) {
		const turn = await pace.enter(of, { asked, isAgain: tries > 1, atOnce });
		if (turn !== 'go') return tries === 1 ? 'not asked' : 'ended early';
		const sentAt = Date.now();
		const pulse = await answer(asked);
		pace.leave(of, sentAt, asked, pulse);
		if (pulse.isGood) return 'served';
		const isLimit = pulse.isThrottled || pulse.isWeak;
		if (!isLimit || pace.servedAt <= since || tries > 20) left--;
		since = sentAt;
		if (left === 0) return 'gave up';
		if (pulse.retryAfter === undefined && !pulse.isThrottled) {
			await new Promise((resolve) => setTimeout(resolve, Math.min(4000, 500 * 2 ** (tries - 1))));
		}
	}
}

export const numberOf = (ends: string[], end: string) => ends.filter((one) => one === end).length;

/** How many of them are served by now. */
export async function servedOf(asked: Array<Promise<string>>): Promise<number> {
	const ends = await Promise.all(asked.map((one) => Promise.race([one, pass(0).then(() => '')])));
	return numberOf(ends, 'served');
}

export const asking = (count: number, pace: Pace, answer: () => Promise<Pulse>, atOnce?: number) =>
	Promise.all(Array.from({ length: count }, () => ask(pace, answer, atOnce)));
