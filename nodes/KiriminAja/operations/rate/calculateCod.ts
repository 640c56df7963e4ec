import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { flag, integer, numberIn, optional, rupiah, text } from '../../../shared/values/kinds';
import { kiriminAja, rowsOf } from '../../wire/api';

/** Filled from an item of Rate → Get Express, when such an item is wired straight in. */
const fromRate = (
	displayName: string,
	name: string,
	initial: string,
	own: Partial<INodeProperties> = {},
): INodeProperties => ({ displayName, name, type: 'number', default: initial, ...own });

const rowFields: INodeProperties[] = [
	fromRate('Courier Code', 'courierCode', '={{ $json.service }}', {
		type: 'string',
		required: true,
		placeholder: 'e.g. jne',
	}),
	fromRate('Service Type', 'courierServiceCode', '={{ $json.serviceType }}', {
		type: 'string',
		required: true,
		placeholder: 'e.g. REG23',
	}),
	fromRate('Shipping Cost (Rupiah)', 'shippingCost', '={{ $json.shippingCost }}', {
		required: true,
		description: 'Before the discount',
	}),
	fromRate(
		'Discount (Rupiah)',
		'discountAmount',
		'={{ $json.discountApplies ? $json.discountAmount : 0 }}',
	),
	fromRate('Insurance (Rupiah)', 'insuranceAmount', '={{ $json.insuranceAmount }}'),
];

/** Works out COD fees. Not documented; KiriminAja's own plugin and PHP SDK use it. docs/contracts/kiriminaja.md §2.3 (14) */
export const calculateCod = defineOperation({
	value: 'calculateCod',
	name: 'Calculate COD',
	action: 'Calculate COD fees',
	description: 'Work out the fee and the lowest amount of COD for one or more express rates',
	kind: 'read',
	fields: [
		{
			displayName:
				'KiriminAja does not document this calculation; its own plugin asks twice: with COD 1 and Skip Amount Check on for the lowest COD, then with the real COD and the check for the fee.',
			name: 'calculateCodNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Item Price (Rupiah)',
			name: 'itemPrice',
			type: 'number',
			default: 0,
			required: true,
			description: 'Value of the goods',
		},
		{
			displayName: 'COD (Rupiah)',
			name: 'customCod',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1,
			description: 'What the buyer shall pay at the door, or 1 to learn the lowest amount',
		},
		{
			displayName: 'Skip Amount Check',
			name: 'excludeCodAmountValidation',
			type: 'boolean',
			default: true,
			description: 'Whether to calculate even when the COD is lower than KiriminAja accepts',
		},
		{
			displayName: 'Rates',
			name: 'data',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Rate',
			default: {},
			description: 'A new entry takes its values from an item of Rate → Get Express',
			options: [{ displayName: 'Rate', name: 'row', values: rowFields }],
		},
	],
	request: z.object({
		itemPrice: rupiah({ min: 1 }),
		customCod: optional(integer({ min: 1, unit: 'rupiah' })),
		excludeCodAmountValidation: flag,
		data: z.preprocess(
			(value) => value ?? {},
			z
				.object({
					row: z
						.array(
							z.object({
								courierCode: text(),
								courierServiceCode: text(),
								shippingCost: rupiah(),
								discountAmount: optional(rupiah()),
								insuranceAmount: optional(rupiah()),
							}),
						)
						.optional(),
				})
				.transform(({ row = [] }, ctx) => {
					if (row.length === 0) {
						ctx.addIssue({ code: 'custom', message: 'must have at least one rate.' });
					}
					return row;
				}),
		),
	}),
	async run(call, { itemPrice, customCod, excludeCodAmountValidation, data }) {
		const body = await kiriminAja.read(call, '/api/mitra/calculations/cod', {
			item_price: itemPrice,
			custom_cod: customCod,
			exclude_cod_amount_validation: excludeCodAmountValidation,
			data: data.map((row) => ({
				courier_code: row.courierCode,
				courier_service_code: row.courierServiceCode,
				shipping_cost: row.shippingCost,
				discount_amount: row.discountAmount ?? 0,
				insurance_amount: row.insuranceAmount ?? 0,
			})),
		});
		checkShape(call, z.object({ results: documented.length(data.length) }), body);
		// The answer's rows come in the order of the request's; nothing else in them is certain.
		return rowsOf(body).map((row, index): IDataObject => ({
			...data[index],
			...camelKeys(row),
			minimumCustomCod: numberIn(row.minimum_custom_cod) ?? null,
			totalFee: numberIn(row.total_fee) ?? null,
			isSupportCod: row.is_support_cod === true,
		}));
	},
});

const documented = z.array(
	z.object({
		minimum_custom_cod: z.number(),
		total_fee: z.number(),
		is_support_cod: z.boolean(),
	}),
);
