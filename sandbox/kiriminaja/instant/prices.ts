import type { Failure } from '../answers.ts';
import type { KiriminAjaSettings } from '../settings.ts';

export const ADMIN_FEE = 1_000;

const MAX_KILOMETRES = 40;
const MAX_GRAMS = 40_000;

interface InstantTariff {
	service_type: string;
	estimation: string | null;
	/** Rupiah: what a ride costs before it starts, and every started kilometre. */
	start: number;
	perKilometre: number;
}

interface InstantService {
	name: string;
	tariffs: InstantTariff[];
	insurances: Array<{ value: number; type: 'silver' | 'gold' }>;
}

const services: InstantService[] = [
	{
		name: 'gosend',
		tariffs: [
			{ service_type: 'instant', estimation: '1-2 hours', start: 12_000, perKilometre: 3_000 },
			{ service_type: 'sameday', estimation: '6-8 hours', start: 12_000, perKilometre: 1_500 },
		],
		insurances: [
			{ value: 500, type: 'silver' },
			{ value: 1_000, type: 'gold' },
		],
	},
	{
		name: 'grab_express',
		tariffs: [{ service_type: 'instant', estimation: null, start: 14_500, perKilometre: 3_000 }],
		insurances: [],
	},
	{
		name: 'borzo',
		tariffs: [{ service_type: 'instant', estimation: null, start: 11_000, perKilometre: 2_800 }],
		insurances: [],
	},
];

export const instantServices = services.map(({ name }) => name);

const vehicles = { indonesian: ['motor', 'mobil'], english: ['motorcycle', 'car'] };

/** docs/contracts/kiriminaja.md §5 */
export function vehicleWords({ vehicleWords: words }: KiriminAjaSettings): string[] {
	return words === 'both' ? Object.values(vehicles).flat() : vehicles[words];
}

export interface Point {
	latitude: number;
	longitude: number;
}

export interface InstantQuestion {
	services: string[];
	origin: Point;
	destination: Point;
	vehicle: string;
}

/** docs/contracts/kiriminaja.md §2.4; only `shipping_costs` may be booked with. */
export function instantPrices(question: InstantQuestion): object[] {
	const distance = Math.ceil(kilometres(question.origin, question.destination));
	const vehicleFactor = ['mobil', 'car'].includes(question.vehicle) ? 2 : 1;
	return services
		.filter(({ name }) => question.services.includes(name))
		.map(({ name, tariffs, insurances }) => ({
			name,
			costs: tariffs.map((tariff) => {
				const cost = (tariff.start + distance * tariff.perKilometre) * vehicleFactor;
				return {
					service_type: tariff.service_type,
					estimation: tariff.estimation,
					price: { admin_fee: ADMIN_FEE, shipping_costs: cost, total_price: cost + ADMIN_FEE },
				};
			}),
			insurances,
		}));
}

export function isOffered(service: unknown, serviceType: unknown): boolean {
	const found = services.find(({ name }) => name === service);
	return found?.tariffs.some((tariff) => tariff.service_type === serviceType) ?? false;
}

/** The limits of docs/contracts/kiriminaja.md §2.4; the text for the weight is made up after the other. */
export function beyondLimits(from: Point, to: Point, grams: number): Failure | undefined {
	const excess =
		kilometres(from, to) > MAX_KILOMETRES
			? 'distance more than 40km'
			: grams > MAX_GRAMS
				? 'weight more than 40kg'
				: undefined;
	return excess && { code: 2, text: `cannot process the request, ${excess}` };
}

/** Great circle (haversine). */
export function kilometres(from: Point, to: Point): number {
	const radians = (degrees: number) => (degrees * Math.PI) / 180;
	const half = (a: number, b: number) => Math.sin(radians(b - a) / 2) ** 2;
	const share =
		half(from.latitude, to.latitude) +
		Math.cos(radians(from.latitude)) *
			Math.cos(radians(to.latitude)) *
			half(from.longitude, to.longitude);
	return 2 * 6_371 * Math.asin(Math.sqrt(share));
}
