import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { collection, entries, line, number, pick } from '../../../shared/values/builders';
import { choice, numericId, optional, rupiah, text } from '../../../shared/values/kinds';
import { INSTANT_COURIERS, instantCourier, PACKAGE_TYPES, vehicle, VEHICLES } from '../choices';
import { kiriminAjaPhone, latitude, longitude, orderId, PHONE } from '../fields';
import { productFields, productsSchema } from './productForm';

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
	line('Recipient Name', 'destinationName', 'Rina Kartika', {
		...required,
		description: 'Who gets the package, at most 50 characters',
	}),
	line('Recipient Phone', 'destinationPhone', '081300009876', {
		...required,
		description: PHONE,
	}),
	line('Recipient Address', 'destinationAddress', 'Jl. Malioboro No 5 Gedongtengen', {
		...required,
		description: 'Street and number, 10 to 255 characters',
	}),
	line('Recipient Address Note', 'destinationAddressNote', 'Lobi utama', {
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
	line('Service Type', 'serviceType', 'instant', {
		...required,
		default: fromRate.serviceType,
		description: 'From Rate → Get Instant, in the same spelling',
	}),
	pick('Vehicle', 'vehicle', VEHICLES, fromRate.vehicle, {
		description: 'The one that the rate is for',
	}),
	number('Shipping Cost (Rupiah)', 'shippingCost', fromRate.shippingCost, {
		...required,
		description: 'From Rate → Get Instant, without the admin fee',
	}),
	line('Description', 'description', 'Paket aksesoris', {
		...required,
		description: 'What is in the package, at most 255 characters',
	}),
	entries('Goods', 'items', ['Product', 'item'], productFields, {
		description: 'All that is in the package, at least one product',
	}),
	line('Order ID', 'orderId', 'SHOP-INS-1001', {
		description:
			'Your own number, unique, beginning with a letter, at most 30 characters. It guards against double bookings, also across executions. Left empty, one is made that only guards within this execution.',
	}),
	collection([
		pick(
			'Insurance Type',
			'insuranceType',
			[
				{ name: 'Basic', value: 'basic' },
				{ name: 'None', value: 'none' },
				{ name: 'Premium', value: 'premium' },
			],
			'none',
			{ description: 'What it costs and covers is not documented by KiriminAja' },
		),
		pick('Package Type', 'packageTypeId', PACKAGE_TYPES, 7, {
			description: 'What kind of goods the driver carries; Others when not set',
		}),
	]),
];

const onePackage = z.object({
	orderId: optional(orderId(30, 'SHOP-INS-1001')),
	destinationName: text({ max: 50 }),
	destinationPhone: kiriminAjaPhone,
	destinationAddress: text({ min: 10, max: 255 }),
	destinationAddressNote: optional(text({ max: 100 })),
	destinationLatitude: latitude.schema,
	destinationLongitude: longitude.schema,
	service: instantCourier,
	serviceType: text(),
	vehicle: optional(vehicle),
	shippingCost: rupiah({ min: 1 }),
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
