import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { kilometres } from '../../../sandbox/kiriminaja/instant/prices.ts';
import { kiriminAja, type Answer, type Fields, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const sleman = { lat: -7.7652, long: 110.3781, address: 'Jl. Contoh Palagan 12, Sleman' };
const malioboro = { lat: -7.8013, long: 110.3647, address: 'Jl. Contoh Malioboro 5, Yogyakarta' };
const semarang = { lat: -6.9932, long: 110.4203, address: 'Kota Semarang, Jawa Tengah' };

function ask(changes: Fields = {}): Promise<Answer> {
	return kiriminAja(sandbox, 'v4/instant/pricing', {
		item_price: 150_000,
		origin: sleman,
		destination: malioboro,
		weight: 2000,
		...changes,
	});
}

const refusal = (text: string) => ({ status: false, text, code: 2, method: null, result: null });

describe('instant rates', () => {
	it('are those of all three couriers when none is named', async () => {
		const { body } = await ask();
		expect(body.result.map((row: Json) => row.name)).toEqual(['gosend', 'grab_express', 'borzo']);
		expect((await ask({ service: [] })).body).toEqual(body);
	});

	it('are those of the couriers named, with the admin fee beside the cost to book with', async () => {
		const { body } = await ask({ service: ['gosend'] });
		expect(body.result).toEqual([
			{
				name: 'gosend',
				costs: [
					{
						service_type: 'instant',
						estimation: '1-2 hours',
						price: { admin_fee: 1_000, shipping_costs: 27_000, total_price: 28_000 },
					},
					{
						service_type: 'sameday',
						estimation: '6-8 hours',
						price: { admin_fee: 1_000, shipping_costs: 19_500, total_price: 20_500 },
					},
				],
				insurances: [
					{ value: 500, type: 'silver' },
					{ value: 1_000, type: 'gold' },
				],
			},
		]);
	});

	it('grow with the distance, and cost more by car', async () => {
		const cost = async (changes: Fields) => {
			const { body } = await ask({ service: ['borzo'], ...changes });
			return Number(body.result[0]?.costs[0]?.price.shipping_costs);
		};
		const near = await cost({});
		expect(await cost({ destination: { ...malioboro, lat: -7.9 } })).toBeGreaterThan(near);
		expect(await cost({ vehicle: 'mobil' })).toBe(2 * near);
	});

	it('end at 40 km and at 40 kg', async () => {
		const tooFar = refusal('cannot process the request, distance more than 40km');
		expect((await ask({ destination: semarang })).body).toEqual(tooFar);
		const tooHeavy = refusal('cannot process the request, weight more than 40kg');
		expect((await ask({ weight: 40_001 })).body).toEqual(tooHeavy);
		expect((await ask({ weight: 40_000 })).body.status).toBe(true);
	});

	it.each([
		[{ item_price: undefined }, 'The item price field is required.'],
		[{ item_price: '150000' }, 'The item price must be an integer.'],
		[{ weight: 0 }, 'The weight must be at least 1.'],
		[{ weight: 1.5 }, 'The weight must be an integer.'],
		[{ origin: undefined }, 'The origin.lat field is required.'],
		[{ origin: { ...sleman, lat: '-7.7' } }, 'The origin.lat must be a number.'],
		[
			{ destination: { ...malioboro, long: 181 } },
			'The destination.long must not be greater than 180.',
		],
		[{ destination: { ...malioboro, address: '' } }, 'The destination.address field is required.'],
		[{ service: 'gosend' }, 'The service must be an array.'],
		[{ service: ['jne'] }, 'The selected service is invalid.'],
		[{ vehicle: 'motorcycle' }, 'The selected vehicle is invalid.'],
		[{ timezone: 'Asia/Jakarta' }, 'The selected timezone is invalid.'],
	])('are refused for %j', async (changes, text) => {
		expect((await ask(changes)).body).toEqual(refusal(text));
	});
});

describe('the distance', () => {
	it('is that along the great circle', () => {
		const jakarta = { latitude: -6.2, longitude: 106.8 };
		const surabaya = { latitude: -7.25, longitude: 112.75 };
		expect(kilometres(jakarta, surabaya)).toBeCloseTo(667, -1);
		expect(kilometres(jakarta, jakarta)).toBe(0);
		const degreeOfLatitude = kilometres(jakarta, { ...jakarta, latitude: -7.2 });
		expect(degreeOfLatitude).toBeCloseTo(111.2, 1);
	});
});
