import type { FastifyInstance } from 'fastify';
import { isObject, jsonObject, type Input } from '../../bodies.ts';
import { fail, invalid } from '../answers.ts';
import type { KiriminAja } from '../state.ts';
import {
	check,
	checkInside,
	invalidText,
	isAbsent,
	type Errors,
	type Rules,
} from '../validation.ts';
import {
	beyondLimits,
	instantPrices,
	instantServices,
	vehicleWords,
	type Point,
} from './prices.ts';

const rules: Rules = {
	service: { type: 'array' },
	item_price: { type: 'integer', required: true, min: 1 },
	weight: { type: 'integer', required: true, min: 1 },
	timezone: { type: 'string', oneOf: ['WIB', 'WITA', 'WIT'] },
};

const placeRules: Rules = {
	lat: { type: 'number', required: true, min: -90, max: 90 },
	long: { type: 'number', required: true, min: -180, max: 180 },
	address: { type: 'string', required: true },
};

/** docs/contracts/kiriminaja.md §2.4, row 13 */
export function instantPriceRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/mitra/v4/instant/pricing', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const errors: Errors = {
			...check(input, rules),
			...check(input, { vehicle: { type: 'string', oneOf: vehicleWords(state.settings) } }),
			...checkInside('origin', input.origin, placeRules),
			...checkInside('destination', input.destination, placeRules),
		};
		const wanted: unknown[] = Array.isArray(input.service) ? input.service : [];
		if (wanted.some((name) => !instantServices.some((known) => known === name))) {
			errors.service ??= invalidText('service');
		}
		const origin = point(input.origin);
		const destination = point(input.destination);
		const failure =
			invalid('mitra_pricing', errors) ?? beyondLimits(origin, destination, Number(input.weight));
		if (failure) return fail(reply, state.settings, failure, 'instant');
		return {
			status: true,
			text: 'success',
			method: 'mitra_pricing',
			result: instantPrices({
				services: wanted.length > 0 ? wanted.map(String) : instantServices,
				origin,
				destination,
				vehicle: isAbsent(input.vehicle) ? 'motor' : String(input.vehicle),
			}),
			code: null,
		};
	});
}

function point(value: unknown): Point {
	const place: Input = isObject(value) ? value : {};
	return { latitude: Number(place.lat), longitude: Number(place.long) };
}
