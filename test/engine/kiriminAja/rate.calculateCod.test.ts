import { sandbox, run, replayed } from './support/rates';

describe('Calculate COD', () => {
	const row = {
		courierCode: 'jne',
		courierServiceCode: 'REG23',
		shippingCost: 18000,
		discountAmount: 0,
		insuranceAmount: 2500,
	};
	const minimum = {
		itemPrice: 250000,
		customCod: 1,
		excludeCodAmountValidation: true,
		data: { row: [row] },
	};
	const fees = { ...row, minimumCustomCod: 29508, totalFee: 9008, isSupportCod: true };

	test('learns the lowest COD, then the fee of the real one', async () => {
		const lowest = await replayed('calculations-cod', 'minimum', 'calculateCod', minimum);
		const real = await replayed('calculations-cod', 'actual', 'calculateCod', {
			...minimum,
			customCod: 279508,
			excludeCodAmountValidation: false,
		});

		expect(lowest.hints).toEqual([]);
		expect(lowest.json).toEqual([fees]);
		expect(real.json).toEqual([fees]);
	});

	test('takes its values from the rates that are wired in', async () => {
		const { json, error } = await run(
			'calculateCod',
			{ itemPrice: 250000, data: { row: [{}] } },
			{
				items: [
					{
						service: 'jne',
						serviceType: 'REG23',
						shippingCost: 18000,
						discountAmount: 540,
						discountApplies: false,
						insuranceAmount: 2500,
					},
					{
						service: 'jnt',
						serviceType: 'EZ',
						shippingCost: 19000,
						discountAmount: 4750,
						discountApplies: true,
						insuranceAmount: 500,
					},
				],
			},
		);

		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ courierCode: 'jne', discountAmount: 0, isSupportCod: true },
			{ courierCode: 'jnt', discountAmount: 4750, isSupportCod: true },
		]);
	});

	test('gives one item for each of several rates, in their order', async () => {
		const { json } = await run('calculateCod', {
			...minimum,
			data: { row: [row, { ...row, courierServiceCode: 'JTR23' }] },
		});

		expect(json).toMatchObject([
			{ courierServiceCode: 'REG23', isSupportCod: true },
			{ courierServiceCode: 'JTR23', isSupportCod: false },
		]);
	});

	test('refuses a calculation without rates, or with one that is not whole', async () => {
		const none = await run('calculateCod', { ...minimum, data: {} });
		expect(none.error?.message).toBe('Rates (item 0) must have at least one rate.');

		const half = await run('calculateCod', {
			...minimum,
			data: { row: [{ ...row, shippingCost: 18000.5 }] },
		});
		expect(half.error?.message).toBe(
			'Rate 1 → Shipping Cost (Rupiah) (item 0) must be a whole number of rupiah; it is 18000.5.',
		);
		expect(sandbox.current.requests).toHaveLength(0);
	});
});
