import type { FastifyInstance } from 'fastify';
import { jsonObject, queryText } from '../bodies.ts';
import { fail, invalid } from './answers.ts';
import {
	cities,
	cityOf,
	districtOf,
	districts,
	provinceName,
	provinces,
	subdistricts,
	type Subdistrict,
} from './areas.ts';
import type { KiriminAja } from './state.ts';
import { check, type FieldRule } from './validation.ts';

const id: FieldRule = { type: 'integer', required: true, min: 1 };
const search: FieldRule = { type: 'string', required: true, min: 3 };

/** docs/contracts/kiriminaja.md §2.1 */
export function areaRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/mitra/province', () => ({
		status: true,
		method: 'provinsis',
		text: 'Berhasil',
		datas: provinces,
	}));

	app.post('/api/mitra/city', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const failure = invalid('kabupatens', check(input, { provinsi_id: id }));
		if (failure) return fail(reply, state.settings, failure);
		const datas = cities.filter((city) => city.provinsi_id === input.provinsi_id);
		return { status: true, method: 'kabupatens', text: 'Berhasil', datas };
	});

	app.post('/api/mitra/kecamatan', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const failure = invalid('kecamatans', check(input, { kabupaten_id: id }));
		if (failure) return fail(reply, state.settings, failure);
		const datas = districts.filter((district) => district.kabupaten_id === input.kabupaten_id);
		return { status: true, method: 'kecamatans', text: 'Berhasil', datas };
	});

	app.post('/api/mitra/kelurahan', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'get_kelurahan_from_kecamatan_id';
		const failure = invalid(method, check(input, { kecamatan_id: id }));
		if (failure) return fail(reply, state.settings, failure);
		const results = subdistricts
			.filter((row) => row.kecamatan_id === input.kecamatan_id)
			.map(({ postcode, ...row }) => row);
		return { status: true, text: 'Courier Loaded', method, results };
	});

	app.post('/api/mitra/v2/get_address_by_name', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'get_address_by_name';
		const failure = invalid(method, check(input, { search }));
		if (failure) return fail(reply, state.settings, failure);
		const wanted = String(input.search).toLowerCase();
		const data = districts
			.filter((row) => row.kecamatan_name.toLowerCase().includes(wanted))
			.map((row) => {
				const city = cityOf(row);
				const text = `${row.kecamatan_name}, ${city.type} ${city.kabupaten_name}, ${provinceName(city)}`;
				return { id: row.id, text };
			});
		return { status: true, text: 'Success', method, data };
	});

	// The search must travel in the query; a body is not looked at.
	app.get('/api/mitra/v6.1/addresses', async (request, reply) => {
		const input = { search: queryText(request, 'search')?.trim() };
		const failure = invalid('getAddresses', check(input, { search }));
		if (failure) return fail(reply, state.settings, failure);
		const data = matching(input.search).map((row) => {
			const district = districtOf(row);
			const city = cityOf(district);
			return {
				province_id: city.provinsi_id,
				city_id: city.id,
				district_id: district.id,
				subdistrict_id: row.id,
				full_address: fullAddress(row),
			};
		});
		return { status: true, text: 'Success', data, method: 'getAddresses' };
	});

	app.get('/api/mitra/kelurahan_by_name', async (request, reply) => {
		const input = { search: queryText(request, 'search')?.trim() };
		const method = 'kelurahan_by_name';
		const failure = invalid(method, check(input, { search }));
		if (failure) return fail(reply, state.settings, failure);
		const result = matching(input.search).map((row) => ({ id: row.id, text: fullAddress(row) }));
		return { status: true, text: 'Success', method, result };
	});
}

/** Each part of a comma-separated search must occur somewhere in the address. */
function matching(text = ''): Subdistrict[] {
	const parts = text
		.toLowerCase()
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
	return subdistricts.filter((row) => {
		const address = fullAddress(row).toLowerCase();
		return parts.every((part) => address.includes(part));
	});
}

function fullAddress(row: Subdistrict): string {
	const district = districtOf(row);
	const city = cityOf(district);
	return [
		row.kelurahan_name,
		district.kecamatan_name,
		city.kabupaten_name,
		provinceName(city),
		row.postcode,
	].join(', ');
}
