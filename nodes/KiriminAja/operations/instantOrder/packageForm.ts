import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { choice, numericId, optional, rupiah, text } from '../../../shared/values/kinds';
import { kiriminAjaPhone, latitude, longitude } from '../fields';
import { INSTANT_COURIERS, instantCourier, vehicle, VEHICLES } from '../instantCouriers';
import { PACKAGE_TYPES } from '../packageTypes';
import { productFields, productsSchema } from './productForm';

const line = (
	displayName: string,
	name: string,
	placeholder: string,
	own: Partial<INodeProperties> = {},
): INodeProperties => ({ displayName, name, type: 'string', default: '', placeholder, ...own });

const pick = (
	displayName: string,
	name: string,
	options: INodePropertyOptions[],
	initial: string,
	own: Partial<INodeProperties>,
): INodeProperties => ({ displayName, name, type: 'options', options, default: initial, ...own });

const required = { required: true };

/** What an item of Rate → Get Instant brings along, when such an item is wired straight in. */
const fromRate = {
	service: '={{ $json.service }}',
	serviceType: '={{ $json.serviceType }}',
	vehicle: '={{ $json.vehicle || "motor" }}',
	shippingCost: '={{ $json.shippingCost }}',
};

/** The fields of one package, required ones first. docs/contracts/kiriminaja.md §2.6 */
export const packageFields: INodeProperties[] = [
	line('Recipient Name', 'destinationName', 'e.g. Rina Kartika', required),
	line('Recipient Phone', 'destinationPhone', 'e.g. 081300009876', required),
	line('Recipient Address', 'destinationAddress', 'e.g. Jl. Malioboro No 5 Gedongtengen', {
		...required,
		description: 'Street and number, 10 to 255 characters',
	}),
	line('Recipient Address Note', 'destinationAddressNote', 'e.g. Lobi utama', {
		description:
			'Helps the driver to find the door, at most 100 characters; "-" is sent when empty',
	}),
	latitude.field({
		displayName: 'Recipient Latitude',
		name: 'destinationLatitude',
		...required,
	}),
	longitude.field({
		displayName: 'Recipient Longitude',
		name: 'destinationLongitude',
		...required,
	}),
	pick('Service', 'service', INSTANT_COURIERS, fromRate.service, {
		...required,
		description: 'The courier, from Rate → Get Instant',
	}),
	line('Service Type', 'serviceType', 'e.g. instant', {
		...required,
		default: fromRate.serviceType,
		description: 'From Rate → Get Instant, in the same spelling',
	}),
	pick('Vehicle', 'vehicle', VEHICLES, fromRate.vehicle, {
		description: 'The one that the rate is for',
	}),
	line('Shipping Cost (Rupiah)', 'shippingCost', 'e.g. 27000', {
		...required,
		type: 'number',
		default: fromRate.shippingCost,
		description: 'From Rate → Get Instant, without the admin fee',
	}),
	line('Description', 'description', 'e.g. Paket aksesoris', {
		...required,
		description: 'What is in the package, at most 255 characters',
	}),
	{
		displayName: 'Goods',
		name: 'items',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Product',
		default: {},
		options: [{ displayName: 'Product', name: 'item', values: productFields }],
	},
	line('Order ID', 'orderId', 'e.g. SHOP-INS-1001', {
		description:
			'Your own number, unique, beginning with a letter, at most 30 characters. It guards against double bookings, also across executions. Left empty, one is made that only guards within this execution.',
	}),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Insurance Type',
				name: 'insuranceType',
				type: 'options',
				options: [
					{ name: 'Basic', value: 'basic' },
					{ name: 'None', value: 'none' },
					{ name: 'Premium', value: 'premium' },
				],
				default: 'none',
				description: 'What it costs and covers is not documented by KiriminAja',
			},
			{
				displayName: 'Package Type',
				name: 'packageTypeId',
				type: 'options',
				options: PACKAGE_TYPES,
				default: 7,
			},
		],
	},
];

const onePackage = z.object({
	orderId: optional(
		text({ max: 30 }).refine((value) => /^[A-Za-z]/.test(value), {
			message: 'must begin with a letter, e.g. SHOP-INS-1001.',
		}),
	),
	destinationName: text({ max: 50 }),
	destinationPhone: kiriminAjaPhone,
	destinationAddress: text({ min: 10, max: 255 }),
	destinationAddressNote: optional(text({ max: 100 })),
	destinationLatitude: latitude.schema,
	destinationLongitude: longitude.schema,
	service: instantCourier,
	serviceType: text(),
	vehicle: optional(vehicle),
	shippingCost: rupiah(),
	items: productsSchema,
	insuranceType: optional(choice('none', 'basic', 'premium')),
	packageTypeId: optional(numericId),
	description: text({ max: 255 }),
});

export type Package = z.output<typeof onePackage>;

/** A package from the form, or from JSON in our spelling or KiriminAja's, where the recipient is an object of its own. */
export const packageSchema = z.preprocess((value) => {
	if (typeof value !== 'object' || value === null) return value;
	const entry = camelKeys(value) as Record<string, object>;
	const { additionalFields, destination = {}, ...others } = entry;
	const recipient = Object.entries(destination).map(([key, part]: [string, unknown]) => [
		`destination${key.charAt(0).toUpperCase()}${key.slice(1)}`,
		part,
	]);
	return { ...others, ...Object.fromEntries(recipient), ...additionalFields };
}, onePackage);
