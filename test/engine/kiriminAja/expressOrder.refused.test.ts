import type { INodeParameters } from 'n8n-workflow';
import { booking, byId, pin, sampleOrder } from '../support/kiriminAja';
import { sandbox, bookings, create } from './support/parcels';

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
