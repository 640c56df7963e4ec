import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { booking, kiriminAjaCredential, sampleOrder } from '../support/kiriminAja';
import { runNode } from '../support/runNode';
import { booking as rideBooking, sample } from './support/rides';
import { useSandbox } from '../support/sandbox';

/** A sender that is kept once, in the credential. */
const sandbox = useSandbox();
const sender = {
	senderName: 'Toko Melati Jaya',
	senderPhone: '081200001234',
	senderAddress: 'Jl. Palagan No 12 RT 03 RW 08',
	senderDistrictId: '5788',
	senderSubdistrictId: '31554',
	senderPostcode: '55581',
	senderLatitude: '-7.7652',
	senderLongitude: '110.3781',
};

const bodies = () =>
	sandbox.current.requests
		.filter(({ path }) => path.endsWith('/request_pickup'))
		.map(({ body }) => body as IDataObject);
const create = (
	parameters: INodeParameters,
	{ kept = sender, resource = 'expressOrder', items = [{}] as IDataObject[], ...settings } = {},
) => {
	const { kiriminAjaApi } = kiriminAjaCredential(sandbox.current);
	return runNode({
		type: 'kiriminAja',
		resource,
		operation: 'create',
		credentials: { kiriminAjaApi: { ...kiriminAjaApi, ...kept } },
		parameters,
		items,
		settings,
	});
};
/** n8n gives hidden fields no value, whatever stands in them. */
const fromCredential = { senderFrom: 'credential', name: '', phone: '', address: '' };

describe('an express order', () => {
	test('is sent from the sender of the credential', async () => {
		const { error, json } = await create(booking([sampleOrder], fromCredential));

		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(bodies()).toMatchObject([
			{
				name: 'Toko Melati Jaya',
				phone: '081200001234',
				address: 'Jl. Palagan No 12 RT 03 RW 08',
				kecamatan_id: 5788,
				kelurahan_id: 31554,
				zipcode: '55581',
				latitude: -7.7652,
				longitude: 110.3781,
			},
		]);
	});

	test('is sent as if the same sender stood in the form', async () => {
		await create(booking([sampleOrder], fromCredential));
		await create(
			booking([{ ...sampleOrder, orderId: 'SHOP-2' }], {
				name: sender.senderName,
				phone: sender.senderPhone,
				address: sender.senderAddress,
				additionalFields: { zipcode: '55581', latitude: '-7.7652', longitude: '110.3781' },
			}),
		);

		const [kept, typed] = bodies().map(({ packages: _, ...header }) => header);
		expect(kept).toEqual(typed);
	});

	test('takes what is typed for it before what the credential has', async () => {
		await create(
			booking([sampleOrder], { ...fromCredential, additionalFields: { zipcode: '60143' } }),
		);

		expect(bodies()).toMatchObject([{ zipcode: '60143', latitude: -7.7652 }]);
	});

	test('does not need a postcode or a location', async () => {
		const kept = { ...sender, senderPostcode: '', senderLatitude: '', senderLongitude: '' };
		const { error } = await create(booking([sampleOrder], fromCredential), { kept });

		expect(error).toBeUndefined();
		expect(bodies()[0]).not.toHaveProperty('latitude');
	});

	test('of a courier that needs the location has it from the credential', async () => {
		const lion = { ...sampleOrder, service: 'lion', serviceType: 'REGPACK' };
		const bare = await create(booking([lion], fromCredential), {
			kept: { ...sender, senderLatitude: '' },
		});
		expect(bare.error?.message).toContain("needs the sender's location");

		const { error } = await create(booking([lion], fromCredential));
		expect(String(error?.message)).not.toContain("needs the sender's location");
		expect(bodies()).toHaveLength(1);
	});

	test.each([
		[{ senderPhone: '12345' }, 'Sender Phone of the credential (item 0) must start with 08 or 62'],
		[{ senderDistrictId: '' }, 'Sender District ID of the credential (item 0) is required.'],
		[{ senderName: '' }, 'Sender Name of the credential (item 0) is required.'],
		[
			{ senderLatitude: '200' },
			'Sender Latitude of the credential (item 0) must be between -90 and 90; it is 200.',
		],
	])('is refused before sending where the credential has %o', async (wrong, sentence) => {
		const { error } = await create(booking([sampleOrder], fromCredential), {
			kept: { ...sender, ...wrong },
		});

		expect(error?.message).toContain(sentence);
		expect(error?.description).toContain('Nothing was sent');
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test('is not mixed with a sender that stands in the form', async () => {
		await create(booking([sampleOrder]));

		expect(bodies()).toMatchObject([{ name: 'Toko Sumber Rejeki' }]);
		expect(bodies()[0]).not.toHaveProperty('zipcode');
	});

	test('of many items goes into one pickup', async () => {
		const { additionalFields: _, ...typed } = sampleOrder;
		const items = ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order }));
		const { json } = await create(
			booking([], {
				...fromCredential,
				...typed,
				packageSource: 'inputItems',
				orderId: '={{ $json.order }}',
			}),
			{ items },
		);

		expect(json).toHaveLength(3);
		expect(bodies()).toHaveLength(1);
	});
});

describe('an instant order', () => {
	test('is sent from the sender of the credential', async () => {
		const { error } = await create(rideBooking([sample], fromCredential), {
			resource: 'instantOrder',
		});

		expect(error).toBeUndefined();
		expect(bodies()).toMatchObject([
			{ name: 'Toko Melati Jaya', zipcode: '55581', latitude: -7.7652, longitude: 110.3781 },
		]);
	});

	test('needs the location there', async () => {
		const { error } = await create(rideBooking([sample], fromCredential), {
			resource: 'instantOrder',
			kept: { ...sender, senderLongitude: '' },
		});

		expect(error?.message).toBe('Sender Longitude of the credential (item 0) is required.');
	});
});
