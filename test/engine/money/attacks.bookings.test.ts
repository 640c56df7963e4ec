import '../support/noPauses';
import { inTurn, json, lost, type Reply } from '../support/scriptedVendor';
import { runWorkflow } from '../support/runWorkflow';
import { testWithResumeToken } from '../support/versions';
import {
	errorOutput,
	nodeOf,
	parcel,
	payment,
	run,
	type Order,
	type RunOptions,
} from './support/merchant';
import {
	booked,
	BOOKING,
	notTracked,
	PAYMENT,
	refusal,
	tracked,
	TRACKING,
	type Booking,
	useBooks,
} from './support/vendors';
import { invitations } from './support/words';

/** What an attack by somebody who knew no test found about bookings, cancellations and links. */

const { vendor, records } = useBooks();
const book = async (orders: Order[], options: RunOptions = {}) =>
	await run(parcel, vendor.current.url, orders, options);
const bookings = () => vendor.current.bodiesTo<Booking>(BOOKING);
const orders = (count: number): Order[] =>
	Array.from({ length: count }, (_, index) => ({ ref: `ORD-${index}`, amount: 18_000 + index }));
const going = { settings: errorOutput };

interface Body {
	details?: { destination?: object };
}
const bodyOf = (reply: Reply) => JSON.parse('text' in reply ? reply.text : '{}') as Body;

test('a no that holds the bookings is looked up, and never sent in halves', async () => {
	vendor.current.on(BOOKING, (call) => {
		const yes = bodyOf(booked(records, call));
		return json({ ...yes, status: false, text: 'Gagal membuat tagihan QRIS' });
	});

	const { done } = await book(orders(8), going);

	expect(done.map(({ orderId }) => orderId)).toEqual(orders(8).map(({ ref }) => ref));
	expect(bookings()).toHaveLength(1);
});

test.each([
	'Permintaan sedang diproses',
	'cURL error 28: Operation timed out',
	'Terjadi kesalahan pada server',
	'SQLSTATE[40001]: Deadlock found',
	'Terjadi gangguan, silakan coba lagi',
	'Server sibuk',
])(
	'a no that says "%s" is none: what it is about stays unknown, and is not sent in halves',
	async (text) => {
		vendor.current.on(BOOKING, () => refusal(422, text));

		const { done, failed } = await book(orders(4), going);

		expect(done).toEqual([]);
		expect(failed.map(({ outcome }) => outcome)).toEqual(Array(4).fill('unknown'));
		expect(failed.flatMap(({ text: said }) => invitations(said))).toEqual([]);
		expect(bookings()).toHaveLength(1);
	},
);

test.each([
	'The selected destination kecamatan id does not exist.',
	'Alamat tujuan belum terdaftar di ekspedisi',
	'Kurir tidak terdaftar',
])('a refusal of all fifty, "%s", costs neither a hundred bookings nor look-ups', async (text) => {
	vendor.current.on(BOOKING, () => refusal(422, text));

	const { failed } = await book(orders(50), going);

	expect(failed).toHaveLength(50);
	expect(failed.every(({ text: said }) => said.includes(text))).toBe(true);
	expect(bookings().length).toBeLessThan(30);
	expect(vendor.current.callsTo(TRACKING)).toEqual([]);
});

test('what is left of the halves keeps the first refusal when KiriminAja has enough of requests', async () => {
	let asked = 0;
	vendor.current.on(BOOKING, () =>
		asked++ < 3
			? refusal(422, 'The schedule is invalid.')
			: json({ message: 'Too Many Attempts.' }, 429),
	);

	const { failed } = await book(orders(20), going);

	expect(failed).toHaveLength(20);
	expect(failed.every(({ text }) => text.includes('The schedule is invalid.'))).toBe(true);
});

test('a taken order id that KiriminAja names by its place in the request is found among fifty', async () => {
	vendor.current.on(BOOKING, (call) => {
		const { packages } = call.body as Booking;
		const place = packages.findIndex(({ order_id }) => order_id === 'ORD-17');
		if (place < 0) return booked(records, call);
		return json(
			{
				status: false,
				text: 'Data tidak valid',
				errors: { [`packages.${place}.order_id`]: ['The order id has already been taken.'] },
			},
			422,
		);
	});

	const { done, failed } = await book(orders(50), going);

	expect(done).toHaveLength(49);
	expect(failed).toMatchObject([{ text: expect.stringContaining('ORD-17') }]);
	expect(vendor.current.callsTo(TRACKING)).toHaveLength(1);
	expect(bookings()).toHaveLength(2);
});

describe('an order that is lost, and then looks different', () => {
	test.each<[string, object]>([
		['is canceled', { status_code: 302 }],
		['has another recipient', { destination: { name: 'Budi Santoso' } }],
	])('%s, stays unknown, and nobody is told to give it another number', async (_, change) => {
		vendor.current.on(BOOKING, (call) => {
			booked(records, call);
			return lost;
		});
		vendor.current.on(TRACKING, (call) => {
			const { details, ...answer } = bodyOf(tracked(records, call));
			const { destination, ...more } = change as { destination?: object };
			const recipient = { ...details?.destination, ...destination };
			return json({ ...answer, ...more, details: { ...details, destination: recipient } });
		});

		const { failed } = await book([{ amount: 18_000 }], going);

		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown']);
		expect(failed[0]?.text).not.toMatch(/Nothing was booked|another Order ID|own Order ID/);
	});
});

test('an error that has the word canceled does not make n8n call the execution canceled', async () => {
	vendor.current.on(BOOKING, () => refusal(422, 'The order has been canceled by you'));

	const { error } = await book([{ ref: 'ORD-1', amount: 18_000 }]);

	expect(error?.message).toContain('The order has been cancelled by you');
});

describe('a cancellation', () => {
	const PATH = 'POST /api/mitra/v3/cancel_shipment';
	const cancel = async () => {
		const { credentials, type } = parcel;
		const form = {
			...parcel,
			resource: 'expressOrder',
			operation: 'cancel',
			parameters: { awb: 'AWB-1', reason: 'Buyer changed the address' },
		};
		const result = await runWorkflow({
			credentials: credentials(vendor.current.url),
			steps: [
				{ name: 'Start', type: 'source', items: [{ json: {} }], to: [['Cancel']] },
				{ ...nodeOf(form, 'Cancel'), type },
			],
		});
		return { done: result.itemsOf('Cancel').map((item) => item.json), error: result.error };
	};

	test.each([false, 'false', 'failed'])(
		'with success %j is not queued, but refused',
		async (success) => {
			vendor.current.on(PATH, () =>
				json({ status: true, text: 'Paket sudah dikirim', data: { success } }),
			);

			const { done, error } = await cancel();

			expect(done).toEqual([]);
			expect(error?.message).toContain('Paket sudah dikirim');
			expect(error?.context.outcome).toBe('refused');
		},
	);

	test('of which a lost answer is followed by the tracking of another shipment is unknown', async () => {
		vendor.current.on(PATH, () => lost);
		vendor.current.on(TRACKING, () =>
			json({
				status: true,
				text: 'Canceled',
				status_code: 300,
				details: { awb: 'OTHER', order_id: 'ORD-77' },
				histories: [],
			}),
		);

		const { done, error } = await cancel();

		expect(done).toEqual([]);
		expect(error?.context.outcome).toBe('unknown');
	});
});

describe('a parcel whose rate is asked anew', () => {
	const dearer = (all: Order[]) =>
		all.map(({ amount, ...rest }) => ({ ...rest, amount: amount + 500 }));
	const cheaper = (all: Order[]) =>
		all.map(({ amount, ...rest }) => ({ ...rest, amount: amount - 500 }));
	const foundLater = () =>
		vendor.current.on(
			TRACKING,
			inTurn(notTracked, (call) => tracked(records, call)),
		);
	const losing = () =>
		vendor.current.on(BOOKING, (call) => {
			booked(records, call);
			return lost;
		});

	test('is not booked again in a loop while nobody knows what became of it', async () => {
		losing();
		vendor.current.on(TRACKING, notTracked);
		const { failed } = await book([{ amount: 18_000 }], { rounds: 3, again: dearer });

		expect(bookings()).toHaveLength(1);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
	});

	test.each([
		['dearer', dearer],
		['cheaper', cheaper],
	])('is found in a loop when it is %s, with the cost by which it was booked', async (_, again) => {
		losing();
		foundLater();
		const { done } = await book([{ amount: 18_000 }], { rounds: 2, again });

		expect(bookings()).toHaveLength(1);
		expect(done).toMatchObject([
			{
				orderId: records.parcels[0]?.order_id,
				shippingCost: 18_000,
				service: 'jne',
				alreadyExisted: true,
			},
		]);
	});

	test('has to cost the same under a number of its own', async () => {
		losing();
		foundLater();
		const { done, said } = await book([{ ref: 'INV-1', amount: 18_000 }], {
			rounds: 2,
			again: cheaper,
		});

		expect(done).toEqual([]);
		expect(said?.text).toContain('shipping cost 18000 instead of 17500');
	});

	const withCod = (cod: number) => (all: Order[]) => all.map((one) => ({ ...one, cod }));

	test('is the same when the courier is to collect that rate, and is told to be there', async () => {
		losing();
		foundLater();
		const { done, said } = await book([{ amount: 18_000, cod: 50_000 }], {
			rounds: 2,
			again: withCod(50_100),
		});

		expect(bookings()).toHaveLength(1);
		expect(done).toEqual([]);
		expect(said?.outcome).toBe('unknown');
		expect(said?.text).toContain('is booked already, with COD 50000 instead of 50100');
		expect(invitations(said?.text ?? '')).toEqual([]);
	});

	/** Ani's parcel is done, and Budi's answer has not come, when the execution is stopped; its retry gets other rates. */
	describe.each([
		['empty', ''],
		['made of the time', "={{ 'T' + Math.random() }}"],
	])('is not booked again after a stop, with a number that is %s', (_, orderId) => {
		const cods = {
			'without COD': [0, 0],
			'with a COD that holds the rate': [50_000, 50_100],
		} as const;
		for (const [name, [codThen, codNow]] of Object.entries(cods))
			testWithResumeToken(name, async () => {
				const people = ['Ani Lestari', 'Budi Santoso'];
				const ordersAt = (amount: number, cod: number): Order[] =>
					people.map((name) => ({ name, amount, cod }));
				const changes = { orderId, additionalFields: { bookingSize: 1 } };
				vendor.current.on(
					BOOKING,
					inTurn(
						(call) => booked(records, call),
						(call) => (booked(records, call), lost),
						(call) => booked(records, call),
					),
				);
				vendor.current.on(TRACKING, notTracked);
				const { run: first } = await book(ordersAt(18_000, codThen), { changes });
				const { resumeToken } = first.data;
				await book(ordersAt(18_100, codNow), { changes, resumeToken, ...going });

				expect(records.parcels.map(({ destination_name }) => destination_name)).toEqual(people);
			});
	});

	test('is another one when the courier is to collect for the one, and not for the other', async () => {
		losing();
		vendor.current.on(TRACKING, notTracked);
		await book([{ amount: 18_000 }], { rounds: 2, again: withCod(50_000) });

		expect(bookings()).toHaveLength(2);
	});

	test.each([
		['the same order', (all: Order[]) => all],
		['the other order', (all: Order[]) => [...all].reverse()],
	])('is not taken for one that differs in COD and is refused: in %s', async (_, again) => {
		const two = [
			{ amount: 18_000, cod: 50_000 },
			{ amount: 18_000, cod: 75_000 },
		];
		vendor.current.on(TRACKING, notTracked);
		let isFirst = true;
		vendor.current.on(BOOKING, (call) => {
			const [one] = (call.body as Booking).packages;
			if (one?.cod === 75_000 && isFirst) {
				isFirst = false;
				return refusal(422, 'Berat melebihi batas');
			}
			const answer = booked(records, call);
			return one?.cod === 50_000 ? lost : answer;
		});
		await book(two, { rounds: 3, again, changes: { additionalFields: { bookingSize: 1 } } });

		expect(records.parcels.map(({ cod }) => cod)).toEqual([50_000, 75_000]);
	});
});

test('a payment link that Kirimo gives along with a no is looked up', async () => {
	vendor.current.on(PAYMENT, (call) => {
		const { order_id, amount } = call.body as { order_id: string; amount: number };
		return json({
			status: 'error',
			message: 'Gagal',
			data: { order_id, amount, payment_url: 'https://pay.example.com/1' },
		});
	});

	const { error } = await run(payment, vendor.current.url, [{ ref: 'INV-1', amount: 20_000 }]);

	expect(error?.context?.outcome).toBe('unknown');
	expect(vendor.current.callsTo(PAYMENT)).toHaveLength(1);
});
