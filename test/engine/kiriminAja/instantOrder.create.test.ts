import type { INodeParameters } from 'n8n-workflow';
import { sandbox, bookings, create, replayed, phoneCase, sample, booking } from './support/rides';

describe('Create', () => {
	test('books as documented with KA Credit', async () => {
		const { json, hints } = await replayed(
			'order-instant-v6.2',
			'documented mock, KA Credit',
			'create',
			booking([{ ...sample, additionalFields: { insuranceType: 'none' } }]),
		);

		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'MLT-INS-1001',
				awb: 'GK-11-9000001',
				state: 'awaiting_pickup',
				statusCode: '105',
				service: 'gosend',
				serviceType: 'instant',
				vehicle: 'motor',
				insuranceType: 'none',
				shippingCost: 27000,
				paymentId: 'PID-1784512400',
				paymentMethod: 'credit',
				paymentStatus: 'paid',
				paid: true,
				amount: 27000,
				creditBalanceAfter: 1955000,
				qrContent: null,
				payTime: '2026-07-20 10:01:14',
				payTimeIso: '2026-07-20T10:01:14+07:00',
				liveTrackingUrl: null,
				polyLine: '_p~iF~ps|U_ulLnnqC',
				origin: {
					name: 'Toko Melati Jaya',
					address: 'Jl. Contoh Palagan No 12 RT 03 RW 08',
					phone: '081200001234',
					latLong: '-7.7652,110.3781',
				},
				destination: {
					name: 'Rina Kartika',
					address: 'Jl. Contoh Malioboro No 5 Gedongtengen',
					phone: '081300009876',
					latLong: '-7.8013,110.3647',
				},
				driver: { name: null, phone: null, image: null },
				message: 'success',
				alreadyExisted: false,
			},
		]);
	});

	test('reads the other answer, which a merchant has seen on QRIS', async () => {
		const { json, hints } = await replayed(
			'order-instant-v6.2',
			'observed merchant shape, QRIS unpaid',
			'create',
			booking([sample], { paymentMethod: 'qris' }),
		);

		expect(hints).toEqual([]);
		expect(json).toMatchObject([
			{
				orderId: 'MLT-INS-1001',
				awb: null,
				state: 'awaiting_payment',
				statusCode: '110',
				service: 'gosend',
				serviceType: 'instant',
				paymentId: 'EPR-1784512401',
				paymentStatus: 'unpaid',
				paid: false,
				amount: 28000,
				qrContent: '00020101021226SANDBOXQRIS',
				payTimeIso: null,
				liveTrackingUrl: null,
				driver: null,
				origin: { name: 'Toko Melati Jaya', zipcode: '55581' },
			},
		]);
	});

	test.each([
		['account default', 'accountDefault', undefined, 'va'],
		['virtual account', 'va', 'va', 'va'],
		['QRIS', 'qris', 'qris', 'qris'],
	])('books on %s and gives a bill to pay', async (_which, paymentMethod, sent, answered) => {
		const { json, hints } = await create(booking([sample], { paymentMethod }));

		expect(hints).toEqual([]);
		expect(bookings()[0]?.body).toMatchObject({ packages: [{ order_id: 'MLT-INS-1001' }] });
		expect((bookings()[0]?.body as { payment_method?: string }).payment_method).toBe(sent);
		expect(bookings()[0]?.body).not.toHaveProperty('pin');
		expect(json).toMatchObject([
			{
				paymentMethod: answered,
				paid: false,
				state: 'awaiting_payment',
				qrContent: expect.any(String),
			},
		]);
	});

	test('sends a dash where an address note is missing, because KiriminAja refuses none', async () => {
		const { error } = await create(
			booking([{ ...sample, destinationAddressNote: '' }], {
				additionalFields: { addressNote: '' },
			}),
		);

		expect(error).toBeUndefined();
		expect(bookings()[0]?.body).toMatchObject({
			address_note: '-',
			packages: [{ destination: { address_note: '-' } }],
		});
	});

	test('takes service, type, vehicle and cost from the rate that is wired in', async () => {
		const rated = ['service', 'serviceType', 'vehicle', 'shippingCost'];
		const rest = Object.fromEntries(
			Object.entries(sample).filter(([name]) => !rated.includes(name)),
		) as INodeParameters;
		const { error } = await create(booking([rest]), {
			items: [
				{ service: 'grab_express', serviceType: 'instant', vehicle: 'mobil', shippingCost: 59000 },
			],
		});

		expect(error).toBeUndefined();
		expect(bookings()[0]?.body).toMatchObject({
			packages: [
				{
					service: 'grab_express',
					service_type: 'instant',
					vehicle: 'mobil',
					shipping_cost: 59000,
				},
			],
		});
	});

	test("takes packages from JSON, in our spelling or in KiriminAja's", async () => {
		const packages = [
			{ ...sample, items: [{ name: 'Casing ponsel', price: 150000, weight: 200, sku: 'CS-01' }] },
			{
				order_id: 'WIRE-2',
				destination: {
					name: 'Budi Santoso',
					phone: '081300005555',
					latitude: -7.81,
					longitude: 110.37,
					address: 'Jl. Contoh Parangtritis No 8',
				},
				service: 'gosend',
				service_type: 'instant',
				vehicle: 'motor',
				shipping_cost: 27000,
				insurance_type: 'basic',
				description: 'Paket buku',
				items: [
					{ name: 'Buku', price: 50000, weight: 300, qty: 2, metadata: { variant_label: 'Biru' } },
				],
			},
		];
		const { json, error } = await create(
			booking([], { packageSource: 'json', packagesJson: JSON.stringify(packages) }),
		);

		expect(error).toBeUndefined();
		expect(json.map(({ orderId }) => orderId)).toEqual(['MLT-INS-1001', 'WIRE-2']);
		expect(bookings()).toHaveLength(1);
		expect(bookings()[0]?.body).toMatchObject({
			packages: [
				{ items: [{ qty: 1, metadata: { sku: 'CS-01' } }] },
				{
					destination: { name: 'Budi Santoso', address_note: '-' },
					insurance_type: 'basic',
					items: [{ qty: 2, metadata: { variant_label: 'Biru' } }],
				},
			],
		});
	});

	test('pairs the items of two bookings with two packages each', async () => {
		const packages = ['A', 'B'].map((end) => ({ ...sample, orderId: `={{ $json.order }}${end}` }));
		const { outputs } = await create(booking(packages), {
			items: [{ order: 'ONE-1' }, { order: 'TWO-2' }],
		});

		expect(outputs[0]?.map(({ json, pairedItem }) => [json.orderId, pairedItem])).toEqual([
			['ONE-1A', { item: 0 }],
			['ONE-1B', { item: 0 }],
			['TWO-2A', { item: 1 }],
			['TWO-2B', { item: 1 }],
		]);
		expect(bookings()).toHaveLength(2);
	});

	test.each<[string, INodeParameters, string]>([
		[
			'a latitude beyond the pole',
			{ destinationLatitude: '110.3647' },
			'Recipient Latitude (item 0) must be between -90 and 90; it is 110.3647.',
		],
		[
			'an unknown courier',
			{ service: 'jne' },
			'Service (item 0) must be one of borzo, gosend, grab_express; it is "jne".',
		],
		[
			'a phone without its 0',
			{ destinationPhone: '81300009876' },
			'A spreadsheet may have dropped the leading 0.',
		],
		[
			'a shipping cost of nothing',
			{ shippingCost: 0 },
			'Shipping Cost (Rupiah) (item 0) must be at least 1 rupiah; it is 0.',
		],
		[
			'a short address',
			{ destinationAddress: 'Jl. 5' },
			'Recipient Address (item 0) must have 10 to 255 characters; it has 5.',
		],
		[
			'a package without goods',
			{ items: {} },
			'Package 1 → Goods (item 0) must have at least one product.',
		],
		[
			'goods under Rp 1.000',
			{ items: { item: [phoneCase, { ...phoneCase, price: 999 }] } },
			'Package 1 → Product 2 → Price (Rupiah) (item 0) must be at least 1.000 rupiah; it is 999.',
		],
		[
			'a long SKU',
			{ items: { item: [{ ...phoneCase, additionalFields: { sku: 'x'.repeat(51) } }] } },
			'SKU (item 0) must have at most 50 characters; it has 51.',
		],
		[
			'an order number without letters',
			{ orderId: '1001' },
			'Order ID (item 0) must begin with a letter, e.g. SHOP-INS-1001.',
		],
		[
			'a long order number',
			{ orderId: `A${'1'.repeat(30)}` },
			'Order ID (item 0) must have at most 30 characters; it has 31.',
		],
	])('refuses %s before sending', async (_what, change, sentence) => {
		const { error } = await create(booking([{ ...sample, ...change }]));

		expect(error?.message).toContain(sentence);
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test.each<[string, INodeParameters, string]>([
		['no packages', booking([]), 'Packages (item 0) must have at least one package.'],
		[
			'more than ten packages',
			booking(Array.from({ length: 11 }, (_, index) => ({ ...sample, orderId: `A-${index}` }))),
			'Packages (item 0) must have at most 10 packages in one booking; there are 11.',
		],
		[
			'one order number twice',
			booking([sample, sample]),
			'Package 2 → Order ID (item 0) must be unique; "MLT-INS-1001" is there twice.',
		],
		[
			'a short PIN',
			booking([sample], { pin: '1234' }),
			'PIN (item 0) must be the 6 digits of the PIN. If it starts with 0, give it as text.',
		],
		[
			'a postcode of four digits',
			booking([sample], { zipcode: '5558' }),
			'Sender Postcode (item 0) must have 5 digits, e.g. 55581.',
		],
		[
			'JSON that is no list',
			booking([], { packageSource: 'json', packagesJson: '{}' }),
			'Packages (JSON) (item 0) must be a list of packages.',
		],
	])('refuses %s before sending', async (_what, parameters, sentence) => {
		const { error } = await create(parameters);

		expect(error?.message).toBe(sentence);
		expect(sandbox.current.requests).toHaveLength(0);
	});
});
