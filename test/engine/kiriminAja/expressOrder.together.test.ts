import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { booking, byId, kiriminAjaCredential, sampleOrder } from '../support/kiriminAja';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

/** The merchant's afternoon: many paid orders, one pickup. */
const sandbox = useSandbox();
const bookings = () =>
	sandbox.current.requests.filter(({ path }) => path === '/api/mitra/v6.2/request_pickup');
const orders = () => [...sandbox.current.kiriminAja.orders.values()];

const fromItem: INodeParameters = {
	packageSource: 'inputItems',
	destinationName: '={{ $json.name }}',
	destinationPhone: '={{ $json.phone }}',
	destinationAddress: '={{ $json.address }}',
	destinationKecamatanId: byId('6152'),
	itemName: 'Kaos Polos',
	itemValue: 250000,
	weight: 1000,
	length: 20,
	width: 30,
	height: 15,
	cod: 0,
	orderId: '={{ $json.order }}',
	service: '={{ $json.service }}',
	serviceType: '={{ $json.serviceType }}',
	shippingCost: '={{ $json.shippingCost }}',
	insuranceAmount: '={{ $json.insuranceAmount }}',
	packageFields: {},
};

const paidOrder = (index: number): IDataObject => ({
	order: `SHOP-${1000 + index}`,
	name: `Pembeli ${index}`,
	phone: '081300004321',
	address: 'Jl. Kapasan Gang 3 No 7 Simokerto',
	service: 'jne',
	serviceType: 'REG23',
	shippingCost: 18000,
});
const paidOrders = (count: number) => Array.from({ length: count }, (_, index) => paidOrder(index));

function bookAll(
	items: IDataObject[],
	changes: INodeParameters = {},
	options: Partial<Parameters<typeof runNode>[0]> = {},
) {
	return runNode({
		type: 'kiriminAja',
		resource: 'expressOrder',
		operation: 'create',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters: booking([], { paymentMethod: 'qris', ...fromItem, ...changes }),
		items,
		...options,
	});
}

test('books 300 paid orders in six bookings and hands each its own result', async () => {
	const { outputs, error } = await bookAll(paidOrders(300));

	expect(error).toBeUndefined();
	expect(bookings()).toHaveLength(6);
	expect(outputs[0]).toHaveLength(300);
	outputs[0]?.forEach(({ json, pairedItem }, index) => {
		expect(json.orderId).toBe(`SHOP-${1000 + index}`);
		expect(pairedItem).toEqual({ item: index });
	});
	expect(orders()).toHaveLength(300);
});

const withThreeBad = () =>
	paidOrders(300).map((order, index) =>
		[7, 130, 299].includes(index) ? { ...order, phone: '555' } : order,
	);

test('sends nothing when three of 300 are bad and the node stops on errors', async () => {
	const { error } = await bookAll(withThreeBad());

	expect(error?.message).toBe(
		'Recipient Phone (item 7) must start with 08 or 62 and have 9–13 digits; it is "555".',
	);
	expect(error?.description).toContain(
		"Nothing was sent in this try. 3 of 300 items can't be used:",
	);
	expect(error?.description).toContain('Recipient Phone (item 299)');
	expect(sandbox.current.requests).toHaveLength(0);
});

test('books exactly the other 297 when the node goes on', async () => {
	const { outputs } = await bookAll(
		withThreeBad(),
		{},
		{ settings: { onError: 'continueErrorOutput' } },
	);

	expect(outputs[0]).toHaveLength(297);
	expect(outputs[1]?.map(({ json }) => json.order)).toEqual([
		'SHOP-1007',
		'SHOP-1130',
		'SHOP-1299',
	]);
	expect(orders()).toHaveLength(297);
});

test('books every order but the one that is refused, and says why', async () => {
	const items = paidOrders(25).map((order, index) =>
		index === 22 ? { ...order, serviceType: 'NO-SUCH-TYPE' } : order,
	);
	const size = { additionalFields: { bookingSize: 5 } };
	const { outputs } = await bookAll(items, size, { settings: { onError: 'continueErrorOutput' } });

	expect(outputs[0]).toHaveLength(24);
	expect(outputs[1]?.map(({ json }) => json.order)).toEqual(['SHOP-1022']);
	expect(outputs[1]?.[0]?.json.error).toMatchObject({
		message: expect.stringMatching(/^KiriminAja refused the request: /),
	});
	expect(orders()).toHaveLength(24);
});

test('stops at the refused booking and names what is already booked', async () => {
	const items = paidOrders(6).map((order, index) =>
		index === 2 ? { ...order, serviceType: 'NO-SUCH-TYPE' } : order,
	);
	const { error } = await bookAll(items, { additionalFields: { bookingSize: 2 } });

	expect(error?.description).toMatch(
		/Already done and not undone: item 0: order SHOP-1000, pickup EPR-\d+; item 1: order SHOP-1001/,
	);
	expect(bookings()).toHaveLength(2);
	expect(orders()).toHaveLength(2);
});

test('names all packages of an item that is booked when a later one stops it', async () => {
	const listed = (orders: string[], type: string) => ({ parcel: plain, orders, type });
	const { error } = await bookAll(
		[listed(['LIST-1', 'LIST-2'], 'REG23'), listed(['LIST-3'], 'NO-SUCH-TYPE')],
		{
			packageSource: 'json',
			packagesJson:
				'={{ JSON.stringify($json.orders.map(orderId => ({ ...$json.parcel, orderId, serviceType: $json.type }))) }}',
		},
	);

	expect(error?.description).toMatch(
		/Already done and not undone: item 0: order LIST-1, pickup EPR-\d+; order LIST-2, pickup EPR-\d+\./,
	);
});

const plain = { ...sampleOrder, destinationKecamatanId: '3175', service: 'jne' };

test('books apart what differs in sender, pickup time or payment', async () => {
	const items: IDataObject[] = paidOrders(4).map((order, index) => ({
		...order,
		shop: index % 2 ? 'Toko B' : 'Toko A',
	}));
	const { outputs } = await bookAll(items, { name: '={{ $json.shop }}' });

	expect(bookings().map(({ body }) => (body as IDataObject).name)).toEqual(['Toko A', 'Toko B']);
	expect(outputs[0]?.map(({ json }) => json.orderId)).toEqual(items.map(({ order }) => order));
});

test('finds a whole booking whose answer was lost', async () => {
	sandbox.current.fault({ kind: 'resetAfter', path: '/api/mitra/v6.2/request_pickup' });
	const { json, error } = await bookAll(paidOrders(4));

	expect(error).toBeUndefined();
	expect(json.map(({ orderId, alreadyExisted }) => [orderId, alreadyExisted])).toEqual(
		paidOrders(4).map(({ order }) => [order, true]),
	);
	expect(bookings()).toHaveLength(1);
	expect(orders()).toHaveLength(4);
});

test('books the new orders when one among them was booked before', async () => {
	await bookAll([paidOrder(2)], {}, { executionId: '1' });
	const { json, error } = await bookAll(paidOrders(4), {}, { executionId: '2' });

	expect(error).toBeUndefined();
	expect(json.map(({ orderId, alreadyExisted }) => [orderId, alreadyExisted])).toEqual([
		['SHOP-1000', false],
		['SHOP-1001', false],
		['SHOP-1002', true],
		['SHOP-1003', false],
	]);
	expect(orders()).toHaveLength(4);
});

test('refuses two items with one order number before sending', async () => {
	const { error } = await bookAll([paidOrder(1), paidOrder(2), paidOrder(1)]);

	expect(error?.message).toBe('Order ID (item 0) must be unique; item 2 has "SHOP-1001" too.');
	expect(sandbox.current.requests).toHaveLength(0);
});

test('takes service, cost and insurance from a rate that is wired straight in', async () => {
	const defaults = Object.fromEntries(
		Object.entries(fromItem).filter(
			([name]) => !['service', 'serviceType', 'shippingCost', 'insuranceAmount'].includes(name),
		),
	);
	const rates = await runNode({
		type: 'kiriminAja',
		resource: 'rate',
		operation: 'getExpress',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters: {
			origin: byId('5788'),
			destination: byId('6152'),
			weight: 1000,
			itemValue: 250000,
			return: 'cheapest',
			additionalFields: { insurance: true },
		},
	});
	const [rate] = rates.json;
	await runNode({
		type: 'kiriminAja',
		resource: 'expressOrder',
		operation: 'create',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters: booking([], { ...defaults, paymentMethod: 'qris' }),
		items: [{ ...paidOrder(1), ...rate }],
	});

	expect(rate?.insuranceAmount).toBeGreaterThan(0);
	expect((bookings()[0]?.body as { packages: IDataObject[] }).packages).toMatchObject([
		{
			service: rate?.service,
			service_type: rate?.serviceType,
			shipping_cost: rate?.shippingCost,
			insurance_amount: rate?.insuranceAmount,
		},
	]);
});

describe('with Check PIN and Balance First', () => {
	const checked = {
		paymentMethod: 'credit',
		additionalFields: { checkCredit: true, bookingSize: 2 },
	};

	test('books when both are right', async () => {
		const { json, error } = await bookAll(paidOrders(4), checked);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(4);
	});

	test('sends no booking when the balance is too low', async () => {
		sandbox.current.kiriminAja.creditBalance = 20000;
		const { error } = await bookAll(paidOrders(2), checked);

		expect(error?.message).toBe(
			'The KA Credit balance of 20000 rupiah does not cover the shipping cost of 36000 rupiah',
		);
		expect(bookings()).toHaveLength(0);
	});

	test('sends a wrong PIN once and no booking', async () => {
		const { outputs } = await bookAll(
			paidOrders(6),
			{ ...checked, pin: '654321' },
			{
				settings: { onError: 'continueErrorOutput' },
			},
		);

		expect(outputs[1]).toHaveLength(6);
		expect(bookings()).toHaveLength(0);
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
	});
});
