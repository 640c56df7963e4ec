import { services, writes } from '../../operations';
import { runNode } from '../support/runNode';
import {
	errorOutput,
	forms,
	payment,
	parcel,
	retryOnFail,
	run,
	saidIn,
	transfer,
} from './support/merchant';
import { useBooks } from './support/vendors';
import { withReference } from './support/withReference';

/** Two items with one reference: a row that stands twice in the merchant's sheet. */
const { vendor, records } = useBooks();

const credentialsOf = { kiriminAja: parcel, kirimo: payment, kasPro: transfer };

test('every operation with a field for a number of the merchant is looked at', () => {
	const offering = writes.filter(({ type, resource, operation }) =>
		services[type].resources
			.find(({ value }) => value === resource)
			?.operations.find(({ value }) => value === operation)
			?.fields.some(({ name }) => ['requestId', 'orderId'].includes(name)),
	);
	const naming = ['instantOrder.cancel', 'instantOrder.findDriver'];
	const labels = offering.filter(({ name }) => !naming.includes(name)).map(({ label }) => label);
	expect(labels).toEqual(
		withReference.map(({ label }) => label).filter((label) => !label.includes('Instant Order')),
	);
});

test.each(withReference)(
	'$label sends neither of two items with one number, and names both',
	async ({ type, resource, operation, row: { parameters, binary, write } }) => {
		const [one = {}, other = {}] = write.three?.items ?? [];
		const { error } = await runNode({
			type,
			resource,
			operation,
			parameters: { ...parameters, ...write.three?.parameters },
			binary,
			credentials: credentialsOf[type].credentials(vendor.current.url),
			items: [
				{ ...one, ref: 'PAY-1' },
				{ ...other, ref: 'PAY-1' },
			],
		});

		expect(vendor.current.calls).toEqual([]);
		const text = error ? saidIn(error).text : 'it went through';
		expect(text).toContain('PAY-1');
		expect(text).toMatch(/items? 0\b/);
		expect(text).toMatch(/\b(item|and) 1\b/);
	},
);

describe.each(Object.entries(forms))('%s', (_, form) => {
	const made = () => [...records.transfers, ...records.payments, ...records.parcels];
	const orders = [
		{ ref: 'PAY-1', amount: 25_000 },
		{ ref: 'PAY-2', amount: 30_000 },
		{ ref: 'PAY-1', amount: 25_000 },
	];

	test.each([
		['', {}],
		[', with Retry On Fail', retryOnFail],
	])('hands on both of them and does the third item%s', async (_how, settings) => {
		const { outputs } = await runNode({
			...form,
			credentials: form.credentials(vendor.current.url),
			items: orders,
			settings: { ...errorOutput, ...settings },
		});

		expect(made()).toHaveLength(1);
		expect(outputs.map((items) => items.map(({ pairedItem }) => pairedItem))).toEqual([
			[{ item: 1 }],
			[{ item: 0 }, { item: 2 }],
		]);
	});

	test('sends nothing when a space or nothing else tells two references apart', async () => {
		const { error } = await run(form, vendor.current.url, [
			{ ref: 'PAY-1', amount: 25_000 },
			{ ref: ' PAY-1 ', amount: 25_000 },
		]);

		expect(error ? saidIn(error).text : 'it went through').toContain('PAY-1');
		expect(vendor.current.calls).toEqual([]);
	});
});

test('two packages of one booking with one order id are not booked', async () => {
	const one = {
		orderId: 'PAY-1',
		destinationName: 'Sari Wulandari',
		destinationPhone: '081300004321',
		destinationAddress: 'Jl. Kapasan Gang 3 No 7 Simokerto',
		destinationKecamatanId: { __rl: true, mode: 'id', value: '6152' },
		itemName: 'Kaos Polos',
		itemValue: 250000,
		weight: 1000,
		length: 20,
		width: 30,
		height: 15,
		service: 'jne',
		serviceType: 'REG23',
		shippingCost: 18000,
		cod: 0,
	};
	const { error } = await run(parcel, vendor.current.url, [{ amount: 1 }], {
		changes: { packageSource: 'fields', packages: { package: [one, one] } },
	});

	expect(error ? saidIn(error).text : 'it went through').toContain('PAY-1');
	expect(vendor.current.calls).toEqual([]);
});

describe.each(['expressOrder', 'instantOrder'] as const)('rates of one parcel (%s)', (resource) => {
	const { row } = writes.find((one) => one.resource === resource && one.operation === 'create')!;
	const rates = [
		{ service: 'jne', instant: 'gosend', cost: 18_000 },
		{ service: 'sicepat', instant: 'borzo', cost: 19_000 },
		{ service: 'jne', instant: 'gosend', cost: 20_000 },
	];
	const book = async (items: Array<(typeof rates)[number] & { to?: string; ref?: string }>) => {
		const form = {
			service: `={{ $json.${resource === 'expressOrder' ? 'service' : 'instant'} }}`,
			shippingCost: '={{ $json.cost }}',
			destinationName: '={{ $json.to ?? "Sari Wulandari" }}',
			orderId: items.some(({ ref }) => ref) ? '={{ $json.ref }}' : '',
		};
		const { packages } = row.parameters as { packages?: { package?: object[] } };
		const [first] = packages?.package ?? [];
		return await runNode({
			type: 'kiriminAja',
			resource,
			operation: 'create',
			parameters: first
				? { ...row.parameters, packages: { package: [{ ...first, ...form }] } }
				: { ...row.parameters, ...form },
			credentials: parcel.credentials(vendor.current.url),
			items,
			settings: errorOutput,
		});
	};
	const asked = () => vendor.current.calls.filter(({ path }) => path.includes('request_pickup'));

	test('that are wired in as a list are booked by none of them', async () => {
		const { outputs } = await book(rates);

		expect(asked()).toEqual([]);
		expect(outputs[1]).toHaveLength(3);
		expect(outputs[1]?.[0]?.json.error).toMatchObject({
			message: expect.stringMatching(
				/^Order ID \(item 0\) is empty, and other items are the same by other couriers or services \(2\)\. Book one of them/,
			),
		});
	});

	test.each([
		[
			'other parcels',
			(one: (typeof rates)[number], index: number) => ({ ...one, to: `Sari ${index}` }),
		],
		[
			'numbered',
			(one: (typeof rates)[number], index: number) => ({ ...one, ref: `SHOP-${index}` }),
		],
		[
			'of one service',
			(one: (typeof rates)[number]) => ({ ...one, service: 'jne', instant: 'gosend' }),
		],
	])('are asked for when they are %s', async (which, change) => {
		const { hints } = await book(rates.map(change));

		expect(asked().length).toBeGreaterThan(0);
		const isMade = hints.some(({ message }) =>
			/^Order ID was empty, so a number was made\./.test(message),
		);
		expect(isMade).toBe(which !== 'numbered');
	});
});
