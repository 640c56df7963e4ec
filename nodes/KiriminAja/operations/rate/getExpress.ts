import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { only } from '../../../shared/run/simplify';
import { choice, flag, integer, optional, rupiah, text } from '../../../shared/values/kinds';
import { kiriminAja, rowsOf } from '../../wire/api';
import { district, subdistrict } from '../fields';
import { cheapestFirst, documented, rateOf, SELECT } from './expressRate';
import { expressFields } from './expressForm';
import { packed, volumetricWeight, weightOf, type Product, type Size } from './parcel';

const size = integer({ min: 1, unit: 'cm' });

const product = z.object({
	name: optional(text({ max: 255 })),
	qty: integer({ min: 1 }),
	weight: integer({ min: 1, unit: 'grams' }),
	length: size,
	width: size,
	height: size,
});

/** Compares the express services for one parcel, cheapest first. docs/contracts/kiriminaja.md §2.3 */
export const getExpress = defineOperation({
	value: 'getExpress',
	name: 'Get Express',
	action: 'Get express rates',
	description: 'Compare the cost and speed of express couriers for a parcel',
	kind: 'read',
	fields: expressFields,
	request: z
		.object({
			origin: district.schema,
			destination: district.schema,
			parcelFrom: choice('size', 'goods'),
			weight: optional(integer({ min: 1, unit: 'grams' })),
			goods: optional(z.object({ product: z.array(product).optional() })),
			itemValue: optional(rupiah()),
			return: choice('all', 'cheapest', 'fastest', 'cheapestPerGroup'),
			simplify: flag,
			additionalFields: z.object({
				codOnly: optional(flag),
				courier: optional(z.array(z.string())),
				dropOff: optional(flag),
				subdistrictOrigin: optional(subdistrict.schema),
				subdistrictDestination: optional(subdistrict.schema),
				length: optional(size),
				width: optional(size),
				height: optional(size),
				insurance: optional(flag),
			}),
		})
		.transform(({ parcelFrom, weight, goods, ...input }, ctx) => {
			const refuse = (path: string, message: string) =>
				ctx.addIssue({ code: 'custom', path: [path], message });
			if (parcelFrom === 'goods') {
				const products = goods?.product ?? [];
				if (products.length === 0) refuse('goods', 'must have at least one product.');
				return { ...input, parcel: parcelOf(products) };
			}
			if (weight === undefined) refuse('weight', 'is required.');
			const { length, width, height } = input.additionalFields;
			return { ...input, parcel: typedParcel(weight ?? 0, { length, width, height }) };
		}),
	async run(call, { parcel, ...input }) {
		const { courier, subdistrictOrigin, subdistrictDestination } = input.additionalFields;
		const { insurance = false, dropOff = false, codOnly = false } = input.additionalFields;
		const { weight, length, width, height, volumetric } = parcel;
		const body = await kiriminAja.read(call, '/api/mitra/v6.1/shipping_price', {
			origin: input.origin,
			subdistrict_origin: subdistrictOrigin,
			destination: input.destination,
			subdistrict_destination: subdistrictDestination,
			weight,
			length,
			width,
			height,
			item_value: input.itemValue || undefined,
			insurance: insurance ? 1 : undefined,
			courier: courier?.length ? courier : undefined,
		});
		checkShape(call, documented, body);
		const { itemValue } = input;
		if (itemValue === undefined) call.hint(NO_VALUE);
		const rates = rowsOf(body).map((row) => ({
			...rateOf(row, { itemValue, insured: insurance, dropOff }),
			chargeableWeight: weight,
			volumetricWeight: volumetric,
		}));
		const wanted = codOnly ? rates.filter(({ cod }) => cod) : rates;
		const selected = SELECT[input.return](cheapestFirst(wanted));
		return input.simplify ? selected.map((rate) => only(rate, SIMPLE)) : selected;
	},
});

/** A field that nobody has touched is 0; an expression has found nothing. */
const NO_VALUE =
	'Item Value (Rupiah) is empty or in no column: codAmount is null, and insurance is without it. Give 0 where that is right.';

/** What a booking and Rate → Calculate COD read of a rate, and what to choose it by; n8n allows ten. */
const SIMPLE = [
	'service',
	'serviceType',
	'etd',
	'shippingCost',
	'discountAmount',
	'discountApplies',
	'insuranceAmount',
	'total',
	'cod',
	'codAmount',
];

interface Parcel extends Partial<Size> {
	/** What is charged, in grams. */
	weight: number;
	/** Null when the size is not known. */
	volumetric: number | null;
}

/** Typed weight and size are sent as typed: the merchant may know better what the courier charges. */
function typedParcel(weight: number, size: Partial<Size>): Parcel {
	const { length, width, height } = size;
	const isKnown = length !== undefined && width !== undefined && height !== undefined;
	const volumetric = isKnown ? volumetricWeight({ length, width, height }) : null;
	return { ...size, weight, volumetric };
}

function parcelOf(products: Product[]): Parcel {
	if (products.length === 0) return { weight: 0, volumetric: null };
	const size = packed(products);
	const volumetric = volumetricWeight(size);
	return { ...size, weight: Math.max(weightOf(products), volumetric), volumetric };
}
