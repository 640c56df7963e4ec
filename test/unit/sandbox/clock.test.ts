import { createClock } from '../../../sandbox/clock.ts';

const HOUR = 60 * 60_000;

describe('the time of the sandbox', () => {
	const clock = createClock();
	afterEach(() => clock.reset());
	const hours = (from: Date) => Math.round((clock.now().getTime() - from.getTime()) / HOUR);

	test('is that of the machine, until it is moved on', async () => {
		const start = new Date();
		expect(hours(start)).toBe(0);
		await clock.advance(48 * HOUR);
		expect(hours(start)).toBe(48);
		clock.reset();
		expect(hours(start)).toBe(0);
	});

	test('when moved on, lets what becomes due happen, each at its own time', async () => {
		const start = new Date();
		const happened: Array<[string, number]> = [];
		const note = (name: string) => () => void happened.push([name, hours(start)]);
		clock.after(5 * HOUR, note('last'));
		clock.after(30 * HOUR, note('not yet'));
		clock.after(2 * HOUR, () => {
			note('first')();
			clock.after(HOUR, note('made on the way'));
		});
		await clock.advance(24 * HOUR);

		expect(happened).toEqual([
			['first', 2],
			['made on the way', 3],
			['last', 5],
		]);
		expect(hours(start)).toBe(24);
	});

	test('waits for what takes a while before it goes on', async () => {
		const happened: string[] = [];
		clock.after(HOUR, async () => {
			await new Promise((resolve) => setImmediate(resolve));
			happened.push('slow');
		});
		clock.after(2 * HOUR, () => happened.push('next'));
		await clock.advance(2 * HOUR);

		expect(happened).toEqual(['slow', 'next']);
	});

	test('drops what waits when it is reset', async () => {
		const happened: string[] = [];
		clock.after(HOUR, () => happened.push('never'));
		clock.reset();
		await clock.advance(2 * HOUR);

		expect(happened).toEqual([]);
	});
});
