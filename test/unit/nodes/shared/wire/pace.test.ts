import { Pace, READS, type Pulse } from '../../../../../nodes/shared/wire/pace';
import { contextWith } from '../context';
import {
	good,
	throttled,
	overloaded,
	run,
	other,
	ofNode,
	first,
	enter,
	pass,
	serviceOf,
	ask,
	insist,
	asking,
	numberOf,
} from './pacing';

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
		const entering = () => pace.enter(run, first);
		expect(await entering()).toBe('go');
		const waits = entering();
		pace.leave(run, 0, 'asked', { ...throttled, retryAfter: 600_000 });

		expect(await waits).toEqual({ left: 600_000 });
		expect(await entering()).toEqual({ left: 600_000 });
		await pass(600_000);
		expect(await entering()).toBe('go');
	});

	test('is at most an hour, whatever the service says; and what it says is told', async () => {
		const pace = new Pace(READS);
		pace.learn(0, '/asked', { ...throttled, retryAfter: 86_400_000 });

		expect(await pace.enter(run, first)).toEqual({ left: 86_400_000 });
		expect(await pace.pass(run, 0)).toBe(86_400_000);
		await pass(3_500_000);
		expect(await pace.enter(run, first)).toEqual({ left: 82_900_000 });
		await pass(101_000);
		expect(await pace.enter(run, first)).toBe('go');
		pace.leave(run, Date.now(), 'asked', good);
		pace.learn(Date.now(), '/asked', { ...throttled, retryAfter: 120_000 });
		expect(await pace.enter(run, first)).toEqual({ left: 120_000 });
	});

	test('that begins while a longer one lasts does not end it', async () => {
		const pace = new Pace(READS);
		pace.learn(0, '/asked', { ...throttled, retryAfter: 90_000 });
		pace.learn(0, '/asked', { ...throttled, retryAfter: 1000 });

		expect(await pace.enter(run, first)).toEqual({ left: 90_000 });
	});

	test('keeps no process alive when nobody waits', () => {
		new Pace(READS).learn(0, '/asked', throttled);

		expect(jest.getTimerCount()).toBe(0);
	});
});

test('what tries again stands behind the rest of its list, and takes turns with other runs', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	const ask = async (name: string, of = run) => {
		expect(await pace.enter(of, first)).toBe('go');
		order.push(name);
		pace.leave(of, 0, name);
	};
	expect(await enter(pace)).toBe('go');
	const waiting = [ask('list 2'), ask('list 3'), ask('list 1 again'), ask('single', other)];
	pace.leave(run, 0, 'list 1', overloaded);
	await Promise.all(waiting);

	expect(order).toEqual(['list 2', 'single', 'list 3', 'list 1 again']);
});

test('newcomers do not keep a list from its turn', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	expect(await enter(pace)).toBe('go');
	const list = enter(pace).then(() => order.push('list'));
	const newcomer = pace.enter(contextWith(), first).then(() => order.push('newcomer'));
	pace.leave(run, 0, 'asked');
	await list;
	pace.leave(run, 0, 'asked');
	await newcomer;

	expect(order).toEqual(['list', 'newcomer']);
});

test('runs take turns, however long the list of one of them is', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	const order: string[] = [];
	const ask = async (name: string, of = run) => {
		expect(await pace.enter(of, first)).toBe('go');
		order.push(name);
		pace.leave(run, 0, 'asked');
	};
	await ask('list 0');
	expect(await enter(pace)).toBe('go');
	const others = ['list 1', 'list 2', 'list 3'].map((name) => ask(name));
	const single = ask('single', contextWith());
	const second = ['other 1', 'other 2'].map((name) => ask(name, other));
	pace.leave(run, 0, 'asked');
	await Promise.all([...others, single, ...second]);

	expect(order).toEqual(['list 0', 'list 1', 'single', 'other 1', 'list 2', 'other 2', 'list 3']);
});

test('a run with a number of its own takes no turn from others', async () => {
	const { answer } = serviceOf({ latency: () => 300 });
	const pace = new Pace(READS);
	const slow = Array.from({ length: 100 }, (_, at) => insist(pace, answer, `/${at}`, other, 1));
	let isDone = false;
	const list = Array.from({ length: 300 }, (_, at) => insist(pace, answer, `/${at}`));
	void Promise.all(list).then(() => (isDone = true));
	await pass(12_000);
	expect(isDone).toBe(true);

	await pass(100 * 300);
	expect(numberOf(await Promise.all(slow), 'served')).toBe(100);
});

test.each([
	['well', good, 60],
	['down', overloaded, 30],
])(
	'the number of a node holds for all its runs together: the service is %s',
	async (_, pulse, most) => {
		const { seen, answer } = serviceOf({ latency: () => 800, says: () => pulse });
		const pace = new Pace(READS);
		const runs = Array.from({ length: 60 }, (_none, at) =>
			insist(pace, answer, `/${at}`, contextWith(), 1),
		);
		await pass(120_000);
		await Promise.all(runs);

		expect(seen.most).toBe(1);
		expect(seen.asked).toBeLessThanOrEqual(most);
	},
);

test('one trouble halves the number of a node once, however many executions run it', async () => {
	const pace = new Pace(READS);
	const runs = Array.from({ length: 5 }, () => ofNode('busy'));
	const goes = runs.flatMap((one) =>
		Array.from({ length: 10 }, (_, at) =>
			pace.enter(one, { asked: `/${at}`, isAgain: false, atOnce: 20 }),
		),
	);
	const gone = { count: 0 };
	for (const turn of goes) void turn.then(() => gone.count++);
	await pass(0);
	expect(gone.count).toBe(20);
	pace.leave(runs[0] ?? run, Date.now(), '/0', overloaded);
	for (let at = 1; at < 20; at++) pace.leave(runs[0] ?? run, Date.now(), `/${at}`, good);
	await pass(0);

	// Ten of them, and no longer twenty.
	expect(gone.count).toBeGreaterThanOrEqual(30);
	expect(gone.count).toBeLessThan(35);
});

test('a run with a smaller number than others of its node has its turn', async () => {
	const { seen, answer } = serviceOf({ latency: () => 1_000 });
	const pace = new Pace(READS);
	const asked = (of: typeof run, length: number, atOnce: number) =>
		Promise.all(Array.from({ length }, (_, at) => insist(pace, answer, `/${at}`, of, atOnce)));
	const list = asked(contextWith(), 300, 10);
	await pass(1_500);
	let isDone = false;
	const single = asked(contextWith(), 1, 1).then(() => (isDone = true));
	await pass(3_000);
	expect(isDone).toBe(true);

	await pass(60_000);
	await Promise.all([list, single]);
	expect(seen.most).toBe(10);
});

test('nor do runs that ask more at once than all others may', async () => {
	const { answer } = serviceOf({ latency: () => 300 });
	const pace = new Pace({ ...READS, most: 20 });
	const lists = [ofNode('one'), ofNode('two')].flatMap((of) =>
		Array.from({ length: 300 }, (_, at) => insist(pace, answer, `/${at}`, of, 15)),
	);
	await pass(500);
	let isDone = false;
	const single = insist(pace, answer, '/single', contextWith()).then(() => (isDone = true));
	await pass(400);
	expect(isDone).toBe(true);

	await pass(60_000);
	await Promise.all([...lists, single]);
});

test('what tries again goes before the rest of a run that stops on errors', async () => {
	const pace = new Pace({ ...READS, start: 1 });
	expect(await enter(pace)).toBe('go');
	const order: string[] = [];
	const ask = async (name: string, isAgain: boolean) => {
		expect(await pace.enter(run, { asked: name, isAgain, stops: true })).toBe('go');
		order.push(name);
		pace.leave(run, 0, name);
	};
	const waiting = [ask('2', false), ask('3', false), ask('1 again', true)];
	pace.leave(run, 0, '1');
	await Promise.all(waiting);

	expect(order).toEqual(['1 again', '2', '3']);
});

test('a pause of no length is one of a second', async () => {
	const pace = new Pace(READS);
	pace.learn(0, '/asked', { ...throttled, retryAfter: 0 });
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
		expect(await pace.enter(run, first)).toBe('go');
		const gone = pace.enter(stopped, first);
		const next = pace.enter(run, first);
		stop.abort();
		expect(await gone).toBeUndefined();

		pace.leave(run, 0, 'asked', good);
		expect(await next).toBe('go');
	});

	test('lets go of others of its node that have a larger number', async () => {
		const stop = new AbortController();
		const stopped = contextWith({ stopped: stop.signal });
		const pace = new Pace(READS);
		const list = { ...first, atOnce: 10 };
		expect(await pace.enter(run, list)).toBe('go');
		const gone = pace.enter(stopped, { ...first, atOnce: 1 });
		expect(await pace.enter(run, list)).toBe('go');
		let isAsked = false;
		const next = pace.enter(run, list).then((turn) => (isAsked = turn === 'go'));
		await pass(5_000);
		expect(isAsked).toBe(false);
		stop.abort();

		expect(await gone).toBeUndefined();
		expect(await next).toBe(true);
	});

	test('that has ended otherwise leaves the queue too', async () => {
		const pace = new Pace({ ...READS, start: 1, most: 1 });
		expect(await enter(pace)).toBe('go');
		let end = () => {};
		const over = new Promise<void>((resolve) => (end = resolve));
		const gone = pace.enter(run, { ...first, over });
		const next = enter(pace);
		end();

		expect(await gone).toBeUndefined();
		pace.leave(run, 0, 'asked', good);
		expect(await next).toBe('go');
	});

	test('gives back the turn that comes as it is stopped', async () => {
		const stop = new AbortController();
		const stopped = contextWith({ stopped: stop.signal });
		const pace = new Pace({ ...READS, start: 1, most: 1 });
		stop.abort();
		expect(await pace.enter(stopped, first)).toBeUndefined();

		expect(await pace.enter(run, first)).toBe('go');
	});
});
