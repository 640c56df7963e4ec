import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Row } from '../../row';

export const row: Row = {
	parameters: {
		itemPrice: 250000,
		customCod: 1,
		excludeCodAmountValidation: true,
		data: {
			row: [
				{
					courierCode: 'jne',
					courierServiceCode: 'REG23',
					shippingCost: 18000,
					discountAmount: 0,
					insuranceAmount: 2500,
				},
			],
		},
	},
	// One row for each that was asked for: there a missing one is seen.
	expected: { wrongTypes: 'error', emptyObject: 'warned', rowMissing: 'warned' },
	published: {
		fill: ({ body }) => ({
			itemPrice: Number(body?.item_price),
			customCod: Number(body?.custom_cod),
			excludeCodAmountValidation: Boolean(body?.exclude_cod_amount_validation),
			data: {
				row: (body?.data as IDataObject[]).map((row) => ({
					courierCode: row.courier_code,
					courierServiceCode: row.courier_service_code,
					shippingCost: row.shipping_cost,
					discountAmount: row.discount_amount,
					insuranceAmount: row.insurance_amount,
				})) as INodeParameters[],
			},
		}),
		exchanges: {
			'calculations-cod': {
				minimum: { items: [{ minimumCustomCod: 29508, totalFee: 9008, isSupportCod: true }] },
				actual: { items: [{ minimumCustomCod: 29508, totalFee: 9008, isSupportCod: true }] },
			},
		},
	},
};
