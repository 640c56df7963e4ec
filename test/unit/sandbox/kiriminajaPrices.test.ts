import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { chargeableKilograms, codFeeAmount } from '../../../sandbox/kiriminaja/prices.ts';
import { kiriminAja, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const question = { origin: 5788, destination: 3175, weight: 1000, item_value: 250000 };

async function rows(changes: Record<string, unknown> = {}): Promise<Json[]> {
	const answer = await kiriminAja(sandbox, 'v6.1/shipping_price', { ...question, ...changes });
	expect(answer.body.status).toBe(true);
	return answer.body.results;
}

function row(list: Json[], service: string, type: string): Json | undefined {
	return list.find((one) => one.service === service && one.service_type === type);
}

describe('a merchant asking for express rates', () => {
	it('pays 64000 for the kilogram of the sample order from Sleman to Lampung with JNE REG23', async () => {
		expect(row(await rows(), 'jne', 'REG23')?.cost).toBe('64000');
	});

	it('gets the published prices from Sleman to Surabaya', async () => {
		const list = await rows({ destination: 6152 });
		const costs = [
			['jne', 'REG23', '18000'],
			['jnt', 'EZ', '19000'],
			['sicepat', 'SIUNT', '17500'],
			['jne', 'JTR23', '60000'],
		] as const;
		for (const [service, type, cost] of costs) expect(row(list, service, type)?.cost).toBe(cost);
	});

	it('gets the published row to the last number, text where the vendor sends text', async () => {
		expect(row(await rows({ destination: 6152 }), 'jne', 'REG23')).toEqual({
			service: 'jne',
			service_name: 'JNE Express Reguler',
			service_type: 'REG23',
			cost: '18000',
			etd: '2-3',
			cod: true,
			group: 'regular',
			drop: true,
			cut_off_time: null,
			force_insurance: false,
			use_geolocation: false,
			discount_campaign: {
				discount: 0,
				discount_percentage: 0,
				discount_campaign_id: 0,
				discount_type: '',
			},
			discount_amount: 540,
			discount_percentage: 0.03,
			discount_type: 'drop_only',
			setting: {
				cod_fee: '0.03',
				minimum_cod_fee: '2500',
				insurance_fee: '0.002',
				insurance_add_cost: 0,
				cod_fee_amount: 8990,
			},
			insurance: 2500,
		});
	});

	it('may choose among regular, next day, economy and cargo', async () => {
		const groups = new Set((await rows()).map((one) => one.group));
		expect([...groups].sort()).toEqual(['cargo', 'economy', 'next_day', 'regular']);
	});

	it('is offered same-day delivery within one city only', async () => {
		const kelurahan = { subdistrict_origin: 31554, subdistrict_destination: 31521 };
		const near = await rows({ destination: 5781, ...kelurahan });
		expect(row(near, 'paxel', 'SAMEDAY')).toBeDefined();
		expect(await rows({ destination: 6152, courier: ['paxel'] })).toEqual([]);
	});

	it('is offered couriers that deliver by sub-district only when both are given', async () => {
		const without = await rows();
		const given = { subdistrict_origin: 31554, subdistrict_destination: 74921 };
		expect(row(without, 'rpx', 'RGP')).toBeUndefined();
		expect(row(await rows(given), 'rpx', 'RGP')).toBeDefined();
	});

	it('asks one courier by list or by name, and all without either', async () => {
		expect(new Set((await rows({ courier: ['jne'] })).map((one) => one.service))).toEqual(
			new Set(['jne']),
		);
		expect((await rows({ courier: 'jne' })).length).toBe((await rows({ courier: ['jne'] })).length);
		expect(new Set((await rows()).map((one) => one.service)).size).toBeGreaterThan(8);
	});

	it('sees only the couriers of the account preference until it is reset', async () => {
		await kiriminAja(sandbox, 'v3/set_whitelist_services', { services: ['sicepat'] });
		expect(new Set((await rows()).map((one) => one.service))).toEqual(new Set(['sicepat']));
		await kiriminAja(sandbox, 'v3/set_whitelist_services', {});
		expect(new Set((await rows()).map((one) => one.service)).size).toBeGreaterThan(8);
	});

	it('may name sub-districts alone, as WooCommerce does, but not one district alone', async () => {
		const body = { subdistrict_origin: 31554, subdistrict_destination: 69312, weight: 1000 };
		const byKelurahan = await kiriminAja(sandbox, 'v6.1/shipping_price', body);
		expect(byKelurahan.body.details).toMatchObject({ origin: 5788, destination: 6152 });
		const half = await kiriminAja(sandbox, 'v6.1/shipping_price', { ...body, origin: 5788 });
		expect(half.body).toEqual({
			status: false,
			code: 422,
			text: 'The destination field is required.',
			method: 'shipping_price',
		});
	});

	it.each([
		[{ weight: '1000' }, 'The weight must be an integer.'],
		[{ weight: 0 }, 'The weight must be at least 1.'],
		[{ weight: 1.5 }, 'The weight must be an integer.'],
		[{ destination: 99 }, 'The selected destination is invalid.'],
		[{ subdistrict_origin: 69312 }, 'The selected subdistrict origin is invalid.'],
		[{ insurance: true }, 'The insurance must be an integer.'],
		[{ insurance: 2 }, 'The selected insurance is invalid.'],
		[{ courier: ['dhl'] }, 'The selected courier is invalid.'],
		[{ courier: ['gosend'] }, 'The selected courier is invalid.'],
		[{ item_value: '12x' }, 'The item value must be an integer.'],
	])('is refused %j with "%s"', async (changes, text) => {
		const answer = await kiriminAja(sandbox, 'v6.1/shipping_price', { ...question, ...changes });
		expect(answer.body).toMatchObject({ status: false, code: 422, text });
	});

	it('got the insurance as text from the older version', async () => {
		const answer = await kiriminAja(sandbox, 'v5/shipping_price', question);
		expect(answer.body.results[0]?.insurance).toEqual(expect.any(String));
	});
});

describe('the arithmetic of a rate', () => {
	it.each([
		[1, 0.3, 1],
		[1000, 0.3, 1],
		[1300, 0.3, 1],
		[1301, 0.3, 2],
		[2000, 0.3, 2],
		[2101, 0.1, 3],
	])('charges %i g with a rounding of %f as %i kg', (grams, rounding, kilograms) => {
		expect(chargeableKilograms(grams, rounding)).toBe(kilograms);
	});

	it.each([
		[250000 + 18000 - 540 + 2500, '0.03', 8990],
		[250000 + 19000 - 4750 + 500, '0.04', 11755],
		[250000 + 17500 + 700, '0.03', 8932],
		[250000 + 60000 + 2500, '0.03', 10407],
	])('reproduces the COD fee of a published row: %i at %s is %i', (subtotal, share, fee) => {
		expect(codFeeAmount(subtotal, share)).toBe(fee);
	});

	it('never takes less than the minimum COD fee', () => {
		expect(codFeeAmount(20_000, '0.03')).toBe(2500);
	});
});
