import { Pace, READS, type Pulse } from '../../../../../nodes/shared/wire/pace';
import { contextWith } from '../context';
import {
	first,
	good,
	throttled,
	overloaded,
	silent,
	run,
	ofNode,
	enter,
	pass,
	serviceOf,
	insist,
	numberOf,
	servedOf,
} from './pacing';

/** A service that nobody gets an answer of, and those that seem to be one. */

const MINUTE = 60_000;

describe('a service that serves nobody', () => {
	type Answer = (asked: string) => Promise<Pulse>;
	const runs: Array<[string, (pace: Pace, answer: Answer) => Array<Promise<string>>]> = [
		[
			'a list of 300',
			(pace, answer) => Array.from({ length: 300 }, (_, at) => insist(pace, answer, `/${at}`)),
		],
		[
			'thirty runs of one',
			(pace, answer) =>
				Array.from({ length: 30 }, (_, at) => insist(pace, answer, `/${at}`, contextWith())),
		],
		[
			'thirty runs that ask the same',
			(pace, answer) =>
				Array.from({ length: 30 }, () => insist(pace, answer, '/balance', contextWith())),
		],
	];

	describe.each(runs)('and %s', (_who, all) => {
		test.each([
			['says so at once', overloaded, 1, 70],
			['says so after five seconds', overloaded, 5000, 90],
			['says nothing', silent, 30_000, 350],
			['names a time that is too short', { ...throttled, retryAfter: 2000 }, 100, 300],
			['is asked too much, and names no time', throttled, 100, 11 * 60],
			['is being maintained', { retryAfter: 5000 }, 100, 300],
		])('which %s: nobody waits for long', async (_how, pulse, took, seconds) => {
			const { seen, answer } = serviceOf({ latency: () => took, says: () => pulse });
			const done = Promise.all(all(new Pace(READS), answer));
			await pass(60_000);
			expect(seen.asked).toBeLessThan(30);
			expect(await Promise.race([done, Promise.resolve('waits')])).toBe('waits');
			await pass((seconds - 60) * 1000);
			const ends = await Promise.race([done, Promise.resolve(['still waits'])]);

			expect(numberOf(ends, 'served') + numberOf(ends, 'still waits')).toBe(0);
			expect(seen.asked).toBeLessThan(30);
		});

		test('for less than a minute: all are served', async () => {
			const { seen, answer } = serviceOf({
				latency: () => 1000,
				says: (at) => (at < 50_000 ? overloaded : good),
			});
			const done = Promise.all(all(new Pace(READS), answer));
			await pass(600_000);
			const ends = await done;

			expect(new Set(ends)).toEqual(new Set(['served']));
			expect(seen.asked).toBeLessThan(ends.length + 25);
		});
	});

	test('is asked by whoever comes then, once', async () => {
		const pace = new Pace(READS);
		const { seen, answer } = serviceOf({ latency: () => 5000, says: () => overloaded });
		const list = runs[0]?.[1](pace, answer) ?? [];
		await pass(90_000);
		await Promise.all(list);
		const { asked } = seen;
		const later = insist(pace, answer, '/later', contextWith());
		await pass(10_000);

		expect(await later).toBe('ended early');
		expect(seen.asked).toBe(asked + 1);
	});

	/** Some of a list get nothing, however often they are asked; the service is well. */
	const stuck = (list: number[], took: number, pulse: Pulse) => async (asked: string) => {
		const isStuck = list.some((at) => asked === `/${at}`);
		await new Promise((resolve) => setTimeout(resolve, isStuck ? took : 100));
		return isStuck ? pulse : good;
	};
	/** How an order gets nothing. */
	const NOTHING = [
		[10, overloaded],
		[3000, overloaded],
		[30_000, silent],
	] as const;
	const from = (first: number, count: number) =>
		Array.from({ length: count }, (_, at) => first + at);

	test.each([
		['three at the beginning', from(0, 3), 60],
		['three in the middle', from(20, 3), 60],
		['three at the end', from(57, 3), 60],
		['fourteen at the beginning', from(0, 14), 60],
		['forty of a hundred', from(0, 40), 100],
	])('is not one that serves all but %s', async (_, list, length) => {
		for (const [took, pulse] of NOTHING) {
			for (const atOnce of [undefined, 1, 5, 20]) {
				const pace = new Pace(READS);
				const answer = stuck(list, took, pulse);
				const ends = Promise.all(
					from(0, length).map((at) => insist(pace, answer, `/${at}`, run, atOnce)),
				);
				const singles: Array<Promise<string>> = [];
				for (let at = 0; at < 40; at++) {
					await pass(15_000);
					singles.push(insist(pace, answer, `/single ${at}`, contextWith()));
				}
				await pass(3 * 3_600_000);

				expect(numberOf(await ends, 'served')).toBe(length - list.length);
				expect(numberOf(await Promise.all(singles), 'served')).toBe(40);
			}
		}
	});

	test('is not one that serves all but the first half of a list', async () => {
		const pace = new Pace(READS);
		const answer = stuck(from(0, 150), 10, overloaded);
		const ends = Promise.all(from(0, 300).map((at) => insist(pace, answer, `/${at}`)));
		await pass(3 * 3_600_000);

		expect(numberOf(await ends, 'served')).toBe(150);
	});

	test('is not one that serves all but those that were begun first', async () => {
		for (const [took, pulse] of NOTHING) {
			const pace = new Pace(READS);
			const answer = stuck(from(0, 20), took, pulse);
			const ends = Promise.all(
				from(0, 60).map((at) => insist(pace, answer, `/${at}`, contextWith())),
			);
			await pass(3_600_000);

			expect(numberOf(await ends, 'served')).toBe(40);
		}
	});

	test('is not one that serves all but lists with a number of their own', async () => {
		const pace = new Pace(READS);
		const answer = stuck(from(0, 320), 8000, overloaded);
		const lists = from(0, 8).flatMap((list) => {
			const of = ofNode(`${list}`);
			return from(40 * list, 40).map((at) => insist(pace, answer, `/${at}`, of, 1));
		});
		await pass(5000);
		const singles = from(0, 6).map((at) => insist(pace, answer, `/single ${at}`, contextWith()));
		await pass(50_000);

		expect(await servedOf(singles)).toBe(6);
		await pass(24 * 3_600_000);
		await Promise.all(lists);
	});

	test.each([1, 10])('is not one that serves all but three, in batches of %d', async (size) => {
		for (const [took, pulse] of NOTHING) {
			const pace = new Pace(READS);
			const answer = stuck(from(10, 3), took, pulse);
			const ends: string[] = [];
			for (let at = 0; at < 60; at += size) {
				const round = contextWith();
				const batch = Promise.all(
					from(at, size).map((one) => insist(pace, answer, `/${one}`, round)),
				);
				await pass(1_800_000);
				ends.push(...(await batch));
			}

			expect(numberOf(ends, 'served')).toBe(57);
		}
	});

	test('is not one that serves after a time that is longer than it names', async () => {
		const { seen, answer } = serviceOf({
			says: (at) => {
				const isFull = seen.served >= 10 && at < 60_000;
				return isFull ? { ...throttled, retryAfter: 1000 } : good;
			},
		});
		const pace = new Pace(READS);
		const list = Array.from({ length: 30 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(300_000);

		expect(numberOf(await Promise.all(list), 'served')).toBe(30);
	});

	test('is asked again when a limit says so, though it was down before', async () => {
		const { seen, answer } = serviceOf({
			says: (at) => {
				if (at < 28_000) return overloaded;
				return at < 35_000 && seen.throttled === 0 ? { ...throttled, retryAfter: 2000 } : good;
			},
		});
		const pace = new Pace(READS);
		const list = Promise.all(from(0, 60).map((at) => insist(pace, answer, `/${at}`)));
		await pass(60_000);

		expect(numberOf(await list, 'served')).toBe(60);
	});

	test('is not asked more by a run whose number at once the merchant has set', async () => {
		const { seen, answer } = serviceOf({ says: () => overloaded });
		const pace = new Pace(READS);
		const list = from(0, 300).map((at) => insist(pace, answer, `/${at}`, run, 20));
		await pass(70_000);
		await Promise.all(list);

		expect(seen.asked).toBeLessThan(100);
	});

	test('is not one whose faults lie far apart', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		for (let at = 0; at < 20; at++) {
			expect(await enter(pace)).toBe('go');
			pace.leave(run, Date.now(), `/${at}`, overloaded);
			await pass(151_000);
		}
		const single = insist(pace, async () => overloaded, '/single', contextWith());
		await pass(60_000);

		expect(await single).toBe('gave up');
	});

	test('is not one that is long over: who comes then is tried again', async () => {
		const pace = new Pace({ ...READS, start: 1 });
		for (let at = 0; at < 12; at++) {
			const one = contextWith();
			expect(await pace.enter(one, first)).toBe('go');
			pace.leave(one, Date.now(), `/${at}`, overloaded);
			await pass(6_000);
		}
		await pass(151_000);

		expect(await pace.enter(contextWith(), { asked: '/single', isAgain: true })).toBe('go');
	});

	/** Nobody was served so many times in a row, and nobody has asked since. */
	async function quietAfter(faults: Pulse[]) {
		const pace = new Pace(READS);
		for (const [at, fault] of faults.entries()) {
			const one = contextWith();
			const turn = pace.enter(one, first);
			await pass(MINUTE);
			expect(await turn).toBe('go');
			pace.leave(one, Date.now(), `/${at}`, fault);
		}
		await pass(2.5 * MINUTE + 1);
		return pace;
	}

	test('is not one that is long over: a time that is named then is no longer than that', async () => {
		const short = { ...throttled, retryAfter: 1000 };
		const pace = await quietAfter(Array.from({ length: 7 }, () => short));
		pace.learn(Date.now(), '/asked', short);

		expect(await pace.pass(run, 0)).toBe(1000);
	});

	test('is not one that is long over: as many go at once then as the merchant has set', async () => {
		const pace = await quietAfter(Array.from({ length: 5 }, () => overloaded));
		const turns: unknown[] = [];
		for (let at = 0; at < 10; at++) {
			void pace.enter(run, { ...first, atOnce: 10 }).then((turn) => turns.push(turn));
		}
		await pass(0);

		expect(turns).toEqual(Array.from({ length: 10 }, () => 'go'));
	});

	test('is not one that is long over: what is overloaded once then is no reason to wait', async () => {
		const pace = await quietAfter(Array.from({ length: 5 }, () => overloaded));
		pace.learn(Date.now(), '/asked', overloaded);

		expect(await pace.pass(run, 0)).toBe(0);
	});
});

describe('a single fault', () => {
	test.each([1, 3, 9])(
		'after %d good answers over a while is no limit of so many',
		async (count) => {
			const pace = new Pace(READS);
			for (let at = 0; at < count; at++) {
				expect(await insist(pace, async () => good, `/before ${at}`, contextWith())).toBe('served');
				await pass(50_000 / count);
			}
			const { answer } = serviceOf({
				says: (at) => (at < 50_200 ? { ...throttled, retryAfter: 1000 } : good),
			});
			const list = Array.from({ length: 60 }, (_, at) => insist(pace, answer, `/${at}`));
			await pass(20_000);

			expect(await servedOf(list)).toBe(60);
		},
	);

	test('that names no time costs a minute, and does not make a small limit of none', async () => {
		const pace = new Pace(READS);
		let asked = 0;
		const answer = async () => {
			await new Promise((resolve) => setTimeout(resolve, 50));
			return ++asked === 8 ? throttled : good;
		};
		const list = Array.from({ length: 200 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(70_000);

		expect(await servedOf(list)).toBe(200);
	});

	test('that names no time, near the beginning of a list, leaves ten a minute at least', async () => {
		const pace = new Pace(READS);
		let hasFailed = false;
		const answer = async (asked: string) => {
			await new Promise((resolve) => setTimeout(resolve, 100));
			const fails = asked === '/2' && !hasFailed;
			hasFailed ||= fails;
			return fails ? throttled : good;
		};
		const list = Array.from({ length: 12 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(62_000);

		expect(await servedOf(list)).toBe(12);
	});

	test('to a question outside the line, long after others, is no limit either', async () => {
		const pace = new Pace(READS);
		expect(await insist(pace, async () => good, '/before', contextWith())).toBe('served');
		await pass(70_000);
		pace.hear(Date.now(), '/wait', { ...throttled, retryAfter: 1000 });
		const { answer } = serviceOf({});
		const list = Array.from({ length: 60 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(20_000);

		expect(await servedOf(list)).toBe(60);
	});

	test('of a service that is down and says for how long is no limit', async () => {
		const pace = new Pace(READS);
		const { answer } = serviceOf({
			says: (at) => (at > 1000 && at < 15_000 ? { isWeak: true, retryAfter: 20_000 } : good),
		});
		const list = Array.from({ length: 300 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(50_000);

		expect(await servedOf(list)).toBe(300);
		expect(pace.pausedBy).toBe('weak');
	});
});

/** As a single question is asked: five times in all, or more where others are served, for a minute and a half. */
async function askOutside(
	pace: Pace,
	answer: () => Promise<Pulse>,
	asked: string,
	of = contextWith(),
) {
	const end = Date.now() + 90_000;
	let left = 5;
	let since = Date.now();
	for (let tries = 1; ; tries++) {
		if ((await pace.passOneByOne(of, end - Date.now())) > 0) return 'left';
		if (of.getExecutionCancelSignal()?.aborted) return 'stopped';
		const sentAt = Date.now();
		const pulse = await answer();
		pace.hear(sentAt, asked, pulse);
		if (pulse.isGood) return 'served';
		if (pace.servedAt <= since || tries > 20) left--;
		since = sentAt;
		if (left === 0) return 'gave up';
		if (!pulse.isThrottled) {
			const pause = Math.min(4000, 500 * 2 ** (tries - 1)) * (1 + Math.random() / 4);
			await new Promise((resolve) => setTimeout(resolve, pause));
		}
	}
}

/** A bucket that fills up again, as nginx has it. */
const bucketOf = (perSecond: number, burst: number) => {
	let left = burst;
	let last = 0;
	return serviceOf({
		latency: () => 50,
		says: (at) => {
			left = Math.min(burst, left + ((at - last) * perSecond) / 1000);
			last = at;
			if (left < 1) return overloaded;
			left--;
			return good;
		},
	});
};

describe('questions outside the line', () => {
	const thirty = (pace: Pace, answer: () => Promise<Pulse>) =>
		Array.from({ length: 30 }, (_, at) => pass(0).then(() => askOutside(pace, answer, `/${at}`)));

	test('do not storm a service that says no to all of them', async () => {
		const { seen, answer } = serviceOf({ says: () => ({ ...throttled, retryAfter: 1000 }) });
		const pace = new Pace(READS);
		const first = askOutside(pace, answer, '/first');
		await pass(500);
		const all = Promise.all(thirty(pace, answer));
		await pass(3 * MINUTE);

		expect(await first).toMatch(/left|gave up/);
		expect(numberOf(await all, 'served')).toBe(0);
		expect(seen.asked).toBeLessThan(25);
	});

	test('are all answered when it is well again after a minute', async () => {
		const { answer } = serviceOf({
			says: (at) => (at < 10_000 ? { ...throttled, retryAfter: 1000 } : good),
		});
		const pace = new Pace(READS);
		const first = askOutside(pace, answer, '/first');
		await pass(500);
		const all = Promise.all(thirty(pace, answer));
		await pass(2 * MINUTE);

		expect(await first).toBe('served');
		expect(numberOf(await all, 'served')).toBe(30);
	});

	test.each([30, 100, 110])(
		'come out of the pause one by one, however many: %d at five a second',
		async (count) => {
			let left = 5;
			let last = 0;
			const { seen, answer } = serviceOf({
				says: (at) => {
					left = Math.min(5, left + ((at - last) * 5) / 1000);
					last = at;
					if (left < 1) return throttled;
					left--;
					return good;
				},
			});
			const pace = new Pace(READS);
			const all = Array.from({ length: count }, (_, at) => askOutside(pace, answer, `/${at}`));
			await pass(2 * MINUTE);

			expect(await servedOf(all)).toBe(count);
			expect(seen.asked).toBeLessThan(2.2 * count);
		},
	);

	test('keep to the time between two where a gateway lets few through', async () => {
		const { seen, answer } = bucketOf(3, 3);
		const pace = new Pace(READS);
		const all = Array.from({ length: 150 }, (_, at) => askOutside(pace, answer, `/${at}`));
		await pass(3 * MINUTE);

		expect(await servedOf(all)).toBe(150);
		// All of them come at once, and only then it is known how many it lets through.
		expect(seen.asked - 150).toBeLessThan(1.5 * 150);
		// They could be served in 49 seconds.
		expect(seen.times.at(-1)).toBeLessThan(75_000);
	});

	test('take turns with a list where a gateway lets few through', async () => {
		const { answer } = bucketOf(3, 3);
		const pace = new Pace(READS);
		const all = Array.from({ length: 120 }, (_, at) => askOutside(pace, answer, `/${at}`));
		await pass(6_000);
		const list = Array.from({ length: 10 }, (_, at) => insist(pace, answer, `/row ${at}`));
		await pass(15_000);

		expect(await servedOf(list)).toBe(10);
		await pass(2 * MINUTE);
		expect(await servedOf(all)).toBe(120);
	});

	test('whose executions are stopped take no turns from others', async () => {
		const { seen, answer } = bucketOf(1, 1);
		const pace = new Pace(READS);
		const stop = new AbortController();
		const stopped = contextWith({ stopped: stop.signal });
		for (let at = 0; at < 80; at++) void askOutside(pace, answer, `/${at}`, stopped);
		await pass(20_000);
		stop.abort();
		await pass(5_000);
		const before = seen.asked;
		const list = Array.from({ length: 3 }, (_, at) => insist(pace, answer, `/row ${at}`));
		await pass(4_000);

		expect(await servedOf(list)).toBe(3);
		expect(seen.asked - before).toBeLessThan(12);
	});

	test('leave a list behind them as fast as it may go', async () => {
		const { seen, answer } = bucketOf(3, 3);
		const pace = new Pace(READS);
		const all = Array.from({ length: 40 }, (_, at) => askOutside(pace, answer, `/${at}`));
		const list = Array.from({ length: 30 }, (_, at) => insist(pace, answer, `/row ${at}`));
		await pass(3 * MINUTE);

		expect(await servedOf([...all, ...list])).toBe(70);
		// They could be served in 24 seconds.
		expect(seen.times.at(-1)).toBeLessThan(45_000);
	});

	test('come one by one also when the pause is as long as their patience', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const pace = new Pace(READS);
		pace.hear(Date.now(), '/a', throttled);
		const ends: number[] = [];
		const all = [0, 1, 2].map(async () => {
			await pace.pass(contextWith(), MINUTE);
			ends.push(Date.now());
		});
		await pass(MINUTE + 20_000);
		await Promise.all(all);

		expect(ends).toEqual([MINUTE, MINUTE + 250, MINUTE + 500]);
	});

	test('wait out the pause that follows the one that they wait for', async () => {
		const pace = new Pace(READS);
		pace.hear(Date.now(), '/a', { ...throttled, retryAfter: 12_000 });
		const passed = pace.pass(contextWith(), MINUTE).then(() => Date.now());
		await pass(10_000);
		pace.hear(Date.now(), '/b', { ...throttled, retryAfter: 30_000 });
		await pass(MINUTE);

		expect(await passed).toBeGreaterThanOrEqual(40_000);
	});
});

describe('a service that fails with 500', () => {
	const faulty: Pulse = { isFaulty: true };
	const from = (first: number, count: number) =>
		Array.from({ length: count }, (_, at) => first + at);

	test.each([0, 1000])(
		'for twelve seconds, from %d ms of a list on, loses none of it and is not hammered',
		async (begin) => {
			const { seen, answer } = serviceOf({
				says: (at) => (at >= begin && at < begin + 12_000 ? faulty : good),
			});
			const pace = new Pace(READS);
			const list = from(0, 300).map((at) => insist(pace, answer, `/${at}`));
			await pass(5 * MINUTE);

			expect(await servedOf(list)).toBe(300);
			expect(seen.asked).toBeLessThan(380);
		},
	);

	test('at a few of a list is not overloaded, and serves the others as fast', async () => {
		const timeOf = async (stuck: number) => {
			const pace = new Pace(READS);
			const began = Date.now();
			const list = from(0, 200).map(async (at) => {
				await insist(
					pace,
					async () => (await wait(100), at % 50 < stuck ? faulty : good),
					`/${at}`,
				);
				return Date.now() - began;
			});
			await pass(10 * MINUTE);
			const times = (await Promise.all(list)).sort((a, b) => a - b);
			return times[150] ?? Infinity;
		};
		const wait = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

		expect(await timeOf(2)).toBeLessThan(1.5 * (await timeOf(0)));
	});
});

describe('a small limit that is told with 503, and no time,', () => {
	test.each([
		[5, undefined],
		[5, 5],
		[5, 50],
		[1, undefined],
		[1, 5],
	])(
		'%d a second, loses no item and is met with few more requests, %s at once',
		async (per, atOnce) => {
			const count = 60 * per;
			const { seen, answer } = bucketOf(per, per);
			const pace = new Pace(READS);
			const list = Array.from({ length: count }, (_, at) =>
				insist(pace, answer, `/${at}`, run, atOnce),
			);
			await pass(10 * MINUTE);

			expect(await servedOf(list)).toBe(count);
			expect(seen.asked).toBeLessThan(2 * count);
			expect(seen.times.at(-1)).toBeLessThan(3 * 60_000);
		},
	);
});

describe('gateways that refuse', () => {
	/** By chance, whoever asks and however fast; the same in each run. */
	const refusingAtRandom = (share: number, latency: number) => {
		let sum = 0;
		return serviceOf({
			latency: () => latency,
			says: () => {
				sum = (sum * 16807 + 12345) % 2147483647;
				return sum / 2147483647 < share ? overloaded : good;
			},
		});
	};
	const asked = async (count: number, answer: () => Promise<Pulse>, atOnce?: number) => {
		const pace = new Pace(READS);
		const began = Date.now();
		const list = Array.from({ length: count }, async (_, at) => {
			const end = await insist(pace, answer, `/${at}`, run, atOnce);
			return { end, after: Date.now() - began };
		});
		await pass(15 * MINUTE);
		const all = await Promise.all(list);
		const last = Math.max(...all.map(({ after }) => after));
		return { served: all.filter(({ end }) => end === 'served').length, seconds: last / 1000 };
	};

	test.each([
		[1 / 4, undefined],
		[1 / 4, 5],
		[1 / 2, undefined],
		[1 / 2, 5],
	])('%d of all, however fast, are no reason to crawl, %s at once', async (share, atOnce) => {
		const { answer } = refusingAtRandom(share, 50);
		const { served, seconds } = await asked(200, answer, atOnce);

		expect(served).toBe(200);
		expect(seconds).toBeLessThan(90);
	});

	test.each([
		[0.02, 5, 20],
		[0.02, 10, 15],
		[0.02, undefined, 20],
		[0.1, 2, 60],
		[0.1, 5, 30],
		[0.1, 20, 30],
		[0.1, undefined, 30],
	])('%d of all now and then do not slow down 600, %s at once', async (share, atOnce, most) => {
		const { answer } = refusingAtRandom(share, 80);
		const { served, seconds } = await asked(600, answer, atOnce);
		expect(served).toBe(600);
		expect(seconds).toBeLessThan(most);
	});

	test.each([
		[10, 30_000, 40, 5],
		[10, 30_000, 40, 20],
		[10, 30_000, 40, undefined],
		[30, 30_000, 90, 5],
		[30, 30_000, 90, 10],
	])('all above %d in %d ms lose none of %d, %s at once', async (most, forMs, count, atOnce) => {
		let began = -Infinity;
		let sent = 0;
		const { answer, seen } = serviceOf({
			latency: () => 5,
			says: (at) => {
				if (at - began >= forMs) [began, sent] = [at, 0];
				return ++sent <= most ? good : overloaded;
			},
		});
		const { served } = await asked(count, answer, atOnce);

		expect(served).toBe(count);
		// At most one in four seconds while it says no.
		expect(seen.asked).toBeLessThan(3 * count);
	});

	test.each([undefined, 5])(
		'all for 45 seconds, after some of all, are not hammered, %s at once',
		async (atOnce) => {
			let nth = 0;
			let refused = 0;
			const { answer } = serviceOf({
				latency: () => 5,
				says: (at) => {
					if (at >= 3000 && at < 48_000) return (refused++, overloaded);
					return ++nth % 4 === 0 ? overloaded : good;
				},
			});
			const { served, seconds } = await asked(400, answer, atOnce);

			expect(served).toBe(400);
			expect(refused).toBeLessThan(60);
			expect(seconds).toBeLessThan(120);
		},
	);
});

describe('a small limit', () => {
	/** Fixed windows, which begin with the first request after the last one. */
	const limitOf = (most: number, forMs: number) => {
		let began = -Infinity;
		let sent = 0;
		return serviceOf({
			says: (at) => {
				if (at - began >= forMs) [began, sent] = [at, 0];
				if (++sent <= most) return good;
				return { ...throttled, retryAfter: Math.max(1000, began + forMs - at) };
			},
		});
	};

	test.each([
		[1, 1000, 60],
		[2, 5000, 60],
		[3, 10_000, 60],
		[5, 10_000, 100],
		[5, MINUTE, 40],
		[9, 3000, 150],
		[30, MINUTE, 100],
	])(
		'of %d in %d ms serves all of a list, with fewer 429s than answers',
		async (most, forMs, count) => {
			const pace = new Pace(READS);
			const { seen, answer } = limitOf(most, forMs);
			const list = Array.from({ length: count }, (_, at) => insist(pace, answer, `/${at}`));
			await pass((3 * count * forMs) / most + MINUTE);

			expect(await servedOf(list)).toBe(count);
			expect(seen.throttled).toBeLessThan(count);
		},
	);

	test('is met again and again, and no pause makes it look larger than it is', async () => {
		const pace = new Pace(READS);
		const { seen, answer } = limitOf(10, 2000);
		const list = Array.from({ length: 300 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(2 * MINUTE);

		expect(await servedOf(list)).toBe(300);
		expect(seen.asked).toBeLessThan(340);
	});

	test('is counted with those that come out of its pause before the line', async () => {
		const pace = new Pace(READS);
		const { answer } = limitOf(20, MINUTE);
		const list = Array.from({ length: 100 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(30_000);
		const outside = Array.from({ length: 10 }, (_, at) => askOutside(pace, answer, `/wait ${at}`));
		await pass(5.5 * MINUTE);

		expect(await servedOf(outside)).toBe(10);
		expect(await servedOf(list)).toBe(100);
	});

	test.each([
		[10, 24_000, 36],
		[6, 15_000, 40],
		[1, 38_000, 40],
	])(
		'is known by a list that begins in the middle of its window: %d are gone after %d ms',
		async (gone, after, requests) => {
			const pace = new Pace(READS);
			const { seen, answer } = limitOf(10, MINUTE);
			for (let at = 0; at < gone; at++) void answer();
			await pass(after);
			const list = Array.from({ length: 30 }, (_, at) => insist(pace, answer, `/${at}`));
			await pass(10 * MINUTE);

			expect(await servedOf(list)).toBe(30);
			expect(seen.asked - gone).toBeLessThanOrEqual(requests);
			// Three windows after the one that is there, and one for what is left.
			expect(seen.times.at(-1)).toBeLessThan(4 * MINUTE);
		},
	);

	test('is that of a list, though singles went well before it', async () => {
		const pace = new Pace(READS);
		const { answer } = limitOf(10, MINUTE);
		for (let at = 0; at < 3; at++) {
			expect(
				await Promise.race([insist(pace, answer, `/one ${at}`, contextWith()), pass(1000)]),
			).toBe('served');
		}
		const list = Array.from({ length: 60 }, (_, at) => insist(pace, answer, `/${at}`));
		await pass(9 * MINUTE);

		expect(await servedOf(list)).toBe(60);
	});
});

test.each([
	['every second one is slow', (at: number) => at % 2 === 0],
	['the second half is slow', (at: number) => at >= 100],
])('answers that take longer by what they are about are no rise: %s', async (_, isSlow) => {
	const pace = new Pace(READS);
	const answer = async (asked: string) => {
		const ms = isSlow(Number(asked.split('\n/')[1])) ? 2500 : 50;
		await new Promise((resolve) => setTimeout(resolve, ms));
		return good;
	};
	const list = Array.from({ length: 200 }, (_, at) => insist(pace, answer, `/status\n/${at}`));
	// One after the other they would take four minutes, and ten at once half a minute.
	await pass(30_000);

	expect(await servedOf(list)).toBe(200);
});

test('answers to another kind of question say nothing of how slow a service is', async () => {
	const pace = new Pace(READS);
	const slow = serviceOf({ latency: () => 2000 });
	const quick = serviceOf({ latency: () => 50 });
	const list = Array.from({ length: 120 }, (_, at) => insist(pace, slow.answer, `/rates\n${at}`));
	for (let at = 0; at < 30; at++) {
		void insist(pace, quick.answer, '/balance\n', contextWith());
		await pass(1000);
	}

	expect(await servedOf(list)).toBe(120);
});

test('questions outside the line come out of a pause before it', async () => {
	const pace = new Pace(READS);
	const order: string[] = [];
	pace.hear(Date.now(), '/wait', { ...throttled, retryAfter: 5000 });
	void pace.enter(run, first).then(() => order.push('line'));
	for (let at = 0; at < 8; at++)
		void pace.pass(contextWith(), 90_000).then(() => order.push('outside'));
	await pass(20_000);

	expect(order).toEqual([...Array.from({ length: 8 }, () => 'outside'), 'line']);
});
