import '../support/noPauses';
import { json, lost } from '../support/scriptedVendor';
import { errorOutput, listedPackage, parcel, run, type RunOptions } from './support/merchant';
import {
	booked,
	BOOKING,
	bookingAnswer,
	notTracked,
	refusal,
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
			...options.changes,
		},
		settings: options.settings ?? errorOutput,
	});
const atVendor = () => records.parcels.map(({ order_id }) => order_id);
const idsOf = (done: object[]) => done.map((one) => (one as { orderId: string }).orderId);

const AB = ['A', 'B'];

describe('led back by the error output,', () => {
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
		const numbers = [...AB, 'C'].slice(0, count);
		const again = learning(...found);
		const { done } = await book([listed(count, numbers)], { rounds: 5, again });

		expect(atVendor()).toEqual(numbers);
		expect(idsOf(done)).toEqual(numbers);
		expect(done).toMatchObject(done.map(() => ({ alreadyExisted: true })));
	});

	test('each round says what is done and what is unknown', async () => {
		confirming(0);
		known.push(0);
		const { failed } = await book([listed(2, AB)], { rounds: 3 });

		expect(failed).toHaveLength(3);
		for (const { text, outcome } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain('A is done. The outcome of B is unknown');
			expect(text).not.toContain('was not sent:');
		}
	});

	test('packages that come as an item each come out once they are found, and are not booked again', async () => {
		confirming(0);
		known.push(0);
		const each = ([item]: Listed[]) => item?.packages.map((one) => ({ packages: [one] }));
		const { done, failed } = await book([listed(2, AB)], { rounds: 2, again: each });

		expect(atVendor()).toEqual(AB);
		expect(idsOf(done)).toEqual(['A']);
		expect(failed[1]).toMatchObject({ outcome: 'unknown' });
	});

	test('the next order of one of its packages, without a number, is an error and no success under its number', async () => {
		confirming(0);
		known.push(0);
		const { done, failed } = await book([listed(2, AB)], { rounds: 2, again: () => [listed(1)] });

		expect(atVendor()).toEqual(AB);
		expect(done).toEqual([]);
		expect(failed[1]?.text).toContain('under "A" before and is done, though its item');
		expect(failed[1]?.text).toContain('start a new execution for it');
	});

	test('an item whose packages are all done, though not all are found, is no unknown one', async () => {
		confirming(0);
		const again = (items: Listed[]) => {
			known = [1];
			return items;
		};
		const { failed } = await book([listed(2, AB)], { rounds: 2, again });

		expect(atVendor()).toEqual(AB);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'done']);
	});

	test('the same once more, when all of it has come out, is what it was', async () => {
		confirming(0);
		known.push(0);
		let round = 0;
		const again = (items: Listed[]) => {
			known.push(1);
			return ++round === 1 ? items : [];
		};
		const { done } = await book([listed(2, AB)], { rounds: 3, again });

		expect(idsOf(done)).toEqual(AB);
		expect(atVendor()).toEqual(AB);
	});
});

describe('of a list in which one number is missing or made anew', () => {
	test.each([
		['empty', '={{ $json.packages }}', ['A'], 'must be given for each of the 2'],
		[
			'made anew',
			"={{ $json.packages.map((one, at) => ({ ...one, orderId: 'O' + $now.toMillis() + at })) }}",
			AB,
			'be the same in each try',
		],
	])('nothing is sent: %s', async (_, packagesJson, numbers, told) => {
		confirming(0, 1);
		const { done, failed } = await book([listed(2, numbers), listed(1, ['C'])], {
			changes: { packagesJson },
		});

		expect(failed.map(({ text }) => text)).toEqual([expect.stringContaining(told)]);
		expect(done).toHaveLength(1);
		expect(vendor.current.bodiesTo<Booking>(BOOKING)).toHaveLength(1);
	});
});

describe('in a retry, with another list than before,', () => {
	/** The second item is refused, so that the node stops and can be retried; the first one's second package is unknown. */
	const stopped = async (first: Listed) => {
		vendor.current.on(BOOKING, (call) => {
			const { packages } = call.body as Booking;
			const [one] = packages;
			if (one?.order_id === 'X-1') return refusal(422, 'Berat paket melebihi batas');
			if (packages.length > 1) {
				records.parcels.push({ ...one, pickupNumber: 'EPR-1', statusCode: 101 } as never);
				return bookingAnswer(packages.slice(0, 1), 'EPR-1');
			}
			return booked(records, call);
		});
		vendor.current.on(TRACKING, (call) => tracked(records, call));
		return await listedIn([first, listed(1, ['X-1'], 25_000)]);
	};
	const listedIn = async (items: Listed[], retry?: RunOptions['retry']) =>
		await book([{ packages: [] }, { packages: [] }], {
			retry,
			settings: {},
			changes: { packagesJson: `={{ ${JSON.stringify(items)}[$itemIndex].packages }}` },
		});
	const [A, B] = [
		listed(2, ['A-1', 'B-1']).packages.slice(0, 1),
		listed(2, ['A-1', 'B-1']).packages.slice(1),
	];
	const X = listed(1, ['X-1'], 25_000);

	test.each([
		['put back beside what is done', { packages: [...A, ...B] }],
		['left alone in the item', { packages: B }],
	])('what is unknown is no success of what was done without it: %s', async (_, third) => {
		const first = await stopped({ packages: [...A, ...B] });
		expect(first.said?.text).toContain('The outcome of B-1 is unknown');
		const second = await listedIn([{ packages: A }, X], first.run);
		expect(second.said?.text).toContain('melebihi batas');
		const { done, said } = await listedIn([third, X], second.run);

		expect(done).toEqual([]);
		expect(said).toMatchObject({ outcome: 'unknown' });
		expect(said?.text).toContain('The outcome of B-1 is unknown');
		expect(atVendor()).toEqual(['A-1']);
	});

	test.each([
		['does not know it yet', notTracked],
		['is refused', json({ status: false, text: 'Forbidden' }, 403)],
	])(
		'what came out with another one has its row when it is left alone: tracking %s',
		async (_, says) => {
			vendor.current.on(BOOKING, (call) =>
				JSON.stringify(call.body).includes('X-1')
					? refusal(422, 'Berat paket melebihi batas')
					: booked(records, call),
			);
			const first = await listedIn([{ packages: [...A, ...B] }, X]);
			expect(first.said?.text).toContain('melebihi batas');
			vendor.current.on(TRACKING, () => says);
			const Y = listed(1, ['Y-1'], 25_000);
			const { done } = await listedIn([{ packages: B }, Y], first.run);

			expect(done).toMatchObject([
				{ orderId: 'B-1', pickupNumber: expect.any(String), alreadyExisted: false },
				{ orderId: 'Y-1' },
			]);
			expect(atVendor()).toEqual(['A-1', 'B-1', 'Y-1']);
			expect(vendor.current.callsTo(TRACKING)).toHaveLength(0);
		},
	);

	test('what was taken out because it was done comes out when it is put back', async () => {
		const first = await stopped({ packages: [...A, ...B] });
		records.parcels.push({ ...records.parcels[0], order_id: 'B-1' } as never);
		const second = await listedIn([{ packages: B }, X], first.run);
		expect(second.said?.text).toContain('melebihi batas');
		const { done } = await listedIn(
			[{ packages: [...A, ...B] }, listed(1, ['Y-1'], 25_000)],
			second.run,
		);

		expect(idsOf(done)).toEqual(['A-1', 'B-1', 'Y-1']);
		expect(atVendor()).toEqual(['A-1', 'B-1', 'Y-1']);
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
