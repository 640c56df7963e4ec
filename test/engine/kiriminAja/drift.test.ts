import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { booking, byId, sampleOrder } from '../support/kiriminAja';
import { runNode, type RunResult } from '../support/runNode';

/** KiriminAja's answers change without notice: fields that are missing are noted, and the rest is handed on. */
const all = { returnAll: true };
const goods = [{ name: 'Kaos', price: 50000, qty: 1, weight: 500 }];
const instantPackage = {
	order_id: 'SHOP-1',
	destination: {
		name: 'Rina Kartika',
		phone: '081300009876',
		latitude: -7.8013,
		longitude: 110.3647,
		address: 'Jl. Contoh Malioboro No 5',
	},
	service: 'gosend',
	service_type: 'instant',
	shipping_cost: 18000,
	description: 'Kaos',
	items: goods,
};
const instantBooking = {
	name: 'Toko Melati Jaya',
	phone: '081200001234',
	address: 'Jl. Contoh Palagan No 12',
	zipcode: '55581',
	latitude: '-7.7652',
	longitude: '110.3781',
	packageSource: 'json',
	packagesJson: JSON.stringify([instantPackage]),
};
const places = {
	originLat: '-7.7652',
	originLong: '110.3781',
	originAddress: 'Jl. Contoh Palagan No 12',
	destinationLat: '-7.8013',
	destinationLong: '110.3647',
	destinationAddress: 'Jl. Contoh Malioboro No 5',
};
const rate = {
	courierCode: 'jne',
	courierServiceCode: 'REG23',
	shippingCost: 18000,
	discountAmount: 0,
	insuranceAmount: 0,
};

const operations: Array<[string, string, INodeParameters]> = [
	['account', 'get', {}],
	['area', 'search', { search: 'Simokerto', ...all }],
	['area', 'getProvinces', all],
	['area', 'getCities', { provinsiId: byId('5'), ...all }],
	['area', 'getDistricts', { kabupatenId: byId('419'), ...all }],
	['area', 'getSubdistricts', { kecamatanId: byId('548'), ...all }],
	['courier', 'getAll', all],
	['courier', 'getGroups', {}],
	['courier', 'getServices', { courierCode: byId('jne'), ...all }],
	['credit', 'getBalance', {}],
	['expressOrder', 'cancel', { awb: 'DEVEL-1', reason: 'Salah alamat' }],
	['expressOrder', 'create', booking([sampleOrder])],
	['expressOrder', 'track', { orderId: 'SHOP-1', simplify: false }],
	['instantOrder', 'cancel', { orderId: 'SHOP-1' }],
	['instantOrder', 'create', instantBooking],
	['instantOrder', 'findDriver', { orderId: 'SHOP-1' }],
	['instantOrder', 'track', { orderId: 'SHOP-1', simplify: false }],
	['payment', 'get', { paymentId: 'EPR-1' }],
	['pickupSchedule', 'getAll', all],
	[
		'rate',
		'getExpress',
		{ origin: byId('5788'), destination: byId('6152'), weight: 1000, simplify: false },
	],
	['rate', 'getInstant', { ...places, weight: 1000, itemPrice: 50000 }],
	['rate', 'calculateCod', { itemPrice: 250000, customCod: 1, data: { row: [rate] } }],
];

/** Under every key that KiriminAja uses for what an answer is about (docs/contracts/kiriminaja.md §1.4). */
const under = (value: IDataObject | IDataObject[] | null): IDataObject => ({
	status: true,
	...Object.fromEntries(
		['datas', 'data', 'results', 'result', 'details', 'schedules', 'histories'].map((key) => [
			key,
			value,
		]),
	),
});

async function answered(
	body: IDataObject,
	[resource, operation, parameters]: (typeof operations)[number],
) {
	let result: RunResult | undefined;
	await answering(
		(_request, answer) => void answer.end(JSON.stringify(body)),
		async (url) => {
			result = await runNode({
				type: 'kiriminAja',
				resource,
				operation,
				parameters,
				credentials: { kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'the-key' } },
			});
		},
	);
	return result as RunResult;
}

describe.each([
	['a success and nothing else', { status: true }],
	['rows without fields', under([{}])],
	['nothing under every key', under(null)],
	['an object without fields', under({})],
	[
		'numbers where texts are documented',
		under([{ id: 1, name: 2, code: 3, service: 4, order_id: 5, text: 6 }]),
	],
])('%s', (_what, body) => {
	test.each(operations)('%s → %s hands on what there is', async (...operation) => {
		const { error, json, hints } = await answered(body, operation);

		// Some can't do without their answer; then they say so in words.
		expect(error?.message ?? '').not.toMatch(
			/undefined|NaN|Cannot read|is not a function|\[object/,
		);
		for (const item of json) expect(item).not.toHaveProperty('error');
		const differs = hints.some(({ message }) => message.includes('differs from its documentation'));
		expect(differs || json.length === 0 || error !== undefined).toBe(true);
	});
});
