import type { INodeParameters } from 'n8n-workflow';
import { booking, byId, kiriminAjaCredential, sampleOrder } from '../support/kiriminAja';
import { tenOClockIn } from '../support/pickupTime';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const bodies = () =>
	sandbox.current.requests
		.filter(({ path }) => path.endsWith('/request_pickup'))
		.map(({ body }) => body as Record<string, unknown> & { packages: object[] });

const create = (parameters: INodeParameters, resource = 'expressOrder', items = [{}]) =>
	runNode({
		type: 'kiriminAja',
		resource,
		operation: 'create',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters,
		items,
	});

describe('a pickup time that has passed', () => {
	const yesterday = (mode: string) => ({
		schedule: { __rl: true, mode, value: tenOClockIn(-1) },
	});
	const dropped = {
		...sampleOrder,
		additionalFields: { ...sampleOrder.additionalFields, drop: true },
	};

	test.each(['time', 'list'])('is refused before sending (%s)', async (mode) => {
		const { error } = await create(booking([sampleOrder], yesterday(mode)));

		expect(error?.message).toBe(
			`Pickup Time (item 0) must be in the future; it is ${tenOClockIn(-1)} (WIB)`,
		);
		expect(error?.description).toMatch(/^Nothing was sent\. Choose a later time or Next Slot/);
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test('is refused where one of the packages is picked up', async () => {
		const other = { ...sampleOrder, orderId: 'SHOP-2' };
		const { error } = await create(booking([dropped, other], yesterday('time')));

		expect(error?.message).toMatch(/^Pickup Time \(item 0\) must be in the future/);
	});

	test('is fine for packages that are all brought to the courier', async () => {
		const { error } = await create(booking([dropped], yesterday('time')));
		expect(error).toBeUndefined();

		const whole = await create(
			booking([{ ...sampleOrder, orderId: 'SHOP-2' }], {
				...yesterday('time'),
				additionalFields: { dropoff: true },
			}),
		);
		expect(whole.error).toBeUndefined();
		expect(bodies().map(({ dropoff }) => dropoff)).toEqual([undefined, true]);
	});
});

test('sends insurance and shipping discount as KiriminAja takes them, and nothing where they are not set', async () => {
	await create(booking([sampleOrder]));
	const { error } = await create(
		booking([
			{
				...sampleOrder,
				orderId: 'SHOP-2',
				additionalFields: { isWithInsurance: true, shippingDiscountAmount: 5000 },
			},
		]),
	);

	expect(error).toBeUndefined();
	const [plain, full] = bodies().map(({ packages }) => packages[0]);
	expect(full).toMatchObject({ is_with_insurance: true, shipping_discount_amount: 5000 });
	expect(plain).not.toHaveProperty('is_with_insurance');
	expect(plain).not.toHaveProperty('shipping_discount_amount');
});

test('takes coordinates as text, and those left empty for none instead of the point 0, 0', async () => {
	const located = { destinationLatitude: '-4.9', destinationLongitude: '105.2' };
	const empty = { destinationLatitude: '', destinationLongitude: '' };
	await create(
		booking([{ ...sampleOrder, additionalFields: located }], {
			additionalFields: { latitude: '-7.7652', longitude: '110.3781' },
		}),
	);
	await create(
		booking([{ ...sampleOrder, orderId: 'SHOP-2', additionalFields: empty }], {
			additionalFields: { latitude: '', longitude: '' },
		}),
	);

	const [full, bare] = bodies();
	expect(full).toMatchObject({
		latitude: -7.7652,
		longitude: 110.3781,
		packages: [{ destination_latitude: -4.9, destination_longitude: 105.2 }],
	});
	for (const part of [bare, bare?.packages[0]]) {
		expect(Object.keys(part ?? {}).filter((name) => /tude$/.test(name))).toEqual([]);
	}
});

test('says that Lion Parcel needs the location where the coordinates were left empty', async () => {
	const { error } = await create(
		booking([{ ...sampleOrder, service: 'lion' }], {
			additionalFields: { latitude: '', longitude: '' },
		}),
	);

	expect(error?.message).toContain("Service (item 0) needs the sender's location");
});

test('refuses a shipping cost of nothing', async () => {
	const { error } = await create(booking([{ ...sampleOrder, shippingCost: 0 }]));
	expect(error?.message).toBe(
		'Package 1 → Shipping Cost (Rupiah) (item 0) must be at least 1 rupiah; it is 0.',
	);
	expect(sandbox.current.requests).toHaveLength(0);
});

test('refuses an order number that lost its last digits on the way', async () => {
	const { error } = await create(
		booking([{ ...sampleOrder, orderId: '={{ $json.order }}' }]),
		'expressOrder',
		[{ order: 2 ** 60 }],
	);

	expect(error?.message).toBe(
		'Package 1 → Order ID (item 0) must be exact, and the number 1152921504606847000 has lost its last digits: give it as text.',
	);
});

test.each([
	['alone', 2 ** 60, 'AWBs 1 (item 0) must be exact, and the number 1152921504606847000 has'],
	['in a list', ['A-1', 2 ** 60], 'AWBs 2 (item 0) must be exact, and the number'],
	['too long', 'A-1, '.padEnd(36, 'x'), 'AWBs 2 (item 0) must have at most 30 characters'],
	['missing', ' , ', 'AWBs (item 0) must have at least one AWB.'],
])('refuses to print the label of an AWB that is %s', async (_how, awb, sentence) => {
	const { error } = await runNode({
		type: 'kiriminAja',
		resource: 'expressOrder',
		operation: 'printLabel',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters: { awb: '={{ $json.awb }}' },
		items: [{ awb }],
	});

	expect(error?.message).toContain(sentence);
	expect(sandbox.current.requests).toHaveLength(0);
});

test('needs a pickup time also where nothing was picked', async () => {
	const { error } = await create(booking([sampleOrder], { schedule: byId('') }));

	expect(error?.message).toBe('Pickup Time (item 0) is required.');
});
