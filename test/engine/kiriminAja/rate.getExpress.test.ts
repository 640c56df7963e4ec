import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { byId, kiriminAjaCredential } from '../support/kiriminAja';
import { rowFields } from '../../../nodes/KiriminAja/operations/rate/calculateCod';
import { textIn } from '../../../nodes/shared/values/texts';
import { sandbox, lastBody, run, replayed } from './support/rates';

describe('Get Express', () => {
	const shoes = {
		origin: byId('5788'),
		destination: byId('6152'),
		weight: 1000,
		itemValue: 250000,
		return: 'all',
		additionalFields: {
			subdistrictOrigin: byId('31554'),
			subdistrictDestination: byId('69312'),
			length: 20,
			width: 30,
			height: 15,
			insurance: true,
			courier: ['jne', 'jnt', 'sicepat'],
		},
	};
	const goods = (...product: INodeParameters[]): INodeParameters => ({
		origin: byId('5788'),
		destination: byId('6152'),
		parcelFrom: 'goods',
		goods: { product },
		itemValue: 250000,
		return: 'cheapest',
	});
	const shirt = { name: 'Kaos', qty: 3, weight: 200, length: 30, width: 20, height: 2 };

	test('sends the published request and lists the published rates, cheapest first', async () => {
		const { json, hints } = await replayed('pricing-express-v6.1', 'ok', 'getExpress', shoes);

		expect(hints).toEqual([]);
		expect(json.map(({ service, serviceType, total }) => [service, serviceType, total])).toEqual([
			['jnt', 'EZ', 14750],
			['sicepat', 'SIUNT', 18200],
			['jne', 'REG23', 20500],
			['jne', 'JTR23', 62500],
		]);
		expect(json[2]).toEqual({
			service: 'jne',
			serviceName: 'JNE Express Reguler',
			serviceType: 'REG23',
			group: 'regular',
			etd: '2-3',
			etdDays: 3,
			cod: true,
			takesDropOff: true,
			cutOffTime: null,
			forceInsurance: false,
			useGeolocation: false,
			discountCampaign: {
				discount: 0,
				discountPercentage: 0,
				discountCampaignId: 0,
				discountType: '',
			},
			discountPercentage: 0.03,
			setting: {
				codFee: '0.03',
				minimumCodFee: '2500',
				insuranceFee: '0.002',
				insuranceAddCost: 0,
				codFeeAmount: 8990,
			},
			shippingCost: 18000,
			discountAmount: 540,
			discountType: 'drop_only',
			discountApplies: false,
			insuranceAmount: 2500,
			codFee: 8990,
			total: 20500,
			codAmount: 279490,
			chargeableWeight: 1000,
			volumetricWeight: 1500,
		});
	});

	test('keeps, also simplified, what Calculate COD reads, in ten fields', async () => {
		const { json } = await replayed('pricing-express-v6.1', 'ok', 'getExpress', {
			...shoes,
			simplify: true,
		});

		expect(json[0]).toEqual({
			service: 'jnt',
			serviceType: 'EZ',
			etd: '3-4',
			shippingCost: 19000,
			discountAmount: 4750,
			discountApplies: true,
			insuranceAmount: 500,
			total: 14750,
			cod: true,
			codAmount: 276505,
		});
		for (const rate of json) {
			expect(Object.keys(rate).length).toBeLessThanOrEqual(10);
			const read = rowFields.flatMap((field) => textIn(field.default).match(/(?<=\$json\.)\w+/g));
			expect(Object.keys(rate)).toEqual(expect.arrayContaining(read));
		}
	});

	test('hands a simplified rate on to Calculate COD with its discount', async () => {
		const rates = await replayed('pricing-express-v6.1', 'ok', 'getExpress', {
			...shoes,
			simplify: true,
		});
		const { json } = await run(
			'calculateCod',
			{ itemPrice: 250000, data: { row: [{}] } },
			{ items: rates.json.slice(0, 1) },
		);

		expect(json).toMatchObject([{ courierCode: 'jnt', discountAmount: 4750 }]);
	});

	test('leaves out, on wish, the services that do not take COD', async () => {
		const codOnly = { ...shoes.additionalFields, codOnly: true };
		const { json } = await replayed('pricing-express-v6.1', 'ok', 'getExpress', {
			...shoes,
			additionalFields: codOnly,
		});

		expect(json.map(({ serviceType, cod }) => [serviceType, cod])).toEqual([
			['EZ', true],
			['SIUNT', true],
			['REG23', true],
		]);
	});

	test('says so, and gives no COD amount, when an expression for the value finds nothing', async () => {
		const { json, hints } = await run('getExpress', { ...shoes, itemValue: '={{ $json.none }}' });

		expect(json.map(({ codAmount }) => codAmount)).toEqual(json.map(() => null));
		expect(hints.map(({ message }) => message)).toEqual([
			'Item Value (Rupiah) is empty or in no column: codAmount is null, and insurance is without it. Give 0 where that is right.',
		]);
	});

	test('asks for no more than weight and districts when no more is known', async () => {
		const { json } = await run('getExpress', {
			origin: byId('5788'),
			destination: byId('6152'),
			weight: 1000,
			return: 'cheapest',
		});

		expect(lastBody()).toEqual({
			origin: 5788,
			destination: 6152,
			weight: 1000,
		});
		expect(json).toMatchObject([{ chargeableWeight: 1000, volumetricWeight: null }]);
	});

	test('counts discounts for drop-offs when the merchant drops off', async () => {
		const dropOff = { ...shoes.additionalFields, dropOff: true };
		const { json } = await replayed('pricing-express-v6.1', 'ok', 'getExpress', {
			...shoes,
			additionalFields: dropOff,
		});

		expect(json).toContainEqual(
			expect.objectContaining({ serviceType: 'REG23', discountApplies: true, total: 19960 }),
		);
	});

	test('works out weight and size of a parcel with several goods', async () => {
		const mug = { name: 'Gelas', qty: 1, weight: 400, length: 12, width: 12, height: 10 };
		const { json, error } = await run('getExpress', goods(shirt, mug));

		// 3 × 2 + 10 cm high; 3 × 200 + 400 g on the scale, 30 × 20 × 16 ÷ 6 g by volume.
		expect(error).toBeUndefined();
		expect(lastBody()).toMatchObject({ weight: 1600, length: 30, width: 20, height: 16 });
		expect(json).toMatchObject([{ chargeableWeight: 1600, volumetricWeight: 1600 }]);
	});

	test('is charged by the scale when the goods are heavier than they are big', async () => {
		const { json } = await run('getExpress', goods({ ...shirt, weight: 2000 }));

		expect(lastBody()).toMatchObject({ weight: 6000, length: 30, width: 20, height: 6 });
		expect(json).toMatchObject([{ chargeableWeight: 6000, volumetricWeight: 600 }]);
	});

	test('leaves a size that was typed before out of a parcel from goods', async () => {
		await run('getExpress', { ...goods(shirt), additionalFields: { length: 99 } });
		expect(lastBody()).toMatchObject({ length: 30 });
	});

	test.each<[string, INodeParameters, string]>([
		['no goods', goods(), 'Goods (item 0) must have at least one product.'],
		[
			'a product without weight',
			goods(shirt, { ...shirt, weight: 0 }),
			'Product 2 → Weight (Grams) (item 0) must be at least 1 grams; it is 0.',
		],
		[
			'half a piece',
			goods({ ...shirt, qty: 0.5 }),
			'Product 1 → Quantity (item 0) must be a whole number; it is 0.5.',
		],
		['no weight', { ...shoes, weight: '' }, 'Weight (Grams) (item 0) is required.'],
	])('refuses %s before sending', async (_what, parameters, sentence) => {
		const { error } = await run('getExpress', parameters);

		expect(error?.message).toBe(sentence);
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test('gives nothing, and no error, when no courier goes there', async () => {
		const { json, error } = await replayed(
			'pricing-express-v6.1',
			'no coverage (inferred)',
			'getExpress',
			{ ...shoes, additionalFields: { ...shoes.additionalFields, courier: ['paxel'] } },
		);
		expect(error).toBeUndefined();
		expect(json).toEqual([]);
	});

	test('says it above the output when a rate has no cost, and lists that rate last', async () => {
		const priced = { service: 'jnt', service_type: 'EZ', cost: '19000', cod: true };
		const results = [{ ...priced, service: 'jne', cost: null }, priced];
		await answering(
			(_request, answer) => void answer.end(JSON.stringify({ status: true, results })),
			async (url) => {
				const credentials = kiriminAjaCredential({ ...sandbox.current, url });
				const { json, hints } = await run('getExpress', shoes, { credentials });

				expect(hints).toMatchObject([{ message: expect.stringContaining('results.0.cost') }]);
				expect(json).toMatchObject([
					{ service: 'jnt', total: 19000, codAmount: null },
					{ service: 'jne', shippingCost: null, total: null },
				]);
			},
		);
	});
});
