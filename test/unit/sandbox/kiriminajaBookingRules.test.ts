import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { sampleBooking, samplePackage } from './sampleOrders';
import { kiriminAja } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const long = (length: number) => 'a'.repeat(length);

describe('a booking is refused as a whole, and nothing is booked, when the pickup has', () => {
	it.each([
		['no address', { address: undefined }, 'The address field is required.'],
		['a short address', { address: 'Jl. 1' }, 'The address must be at least 10 characters.'],
		[
			'a long address',
			{ address: long(201) },
			'The address must not be greater than 200 characters.',
		],
		['an empty name', { name: '' }, 'The name field is required.'],
		['a long name', { name: long(51) }, 'The name must not be greater than 50 characters.'],
		['symbols in the name', { name: 'Toko <b>' }, 'The name format is invalid.'],
		['HTML entities in the name', { name: 'A &amp; B' }, 'The name format is invalid.'],
		['a phone as a number', { phone: 81234567890 }, 'The phone must be a string.'],
		['a phone with a plus', { phone: '+6281234567' }, 'The phone format is invalid.'],
		['a phone of 8 digits', { phone: '08123456' }, 'The phone must be at least 9 characters.'],
		[
			'a phone of 14 digits',
			{ phone: '08123456789012' },
			'The phone must not be greater than 13 characters.',
		],
		['a landline phone', { phone: '0274123456' }, 'The phone format is invalid.'],
		['a district as text', { kecamatan_id: '5788' }, 'The kecamatan id must be an integer.'],
		['an unknown district', { kecamatan_id: 1 }, 'The selected kecamatan id is invalid.'],
		[
			'a sub-district of elsewhere',
			{ kelurahan_id: 69312 },
			'The selected kelurahan id is invalid.',
		],
		[
			'neither district nor sub-district',
			{ kecamatan_id: undefined, kelurahan_id: undefined },
			'The kecamatan id field is required.',
		],
		[
			'a long postcode',
			{ zipcode: '555811' },
			'The zipcode must not be greater than 5 characters.',
		],
		['a postcode as a number', { zipcode: 55581 }, 'The zipcode must be a string.'],
		['a latitude as text', { latitude: '-7.7' }, 'The latitude must be a number.'],
		['no schedule', { schedule: undefined }, 'The schedule field is required.'],
		[
			'an ISO schedule',
			{ schedule: '2026-06-25T10:00:00' },
			'The schedule does not match the format Y-m-d H:i:s.',
		],
		[
			'a schedule on a day that is none',
			{ schedule: '2026-02-30 10:00:00' },
			'The schedule does not match the format Y-m-d H:i:s.',
		],
		['another payment method', { payment_method: 'va' }, 'The selected payment method is invalid.'],
		['credit without a PIN', { pin: undefined }, 'The pin field is required.'],
		['a PIN as a number', { pin: 123456 }, 'The pin must be a string.'],
		['a PIN of five digits', { pin: '12345' }, 'The pin format is invalid.'],
		['no packages', { packages: [] }, 'The packages must be at least 1 items.'],
		['packages that are no list', { packages: {} }, 'The packages must be an array.'],
		[
			'packages that are no objects',
			{ packages: ['x'] },
			'The packages must be an array of objects.',
		],
	])('%s', async (_case, changes, text) => {
		await expectRefusal(sampleBooking(changes), text);
	});
});

describe('a booking is refused as a whole, and nothing is booked, when one package has', () => {
	it.each([
		['no order id', { order_id: undefined }, 'The order id field is required.'],
		[
			'an order id of 21 characters',
			{ order_id: `A${'1'.repeat(20)}` },
			'The order id must not be greater than 20 characters.',
		],
		[
			'an order id without a prefix',
			{ order_id: '1782355684238' },
			'The order id format is invalid.',
		],
		['an order id as a number', { order_id: 17823 }, 'The order id must be a string.'],
		[
			'a long recipient',
			{ destination_name: long(51) },
			'The destination name must not be greater than 50 characters.',
		],
		[
			'a foreign phone',
			{ destination_phone: '6591234567' },
			'The destination phone format is invalid.',
		],
		[
			'a short address',
			{ destination_address: 'Jl. 1' },
			'The destination address must be at least 10 characters.',
		],
		[
			'a long address',
			{ destination_address: long(256) },
			'The destination address must not be greater than 255 characters.',
		],
		[
			'only the English area names',
			{ destination_kecamatan_id: undefined, destination_subdistrict_id: 3175 },
			'The destination kecamatan id field is required.',
		],
		[
			'another city than its district',
			{ destination_kabupaten_id: 444 },
			'The selected destination kabupaten id is invalid.',
		],
		[
			'another province than its district',
			{ destination_provinsi_id: 11 },
			'The selected destination provinsi id is invalid.',
		],
		['a weight as text', { weight: '1000' }, 'The weight must be an integer.'],
		['no weight', { weight: 0 }, 'The weight must be at least 1.'],
		['a fraction of a centimetre', { width: 10.5 }, 'The width must be an integer.'],
		['no height', { height: undefined }, 'The height field is required.'],
		['a quantity of nothing', { qty: 0 }, 'The qty must be at least 1.'],
		['no content', { item_name: '' }, 'The item name field is required.'],
		[
			'a long content',
			{ item_name: long(256) },
			'The item name must not be greater than 255 characters.',
		],
		['a value below 1000', { item_value: 999 }, 'The item value must be at least 1000.'],
		['a cost with decimals', { shipping_cost: 64000.5 }, 'The shipping cost must be an integer.'],
		[
			'a cost as text, as pricing sends it',
			{ shipping_cost: '64000' },
			'The shipping cost must be an integer.',
		],
		['an unknown courier', { service: 'dhl' }, 'The selected service is invalid.'],
		[
			'an instant courier',
			{ service: 'gosend', service_type: 'instant' },
			'The selected service is invalid.',
		],
		[
			'a service of another courier',
			{ service_type: 'EZ' },
			'The selected service type is invalid.',
		],
		[
			'an unknown package type',
			{ package_type_id: 11 },
			'The package type id must not be greater than 10.',
		],
		['a negative insurance', { insurance_amount: -1 }, 'The insurance amount must be at least 0.'],
		['no COD figure', { cod: undefined }, 'The cod field is required.'],
		['a drop that is no yes or no', { drop: 1 }, 'The drop must be true or false.'],
		['a long note', { note: long(51) }, 'The note must not be greater than 50 characters.'],
		['a note with an emoji', { note: 'terima kasih 🙏' }, 'The note format is invalid.'],
		[
			'an item without a price',
			{ items: [{ name: 'Sepatu', qty: 1, weight: 900 }] },
			'The price field is required.',
		],
		[
			'a courier that needs the sub-district',
			{ service: 'rpx', service_type: 'RGP' },
			'The destination kelurahan id field is required.',
		],
	])('%s', async (_case, changes, text) => {
		const good = samplePackage({ order_id: 'FEB-0000000001' });
		await expectRefusal(sampleBooking({}, good, samplePackage(changes)), text);
	});

	it('a courier that needs coordinates which the pickup does not give', async () => {
		const lion = samplePackage({ service: 'lion', service_type: 'REGPACK' });
		const text = 'The latitude field is required.';
		await expectRefusal(sampleBooking({ latitude: undefined }, lion), text);
	});
});

describe('a booking is accepted', () => {
	it.each([
		['as published', {}, {}],
		['with the shortest phone', { phone: '081234567' }, {}],
		['with the longest order id', {}, { order_id: `A${'1'.repeat(19)}` }],
		[
			'without optional fields',
			{ zipcode: undefined, latitude: null, longitude: null, platform_name: undefined },
			{
				note: '',
				qty: undefined,
				insurance_amount: undefined,
				add_cost: undefined,
				drop: undefined,
				destination_zipcode: undefined,
			},
		],
		[
			'with sub-districts alone, as WooCommerce sends them',
			{ kecamatan_id: undefined },
			{
				destination_provinsi_id: undefined,
				destination_kabupaten_id: undefined,
				destination_kecamatan_id: undefined,
				destination_kelurahan_id: 74921,
			},
		],
	])('%s', async (_case, pickup, row) => {
		const { body } = await kiriminAja(
			sandbox,
			'v6.2/request_pickup',
			sampleBooking(pickup, samplePackage(row)),
		);
		expect(body).toMatchObject({ status: true, payment_status: 'paid' });
	});
});

async function expectRefusal(booking: unknown, text: string): Promise<void> {
	const { status, body } = await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
	expect(status).toBe(200);
	expect(body).toEqual({ status: false, code: 422, text, method: 'request_pickup' });
	expect(sandbox.kiriminAja.orders).toEqual([]);
	expect(sandbox.kiriminAja.creditBalance).toBe(2_000_000);
}
