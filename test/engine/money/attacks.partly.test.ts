import '../support/noPauses';
import { lost } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import { errorOutput, listedPackage, parcel, run, type RunOptions } from './support/merchant';
import {
	booked,
	BOOKING,
	bookingAnswer,
	notTracked,
	tracked,
	TRACKING,
	useBooks,
	type Booking,
} from './support/vendors';

/** Items of several packages of which a part is done while the rest is unknown, and that come again in the same execution. */

const { vendor, records } = useBooks();

/** What tracking knows by now, by its place in the booking. */
let known: number[] = [];
/** What the first answer confirms, by its place; all of what is asked for is done. */
const confirming = (...places: number[]) => {
	let sent = 0;
	vendor.current.on(BOOKING, (call) => {
		const { packages } = call.body as Booking;
		const answer = booked(records, call);
		if (++sent > 1) return answer;
		const confirmed = packages.filter((_, index) => places.includes(index));
		return places.length === 0 ? lost : bookingAnswer(confirmed, 'EPR-1');
	});
	vendor.current.on(TRACKING, (call) =>
		tracked({ ...records, parcels: records.parcels.filter((_, at) => known.includes(at)) }, call),
	);
};
beforeEach(() => {
	known = [];
});

interface Listed {
	packages: Array<{ orderId?: string; destinationName: string; shippingCost: number }>;
}
/** Packages of one buyer, each of its own price; without numbers where they are left out. */
const listed = (count: number, numbers: string[] = [], price = 18_000): Listed => ({
	packages: Array.from({ length: count }, (_, at) => ({
		...listedPackage,
		...(numbers[at] && { orderId: numbers[at] }),
		shippingCost: price + at,
	})),
});
const book = async (
	items: Listed[],
	options: Omit<RunOptions, 'again'> & { again?: unknown } = {},
) =>
	await run(parcel, vendor.current.url, items as never, {
		...options,
		again: options.again as RunOptions['again'],
		changes: {
			packageSource: 'json',
			packagesJson: '={{ $json.packages }}',
			additionalFields: { orderIdPrefix: 'N8N-', bookingSize: 1 },
		},
		settings: errorOutput,
	});
const atVendor = () => records.parcels.map(({ order_id }) => order_id);
const idsOf = (done: object[]) => done.map((one) => (one as { orderId: string }).orderId);

describe('with empty numbers, led back by the error output,', () => {
	/** The next thing that tracking learns in each round. */
	const learning = (...places: number[]) => {
		const left = [...places];
		return <T>(items: T) => {
			const next = left.shift();
			if (next !== undefined) known.push(next);
			return items;
		};
	};

	test.each<[string, number, number[], number[]]>([
		['of which one is confirmed, and the other found later', 2, [0], [1]],
		['of which none is confirmed, and one after the other is found', 2, [], [0, 1]],
		['which are found from the last to the first', 2, [], [1, 0]],
		['of which the last of three is found at the end', 3, [0], [1, 2]],
	])('packages %s are booked once', async (_, count, confirmed, found) => {
		confirming(...confirmed);
		// What was confirmed is known to tracking by then.
		known.push(...confirmed);
		const { done } = await book([listed(count)], { rounds: 5, again: learning(...found) });

		expect(atVendor()).toHaveLength(count);
		expect(idsOf(done).sort()).toEqual(atVendor().sort());
		expect(done).toMatchObject(done.map(() => ({ alreadyExisted: true })));
	});

	test('packages that are alike are booked once', async () => {
		confirming(0);
		known.push(0);
		const two = { packages: [listed(1), listed(1)].flatMap(({ packages }) => packages) };
		const { done } = await book([two], { rounds: 4, again: learning(1) });

		expect(atVendor()).toHaveLength(2);
		expect(idsOf(done).sort()).toEqual(atVendor().sort());
	});

	test('an item beside an equal one that is done is booked once', async () => {
		confirming(0);
		known.push(0);
		const { done } = await book([listed(2), listed(2)], { rounds: 4, again: learning(1) });

		expect(atVendor()).toHaveLength(4);
		expect(idsOf(done).sort()).toEqual(atVendor().sort());
	});

	test('each round says what is done and what is unknown', async () => {
		confirming(0);
		known.push(0);
		const { failed } = await book([listed(2)], { rounds: 3 });

		const [done, open] = atVendor();
		expect(failed).toHaveLength(3);
		for (const { text, outcome } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain(`${done} is done. The outcome of ${open} is unknown`);
			expect(text).not.toContain('was not sent:');
		}
	});

	test('packages that come as an item each are not booked again', async () => {
		confirming(0);
		known.push(0);
		const each = ([item]: Listed[]) => item?.packages.map((one) => ({ packages: [one] }));
		const { done, failed, said } = await book([listed(2)], { rounds: 2, again: each });

		expect(atVendor()).toHaveLength(2);
		expect(done).toEqual([]);
		// Or else it may be the next order of the same.
		expect(failed[1]).toMatchObject({ outcome: 'unknown' });
		expect(failed[1]?.text).toContain(
			`under "${atVendor()[0]}" before and is done, though its item`,
		);
		expect(said).toMatchObject({ outcome: 'unknown' });
	});

	test('the next order of one of its packages is an error, and no success under its number', async () => {
		confirming(0);
		known.push(0);
		const { done, failed } = await book([listed(2)], { rounds: 2, again: () => [listed(1)] });

		expect(atVendor()).toHaveLength(2);
		expect(done).toEqual([]);
		expect(failed[1]?.text).toContain('start a new execution for it');
	});

	test('none of its packages comes out for another item, one after the other', async () => {
		confirming(0);
		known.push(0, 1);
		let isHidden = true;
		vendor.current.on(TRACKING, (call) => (isHidden ? notTracked : tracked(records, call)));
		let round = 0;
		const next = [[listed(1, [], 18_001)], [listed(1)], [listed(2)]];
		const again = () => {
			isHidden = false;
			return next[round++] ?? [];
		};
		const { done, failed } = await book([listed(2)], { rounds: 4, again });

		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
		expect(idsOf(done)).toEqual(atVendor());
		expect(atVendor()).toHaveLength(2);
	});

	test('of two that are alike, what is done and what is unknown are both named', async () => {
		confirming(0);
		const two = { packages: [listed(1), listed(1)].flatMap(({ packages }) => packages) };
		const { failed } = await book([two], { rounds: 2, again: () => [listed(1)] });

		for (const reference of atVendor()) expect(failed[1]?.text).toContain(reference);
	});

	test('an item whose packages are all done, though not all are found, is no unknown one', async () => {
		confirming(0);
		const again = (items: Listed[]) => {
			known = [1];
			return items;
		};
		const { failed } = await book([listed(2)], { rounds: 2, again });

		expect(atVendor()).toHaveLength(2);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'done']);
	});

	testWithResumeToken('a retry books no package again, whole or in pieces', async () => {
		confirming(0);
		const first = await book([listed(2)]);
		known.push(0);
		const { resumeToken } = first.run.data;
		const again = () => [listed(1), listed(2)];
		const { failed } = await book([listed(2)], { rounds: 2, again, resumeToken });

		expect(atVendor()).toHaveLength(2);
		expect(failed).toMatchObject(failed.map(() => ({ outcome: 'unknown' })));
		expect(failed.map(({ text }) => text)).toContainEqual(
			expect.stringContaining('is empty, and what this item wants was sent under'),
		);
	});

	test('the same once more is a new order when the first has come out', async () => {
		confirming(0);
		known.push(0);
		let round = 0;
		const again = (items: Listed[]) => {
			known.push(1);
			return ++round === 1 ? [...items, ...items] : [];
		};
		const { done } = await book([listed(2)], { rounds: 3, again });

		expect(done).toHaveLength(4);
		expect(atVendor()).toHaveLength(4);
	});
});

describe('under other numbers', () => {
	test('a package that is done is named, and nothing is sent', async () => {
		confirming(0);
		known.push(0);
		const again = () => [listed(2, ['A2', 'B'])];
		const { failed } = await book([listed(2, ['A', 'B'])], { rounds: 2, again });

		expect(atVendor()).toEqual(['A', 'B']);
		expect(failed[1]).toMatchObject({ outcome: 'unknown' });
		expect(failed[1]?.text).toContain(
			'is "A2", and what this item wants was sent under "A" before and is done, though its item has not come out, so nothing was sent',
		);
		expect(failed[1]?.text).toContain('Nobody knows what became of B either');
	});

	test('a package that comes as an item of its own is named, and not booked again', async () => {
		confirming(0);
		known.push(0);
		const again = () => [listed(1, ['A2'])];
		const { failed } = await book([listed(2, ['A', 'B'])], { rounds: 2, again });

		expect(atVendor()).toEqual(['A', 'B']);
		expect(failed[1]?.text).toContain('If A2 is another one, start a new execution for it.');
	});

	test('what an equal item has done and given out is not called this item’s', async () => {
		vendor.current.on(BOOKING, (call) => {
			const { packages } = call.body as Booking;
			return packages[0]?.order_id === 'C' ? lost : booked(records, call);
		});
		const again = () => [listed(2, ['E', 'F'])];
		const items = [listed(2, ['A', 'B']), listed(2, ['C', 'D'])];
		const { done, said } = await book(items, { rounds: 2, again });

		expect(idsOf(done)).toEqual(['A', 'B']);
		expect(atVendor()).toEqual(['A', 'B']);
		expect(said?.text).toContain('"E", and what this item wants was sent under "C" before');
		expect(said?.text).toContain('Nobody knows what became of D either');
		expect(said?.text).not.toContain('is done');
	});

	test('a package that was there before is no part of this execution', async () => {
		confirming(0, 1);
		await book([listed(1, ['A'])]);
		known.push(0);
		const again = () => [listed(1, ['C'])];
		const { done, failed } = await book([listed(2, ['A', 'B'])], { rounds: 2, again });

		expect(failed).toMatchObject([{ outcome: 'refused' }]);
		expect(idsOf(done)).toEqual(['C']);
	});
});
