import '../support/noPauses';
import { html, inTurn, json, lost, type Script } from '../support/scriptedVendor';
import { errorOutput, listedPackage, parcel, run, type Order } from './support/merchant';
import {
	booked,
	BOOKING,
	bookingAnswer,
	TRACKING,
	useBooks,
	type Booking,
} from './support/vendors';
import { expectUnknown } from './support/words';

/** A node that stops has no output: its error has to tell of every order of the request. */

const { vendor, records } = useBooks();
const book = async (orders: Order[], bookingSize = 50) =>
	await run(parcel, vendor.current.url, orders, {
		changes: { additionalFields: { bookingSize } },
	});
const orders = (count: number): Order[] =>
	Array.from({ length: count }, (_, index) => ({
		ref: `INV-${index + 1}`,
		amount: 18_000 + index,
	}));
const books: Script = (call) => booked(records, call);
const booksSilently: Script = (call) => {
	booked(records, call);
	return lost;
};
const nothing = json({ status: false, text: 'Data tidak ditemukan' });

test('each order of the lost request is named, and only the later ones are called not done', async () => {
	vendor.current.on(BOOKING, inTurn(books, booksSilently));
	vendor.current.on(TRACKING, json({ message: 'Too Many Attempts.' }, 429));
	const { said } = await book(orders(6), 2);

	expectUnknown(said, 'INV-3');
	expect(said?.text).toContain('Unknown too, and not to be repeated: item 3: INV-4.');
	expect(said?.text).toMatch(
		/Already done and not undone: item 0: order INV-1, .*; item 1: order INV-2/,
	);
	expect(said?.text).toContain('For items that are not named here this try has sent nothing');
	expect(records.parcels).toHaveLength(4);
});

test('no order that is done is called one for which nothing was done, however many there are', async () => {
	vendor.current.on(BOOKING, inTurn(books, booksSilently));
	vendor.current.on(TRACKING, nothing);
	const { said } = await book(orders(60), 50);

	expect(said?.text).toContain('; and 30 more: items 20–49.');
	expect(said?.text).toContain('For items that are not named here this try has sent nothing');
});

test('each made number of the lost request is named', async () => {
	vendor.current.on(BOOKING, (call) => {
		booked(records, call);
		return html(502);
	});
	vendor.current.on(TRACKING, nothing);
	const { said } = await book(orders(3).map(({ amount }) => ({ amount })));

	const sent = vendor.current.bodiesTo<Booking>(BOOKING)[0]?.packages ?? [];
	expect(sent).toHaveLength(3);
	for (const { order_id } of sent) expectUnknown(said, order_id);
});

test('what is unknown does not stand behind what was refused', async () => {
	vendor.current.on(
		BOOKING,
		inTurn(json({ status: false, text: 'Order ID INV-1 sudah ada' }), booksSilently),
	);
	vendor.current.on(TRACKING, ({ body }) =>
		(body as { order_id: string }).order_id === 'INV-1'
			? json({
					status: true,
					status_code: 101,
					details: { order_id: 'INV-1', destination: { name: 'Somebody Else' } },
				})
			: nothing,
	);
	const { said } = await book([
		{ ref: 'INV-1', amount: 1_000 },
		{ ref: 'INV-2', amount: 2_000 },
		{ ref: 'INV-3', amount: 3_000 },
	]);

	const [, second] = vendor.current.bodiesTo<Booking>(BOOKING);
	expect(second?.packages).toHaveLength(2);
	for (const { order_id } of second?.packages ?? []) expectUnknown(said, order_id);
	expect(said?.text).toMatch(
		/Not done: item 0: Order ID INV-1 is already used for another shipment/,
	);
});

describe('an item that lists several packages', () => {
	const listed = (...refs: string[]) => ({
		packages: refs.map((orderId, index) => ({
			...listedPackage,
			orderId,
			shippingCost: listedPackage.shippingCost + index,
		})),
	});
	const twoRounds = async (first: Script) => {
		vendor.current.on(BOOKING, inTurn(first, books));
		vendor.current.on(TRACKING, nothing);
		return await run(parcel, vendor.current.url, [listed('J-1')] as never, {
			rounds: 2,
			changes: { packageSource: 'json', packagesJson: '={{ $json.packages }}' },
			again: () => [listed('J-1', 'J-2')] as never,
			settings: errorOutput,
		});
	};

	test('under numbers that a later round has made anew is told what of it is done, and what is unknown', async () => {
		vendor.current.on(BOOKING, ({ body }) =>
			bookingAnswer((body as Booking).packages.slice(0, 1), 'EPR-1'),
		);
		vendor.current.on(TRACKING, nothing);
		const { said } = await run(parcel, vendor.current.url, [listed('A', 'B', 'C')] as never, {
			rounds: 2,
			changes: { packageSource: 'json', packagesJson: '={{ $json.packages }}' },
			again: () => [listed('A2', 'B2', 'C2')] as never,
			settings: errorOutput,
		});

		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
		expect(said).toMatchObject({ outcome: 'unknown' });
		expect(said?.text).toContain('what this item wants was sent under "B" before');
		expect(said?.text).toContain('Nobody knows what became of C either');
		expect(said?.text).toContain('was sent under A, and is done: take it out');
	});

	test('of which one is unknown tells that the other was not sent', async () => {
		const { failed } = await twoRounds(lost);

		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
		expect(failed[1]).toMatchObject({ outcome: 'unknown' });
		expect(failed[1]?.text).toContain('The outcome of J-1 is unknown');
		expect(failed[1]?.text).toContain('J-2 was not sent');
	});
});
