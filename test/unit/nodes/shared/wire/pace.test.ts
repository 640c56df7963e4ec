import { Pace, READS, type Pulse } from '../../../../../nodes/shared/wire/pace';
import { contextWith } from '../context';

const good: Pulse = { isGood: true };
const throttled: Pulse = { isThrottled: true };
const overloaded: Pulse = { isWeak: true };
const silent: Pulse = { isSilent: true };

const run = contextWith();
const other = contextWith();

beforeEach(() => void jest.useFakeTimers({ now: 0 }));
afterEach(() => void jest.useRealTimers());

const enter = async (pace: Pace) => await pace.enter(run);

/** Lets everything happen that happens within this time. */
const pass = async (milliseconds: number) => await jest.advanceTimersByTimeAsync(milliseconds);

interface Service {
	/** How long its answers take. */
	latency?: (underWay: number) => number;
	/** What it says, by when it was asked. */
	says?: (at: number) => Pulse;
}

/** A service, and how many requests have met it. */
function serviceOf({ latency = () => 100, says = () => good }: Service) {
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
async function ask(pace: Pace, answer: () => Promise<Pulse>, atOnce?: number): Promise<number> {
	for (let tries = 1; ; tries++) {
		const turn = await pace.enter(run, { atOnce });
		if (turn !== 'go') throw new Error(`Was told ${JSON.stringify(turn)}`);
		const sentAt = Date.now();
		const pulse = await answer();
		pace.leave(sentAt, 'asked', pulse);
		if (!pulse.isThrottled) return tries;
	}
}

/** The same with all its tries, as long as it is told to go: what was the end of it. */
async function insist(
	pace: Pace,
	answer: (asked: string) => Promise<Pulse>,
	asked: string,
	of = run,
) {
	for (let tries = 1; ; tries++) {
		const turn = await pace.enter(of);
		if (turn !== 'go') return tries === 1 ? 'not asked' : 'ended early';
		const sentAt = Date.now();
		const pulse = await answer(asked);
		pace.leave(sentAt, asked, pulse);
		if (pulse.isGood) return 'served';
		if (tries === 5) return 'gave up';
		if (pulse.retryAfter === undefined && !pulse.isThrottled) {
			await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** (tries - 1)));
		}
	}
}

const numberOf = (ends: string[], end: string) => ends.filter((one) => one === end).length;

const asking = (count: number, pace: Pace, answer: () => Promise<Pulse>, atOnce?: number) =>
	Promise.all(Array.from({ length: count }, () => ask(pace, answer, atOnce)));

/** A limit of so many in each minute that begins with the first request after the last one. */
function fixedWindow(most: number, length: number, retryAfter?: boolean) {
	let began = -Infinity;
	let count = 0;
	return (at: number): Pulse => {
		if (at - began >= length) [began, count] = [at, 0];
		if (++count <= most) return good;
		return { ...throttled, ...(retryAfter && { retryAfter: began + length - at }) };
	};
}

/** The same for any minute. */
function slidingWindow(most: number, length: number) {
	let served: number[] = [];
	return (at: number): Pulse => {
		served = served.filter((time) => at - time < length);
		if (served.length >= most) return throttled;
		served.push(at);
		return good;
	};
}

describe('a service that answers well', () => {
	test('gets five at once first, and forty in the end', async () => {
		const { seen, answer } = serviceOf({});
		const done = asking(500, new Pace(READS), answer);
		await pass(50);
		expect(seen.underWay).toBe(5);

		await pass(10_000);
		await done;
		expect(seen.most).toBe(40);
		// 500 in turns of 40 would take 13 of them, 500 in turns of 5 a hundred.
		expect(seen.times.at(-1)).toBeLessThan(20 * 100);
	});

	test('gets no more for being asked one after the other', async () => {
		const { seen, answer } = serviceOf({});
		const pace = new Pace(READS);
		for (let count = 0; count < 100; count++) {
			const done = ask(pace, answer);
			await pass(100);
			await done;
		}
		const done = asking(50, pace, answer);
		await pass(50);
		expect(seen.underWay).toBe(5);

		await pass(10_000);
		await done;
	});

	test('gets what the merchant has set, from the first request on', async () => {
		const { seen, answer } = serviceOf({});
		const done = asking(100, new Pace(READS), answer, 12);
		await pass(10_000);
		await done;

		expect(seen.most).toBe(12);
		expect(seen.times.filter((time) => time === 0)).toHaveLength(12);
	});
});

describe('a service that grows slow', () => {
	test('gets fewer at once', async () => {
		// It can do ten at once; more of them wait for each other.
		const latency = (underWay: number) => (underWay <= 10 ? 100 : 100 * underWay);
		const { seen, answer } = serviceOf({ latency });
		const done = asking(400, new Pace(READS), answer);
		await pass(600_000);
		await done;

		expect(seen.most).toBeLessThan(40);
	});

	test('is not taken for slow because of one answer that was quick', async () => {
		let count = 0;
		const { seen, answer } = serviceOf({ latency: () => (++count === 1 ? 1 : 400) });
		const done = asking(600, new Pace(READS), answer);
		await pass(600_000);
		await done;

		// One after the other they would take four minutes.
		expect(seen.times.at(-1)).toBeLessThan(60_000);
	});

	test('gets half as many after a fault, and one less fault does not count twice', async () => {
		const faults = [true, true, true];
		const { seen, answer } = serviceOf({ says: () => (faults.pop() ? overloaded : good) });
		const pace = new Pace(READS);
		const done = asking(7, pace, answer);
		await pass(100);
		// Of the five under way three have met the fault, together.
		expect(seen.underWay).toBe(2);

		await pass(1000);
		await done;
	});
});

describe.each([
	['of each minute', () => fixedWindow(10, 60_000)],
	['of each minute, and says how long to wait', () => fixedWindow(10, 60_000, true)],
	['of any minute', () => slidingWindow(10, 60_000)],
])('a limit of ten %s', (_, limit) => {
	test('gets little more than it allows, and every item is served', async () => {
		const { seen, answer } = serviceOf({ says: limit() });
		const done = asking(100, new Pace(READS), answer);
		await pass(30 * 60_000);
		const tries = await done;

		expect(seen.served).toBe(100);
		expect(seen.asked).toBeLessThanOrEqual(120);
		expect(Math.max(...tries)).toBeLessThanOrEqual(5);
		// Ten windows are needed, and the first requests of all have to find out.
		expect(seen.times.at(-1)).toBeLessThan(13 * 62_000);
	});
});

describe('a pause', () => {
	test('holds for everybody who asks the same', async () => {
		const pace = new Pace(READS);
		const { seen, answer } = serviceOf({
			says: (at) => (at === 0 ? { ...throttled, retryAfter: 5000 } : good),
		});
		const first = ask(pace, answer);
		await pass(100);
		const others = asking(3, pace, answer);
		await pass(4800);
		expect(seen.asked).toBe(1);

		await pass(1000);
		await Promise.all([first, others]);
		expect(seen.asked).toBe(5);
		expect(seen.times.slice(1).every((time) => time >= 5000)).toBe(true);
	});

	test('that is longer than somebody waits is said to him at once, also when he waits already', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		const entering = () => pace.enter(run);
		expect(await entering()).toBe('go');
		const waits = entering();
		pace.leave(0, 'asked', { ...throttled, retryAfter: 600_000 });

		expect(await waits).toEqual({ left: 600_000 });
		expect(await entering()).toEqual({ left: 600_000 });
		await pass(600_000);
		expect(await entering()).toBe('go');
	});

	test('is at most an hour, whatever the service says', async () => {
		const pace = new Pace(READS);
		pace.learn(0, { ...throttled, retryAfter: 86_400_000 });

		expect(await pace.enter(run)).toEqual({ left: 3_600_000 });
	});

	test('that begins while a longer one lasts does not end it', async () => {
		const pace = new Pace(READS);
		pace.learn(0, { ...throttled, retryAfter: 90_000 });
		pace.learn(0, { ...throttled, retryAfter: 1000 });

		expect(await pace.enter(run)).toEqual({ left: 90_000 });
	});

	test('keeps no process alive when nobody waits', () => {
		new Pace(READS).learn(0, throttled);

		expect(jest.getTimerCount()).toBe(0);
	});
});

test('what tries again stands behind the rest of its list, and takes turns with other runs', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	const ask = async (name: string, of = run) => {
		expect(await pace.enter(of)).toBe('go');
		order.push(name);
		pace.leave(0, name);
	};
	expect(await enter(pace)).toBe('go');
	const waiting = [ask('list 2'), ask('list 3'), ask('list 1 again'), ask('single', other)];
	pace.leave(0, 'list 1', overloaded);
	await Promise.all(waiting);

	expect(order).toEqual(['list 2', 'single', 'list 3', 'list 1 again']);
});

test('newcomers do not keep a list from its turn', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	expect(await enter(pace)).toBe('go');
	const list = enter(pace).then(() => order.push('list'));
	const first = pace.enter(contextWith()).then(() => order.push('newcomer'));
	pace.leave(0, 'asked');
	await list;
	pace.leave(0, 'asked');
	await first;

	expect(order).toEqual(['list', 'newcomer']);
});

test('runs take turns, however long the list of one of them is', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	const ask = async (name: string, of = run) => {
		expect(await pace.enter(of)).toBe('go');
		order.push(name);
		pace.leave(0, 'asked');
	};
	await ask('list 0');
	expect(await enter(pace)).toBe('go');
	const others = ['list 1', 'list 2', 'list 3'].map((name) => ask(name));
	const single = ask('single', contextWith());
	const second = ['other 1', 'other 2'].map((name) => ask(name, other));
	pace.leave(0, 'asked');
	await Promise.all([...others, single, ...second]);

	expect(order).toEqual(['list 0', 'list 1', 'single', 'other 1', 'list 2', 'other 2', 'list 3']);
});

describe('a service that serves nobody', () => {
	/** A list of 300, or thirty runs that ask for one each. */
	const asking = {
		'a list': (pace: Pace, answer: (asked: string) => Promise<Pulse>) =>
			Array.from({ length: 300 }, (_, at) => insist(pace, answer, `/${at}`)),
		'thirty single ones': (pace: Pace, answer: (asked: string) => Promise<Pulse>) =>
			Array.from({ length: 30 }, (_, at) => insist(pace, answer, `/${at}`, contextWith())),
	};

	test.each([
		['at once', overloaded, 1, 25],
		['after five seconds', overloaded, 5000, 90],
		['with no answer', silent, 30_000, 330],
		['with a time to wait', { ...throttled, retryAfter: 2000 }, 100, 30],
		['with too many requests, and no time', throttled, 100, 11 * 60],
		['with a maintenance', { retryAfter: 5000 }, 100, 60],
	])('%s, is found out, whoever asks: nobody waits in vain', async (_, pulse, took, seconds) => {
		for (const all of Object.values(asking)) {
			const { seen, answer } = serviceOf({ latency: () => took, says: () => pulse });
			const done = Promise.all(all(new Pace(READS), answer));
			await pass(seconds * 1000);
			const ends = await Promise.race([done, Promise.resolve(['still waits'])]);

			expect(numberOf(ends, 'served') + numberOf(ends, 'still waits')).toBe(0);
			expect(numberOf(ends, 'not asked')).toBeGreaterThan(10);
			expect(seen.asked).toBeLessThanOrEqual(20);
		}
	});

	const paceOfOne = () => new Pace({ ...READS, start: 1 });
	const entering = async (pace: Pace) => await Promise.race([enter(pace), pass(0)]);
	/** One answer after the other. */
	async function answers(pace: Pace, count: number, pulse: Pulse, of = (at: number) => `/${at}`) {
		for (let at = 0; at < count; at++) {
			const turn = enter(pace);
			await pass(5000);
			expect(await turn).toBe('go');
			pace.leave(Date.now(), of(at), pulse);
		}
	}

	test('is asked again after ten seconds, by one; its answer is for all', async () => {
		const pace = paceOfOne();
		await answers(pace, 10, overloaded);
		await pass(9000);
		expect(await enter(pace)).toEqual({ why: 'weak' });
		await pass(1000);
		expect(await enter(pace)).toBe('go');
		const behind = enter(pace);
		pace.leave(Date.now(), '/first', overloaded);
		expect(await behind).toEqual({ why: 'weak' });

		await pass(10_000);
		expect(await enter(pace)).toBe('go');
		const next = enter(pace);
		pace.leave(Date.now(), '/second', good);
		expect(await next).toBe('go');
	});

	test('is not one that has said anything else in between', async () => {
		for (const other of [good, {}]) {
			const pace = paceOfOne();
			await answers(pace, 9, silent);
			await answers(pace, 1, other);
			await answers(pace, 9, silent);
			await pass(5000);

			expect(await entering(pace)).toBe('go');
		}
	});

	test('is not one that refuses two requests, however often', async () => {
		const pace = paceOfOne();
		await answers(pace, 30, silent, (at) => `/${at % 2}`);
		await pass(5000);

		expect(await entering(pace)).toBe('go');
	});

	test('is not one that forty have met at the same moment', async () => {
		const pace = new Pace({ ...READS, start: 40 });
		for (let at = 0; at < 40; at++) expect(await enter(pace)).toBe('go');
		await pass(30_000);
		for (let at = 0; at < 40; at++) pace.leave(0, `/${at}`, silent);

		expect(await entering(pace)).toBe('go');
	});

	test('is not one whose faults lie far apart', async () => {
		const pace = paceOfOne();
		for (let at = 0; at < 20; at++) {
			await answers(pace, 1, overloaded, () => `/${at}`);
			await pass(121_000);
		}

		expect(await entering(pace)).toBe('go');
	});

	test('is not one that serves all but some, wherever they stand in the list', async () => {
		for (const first of [0, 20, 57]) {
			const bad = [first, first + 1, first + 2].map((at) => `/${at}`);
			const pace = new Pace(READS);
			const answer = async (asked: string) => {
				const isBad = bad.includes(asked);
				await new Promise((resolve) => setTimeout(resolve, isBad ? 10_000 : 100));
				return isBad ? overloaded : good;
			};
			const list = Array.from({ length: 60 }, (_, at) => insist(pace, answer, `/${at}`));
			const singles: Array<Promise<string>> = [];
			for (let at = 0; at < 60; at++) {
				await pass(3000);
				singles.push(insist(pace, answer, `/single ${at}`, contextWith()));
			}
			await pass(300_000);

			expect(numberOf(await Promise.all(list), 'served')).toBe(57);
			expect(numberOf(await Promise.all(singles), 'served')).toBe(60);
		}
	});
});

test('a pause of no length is one of a second', async () => {
	const pace = new Pace(READS);
	pace.learn(0, { ...throttled, retryAfter: 0 });
	const turn = enter(pace);
	await pass(900);
	expect(await Promise.race([turn, Promise.resolve('waits')])).toBe('waits');
	await pass(300);

	expect(await turn).toBe('go');
});

describe('a stopped execution', () => {
	test('leaves the queue, and its place to the next', async () => {
		const stop = new AbortController();
		const stopped = contextWith({ stopped: stop.signal });
		const pace = new Pace({ ...READS, start: 1 });
		expect(await pace.enter(run)).toBe('go');
		const gone = pace.enter(stopped);
		const next = pace.enter(run);
		stop.abort();
		expect(await gone).toBeUndefined();

		pace.leave(0, 'asked', good);
		expect(await next).toBe('go');
	});

	test('that has ended otherwise leaves the queue too', async () => {
		const pace = new Pace({ ...READS, start: 1, most: 1 });
		expect(await enter(pace)).toBe('go');
		let end = () => {};
		const over = new Promise<void>((resolve) => (end = resolve));
		const gone = pace.enter(run, { over });
		const next = enter(pace);
		end();

		expect(await gone).toBeUndefined();
		pace.leave(0, 'asked', good);
		expect(await next).toBe('go');
	});

	test('gives back the turn that comes as it is stopped', async () => {
		const stop = new AbortController();
		const stopped = contextWith({ stopped: stop.signal });
		const pace = new Pace({ ...READS, start: 1, most: 1 });
		stop.abort();
		expect(await pace.enter(stopped)).toBeUndefined();

		expect(await pace.enter(run)).toBe('go');
	});
});
