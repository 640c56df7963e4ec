import '../support/noPauses';
import { html, inTurn, json, lost, verbatim, type Reply } from '../support/scriptedVendor';
import {
	errorOutput,
	parcel,
	retryOnFail,
	run,
	type Order,
	type RunOptions,
} from './support/merchant';
import {
	booked,
	BOOKING,
	bookingAnswer,
	notTracked,
	refusal,
	tracked,
	TRACKING,
	type Booking,
	useBooks,
} from './support/vendors';
import { denials, expectUnknown, invitations, NOT_ASKED } from './support/words';

/** Bookings whose answer is lost, empty, or of some packages only; and groups of which one package is refused. */

const { vendor, records } = useBooks();
const book = async (orders: Order[], options: RunOptions = {}) =>
	await run(parcel, vendor.current.url, orders, options);
const bookings = () => vendor.current.bodiesTo<Booking>(BOOKING);
const sentIds = () =>
	bookings().flatMap(({ packages }) => packages.map(({ order_id }) => order_id));
/** KiriminAja books, and answers so. */
const booksAndAnswers = (answer: Reply) =>
	vendor.current.on(BOOKING, (call) => {
		booked(records, call);
		return answer;
	});
const one: Order = { ref: 'ORD-1', amount: 18_000 };

describe.each(
	Object.entries<Reply>({
		'an empty object': json({}),
		'a text without a verdict': json({ message: 'Too many attempts' }),
		'status true and nothing else': json({ status: true, text: 'OK' }),
		'HTTP 408 with HTML': html(408),
		'HTTP 500': json({ message: 'Server Error' }, 500),
		'a list': json([]),
		nothing: verbatim(''),
		'a broken connection': lost,
	}),
)('a booking that is answered with %s', (_, answer) => {
	test('is the existing order when KiriminAja has it', async () => {
		booksAndAnswers(answer);
		const { done, error } = await book([one]);

		expect(error).toBeUndefined();
		expect(done).toMatchObject([{ orderId: 'ORD-1', alreadyExisted: true, shippingCost: 18_000 }]);
		expect(bookings()).toHaveLength(1);
	});

	test('is the existing order also when the courier has weighed it and it costs more', async () => {
		booksAndAnswers(answer);
		vendor.current.on(TRACKING, (call) => {
			const reply = tracked(records, call);
			const body = JSON.parse('text' in reply ? reply.text : '{}') as {
				details: { costs: object };
			};
			const costs = { ...body.details.costs, shipping_cost: 22_500, correction: 4_500 };
			return json({ ...body, details: { ...body.details, costs } });
		});
		const { done, error } = await book([one]);

		expect(error).toBeUndefined();
		expect(done).toMatchObject([{ orderId: 'ORD-1', alreadyExisted: true }]);
		expect(bookings()).toHaveLength(1);
	});

	test.each([
		['', {}],
		[', with Retry On Fail', { settings: retryOnFail }],
		[', in a loop', { rounds: 3 }],
	])('is unknown when KiriminAja does not find it, and is sent once%s', async (_how, options) => {
		vendor.current.on(BOOKING, answer);
		const { done, said } = await book([one], options);

		expect(done).toEqual([]);
		expectUnknown(said, 'ORD-1');
		expect(bookings()).toHaveLength(1);
		expect(vendor.current.callsTo(TRACKING).length).toBeGreaterThan(0);
	});

	test('is found in the second round when it shows up late', async () => {
		booksAndAnswers(answer);
		vendor.current.on(
			TRACKING,
			inTurn(notTracked, (call) => tracked(records, call)),
		);
		const { done, failed } = await book([one], { rounds: 3 });

		expect(bookings()).toHaveLength(1);
		expectUnknown(failed[0], 'ORD-1');
		expect(done).toMatchObject([{ orderId: 'ORD-1', alreadyExisted: true }]);
	});
});

test('no empty order id is booked twice in a loop', async () => {
	vendor.current.on(BOOKING, lost);
	const { failed } = await book([{ amount: 18_000 }], { rounds: 3, settings: retryOnFail });

	expect(bookings()).toHaveLength(1);
	expect(failed).toHaveLength(3);
	for (const said of failed) expectUnknown(said, sentIds()[0] ?? 'nothing was sent');
});

describe('an answer with the row of one of two packages', () => {
	const two: Order[] = [one, { ref: 'ORD-2', amount: 19_000 }];
	const answersFirst = (isBooked: (orderId: string) => boolean) =>
		vendor.current.on(BOOKING, (call) => {
			const { packages } = call.body as Booking;
			const booking = { ...call, body: { packages: packages.filter((p) => isBooked(p.order_id)) } };
			booked(records, booking);
			return bookingAnswer(packages.slice(0, 1), 'EPR-1');
		});

	test('gives the other one as it stands at KiriminAja', async () => {
		answersFirst(() => true);
		const { done, error } = await book(two, { settings: errorOutput });

		expect(error).toBeUndefined();
		expect(done).toMatchObject([
			{ orderId: 'ORD-1', pickupNumber: 'EPR-1', alreadyExisted: false },
			{ orderId: 'ORD-2', shippingCost: 19_000, alreadyExisted: true },
		]);
		expect(done[1]?.pickupNumber ?? null).not.toBe('EPR-1');
		expect(done[1]?.paymentStatus ?? null).not.toBe('paid');
		expect(bookings()).toHaveLength(1);
	});

	test('leaves the other one unknown when KiriminAja does not find it, in every round', async () => {
		answersFirst((orderId) => orderId === 'ORD-1');
		const { done, failed } = await book(two, { rounds: 3 });

		expect(done.map(({ orderId }) => orderId)).toEqual(['ORD-1']);
		expect(failed).toHaveLength(3);
		for (const said of failed) expectUnknown(said, 'ORD-2');
		expect(bookings()).toHaveLength(1);
	});

	test('takes a row of a stranger’s order for nobody’s', async () => {
		vendor.current.on(BOOKING, (call) => {
			const { packages } = call.body as Booking;
			const strangers = packages.map((p) => ({ ...p, order_id: `X-${p.order_id}` }));
			return bookingAnswer(strangers, 'EPR-1');
		});
		const { done, failed } = await book(two, { settings: errorOutput });

		expect(done).toEqual([]);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
	});
});

describe.each([
	['429', json({ message: 'Too Many Attempts.' }, 429)],
	['401', json({ status: false, text: 'Unauthorized.' }, 401)],
	['403', json({ message: 'Forbidden' }, 403)],
	['503 with HTML', html(503)],
	['a broken connection', lost],
	['200 {}', json({})],
	['a text without a verdict', json({ message: 'Too many attempts' })],
])('a look-up that is itself answered with %s', (_, answer) => {
	test('leaves what was lost unknown, and says that it could not be asked', async () => {
		booksAndAnswers(lost);
		vendor.current.on(TRACKING, answer);
		const { failed, done } = await book([one, { ref: 'ORD-2', amount: 19_000 }], { rounds: 2 });

		expect(done).toEqual([]);
		expect(failed).toHaveLength(4);
		failed.forEach((said, index) => {
			expectUnknown(said, index % 2 === 0 ? 'ORD-1' : 'ORD-2');
			expect(said.text).toMatch(NOT_ASKED);
			expect(denials(said.text)).toEqual([]);
		});
		expect(bookings()).toHaveLength(1);
	});

	test('says of an order id that is taken that it could not be asked', async () => {
		vendor.current.on(BOOKING, refusal(422, 'order_id ORD-1 sudah ada.'));
		vendor.current.on(TRACKING, answer);
		const { said, done } = await book([one]);

		expect(done).toEqual([]);
		const { text = '' } = said ?? {};
		expect(text).toContain('ORD-1');
		expect(text).toMatch(NOT_ASKED);
		expect(invitations(text)).toEqual([]);
		expect(denials(text)).toEqual([]);
	});

	test('costs nothing: the order is found as soon as KiriminAja can be asked', async () => {
		booksAndAnswers(lost);
		vendor.current.on(TRACKING, (call, nth) => (nth <= 5 ? answer : tracked(records, call)));
		const { done } = await book([one], { rounds: 7 });

		expect(done).toMatchObject([{ orderId: 'ORD-1', alreadyExisted: true }]);
		expect(bookings()).toHaveLength(1);
	});
});

describe('a group of which one package is refused', () => {
	const bad = 'Sari #!';
	const fifty: Order[] = Array.from({ length: 50 }, (_, index) => ({
		ref: `ORD-${100 + index}`,
		amount: 18_000 + index,
		...(index === 22 && { name: bad }),
	}));
	const refusesBadNames = () =>
		vendor.current.on(BOOKING, (call) => {
			const { packages } = call.body as Booking;
			return packages.some(({ destination_name }) => destination_name === bad)
				? refusal(422, 'The packages.22.destination name format is invalid.', 422)
				: booked(records, call);
		});

	test('costs that package only', async () => {
		refusesBadNames();
		const { done, failed } = await book(fifty, { settings: errorOutput });

		expect(done).toHaveLength(49);
		expect(failed).toHaveLength(1);
		expect(failed[0]).toMatchObject({ outcome: 'refused' });
		expect(failed[0]?.text).toContain('destination name format is invalid');
		expect(records.parcels).toHaveLength(49);
		expect(bookings().length).toBeLessThanOrEqual(15);
	});

	test.each([
		['the balance', refusal(4002, 'Saldo KA Credit tidak mencukupi.')],
		['the PIN', refusal(4001, 'PIN KA Credit tidak valid.')],
		['the key', json({ status: false, text: 'Unauthorized.' }, 401)],
		['the rate', json({ message: 'Too Many Attempts.' }, 429)],
	])('is not taken apart when the refusal is about %s', async (_, answer) => {
		vendor.current.on(BOOKING, answer);
		const { done, failed } = await book(fifty, { settings: errorOutput });

		expect(done).toEqual([]);
		expect(failed).toHaveLength(50);
		expect(bookings()).toHaveLength(1);
	});

	test('does not send the half again whose answer was lost', async () => {
		vendor.current.on(
			BOOKING,
			inTurn(refusal(422, 'The packages.22.destination name format is invalid.', 422), lost),
		);
		const { failed, done } = await book(fifty, { rounds: 3 });

		expect(done).toEqual([]);
		const afterRefusal = bookings()
			.slice(1)
			.flatMap(({ packages }) => packages.map(({ order_id }) => order_id));
		expect(new Set(afterRefusal).size).toBe(afterRefusal.length);
		expect(failed).toHaveLength(150);
	});
});
