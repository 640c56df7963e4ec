import '../support/noPauses';
import { booking, sampleOrder } from '../support/kiriminAja';
import { sandbox, bookingPath, bookings, orders, create, fromItem, phone } from './support/parcels';

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
				error: {
					message: expect.stringContaining('Recipient Phone (item 1)'),
				},
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

test('books a COD package on the account default, and refuses it on KA Credit before sending', async () => {
	const cod = { ...sampleOrder, cod: 325000, additionalFields: { addCost: 11000 } };
	const { json } = await create(booking([cod], { paymentMethod: 'accountDefault' }));
	expect(json).toMatchObject([{ cod: 325000, paymentStatus: 'pending', paymentMethod: 'cash' }]);

	const { error } = await create(booking([{ ...cod, orderId: 'TWO-2' }]));
	expect(error?.message).toBe(
		'Package 1 → COD (Rupiah) (item 0) can not be booked with KA Credit. Book COD packages in a node of their own, with Payment Method Account Default; with COD 0 the courier would collect nothing.',
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
