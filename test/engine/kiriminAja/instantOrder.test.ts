import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { kiriminAjaCredential, pin } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const bookingPath = '/api/mitra/v6.2/instant/request_pickup';
const voidPath = '/api/mitra/v4/instant/pickup/void/';
const bookings = () => sandbox.current.requests.filter(({ path }) => path === bookingPath);
const orders = () => sandbox.current.kiriminAja.instantOrders;

type Options = Partial<Parameters<typeof runNode>[0]>;

function run(operation: string, parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kiriminAja',
		resource: 'instantOrder',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});
}

const create = (parameters: INodeParameters, options?: Options) =>
	run('create', parameters, options);

const at = (url: string) => kiriminAjaCredential({ ...sandbox.current, url });

const replayed = (fixture: string, name: string, operation: string, parameters: INodeParameters) =>
	replaying(`kiriminaja/${fixture}`, name, (url) =>
		run(operation, parameters, { credentials: at(url) }),
	);

const control = async (path: string) => {
	const url = `${sandbox.current.url}/__sandbox/kiriminaja/${path}`;
	const response = await fetch(url, { method: 'POST' });
	expect(response.status).toBe(200);
};

/** The order of KiriminAja's own documentation: a phone case across Yogyakarta with GoSend. */
const phoneCase = {
	name: 'Casing ponsel',
	price: 150000,
	weight: 200,
	qty: 1,
	additionalFields: { description: 'Casing silikon', sku: 'CS-01', variantLabel: 'Hitam' },
};
const sample = {
	orderId: 'MLT-INS-1001',
	destinationName: 'Rina Kartika',
	destinationPhone: '081300009876',
	destinationAddress: 'Jl. Contoh Malioboro No 5 Gedongtengen',
	destinationAddressNote: 'Lobi utama',
	destinationLatitude: '-7.8013',
	destinationLongitude: '110.3647',
	service: 'gosend',
	serviceType: 'instant',
	vehicle: 'motor',
	shippingCost: 27000,
	description: 'Paket aksesoris',
	items: { item: [phoneCase] },
};
const fromItem = { ...sample, orderId: '={{ $json.order }}' };

const booking = (packages: INodeParameters[], changes: INodeParameters = {}): INodeParameters => ({
	name: 'Toko Melati Jaya',
	phone: '081200001234',
	address: 'Jl. Contoh Palagan No 12 RT 03 RW 08',
	addressNote: 'Pagar hijau',
	zipcode: '55581',
	latitude: '-7.7652',
	longitude: '110.3781',
	paymentMethod: 'credit',
	pin,
	packages: { package: packages },
	...changes,
});

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
				liveTrackUrl: null,
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
				liveTrackUrl: null,
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
			booking([{ ...sample, destinationAddressNote: '' }], { addressNote: '' }),
		);

		expect(error).toBeUndefined();
		expect(bookings()[0]?.body).toMatchObject({
			address_note: '-',
			packages: [{ destination: { address_note: '-' } }],
		});
	});

	test('takes service, type, vehicle and cost from the rate that is wired in', async () => {
		const { service, serviceType, vehicle, shippingCost, ...rest } = sample;
		const { error } = await create(booking([rest]), {
			items: [
				{ service: 'grab_express', serviceType: 'instant', vehicle: 'mobil', shippingCost: 59000 },
			],
		});

		expect([service, serviceType, vehicle, shippingCost]).toBeDefined();
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

	test('refuses an order number that two items have, and sends neither', async () => {
		const { error } = await create(booking([fromItem]), {
			items: [{ order: 'ONE-1' }, { order: 'ONE-1' }],
		});

		expect(error?.message).toBe('Order ID (item 0) must be unique; item 1 has "ONE-1" too.');
		expect(error?.description).toContain('Nothing was sent');
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test.each([
		['200', 'http200'],
		['422', 'http4xx'],
	] as const)('shows what KiriminAja refused with HTTP %s', async (httpCode, errorStyle) => {
		sandbox.current.kiriminAja.settings.errorStyle = errorStyle;
		const { error } = await create(booking([{ ...sample, serviceType: 'NO-SUCH-TYPE' }]));

		expect(error?.message).toMatch(/^KiriminAja refused the request: .*service.type/i);
		expect(error?.httpCode).toBe(httpCode);
		expect(error?.description).toContain('Correct the field that KiriminAja names');
	});

	test('names the field of a refusal that has neither code nor text', async () => {
		const body = {
			message: 'Terdapat kesalahan pada data yang dikirimkan',
			errors: { address_note: 'address_note wajib diisi' },
			status: false,
		};
		await answering(
			(_request, answer) => void answer.writeHead(422).end(JSON.stringify(body)),
			async (url) => {
				const { error } = await create(booking([sample]), { credentials: at(url) });
				expect(error?.message).toBe('KiriminAja refused the request: address_note wajib diisi');
				expect(error?.description).toContain('Correct the field that KiriminAja names');
			},
		);
	});

	test('shows the text of a refusal with code 400 and an empty result', async () => {
		const text = 'Layanan tidak tersedia';
		const body = { status: false, code: 400, message: 'Bad Request', text, result: [] };
		await answering(
			(_request, answer) => void answer.end(JSON.stringify(body)),
			async (url) => {
				const { error } = await create(booking([sample]), { credentials: at(url) });
				expect(error?.message).toBe('KiriminAja refused the request: Layanan tidak tersedia');
				expect(error?.context).toMatchObject({ vendorCode: '400', outcome: 'refused' });
				expect(error?.description).toBe('Correct what KiriminAja names, and run the item again.');
			},
		);
	});

	test('explains a balance that is too low', async () => {
		sandbox.current.kiriminAja.creditBalance = 10_000;
		const { error } = await create(booking([sample]));

		expect(error?.message).toContain(
			'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp10.000. Total kebutuhan Rp27.000.',
		);
		expect(error?.context).toMatchObject({ vendorCode: '4002' });
		expect(error?.description).toContain('Top up KA Credit');
		expect(orders()).toHaveLength(0);
	});

	test('explains goods above what the courier insures', async () => {
		const laptop = { name: 'Laptop', price: 4000000, weight: 2500, qty: 1 };
		const insured = {
			...sample,
			service: 'grab_express',
			vehicle: 'mobil',
			items: { item: [laptop] },
			additionalFields: { insuranceType: 'basic' },
		};
		const { error } = await replayed(
			'order-instant-v6.2',
			'insurance cap',
			'create',
			booking([insured]),
		);

		expect(error?.message).toContain('melebihi cap pertanggungan');
		expect(error?.context).toMatchObject({ vendorCode: '4101' });
		expect(error?.description).toContain('worth more than the courier insures');
	});

	test('explains a recipient too far away', async () => {
		const { error } = await create(
			booking([{ ...sample, destinationLatitude: '-6.9932', destinationLongitude: '110.4203' }]),
		);

		expect(error?.message).toContain('distance more than 40km');
		expect(error?.description).toContain('at most 40 km');
	});

	test.each([
		['for several items', {}],
		['when n8n retries the node', { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 }],
	])('tries a wrong PIN once %s', async (_when, settings) => {
		const { outputs } = await create(booking([fromItem], { pin: '654321' }), {
			items: ['ONE-1', 'TWO-2', 'THREE-3', 'FOUR-4'].map((order) => ({ order })),
			settings: { onError: 'continueErrorOutput', ...settings },
		});

		expect(bookings()).toHaveLength(1);
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
		expect(outputs[1]).toHaveLength(4);
		for (const { json } of outputs[1] ?? []) {
			expect(json.error).toMatchObject({
				message: expect.stringMatching(
					/PIN KA Credit tidak valid|refused this PIN within the last hour/,
				),
			});
		}
	});

	test('explains a wrong PIN', async () => {
		const { error } = await create(booking([sample], { pin: '654321' }));

		expect(error?.message).toBe('KiriminAja refused the request: PIN KA Credit tidak valid.');
		expect(error?.context).toMatchObject({ vendorCode: '4001' });
		expect(error?.description).toContain('Three wrong ones lock it');
	});

	test('keeps the PIN out of the output, the error and all that n8n stores of the node', async () => {
		const right = await create(booking([sample]));
		const wrong = await create(booking([{ ...sample, orderId: 'TWO-2' }], { pin: '654321' }));

		const { resultData, executionData } = right.run.data;
		const stored = JSON.stringify([
			resultData,
			executionData?.contextData,
			executionData?.metadata,
		]);
		expect(right.json).toHaveLength(1);
		expect(stored).not.toContain(pin);
		const { node, ...error } = wrong.error as unknown as { node: object; message: string };
		expect(node).toBeDefined();
		expect(JSON.stringify({ ...error, message: error.message })).not.toContain('654321');
	});

	test('sends only the failing item to the error output; the others are booked', async () => {
		const { outputs } = await create(booking([{ ...fromItem, serviceType: '={{ $json.type }}' }]), {
			items: [
				{ order: 'ONE-1', type: 'instant' },
				{ order: 'TWO-2', type: 'NO-SUCH-TYPE' },
				{ order: 'THREE-3', type: 'instant' },
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
		['that the merchant numbered', fromItem],
		['that have no number of their own', { ...sample, orderId: '' }],
	])('books each order once when n8n retries the node: orders %s', async (_which, entry) => {
		sandbox.current.fault({ kind: 'status429', path: bookingPath, times: 1 });
		const { json, error } = await create(booking([entry]), {
			items: ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order })),
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(error).toBeUndefined();
		expect(new Set(json.map(({ orderId }) => orderId)).size).toBe(3);
		expect(orders()).toHaveLength(3);
		expect(bookings()).toHaveLength(4);
	});

	test('finds the booking whose answer was lost instead of calling a second driver', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: bookingPath });
		const { json, error } = await create(booking([sample, { ...sample, orderId: 'TWO-2' }]));

		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ orderId: 'MLT-INS-1001', alreadyExisted: true, state: 'finding_driver' },
			{ orderId: 'TWO-2', alreadyExisted: true },
		]);
		expect(bookings()).toHaveLength(1);
		expect(orders()).toHaveLength(2);
	});

	test('says that the outcome is unknown when the booking is lost and can not be found', async () => {
		sandbox.current.fault({ kind: 'resetBefore', path: bookingPath });
		const { error } = await create(booking([sample]), {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(error?.message).toMatch(/^The outcome of MLT-INS-1001 is unknown: /);
		expect(error?.description).toContain('Instant Order → Track');
		expect(bookings()).toHaveLength(1);
		expect(orders()).toHaveLength(0);
	});

	test('returns the existing order when its number was booked in an earlier execution', async () => {
		await create(booking([sample]), { executionId: '1' });
		const { json } = await create(booking([sample]), { executionId: '2' });

		expect(json).toMatchObject([{ orderId: 'MLT-INS-1001', alreadyExisted: true }]);
		expect(orders()).toHaveLength(1);
	});

	test('refuses an order number that belongs to an order for somebody else', async () => {
		await create(booking([sample]), { executionId: '1' });
		const other = { ...sample, destinationName: 'Budi Santoso' };
		const { error } = await create(booking([other]), { executionId: '2' });

		expect(error?.message).toBe(
			'Order ID MLT-INS-1001 is already used for another shipment: another recipient',
		);
		expect(orders()).toHaveLength(1);
	});

	test('does not book the rest of a booking of which a part exists', async () => {
		await create(booking([sample]), { executionId: '1' });
		const { error } = await create(booking([sample, { ...sample, orderId: 'TWO-2' }]), {
			executionId: '2',
		});

		expect(error?.message).toBe('MLT-INS-1001 existed already, and TWO-2 did not');
		expect(orders()).toHaveLength(1);
	});
});

describe('Track', () => {
	const track = (orderId: string, simplify = true) => run('track', { orderId, simplify });

	test('reads an order whose driver is on the way', async () => {
		const parameters = { orderId: 'MLT-INS-1001', simplify: true };
		const { json, hints } = await replayed(
			'tracking-instant-v4',
			'driver allocated',
			'track',
			parameters,
		);

		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'MLT-INS-1001',
				awb: 'GK-11-9000001',
				state: 'driver_assigned',
				service: 'gosend',
				serviceType: 'instant',
				driver: { name: 'Agus Pratama', phone: '081200007777', photo: null },
				liveTrackingUrl: 'https://track.invalid/GK-11-9000001',
				totalPrice: 28000,
				finishedAtIso: null,
				canceledAtIso: null,
			},
		]);
	});

	test('gives the whole answer, addresses and costs included', async () => {
		const { json } = await replayed('tracking-instant-v4', 'just created', 'track', {
			orderId: 'MLT-INS-1001',
			simplify: false,
		});

		expect(json).toMatchObject([
			{
				state: 'finding_driver',
				shippingCost: 27000,
				adminFee: 1000,
				insurance: null,
				destination: { name: 'Rina Kartika', addressNote: 'Lobi utama', lat: -7.8013 },
				item: { price: 150000 },
				createdAt: '2026-07-20T03:01:37.000000Z',
				createdAtIso: '2026-07-20T10:01:37+07:00',
			},
		]);
	});

	test('follows an order to the door', async () => {
		await create(booking([sample]));
		const states = [(await track('MLT-INS-1001')).json[0]?.state];
		for (let step = 0; step < 2; step++) {
			await control('advance/MLT-INS-1001');
			states.push((await track('MLT-INS-1001')).json[0]?.state);
		}

		expect(states).toEqual(['finding_driver', 'driver_assigned', 'delivered']);
	});

	test('explains an order that KiriminAja does not know', async () => {
		const { error } = await replayed('tracking-instant-v4', 'not found', 'track', {
			orderId: 'NOPE',
			simplify: true,
		});

		expect(error?.message).toBe('KiriminAja refused the request: data not found');
		expect(error?.description).toContain('Check the Order ID');
	});

	test.each(['..', '/orders'])('refuses %s as an order id before sending', async (orderId) => {
		const { error } = await track(orderId);

		expect(error?.message).toBe('Order ID (item 0) must begin with a letter or a digit.');
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test('keeps an order id with odd letters in its place in the path', async () => {
		await track('SHOP/1?a=b#c');
		expect(sandbox.current.requests.map(({ path, query }) => [path, query])).toEqual([
			['/api/mitra/v4/instant/tracking/SHOP%2F1%3Fa%3Db%23c', {}],
		]);
	});
});

describe('Find Driver', () => {
	test('asks for a new driver and gives the new AWB', async () => {
		const { json, hints } = await replayed('instant-find-new-driver', 'ok', 'findDriver', {
			orderId: 'MLT-1784512402777',
		});

		expect(hints).toEqual([]);
		expect(json).toEqual([{ orderId: 'MLT-1784512402777', awb: 'GK-11-9000003' }]);
	});

	test('explains an order for which there is none to find', async () => {
		const { error } = await replayed('instant-find-new-driver', 'bad order', 'findDriver', {
			orderId: 'NOPE',
		});

		expect(error?.message).toContain('order id yang dipilih tidak valid.');
		expect(error?.description).toContain('Check the Order ID');
	});

	test('asks once, also when the answer is lost and n8n retries the node', async () => {
		await create(booking([sample]));
		const path = '/api/mitra/v4/instant/pickup/find-new-driver';
		sandbox.current.fault({ kind: 'resetAfter', path });
		const { error } = await run(
			'findDriver',
			{ orderId: 'MLT-INS-1001' },
			{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);

		expect(error?.message).toMatch(/^The outcome of the new driver for MLT-INS-1001 is unknown: /);
		expect(sandbox.current.requests.filter((request) => request.path === path)).toHaveLength(1);
	});
});

describe('Cancel', () => {
	const cancel = (orderId: string, options?: Options) => run('cancel', { orderId }, options);
	const cancellations = () =>
		sandbox.current.requests.filter(({ path }) => path.startsWith(voidPath));

	test('says that the cancellation is accepted, and not yet final', async () => {
		const { json, hints } = await replayed('cancel-instant-v4', 'ok', 'cancel', {
			orderId: 'MLT-INS-1001',
		});

		expect(hints).toEqual([]);
		expect(json).toMatchObject([
			{
				orderId: 'MLT-INS-1001',
				awb: 'GK-11-9000001',
				accepted: true,
				canceled: false,
				alreadyCanceled: false,
				payment: { paymentId: 'PID-1784512400', amount: 28000 },
			},
		]);
	});

	test('explains an order that can not be canceled', async () => {
		await create(booking([sample]));
		await control('advance/MLT-INS-1001');
		const { error } = await cancel('MLT-INS-1001');

		expect(error?.message).toContain('order id yang dipilih tidak valid.');
		expect(error?.description).toContain('how far the order has come');
	});

	test('says so when the order is canceled already', async () => {
		await create(booking([sample]));
		await control('cancel/MLT-INS-1001');
		const { json } = await cancel('MLT-INS-1001');

		expect(json).toMatchObject([
			{ orderId: 'MLT-INS-1001', canceled: true, alreadyCanceled: true },
		]);
	});

	test('asks once, also when the answer is lost and n8n retries the node', async () => {
		await create(booking([sample]));
		sandbox.current.fault({ kind: 'resetAfter', path: voidPath });
		const { error } = await cancel('MLT-INS-1001', {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(error?.message).toMatch(/^The outcome of the cancellation of MLT-INS-1001 is unknown/);
		expect(cancellations()).toHaveLength(1);
	});
});
