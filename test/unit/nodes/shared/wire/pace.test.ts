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

const enter = async (pace: Pace) => await pace.enter(run, { isNext: false });

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

/** Asks as the nodes do: what was throttled is asked again, before the others. */
async function ask(pace: Pace, answer: () => Promise<Pulse>, atOnce?: number): Promise<number> {
	for (let tries = 1; ; tries++) {
		const turn = await pace.enter(run, { isNext: tries > 1, atOnce });
		if (turn !== 'go') throw new Error(`Was told ${JSON.stringify(turn)}`);
		const sentAt = Date.now();
		const pulse = await answer();
		pace.leave(sentAt, pulse);
		if (!pulse.isThrottled) return tries;
	}
}

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
		const entering = () => pace.enter(run, { isNext: false });
		expect(await entering()).toBe('go');
		const waits = entering();
		pace.leave(0, { ...throttled, retryAfter: 600_000 });

		expect(await waits).toEqual({ left: 600_000 });
		expect(await entering()).toEqual({ left: 600_000 });
		await pass(600_000);
		expect(await entering()).toBe('go');
	});

	test('is at most an hour, whatever the service says', async () => {
		const pace = new Pace(READS);
		pace.learn(0, { ...throttled, retryAfter: 86_400_000 });

		expect(await pace.enter(run, { isNext: false })).toEqual({ left: 3_600_000 });
	});

	test('that begins while a longer one lasts does not end it', async () => {
		const pace = new Pace(READS);
		pace.learn(0, { ...throttled, retryAfter: 90_000 });
		pace.learn(0, { ...throttled, retryAfter: 1000 });

		expect(await pace.enter(run, { isNext: false })).toEqual({ left: 90_000 });
	});

	test('keeps no process alive when nobody waits', () => {
		new Pace(READS).learn(0, throttled);

		expect(jest.getTimerCount()).toBe(0);
	});
});

test('what tries again stands before all others, so that the end of a service is found however many wait', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	expect(await enter(pace)).toBe('go');
	const ask = async (name: string, of: typeof run, isNext = false) => {
		expect(await pace.enter(of, { isNext })).toBe('go');
		order.push(name);
		pace.leave(0);
	};
	const waiting = [ask('other', other), ask('list', run), ask('list again', run, true)];
	pace.leave(0);
	await Promise.all([...waiting, ask('list once more', run, true)]);

	expect(order).toEqual(['list again', 'list once more', 'other', 'list']);
});

test('newcomers do not keep a list from its turn', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	expect(await enter(pace)).toBe('go');
	const list = enter(pace).then(() => order.push('list'));
	const first = pace.enter(contextWith(), { isNext: false }).then(() => order.push('newcomer'));
	pace.leave(0);
	await list;
	pace.leave(0);
	await first;

	expect(order).toEqual(['list', 'newcomer']);
});

test('runs take turns, however long the list of one of them is', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	const ask = async (name: string, of = run) => {
		expect(await pace.enter(of, { isNext: false })).toBe('go');
		order.push(name);
		pace.leave(0);
	};
	await ask('list 0');
	expect(await enter(pace)).toBe('go');
	const others = ['list 1', 'list 2', 'list 3'].map((name) => ask(name));
	const single = ask('single', contextWith());
	const second = ['other 1', 'other 2'].map((name) => ask(name, other));
	pace.leave(0);
	await Promise.all([...others, single, ...second]);

	expect(order).toEqual(['list 0', 'list 1', 'single', 'other 1', 'list 2', 'other 2', 'list 3']);
});

describe('a request that has had all its tries in vain', () => {
	test('ends those behind it and another one when the service serves nobody, and new ones for a minute', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		expect(await enter(pace)).toBe('go');
		const behind = enter(pace);
		pace.leave(0, throttled);
		pace.giveUp('/1', 0, throttled);
		expect(await Promise.race([behind, Promise.resolve('waits')])).toBe('waits');
		pace.giveUp('/2', 0, throttled);

		expect(await behind).toEqual({ left: 60_000 });
		await pass(30_000);
		expect(await enter(pace)).toEqual({ left: 30_000 });
		await pass(30_000);
		expect(await enter(pace)).toBe('go');
	});

	test('ends those behind it too when pauses of a minute lie between the tries', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		pace.giveUp('/1', 0, throttled);
		await pass(300_000);
		pace.giveUp('/2', 0, throttled);

		expect(await enter(pace)).toEqual({ left: 60_000 });
	});

	test('does not when a fault is long past', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		pace.giveUp('/1', 0, { isWeak: true, retryAfter: 1000 });
		await pass(61_000);
		pace.giveUp('/2', 0, { isWeak: true, retryAfter: 1000 });

		expect(await enter(pace)).toBe('go');
	});

	test('ends nobody while others get through', async () => {
		const pace = new Pace({ ...READS, start: 2 });
		expect([await enter(pace), await enter(pace)]).toEqual(['go', 'go']);
		const behind = enter(pace);
		await pass(1);
		pace.leave(0, good);
		pace.giveUp('/3', 0, throttled);

		expect(await behind).toBe('go');
	});

	test('is one of three in a row, when the service does not answer at all', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		expect(await enter(pace)).toBe('go');
		const behind = enter(pace);
		pace.giveUp('/4', 0, silent);
		pace.giveUp('/5', 0, silent);
		pace.learn(0, {});
		pace.giveUp('/6', 0, silent);
		pace.giveUp('/7', 0, silent);
		expect(await Promise.race([behind, Promise.resolve('waits')])).toBe('waits');
		pace.giveUp('/8', 0, silent);

		expect(await behind).toEqual({ why: 'silent' });
	});

	test('is one of three in a row, when the service has nothing but faults', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		expect(await enter(pace)).toBe('go');
		const behind = enter(pace);
		for (let times = 0; times < 3; times++) {
			pace.learn(0, { isWeak: true });
			pace.giveUp(`/9/${times}`, 0, { isWeak: true });
		}

		expect(await behind).toEqual({ why: 'weak' });
	});

	test('is one of three for which nothing is proved while others get through', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		await pass(1000);
		expect(await enter(pace)).toBe('go');
		pace.leave(Date.now(), good);
		for (let times = 0; times < 3; times++) pace.giveUp(`/12/${times}`, 1000, silent);

		expect(await enter(pace)).toBe('go');
	});

	test('is one alone, however often it is asked', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		for (let times = 0; times < 3; times++) pace.giveUp('/9', 0, silent);

		expect(await enter(pace)).toBe('go');
	});

	test('is one of two when the service names a time each time, as for its maintenance', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		expect(await enter(pace)).toBe('go');
		const behind = enter(pace);
		pace.giveUp('/10', 0, { isWeak: true, retryAfter: 1000 });
		pace.giveUp('/11', 0, { isWeak: true, retryAfter: 1000 });

		expect(await behind).toEqual({ why: 'weak' });
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
		expect(await pace.enter(run, { isNext: false })).toBe('go');
		const gone = pace.enter(stopped, { isNext: false });
		const next = pace.enter(run, { isNext: false });
		stop.abort();
		expect(await gone).toBeUndefined();

		pace.leave(0, good);
		expect(await next).toBe('go');
	});

	test('that has ended otherwise leaves the queue too', async () => {
		const pace = new Pace({ ...READS, start: 1, most: 1 });
		expect(await enter(pace)).toBe('go');
		let end = () => {};
		const over = new Promise<void>((resolve) => (end = resolve));
		const gone = pace.enter(run, { isNext: false, over });
		const next = enter(pace);
		end();

		expect(await gone).toBeUndefined();
		pace.leave(0, good);
		expect(await next).toBe('go');
	});

	test('gives back the turn that comes as it is stopped', async () => {
		const stop = new AbortController();
		const stopped = contextWith({ stopped: stop.signal });
		const pace = new Pace({ ...READS, start: 1, most: 1 });
		stop.abort();
		expect(await pace.enter(stopped, { isNext: false })).toBeUndefined();

		expect(await pace.enter(run, { isNext: false })).toBe('go');
	});
});
