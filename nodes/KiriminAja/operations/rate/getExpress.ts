import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/items';
import { defineOperation } from '../../../shared/operation';
import { checkShape } from '../../../shared/shape';
import { choice, flag, integer, numberIn, optional, rupiah } from '../../../shared/validation';
import { kiriminAja, rowsOf } from '../../api';
import { district, subdistrict } from '../../fields';

const SELECTIONS = ['all', 'cheapest', 'fastest', 'cheapestPerGroup'] as const;
type Selection = (typeof SELECTIONS)[number];

const size = optional(integer({ min: 1, unit: 'cm' }));

/** Compares the express services for one parcel, cheapest first. docs/contracts/kiriminaja.md §2.3 */
export const getExpress = defineOperation({
	value: 'getExpress',
	name: 'Get Express',
	action: 'Get express rates',
	description: 'Compare the cost and speed of express couriers for a parcel',
	kind: 'read',
	fields: [
		district.field({
			displayName: 'Origin District (Kecamatan)',
			name: 'origin',
			required: true,
			description: 'Where the parcel is picked up',
		}),
		district.field({
			displayName: 'Destination District (Kecamatan)',
			name: 'destination',
			required: true,
			description: 'Where the parcel goes',
		}),
		{
			displayName: 'Weight (Grams)',
			name: 'weight',
			type: 'number',
			default: 1000,
			required: true,
			typeOptions: { minValue: 1 },
			description:
				'The larger of the scale weight and the volumetric weight, which is length × width × height in cm ÷ 6 (÷ 4 for trucking)',
		},
		{
			displayName: 'Item Value (Rupiah)',
			name: 'itemValue',
			type: 'number',
			default: 0,
			description: 'Value of the goods; needed for insurance and COD',
		},
		{
			displayName: 'Return',
			name: 'return',
			type: 'options',
			options: [
				{ name: 'All Rates', value: 'all' },
				{ name: 'Cheapest', value: 'cheapest' },
				{
					name: 'Cheapest per Group',
					value: 'cheapestPerGroup',
					description: 'One each of regular, next day, cargo and so on',
				},
				{ name: 'Fastest', value: 'fastest' },
			],
			default: 'all',
			description: 'Which of the rates to output, one item each',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Courier Names or IDs',
					name: 'courier',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getCouriers' },
					default: [],
					description:
						'Ask only these couriers, which is faster. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				subdistrict.field({
					displayName: 'Destination Subdistrict (Kelurahan)',
					name: 'subdistrictDestination',
					description: 'Needed by RPX, Pos Indonesia and Paxel',
				}),
				{
					displayName: 'Height (Cm)',
					name: 'height',
					type: 'number',
					default: 10,
					typeOptions: { minValue: 1 },
				},
				{
					displayName: 'Insurance',
					name: 'insurance',
					type: 'boolean',
					default: false,
					description: 'Whether to add insurance to the total',
				},
				{
					displayName: 'Length (Cm)',
					name: 'length',
					type: 'number',
					default: 10,
					typeOptions: { minValue: 1 },
				},
				subdistrict.field({
					displayName: 'Origin Subdistrict (Kelurahan)',
					name: 'subdistrictOrigin',
					description: 'Needed by RPX, Pos Indonesia and Paxel',
				}),
				{
					displayName: 'Width (Cm)',
					name: 'width',
					type: 'number',
					default: 10,
					typeOptions: { minValue: 1 },
				},
			],
		},
	],
	request: z.object({
		origin: district.schema,
		destination: district.schema,
		weight: integer({ min: 1, unit: 'grams' }),
		itemValue: optional(rupiah()),
		return: choice(...SELECTIONS),
		additionalFields: z.object({
			courier: optional(z.array(z.string())),
			subdistrictOrigin: optional(subdistrict.schema),
			subdistrictDestination: optional(subdistrict.schema),
			length: size,
			width: size,
			height: size,
			insurance: optional(flag),
		}),
	}),
	async run(call, input) {
		const { courier, subdistrictOrigin, subdistrictDestination, length, width, height, insurance } =
			input.additionalFields;
		const body = await kiriminAja.read(call, '/api/mitra/v6.1/shipping_price', {
			origin: input.origin,
			subdistrict_origin: subdistrictOrigin,
			destination: input.destination,
			subdistrict_destination: subdistrictDestination,
			weight: input.weight,
			length,
			width,
			height,
			item_value: input.itemValue,
			insurance: insurance ? 1 : 0,
			courier: courier?.length ? courier : undefined,
		});
		checkShape(call, documented, body);
		const rates = rowsOf(body).map((row) => rateOf(row, insurance ?? false, input.itemValue ?? 0));
		rates.sort((one, other) => one.total - other.total);
		return SELECT[input.return](rates);
	},
});

interface Rate extends IDataObject {
	group: string;
	total: number;
	/** Most days the courier says it takes; without a number in `etd` it sorts last. */
	etdDays: number | null;
}

/**
 * One rate with its money in whole rupiah. The API's own insurance and COD fee are used, never the documented formulas: the published
 * samples do not obey those.
 */
function rateOf(row: IDataObject, insured: boolean, itemValue: number): Rate {
	const {
		setting,
		settings,
		cost,
		insurance,
		discount_amount,
		discount_type,
		cod,
		etd,
		group,
		...rest
	} = row;
	const shippingCost = numberIn(cost) ?? 0;
	const insuranceAmount = insured || row.force_insurance === true ? (numberIn(insurance) ?? 0) : 0;
	const discountAmount = numberIn(discount_amount) ?? 0;
	const fees = (setting ?? settings ?? {}) as IDataObject;
	const codFee = numberIn(fees.cod_fee_amount) ?? 0;
	const total =
		shippingCost - (discount_type === 'drop_only' ? 0 : discountAmount) + insuranceAmount;
	const days = String(etd ?? '')
		.match(/\d+/g)
		?.map(Number);
	return {
		...camelKeys(rest),
		setting: camelKeys(fees),
		group: String(group ?? ''),
		etd: String(etd ?? ''),
		etdDays: days ? Math.max(...days) : null,
		cod: cod === true,
		shippingCost,
		discountAmount,
		discountType: discount_type ?? null,
		insuranceAmount,
		total,
		codFee,
		codAmount: cod === true ? itemValue + total + codFee : null,
	};
}

const daysOf = ({ etdDays }: Rate) => etdDays ?? Infinity;

/** Each gets the rates cheapest first, so that the cheaper one wins among equals. */
const SELECT: Record<Selection, (rates: Rate[]) => Rate[]> = {
	all: (rates) => rates,
	cheapest: (rates) => rates.slice(0, 1),
	fastest: (rates) => [...rates].sort((one, other) => daysOf(one) - daysOf(other)).slice(0, 1),
	cheapestPerGroup: (rates) =>
		rates.filter((rate, index) => rates.findIndex(({ group }) => group === rate.group) === index),
};

const documented = z.object({
	results: z.array(
		z.object({
			service: z.string(),
			service_name: z.string(),
			service_type: z.string(),
			cost: z.string(),
			etd: z.string(),
			cod: z.boolean(),
			group: z.string(),
			discount_amount: z.number(),
			insurance: z.number(),
			setting: z.object({ cod_fee_amount: z.number() }),
		}),
	),
});
