import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { choice, integer, numberIn, optional, rupiah, text } from '../../../shared/values/kinds';
import { kiriminAja, rowsOf } from '../../wire/api';
import { latitude, longitude } from '../fields';
import { INSTANT_COURIERS, instantCourier, vehicle, VEHICLES } from '../instantCouriers';

/** Compares the couriers that deliver within hours, cheapest first. docs/contracts/kiriminaja.md §2.4 */
export const getInstant = defineOperation({
	value: 'getInstant',
	name: 'Get Instant',
	action: 'Get instant rates',
	description: 'Compare the cost of couriers that deliver within hours, up to 40 kg and 40 km',
	kind: 'read',
	fields: [
		latitude.field({ displayName: 'Origin Latitude', name: 'originLat', required: true }),
		longitude.field({ displayName: 'Origin Longitude', name: 'originLong', required: true }),
		{
			displayName: 'Origin Address',
			name: 'originAddress',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Jl. Palagan 12, Ngaglik, Sleman',
		},
		latitude.field({ displayName: 'Destination Latitude', name: 'destinationLat', required: true }),
		longitude.field({
			displayName: 'Destination Longitude',
			name: 'destinationLong',
			required: true,
		}),
		{
			displayName: 'Destination Address',
			name: 'destinationAddress',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Jl. Malioboro 5, Kota Yogyakarta',
		},
		{
			displayName: 'Weight (Grams)',
			name: 'weight',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 40000 },
			default: 1000,
			required: true,
			description: 'At most 40,000 grams; heavier parcels go by express',
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
			displayName: 'Vehicle',
			name: 'vehicle',
			type: 'options',
			options: VEHICLES,
			default: 'motor',
		},
		{
			displayName: 'Return',
			name: 'return',
			type: 'options',
			options: [
				{ name: 'All Rates', value: 'all' },
				{ name: 'Cheapest', value: 'cheapest' },
				{ name: 'Cheapest per Courier', value: 'cheapestPerCourier' },
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
					displayName: 'Couriers',
					name: 'service',
					type: 'multiOptions',
					options: INSTANT_COURIERS,
					default: [],
					description: 'Ask only these couriers',
				},
				{
					displayName: 'Timezone',
					name: 'timezone',
					type: 'options',
					options: [
						{ name: 'WIB (West, UTC+7)', value: 'WIB' },
						{ name: 'WIT (East, UTC+9)', value: 'WIT' },
						{ name: 'WITA (Central, UTC+8)', value: 'WITA' },
					],
					default: 'WIB',
					description: 'Of the place where the parcel is picked up',
				},
			],
		},
	],
	request: z.object({
		originLat: latitude.schema,
		originLong: longitude.schema,
		originAddress: text(),
		destinationLat: latitude.schema,
		destinationLong: longitude.schema,
		destinationAddress: text(),
		weight: integer({ min: 1, max: 40_000, unit: 'grams' }),
		itemPrice: rupiah({ min: 1 }),
		vehicle,
		return: choice('all', 'cheapest', 'cheapestPerCourier'),
		additionalFields: z.object({
			service: optional(z.array(instantCourier)),
			timezone: optional(choice('WIB', 'WITA', 'WIT')),
		}),
	}),
	async run(call, { additionalFields, ...input }) {
		const { service, timezone = 'WIB' } = additionalFields;
		const body = await kiriminAja.read(call, '/api/mitra/v4/instant/pricing', {
			service: service?.length ? service : undefined,
			item_price: input.itemPrice,
			origin: { lat: input.originLat, long: input.originLong, address: input.originAddress },
			destination: {
				lat: input.destinationLat,
				long: input.destinationLong,
				address: input.destinationAddress,
			},
			weight: input.weight,
			vehicle: input.vehicle,
			timezone,
		});
		checkShape(call, documented, body);
		const rates = rowsOf(body).flatMap((courier) => ratesOf(courier, input.vehicle));
		rates.sort((one, other) => (one.total ?? Infinity) - (other.total ?? Infinity));
		return SELECT[input.return](rates);
	},
});

interface Rate extends IDataObject {
	service: string;
	total: number | null;
}

/** One rate per service type. A booking needs `shippingCost`; the admin fee is KiriminAja's own business. docs/contracts/kiriminaja.md §2.4 */
function ratesOf({ name, costs, insurances }: IDataObject, vehicle: string): Rate[] {
	const rows = Array.isArray(costs) ? (costs as IDataObject[]) : [];
	return rows.map(({ price, ...row }) => {
		const { admin_fee, shipping_costs, total_price } = (price ?? {}) as IDataObject;
		return {
			...camelKeys(row),
			service: String(name),
			serviceType: String(row.service_type),
			vehicle,
			estimation: row.estimation ?? null,
			shippingCost: numberIn(shipping_costs) ?? null,
			adminFee: numberIn(admin_fee) ?? null,
			total: numberIn(total_price) ?? null,
			insurances: camelKeys(insurances ?? []) as IDataObject[],
		};
	});
}

const SELECT = {
	all: (rates: Rate[]) => rates,
	cheapest: (rates: Rate[]) => rates.slice(0, 1),
	cheapestPerCourier: (rates: Rate[]) =>
		rates.filter(
			({ service }, index) => rates.findIndex((rate) => rate.service === service) === index,
		),
};

const documented = z.object({
	result: z.array(
		z.object({
			name: z.string(),
			costs: z.array(
				z.object({
					service_type: z.string(),
					estimation: z.string().nullable(),
					price: z.object({
						admin_fee: z.number(),
						shipping_costs: z.number(),
						total_price: z.number(),
					}),
				}),
			),
			insurances: z.array(z.object({ value: z.number(), type: z.string() })),
		}),
	),
});
