import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { count, entries, line, notice, number } from '../../../shared/values/builders';
import {
	flag,
	flagIn,
	integer,
	numberIn,
	optional,
	rupiah,
	text,
} from '../../../shared/values/kinds';
import { textIn } from '../../../shared/values/texts';
import type { Caller } from '../../../shared/wire/caller';
import { inputError } from '../../../shared/wire/errors';
import { kiriminAja, rowsOf } from '../../wire/api';

/** Filled from an item of Rate → Get Express, also a simplified one, when such an item is wired straight in. */
export const rowFields: INodeProperties[] = [
	line('Courier Code', 'courierCode', 'jne', {
		default: '={{ $json.service }}',
		required: true,
		description: 'The service of Rate → Get Express, in small letters',
	}),
	line('Service Type', 'courierServiceCode', 'REG23', {
		default: '={{ $json.serviceType }}',
		required: true,
		description: 'The serviceType of the same rate',
	}),
	number('Shipping Cost (Rupiah)', 'shippingCost', '={{ $json.shippingCost }}', {
		required: true,
		description: 'The shippingCost of the rate, before its discount',
	}),
	number(
		'Discount (Rupiah)',
		'discountAmount',
		'={{ $json.discountApplies ? $json.discountAmount : 0 }}',
		{ description: 'The discountAmount of the rate when discountApplies, otherwise 0' },
	),
	number('Insurance (Rupiah)', 'insuranceAmount', '={{ $json.insuranceAmount }}', {
		description: 'The insuranceAmount of the rate; 0 for a package without insurance',
	}),
];

/** Works out COD fees. Not documented; KiriminAja's own plugin and PHP SDK use it. docs/contracts/kiriminaja.md §2.3 (14) */
export const calculateCod = defineOperation({
	value: 'calculateCod',
	name: 'Calculate COD',
	action: 'Calculate COD fees',
	description: 'Work out the fee and the lowest amount of COD for one or more express rates',
	kind: 'read',
	fields: [
		notice(
			'calculateCodNotice',
			'KiriminAja does not document this calculation; its own plugin asks twice: with COD 1 and Skip Amount Check on for the lowest COD, then with the real COD and the check for the fee.',
		),
		number('Item Price (Rupiah)', 'itemPrice', 0, {
			required: true,
			description: 'Total value of the goods in whole rupiah',
		}),
		count('COD (Rupiah)', 'customCod', 1, {
			description: 'What the buyer shall pay at the door, or 1 to learn the lowest amount',
		}),
		{
			displayName: 'Skip Amount Check',
			name: 'excludeCodAmountValidation',
			type: 'boolean',
			default: true,
			description: 'Whether to calculate even when the COD is lower than KiriminAja accepts',
		},
		entries('Rates', 'data', ['Rate', 'row'], rowFields, {
			description: 'A new entry takes its values from an item of Rate → Get Express',
		}),
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
		const rows = rowsOf(body);
		return rows.map((row, index): IDataObject => ({
			...rateOf(call, row, data, rows.length === data.length ? index : undefined),
			...camelKeys(row),
			minimumCustomCod: numberIn(row.minimum_custom_cod) ?? null,
			totalFee: numberIn(row.total_fee) ?? null,
			isSupportCod: flagIn(row.is_support_cod) ?? false,
		}));
	},
});

interface Rate {
	courierCode: string;
	courierServiceCode: string;
	shippingCost: number;
}

/**
 * The rate that a row is about. Rows come in the order of the request's; one that names its rate goes to that one, and one that can't be
 * told apart would give its figures to another. docs/contracts/kiriminaja.md §2.3 (14)
 */
function rateOf(call: Caller, row: IDataObject, rates: Rate[], place: number | undefined): Rate {
	const named = NAMES.filter(([wire]) => textIn(row[wire]) !== '');
	const fitting = rates.filter((rate) =>
		named.every(
			([wire, ours]) => textIn(row[wire]).toLowerCase() === textIn(rate[ours]).toLowerCase(),
		),
	);
	const inPlace = rates.find((rate, index) => index === place && fitting.includes(rate));
	const [only] = named.length > 0 && fitting.length === 1 ? fitting : [];
	const rate = inPlace ?? only;
	if (rate) return rate;
	throw inputError(
		call,
		"KiriminAja's answer does not tell which rate its COD figures are for",
		'Calculate one rate for each item, or try again.',
	);
}

const NAMES = [
	['courier_code', 'courierCode'],
	['courier_service_code', 'courierServiceCode'],
	['shipping_cost', 'shippingCost'],
] as const;

const documented = z.array(
	z.object({
		minimum_custom_cod: z.number(),
		total_fee: z.number(),
		is_support_cod: z.boolean(),
	}),
);
