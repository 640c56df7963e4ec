import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { collection, line, number, pick } from '../../../shared/values/builders';
import { choice, integer, optional, rupiah, rupiahIn, text } from '../../../shared/values/kinds';
import { kiriminAja, rowsOf } from '../../wire/api';
import { latitude, longitude } from '../fields';
import { INSTANT_COURIERS, instantCourier, vehicle, VEHICLES } from '../choices';

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
		line('Origin Address', 'originAddress', 'Jl. Palagan 12, Ngaglik, Sleman', {
			required: true,
			description: 'Street, number and district of the pickup; the coordinates decide the cost',
		}),
		latitude.field({ displayName: 'Destination Latitude', name: 'destinationLat', required: true }),
		longitude.field({
			displayName: 'Destination Longitude',
			name: 'destinationLong',
			required: true,
		}),
		line('Destination Address', 'destinationAddress', 'Jl. Malioboro 5, Kota Yogyakarta', {
			required: true,
			description: 'Street, number and district of the recipient; the coordinates decide the cost',
		}),
		number('Weight (Grams)', 'weight', 1000, {
			typeOptions: { minValue: 1, maxValue: 40000 },
			required: true,
			description: 'At most 40,000 grams; heavier parcels go by express',
		}),
		number('Item Price (Rupiah)', 'itemPrice', 0, {
			required: true,
			description: 'Total value of the goods in whole rupiah, at least 1',
		}),
		pick('Vehicle', 'vehicle', VEHICLES, 'motor', {
			description: 'What the driver comes with; a car for what does not fit on a motorcycle',
		}),
		pick(
			'Return',
			'return',
			[
				{ name: 'All Rates', value: 'all' },
				{ name: 'Cheapest', value: 'cheapest' },
				{ name: 'Cheapest per Courier', value: 'cheapestPerCourier' },
			],
			'all',
			{ description: 'Which of the rates to output, one item each' },
		),
		collection([
			{
				displayName: 'Couriers',
				name: 'service',
				type: 'multiOptions',
				options: INSTANT_COURIERS,
				default: [],
				description: 'Ask only these couriers',
			},
			line('Service Type', 'serviceType', 'instant', {
				description:
					'Only rates of this type, in any letters. Without it those that come within the day, e.g. "sameday", are among them.',
			}),
			pick(
				'Timezone',
				'timezone',
				[
					{ name: 'WIB (West, UTC+7)', value: 'WIB' },
					{ name: 'WIT (East, UTC+9)', value: 'WIT' },
					{ name: 'WITA (Central, UTC+8)', value: 'WITA' },
				],
				'WIB',
				{ description: 'Time of the place where the parcel is picked up; WIB when not set' },
			),
		]),
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
			serviceType: optional(text()),
			timezone: optional(choice('WIB', 'WITA', 'WIT')),
		}),
	}),
	async run(call, { additionalFields, ...input }) {
		const { service, serviceType = '', timezone = 'WIB' } = additionalFields;
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
		const wanted = serviceType.toLowerCase();
		const rates = rowsOf(body)
			.flatMap((courier) => ratesOf(courier, input.vehicle))
			.filter((rate) => wanted === '' || rate.serviceType.toLowerCase() === wanted);
		rates.sort((one, other) => (one.total ?? Infinity) - (other.total ?? Infinity));
		return SELECT[input.return](rates);
	},
});

interface Rate extends IDataObject {
	service: string;
	serviceType: string;
	total: number | null;
}

/** One rate per service type. A booking needs `shippingCost`; the admin fee is KiriminAja's own business. docs/contracts/kiriminaja.md §2.4 */
function ratesOf({ name, costs, insurances }: IDataObject, vehicle: string): Rate[] {
	const rows = Array.isArray(costs) ? (costs as IDataObject[]) : [];
	return rows.map(({ price, ...row }) => {
		const { admin_fee, shipping_costs, total_price } = (price ?? {}) as IDataObject;
		return {
			...camelKeys(row),
			service: textIn(name),
			serviceType: textIn(row.service_type),
			vehicle,
			estimation: row.estimation ?? null,
			shippingCost: rupiahIn(shipping_costs),
			adminFee: rupiahIn(admin_fee),
			total: rupiahIn(total_price),
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
