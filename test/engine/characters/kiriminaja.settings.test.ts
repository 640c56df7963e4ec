import { settings } from '../../../sandbox/kiriminaja/settings.ts';
import { errorOutput, retryOnFail, run, type Order } from '../money/support/merchant';
import {
	AMOUNT,
	become,
	bookWith,
	expectClear,
	families,
	judge,
	judgeDone,
	judgeTwice,
	kept,
	one,
	orderPrefix,
	parcelOf,
	requests,
	sandbox,
	three,
} from './support/kiriminaja';

/** Counts other than the first; null for all that may be null. */
const counts: Record<string, number> = {
	trackableAfterMinutes: 10,
	pinTries: 1,
	rateLimitPerMinute: 3,
	heavyLimitPerMinute: 1,
	suspensionMinutes: 5,
	autoAwbMs: 0,
};

/** One thing that nobody knows, in each way in which it may be, with all else as published. */
const unknowns = Object.entries(settings).flatMap(([name, { initial, allowed }]) => {
	const words = /^one of (.*)$/.exec(allowed)?.[1]?.split(', ');
	const values = words ?? (typeof initial === 'boolean' ? [!initial] : [counts[name] ?? null]);
	return values.filter((value) => value !== initial).map((value) => [name, value] as const);
});

describe.each(unknowns)('with the setting %s as %s', (name, value) => {
	beforeEach(() => become('published', { [name]: value }));

	/** KiriminAja says yes to another booking of the same id, and nothing in the answer tells it from a new one. */
	const saysYesAgain = name === 'repeatedOrder';
	const other = { ...one, name: 'Budi Santoso', phone: '081377778888' };

	test.each(families)(
		'%s are never done twice, and nothing wrong is said of them',
		async (family, form, path) => {
			const book = bookWith(form);
			// The node has only the Indonesian words for vehicles.
			const isImpossible = family === 'instant orders' && value === 'english';

			const first = await book([one]);
			judge(first, [one]);
			expect(first.done).toHaveLength(isImpossible ? 0 : 1);

			await sandbox.current.advance(15 * 60_000);
			if (!saysYesAgain) {
				const again = await book([one]);
				judge(again, [one]);
				expect(again.done).toHaveLength(isImpossible ? 0 : 1);
				const others = await book([other]);
				judge(others, [other]);
				if (!isImpossible) expect(others.done).toEqual([]);
			}

			const [, second] = three as [Order, Order];
			sandbox.current.fault({ kind: 'resetAfter', path });
			const before = requests(path).length;
			const lost = await book([second], { settings: retryOnFail });
			judgeTwice([one, second]);
			expect(requests(path)).toHaveLength(before + 1);
			for (const json of lost.done) judgeDone(json, [one, second]);
			if (lost.error) expectClear(lost.said?.text ?? '');
			expect(lost.done.length).toBe(lost.error ? 0 : 1);
		},
	);
});

test('an order id without the prefix that KiriminAja asks for is refused, and it says so', async () => {
	become('published', { orderPrefix: 'required' });
	const result = await run(parcelOf({}), sandbox.current.url, [{ amount: AMOUNT }], {
		settings: errorOutput,
	});

	expect(result.failed).toMatchObject([
		{ outcome: 'refused', text: expect.stringContaining(`must start with ${orderPrefix}`) },
	]);
	expect(kept()).toEqual([]);
});
