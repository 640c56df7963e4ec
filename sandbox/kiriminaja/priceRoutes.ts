import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonObject, type Input } from '../bodies.ts';
import { fail, invalid } from './answers.ts';
import { districtOf, findDistrict, findSubdistrict, type District } from './areas.ts';
import { couriers, findCourier } from './couriers.ts';
import { priceList } from './prices.ts';
import type { KiriminAjaSettings } from './settings.ts';
import type { KiriminAja, KiriminAjaState } from './state.ts';
import { check, invalidText, requiredText, type Errors, type Rules } from './validation.ts';

const method = 'shipping_price';

const rules: Rules = {
	origin: { type: 'integer', min: 1 },
	destination: { type: 'integer', min: 1 },
	subdistrict_origin: { type: 'integer', min: 1 },
	subdistrict_destination: { type: 'integer', min: 1 },
	weight: { type: 'integer', required: true, min: 1 },
	length: { type: 'integer', min: 1 },
	width: { type: 'integer', min: 1 },
	height: { type: 'integer', min: 1 },
	item_value: { type: 'digits', min: 0 },
	insurance: { type: 'integer', oneOf: [0, 1] },
	pickup_option: { type: 'array' },
};

/** docs/contracts/kiriminaja.md §2.3 */
export function priceRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/mitra/v6.1/shipping_price', (request, reply) => quote(request, reply, state));

	// The same list; its insurance was still text (docs/contracts/kiriminaja.md §2.3).
	app.post('/api/mitra/v5/shipping_price', (request, reply) =>
		quote(request, reply, state, (row) => ({ ...row, insurance: String(row.insurance) })),
	);
}

async function quote(
	request: FastifyRequest,
	reply: FastifyReply,
	state: KiriminAjaState,
	shape: (row: ReturnType<typeof priceList>[number]) => object = (row) => row,
): Promise<object> {
	const input = jsonObject(request) ?? {};
	const errors = check(input, rules);
	// WooCommerce names neither district and is answered; one district alone is refused.
	const byKelurahan = input.origin === undefined && input.destination === undefined;
	const origin = placeOf(input, 'origin', 'subdistrict_origin', byKelurahan, errors);
	const destination = placeOf(input, 'destination', 'subdistrict_destination', byKelurahan, errors);
	const courierCodes = wantedCouriers(input, state, errors);
	const failure = invalid(method, errors);
	if (failure || !origin || !destination) {
		return fail(reply, state.settings, failure ?? { method, text: 'Area tidak ditemukan' });
	}
	const kelurahan = [input.subdistrict_origin, input.subdistrict_destination];
	const results = priceList({
		origin,
		destination,
		weight: Number(input.weight),
		itemValue: Number(input.item_value ?? 0),
		courierCodes,
		hasKelurahan: kelurahan.every((id) => findSubdistrict(id)),
	});
	return {
		status: true,
		method,
		text: 'Success',
		details: echo(input, origin, destination, courierCodes),
		results: results.map((row) => withSettingKey(shape(row), state.settings)),
	};
}

/** docs/contracts/kiriminaja.md §5 */
function withSettingKey(row: object, { priceSettingKey }: KiriminAjaSettings): object {
	const { setting, ...rest } = row as { setting: object };
	return { ...rest, [priceSettingKey]: setting };
}

function placeOf(
	input: Input,
	districtField: string,
	subdistrictField: string,
	byKelurahan: boolean,
	errors: Errors,
): District | undefined {
	const subdistrict = findSubdistrict(input[subdistrictField]);
	if (input[subdistrictField] !== undefined && !subdistrict) {
		errors[subdistrictField] ??= invalidText(subdistrictField);
	}
	if (byKelurahan) {
		if (subdistrict) return districtOf(subdistrict);
		errors[districtField] ??= requiredText(districtField);
		return undefined;
	}
	if (input[districtField] === undefined) {
		errors[districtField] ??= requiredText(districtField);
		return undefined;
	}
	const district = findDistrict(input[districtField]);
	if (!district) errors[districtField] ??= invalidText(districtField);
	if (district && subdistrict && subdistrict.kecamatan_id !== district.id) {
		errors[subdistrictField] ??= invalidText(subdistrictField);
	}
	return district;
}

function wantedCouriers(input: Input, state: KiriminAjaState, errors: Errors): string[] {
	const codes: unknown[] = [input.courier ?? []].flat();
	if (codes.length === 0) {
		const express = couriers.filter((row) => row.type === 'Express').map((row) => row.code);
		return state.whitelist ?? express;
	}
	if (codes.some((code) => findCourier(code)?.type !== 'Express')) {
		errors.courier ??= invalidText('courier');
	}
	return codes.map(String);
}

function echo(input: Input, origin: District, destination: District, couriers: string[]): object {
	return {
		origin_district_id: origin.id,
		origin_subdistrict_id: input.subdistrict_origin ?? 0,
		destination_district_id: destination.id,
		destination_subdistrict_id: input.subdistrict_destination ?? 0,
		origin_latitude: 0,
		origin_longitude: 0,
		weight: input.weight,
		item_value: Number(input.item_value ?? 0),
		width: input.width ?? 0,
		length: input.length ?? 0,
		insurance: input.insurance ?? 0,
		height: input.height ?? 0,
		expeditions: couriers,
		cod: 0,
		origin: origin.id,
		destination: destination.id,
		origin_kelurahan: input.subdistrict_origin ?? 0,
		destination_kelurahan: input.subdistrict_destination ?? 0,
		courier: couriers,
	};
}
