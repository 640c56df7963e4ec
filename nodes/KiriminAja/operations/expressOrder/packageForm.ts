import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import {
	flag,
	integer,
	json,
	numericId,
	optional,
	rupiah,
	text,
} from '../../../shared/values/kinds';
import { decimal } from '../../../shared/values/kinds';
import { district, kiriminAjaPhone, orderId, subdistrict, zipcode } from '../fields';
import { PACKAGE_TYPES } from '../packageTypes';

const number = (
	displayName: string,
	name: string,
	initial: number | string,
	own: Partial<INodeProperties> = {},
): INodeProperties => ({ displayName, name, type: 'number', default: initial, ...own });

const line = (
	displayName: string,
	name: string,
	placeholder: string,
	own: Partial<INodeProperties> = {},
): INodeProperties => ({ displayName, name, type: 'string', default: '', placeholder, ...own });

const atLeastOne = { typeOptions: { minValue: 1 } };

const optionalFields: INodeProperties[] = [
	number('Additional Cost (Rupiah)', 'addCost', 0, { description: 'With COD, the COD fee' }),
	number('Discount (Rupiah)', 'discountAmount', 0, { description: 'From Rate → Get Express' }),
	number('Discount Percentage', 'discountPercentage', 0, {
		description: 'As a fraction, from Rate → Get Express, e.g. 0.03',
	}),
	{
		displayName: 'Drop Off',
		name: 'drop',
		type: 'boolean',
		default: false,
		description: 'Whether you bring the package to the courier instead of having it picked up',
	},
	{
		displayName: 'Items (JSON)',
		name: 'items',
		type: 'json',
		default: '[]',
		description:
			'The goods one by one: name, price, qty, weight, width, length, height, metadata.sku, metadata.variant_label',
	},
	line('Note', 'note', 'e.g. Titip ke satpam', {
		description: 'For the courier, at most 50 characters',
	}),
	{
		displayName: 'Package Type',
		name: 'packageTypeId',
		type: 'options',
		options: PACKAGE_TYPES,
		default: 7,
	},
	number('Quantity', 'qty', 1, atLeastOne),
	line('Recipient City ID', 'destinationKabupatenId', 'e.g. 444'),
	number('Recipient Latitude', 'destinationLatitude', 0, {
		typeOptions: { numberPrecision: 7 },
		description: 'For services that use the location',
	}),
	number('Recipient Longitude', 'destinationLongitude', 0, {
		typeOptions: { numberPrecision: 7 },
		description: 'For services that use the location',
	}),
	line('Recipient Postcode', 'destinationZipcode', 'e.g. 60143'),
	line('Recipient Province ID', 'destinationProvinsiId', 'e.g. 11'),
	subdistrict.field({
		displayName: 'Recipient Subdistrict (Kelurahan)',
		name: 'destinationKelurahanId',
	}),
];

/** What an item of Rate → Get Express brings along, when such an item is wired straight in. */
const fromRate = {
	service: '={{ $json.service }}',
	serviceType: '={{ $json.serviceType }}',
	shippingCost: '={{ $json.shippingCost }}',
	insuranceAmount: '={{ $json.insuranceAmount }}',
};

const nothing = { service: '', serviceType: '', shippingCost: 0, insuranceAmount: 0 };

/** The fields of one package, required ones first; for a list of packages in the node. */
export const packageFields: INodeProperties[] = formOf(
	nothing,
	'additionalFields',
	'Additional Fields',
);

/** The same for the package that is the input item itself. */
export const itemPackageFields: INodeProperties[] = formOf(
	fromRate,
	'packageFields',
	'Additional Package Fields',
);

function formOf(
	initial: Record<keyof typeof fromRate, string | number>,
	optionalName: string,
	optionalDisplayName: string,
): INodeProperties[] {
	return [
		line('Recipient Name', 'destinationName', 'e.g. Sari Wulandari', { required: true }),
		line('Recipient Phone', 'destinationPhone', 'e.g. 081300004321', { required: true }),
		line('Recipient Address', 'destinationAddress', 'e.g. Jl. Kapasan Gang 3 No 7', {
			required: true,
			description:
				'Street and number, 10 to 255 characters; couriers refuse shorter ones as bad addresses',
		}),
		district.field({
			displayName: 'Recipient District (Kecamatan)',
			name: 'destinationKecamatanId',
			required: true,
		}),
		line('Service', 'service', 'e.g. jne', {
			required: true,
			default: initial.service,
			description: 'Courier code, from Rate → Get Express',
		}),
		line('Service Type', 'serviceType', 'e.g. REG23', {
			required: true,
			default: initial.serviceType,
			description: 'From Rate → Get Express',
		}),
		number('Shipping Cost (Rupiah)', 'shippingCost', initial.shippingCost, {
			required: true,
			description:
				'Undiscounted cost from Rate → Get Express; with KA Credit this amount is debited',
		}),
		number('Insurance (Rupiah)', 'insuranceAmount', initial.insuranceAmount, {
			description: 'Premium from Rate → Get Express; 0 for no insurance',
		}),
		line('Item Name', 'itemName', 'e.g. Sepatu', { required: true }),
		number('Item Value (Rupiah)', 'itemValue', 0, {
			required: true,
			description: 'Total value of the goods, at least Rp 1.000',
		}),
		number('Weight (Grams)', 'weight', 1000, { required: true, ...atLeastOne }),
		number('Length (Cm)', 'length', 10, { required: true, ...atLeastOne }),
		number('Width (Cm)', 'width', 10, { required: true, ...atLeastOne }),
		number('Height (Cm)', 'height', 10, { required: true, ...atLeastOne }),
		number('COD (Rupiah)', 'cod', 0, {
			description:
				'Amount that the courier collects from the recipient; 0 for a package without COD',
		}),
		line('Order ID', 'orderId', 'e.g. SHOP-1001', {
			description:
				'Your own number, unique, beginning with letters. It guards against double bookings, also across executions. Left empty, one is made that only guards within this execution.',
		}),
		{
			displayName: optionalDisplayName,
			name: optionalName,
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: optionalFields,
		},
	];
}

const goods = z.array(z.unknown(), {
	message:
		'must be a JSON list of the goods, e.g. [{"name": "Sepatu", "price": 250000, "qty": 1, "weight": 1000}].',
});

const onePackage = z.object({
	orderId: optional(orderId),
	destinationName: text({ max: 50 }),
	destinationPhone: kiriminAjaPhone,
	destinationAddress: text({ min: 10, max: 255 }),
	destinationProvinsiId: optional(numericId),
	destinationKabupatenId: optional(numericId),
	destinationKecamatanId: district.schema,
	destinationKelurahanId: optional(subdistrict.schema),
	destinationZipcode: optional(zipcode),
	destinationLatitude: optional(decimal({ min: -90, max: 90 })),
	destinationLongitude: optional(decimal({ min: -180, max: 180 })),
	weight: integer({ min: 1, unit: 'grams' }),
	width: integer({ min: 1, unit: 'cm' }),
	length: integer({ min: 1, unit: 'cm' }),
	height: integer({ min: 1, unit: 'cm' }),
	qty: optional(integer({ min: 1 })),
	itemName: text({ max: 255 }),
	itemValue: rupiah({ min: 1000 }),
	items: optional(json.pipe(goods)),
	shippingCost: rupiah(),
	service: text(),
	serviceType: text(),
	packageTypeId: optional(numericId),
	insuranceAmount: optional(rupiah()),
	addCost: optional(rupiah()),
	cod: optional(rupiah()),
	drop: optional(flag),
	note: optional(text({ max: 50 })),
	discountAmount: optional(rupiah()),
	discountPercentage: optional(decimal({ min: 0, max: 1 })),
});

export type Package = z.output<typeof onePackage>;

/**
 * The optional fields stand in a collection of their own; a package from JSON may also use KiriminAja's spelling. The goods go to
 * KiriminAja as they are.
 */
export const packageSchema = z.preprocess((value) => {
	if (typeof value !== 'object' || value === null) return value;
	const { additionalFields, packageFields: more, ...required } = value as Record<string, object>;
	const { items, ...named }: IDataObject = { ...required, ...additionalFields, ...more };
	return { ...camelKeys(named), items };
}, onePackage);
