import { Spacing } from '../../../../../nodes/shared/wire/spacing';

beforeEach(() => void jest.useFakeTimers({ now: 0 }));
afterEach(() => void jest.useRealTimers());

/** One that lets a request leave every 250 milliseconds, after the first. */
function spaced() {
	const spacing = new Spacing();
	spacing.begin(true);
	expect(spacing.turn()).toBeUndefined();
	const came: string[] = [];
	const wait = (name: string, end?: number) => {
		const turn = spacing.turn(end);
		void turn?.come.then(() => came.push(name));
		return turn;
	};
	return { wait, came };
}
const LATER = 90_000;

test('whoever leaves takes no turn from those behind him', async () => {
	const { wait, came } = spaced();
	const [first, second] = [wait('first', LATER), wait('second', LATER)];
	wait('third', LATER);
	first?.leave();
	second?.leave();
	await jest.advanceTimersByTimeAsync(250);

	expect(came).toEqual(['third']);
});

test('single questions take turns with the line', async () => {
	const { wait, came } = spaced();
	for (const name of ['one', 'two', 'three']) wait(name, LATER);
	wait('line');
	await jest.advanceTimersByTimeAsync(1000);

	expect(came).toEqual(['one', 'line', 'two', 'three']);
});

test('a single question goes at its end at the latest', async () => {
	const { wait, came } = spaced();
	for (const name of ['one', 'two', 'three']) wait(name, LATER);
	wait('hurried', 100);
	await jest.advanceTimersByTimeAsync(100);

	expect(came).toEqual(['hurried']);
});

test('nobody waits where it is off', () => {
	expect(new Spacing().turn()).toBeUndefined();
});

test('keeps no process alive when all have left', async () => {
	const { wait } = spaced();
	wait('only', LATER)?.leave();
	await jest.advanceTimersByTimeAsync(250);

	expect(jest.getTimerCount()).toBe(0);
});
