import type { INodeParameters } from 'n8n-workflow';
import { booking, byId, kiriminAjaCredential, pin, sampleOrder } from '../support/kiriminAja';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const bookingPath = '/api/mitra/v6.2/request_pickup';
const bookings = () => sandbox.current.requests.filter(({ path }) => path === bookingPath);
const orders = () => [...sandbox.current.kiriminAja.orders.values()];

type Options = Partial<Parameters<typeof runNode>[0]>;

function create(parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kiriminAja',
		resource: 'expressOrder',
		operation: 'create',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters,
		...options,
	});
}

/** A package whose order id and phone come from the input item. */
const fromItem = (suffix = '') => ({
	...sampleOrder,
	orderId: `={{ $json.order }}${suffix}`,
	destinationPhone: '={{ $json.phone }}',
});
const phone = '081300004321';

test('books the sample order with KA Credit', async () => {
	const { json, error, hints } = await create(booking([sampleOrder]));

	expect(error).toBeUndefined();
	expect(hints).toEqual([]);
	expect(json).toEqual([
		{
			orderId: 'FEB-1782355684238',
			kjOrderId: expect.any(String),
			pickupNumber: expect.stringMatching(/^EPR-/),
			paymentStatus: 'paid',
			paymentMethod: 'credit',
			creditBalanceAfter: expect.any(Number),
			qrUrl: null,
			awb: null,
			service: 'jne',
			serviceType: 'REG23',
			shippingCost: 64000,
			cod: 0,
			message: 'Request pickup berhasil',
			alreadyExisted: false,
		},
	]);
	expect(orders()).toHaveLength(1);
});

test('pairs the items of three bookings with two packages each', async () => {
	const { outputs } = await create(booking([fromItem('A'), fromItem('B')]), {
		items: ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order, phone })),
	});

	const paired = outputs[0]?.map(({ json, pairedItem }) => [json.orderId, pairedItem]);
	expect(paired).toEqual([
		['ONE-1A', { item: 0 }],
		['ONE-1B', { item: 0 }],
		['TWO-2A', { item: 1 }],
		['TWO-2B', { item: 1 }],
		['THREE-3A', { item: 2 }],
		['THREE-3B', { item: 2 }],
	]);
	expect(bookings()).toHaveLength(3);
});

test('sends nothing at all when one of three items is bad and the node stops on errors', async () => {
	const { error } = await create(booking([fromItem()]), {
		items: [
			{ order: 'ONE-1', phone },
			{ order: 'TWO-2', phone: '12345' },
			{ order: 'THREE-3', phone },
		],
	});

	expect(error?.message).toBe(
		'Package 1 → Recipient Phone (item 1) must start with 08 or 62 and have 9–13 digits; it is "12345".',
	);
	expect(error?.description).toContain('Nothing was sent');
	expect(bookings()).toHaveLength(0);
});

test('books the good items and hands the bad one on with its own fields and the reason', async () => {
	const { outputs } = await create(booking([fromItem()]), {
		items: [
			{ order: 'ONE-1', phone },
			{ order: 'TWO-2', phone: '12345' },
			{ order: 'THREE-3', phone },
		],
		settings: { onError: 'continueErrorOutput' },
	});

	const [done, failed] = outputs;
	expect(done?.map(({ json }) => json.orderId)).toEqual(['ONE-1', 'THREE-3']);
	expect(failed).toEqual([
		{
			json: {
				order: 'TWO-2',
				phone: '12345',
				error: { message: expect.stringContaining('Recipient Phone (item 1)') },
			},
			pairedItem: { item: 1 },
		},
	]);
});

test.each([
	['200', 'http200'],
	['422', 'http4xx'],
] as const)('shows what KiriminAja refused with HTTP %s', async (httpCode, errorStyle) => {
	sandbox.current.kiriminAja.settings.errorStyle = errorStyle;
	const unknownService = { ...sampleOrder, serviceType: 'NO-SUCH-TYPE' };
	const { error } = await create(booking([unknownService]));

	expect(error?.message).toMatch(/^KiriminAja refused the request: The .*service.type/i);
	expect(error?.httpCode).toBe(httpCode);
	expect(error?.description).toContain('Correct the field that KiriminAja names');
});

test('sends only the failing item to the error output; the others are booked', async () => {
	const { outputs } = await create(booking([{ ...fromItem(), serviceType: '={{ $json.type }}' }]), {
		items: [
			{ order: 'ONE-1', phone, type: 'REG23' },
			{ order: 'TWO-2', phone, type: 'NO-SUCH-TYPE' },
			{ order: 'THREE-3', phone, type: 'REG23' },
		],
		settings: { onError: 'continueErrorOutput' },
	});

	expect(outputs[0]?.map(({ json }) => json.orderId)).toEqual(['ONE-1', 'THREE-3']);
	expect(outputs[1]).toMatchObject([
		{ json: { order: 'TWO-2', error: { vendorCode: '422' } }, pairedItem: { item: 1 } },
	]);
	expect(orders().map(({ orderId }) => orderId)).toEqual(['ONE-1', 'THREE-3']);
});

test.each([
	['that the merchant numbered', fromItem()],
	['that have no number of their own', { ...fromItem(), orderId: '' }],
])('books each order once when n8n retries the node: orders %s', async (_which, entry) => {
	// The first booking fails once, so n8n runs the node again for all items.
	const items = ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order, phone }));
	sandbox.current.fault({ kind: 'status429', path: bookingPath, times: 1 });
	const { json, error } = await create(booking([entry]), {
		items,
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});

	expect(error).toBeUndefined();
	expect(json).toHaveLength(3);
	expect(new Set(json.map(({ orderId }) => orderId)).size).toBe(3);
	expect(orders()).toHaveLength(3);
	expect(bookings()).toHaveLength(4);
});

test('does not send finished bookings again when a later item makes n8n retry the node', async () => {
	const items = ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order, phone }));
	const first = create(booking([{ ...fromItem(), orderId: '' }]), {
		items,
		settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
	});
	sandbox.current.kiriminAja.creditBalance = 64000 + 1000;
	const { error } = await first;

	expect(error?.message).toContain('Saldo KA Credit tidak mencukupi');
	expect(error?.description).toMatch(
		/Already done and not undone: item 0: order N8N-\w{16}, pickup EPR-\d+\./,
	);
	expect(orders()).toHaveLength(1);
});

test('carries on after the booked items when the failed execution is retried', async () => {
	const items = ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order, phone }));
	const parameters = booking([{ ...fromItem(), orderId: '' }]);
	sandbox.current.kiriminAja.creditBalance = 64000 + 1000;
	const failed = await create(parameters, { items, executionId: '7' });
	expect(failed.error?.message).toContain('Saldo KA Credit');

	sandbox.current.kiriminAja.creditBalance = 1_000_000;
	const retried = await create(parameters, { items, executionId: '8', retry: failed.run });

	expect(retried.error).toBeUndefined();
	expect(retried.json).toHaveLength(3);
	expect(orders()).toHaveLength(3);
});

test('finds the booking whose answer was lost instead of booking again', async () => {
	sandbox.current.fault({ kind: 'resetAfter', path: bookingPath });
	const { json, error } = await create(booking([sampleOrder]));

	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ orderId: 'FEB-1782355684238', alreadyExisted: true }]);
	expect(bookings()).toHaveLength(1);
	expect(orders()).toHaveLength(1);
});

test('says that the outcome is unknown when the booking is lost and can not be found', async () => {
	sandbox.current.fault({ kind: 'resetBefore', path: bookingPath });
	const { error } = await create(booking([sampleOrder]), {
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});

	expect(error?.message).toMatch(/^The outcome of FEB-1782355684238 is unknown: /);
	expect(error?.description).toContain('in the KiriminAja dashboard');
	expect(orders()).toHaveLength(0);
});

test('returns the existing order when its number was booked in an earlier execution', async () => {
	await create(booking([sampleOrder]), { executionId: '1' });
	const { json } = await create(booking([sampleOrder]), { executionId: '2' });

	expect(json).toMatchObject([{ orderId: 'FEB-1782355684238', alreadyExisted: true }]);
	expect(orders()).toHaveLength(1);
});

test('refuses an order number that belongs to a shipment for somebody else', async () => {
	await create(booking([sampleOrder]), { executionId: '1' });
	const other = { ...sampleOrder, destinationName: 'Budi Santoso' };
	const { error } = await create(booking([other]), { executionId: '2' });

	expect(error?.message).toBe(
		'Order ID FEB-1782355684238 is already used for another shipment: another recipient',
	);
	expect(orders()).toHaveLength(1);
});

test('tries a wrong PIN once, whatever n8n retries and however many items there are', async () => {
	const items = ['ONE-1', 'TWO-2', 'THREE-3', 'FOUR-4'].map((order) => ({ order, phone }));
	const { outputs } = await create(booking([fromItem()], { pin: '654321' }), {
		items,
		settings: {
			onError: 'continueErrorOutput',
			retryOnFail: true,
			maxTries: 5,
			waitBetweenTries: 1,
		},
	});

	expect(bookings()).toHaveLength(1);
	expect(outputs[1]).toHaveLength(4);
	expect(outputs[1]?.[0]?.json.error).toMatchObject({ message: expect.stringMatching(/PIN/) });
	expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
});

test('keeps the PIN out of the output, the error and all that n8n stores of the node', async () => {
	const right = await create(booking([sampleOrder]));
	const wrong = await create(booking([{ ...sampleOrder, orderId: 'TWO-2' }], { pin: '654321' }));

	// The parameters themselves are the merchant's, as n8n keeps them with the workflow.
	const stored = (run: typeof right.run) =>
		JSON.stringify([
			run.data.resultData,
			run.data.executionData?.contextData,
			run.data.executionData?.metadata,
		]);
	expect(right.json).toHaveLength(1);
	expect(stored(right.run)).not.toContain(pin);
	expect(wrong.error?.message).toContain('PIN KA Credit tidak valid');
	const { node, ...error } = wrong.error as unknown as { node: object; message: string };
	expect(JSON.stringify({ ...error, message: error.message })).not.toContain('654321');
});

test('books a COD package on the account default, and refuses it on KA Credit before sending', async () => {
	const cod = { ...sampleOrder, cod: 325000, additionalFields: { addCost: 11000 } };
	const { json } = await create(booking([cod], { paymentMethod: 'accountDefault' }));
	expect(json).toMatchObject([{ cod: 325000, paymentStatus: 'pending', paymentMethod: 'cash' }]);

	const { error } = await create(booking([{ ...cod, orderId: 'TWO-2' }]));
	expect(error?.message).toBe(
		'Package 1 → COD (Rupiah) (item 0) must be 0, because KA Credit does not pay COD packages.',
	);
	expect(bookings()).toHaveLength(1);
});

test('books on QRIS and names the bill to pay', async () => {
	const { json } = await create(booking([sampleOrder], { paymentMethod: 'qris' }));

	expect(json).toMatchObject([
		{
			paymentStatus: 'unpaid',
			pickupNumber: expect.stringMatching(/^EPR-/),
			qrUrl: expect.any(String),
		},
	]);
	expect(bookings()[0]?.body).not.toHaveProperty('pin');
});

test("takes packages from JSON, in our spelling or in KiriminAja's", async () => {
	const packages = [
		{ ...sampleOrder, destinationKecamatanId: 3175, additionalFields: undefined },
		{
			order_id: 'WIRE-2',
			destination_name: 'Sari Wulandari',
			destination_phone: '081300004321',
			destination_address: 'Jl. Kapasan Gang 3 No 7 Simokerto',
			destination_kecamatan_id: 6152,
			destination_kelurahan_id: 69312,
			weight: 1000,
			width: 30,
			height: 15,
			length: 20,
			item_name: 'Kaos Polos',
			item_value: 250000,
			shipping_cost: 18000,
			service: 'jne',
			service_type: 'REG23',
			items: [{ name: 'Kaos Polos', price: 125000, qty: 2, weight: 500 }],
		},
	];
	const { json, error } = await create(
		booking([], { packageSource: 'json', packagesJson: JSON.stringify(packages) }),
	);

	expect(error).toBeUndefined();
	expect(json.map(({ orderId }) => orderId)).toEqual(['FEB-1782355684238', 'WIRE-2']);
	expect(bookings()).toHaveLength(1);
});

test.each<[string, INodeParameters, string]>([
	[
		'a short address',
		{ destinationAddress: 'Jl. 1' },
		'Recipient Address (item 0) must have 10 to 255 characters; it has 5.',
	],
	[
		'a long name',
		{ destinationName: 'x'.repeat(51) },
		'Recipient Name (item 0) must have at most 50 characters; it has 51.',
	],
	[
		'goods under Rp 1.000',
		{ itemValue: 999 },
		'Item Value (Rupiah) (item 0) must be at least 1.000 rupiah; it is 999.',
	],
	[
		'half a rupiah',
		{ shippingCost: 64000.5 },
		'Shipping Cost (Rupiah) (item 0) must be a whole number of rupiah; it is 64000.5.',
	],
	['no weight', { weight: 0 }, 'Weight (Grams) (item 0) must be at least 1 grams; it is 0.'],
	[
		'an order number without letters',
		{ orderId: '1001' },
		'Order ID (item 0) must begin with a letter, e.g. SHOP-1001.',
	],
	[
		'a long order number',
		{ orderId: 'SHOP-1234567890123456' },
		'Order ID (item 0) must have at most 20 characters; it has 21.',
	],
	[
		'a phone that lost its 0',
		{ destinationPhone: '81300004321' },
		'A spreadsheet may have dropped the leading 0.',
	],
	[
		'no district',
		{ destinationKecamatanId: byId('={{ $json.nothing }}') },
		'Recipient District (Kecamatan) (item 0) is required.',
	],
	[
		'a long note',
		{ additionalFields: { note: 'x'.repeat(51) } },
		'Note (item 0) must have at most 50 characters; it has 51.',
	],
	[
		'a courier that needs a location',
		{ service: 'lion' },
		"Service (item 0) needs the sender's location: add Sender Latitude and Sender Longitude.",
	],
])('refuses %s before sending', async (_what, change, sentence) => {
	const { error } = await create(booking([{ ...sampleOrder, ...change }]));

	expect(error?.message).toContain(sentence);
	expect(sandbox.current.requests).toHaveLength(0);
});

test('refuses a booking without packages, with a short PIN, or with one order number twice', async () => {
	const none = await create(booking([]));
	expect(none.error?.message).toBe('Packages (item 0) must have at least one package.');

	const short = await create(booking([sampleOrder], { pin: '1234' }));
	expect(short.error?.message).toBe(
		'PIN (item 0) must be the 6 digits of the PIN. If it starts with 0, give it as text.',
	);

	const twice = await create(booking([sampleOrder, sampleOrder]));
	expect(twice.error?.message).toBe(
		'Package 2 → Order ID (item 0) must be unique; "FEB-1782355684238" is there twice.',
	);
	expect(bookings()).toHaveLength(0);
});
