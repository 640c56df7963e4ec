import type { Question } from '../question.ts';
import {
	keys,
	list,
	orNull,
	perhaps,
	rowsIn,
	text,
	textOrWhole,
	whole,
	written,
} from '../shape.ts';
import {
	all,
	allRows,
	answer,
	at,
	datas,
	destinationOf,
	idOf,
	method,
	pickRow,
	results,
} from './facts.ts';

export const areas: Question[] = [
	{
		operations: ['area.getProvinces'],
		...at('§2.1 (1)'),
		request: () => ({ method: 'POST', path: '/api/mitra/province' }),
		form: () => all,
		shape: answer({ method: text, datas: list(keys({ id: whole, provinsi_name: text })) }),
		facts: [
			method('§2.1 (1)', 'provinsis'),
			{
				...at('§2.1 (1)'),
				says: 'there are 37 provinces',
				look: ({ body = {} }) =>
					datas(body).length === 37 || `there are ${datas(body).length} provinces`,
			},
		],
		learn: (body, known) => {
			known.provinceId = idOf(pickRow(datas(body), 'provinsi_name', /yogyakarta/i)?.id);
		},
		file: 'address-province',
	},
	{
		operations: ['area.getCities'],
		...at('§2.1 (2)'),
		request: ({ provinceId = 5 }) => ({
			method: 'POST',
			path: '/api/mitra/city',
			body: { provinsi_id: provinceId },
		}),
		form: ({ provinceId = 5 }) => ({ ...all, provinsiId: provinceId }),
		shape: answer({
			method: text,
			datas: list(
				keys({
					id: whole,
					provinsi_id: whole,
					kabupaten_name: text,
					type: text,
					postal_code: written(/^\d{5}$/, '5 digits'),
				}),
			),
		}),
		facts: [
			method('§2.1 (2)', 'kabupatens'),
			{
				...at('§2.1 (2)'),
				says: 'type is Kabupaten or Kota',
				look: allRows(
					datas,
					({ type }) => type === 'Kabupaten' || type === 'Kota',
					'type is another',
				),
			},
			{
				...at('§2.1 (2)'),
				says: 'the cities are those of the province that was asked for',
				look: allRows(
					datas,
					(row, { provinceId = 5 }) => row.provinsi_id === provinceId,
					'provinsi_id is that of another province',
				),
			},
		],
		learn: (body, known) => {
			known.cityId = idOf(pickRow(datas(body), 'type', /kota/i)?.id);
		},
		file: 'address-city',
	},
	{
		operations: ['area.getDistricts'],
		...at('§2.1 (3)'),
		request: ({ cityId = 501 }) => ({
			method: 'POST',
			path: '/api/mitra/kecamatan',
			body: { kabupaten_id: cityId },
		}),
		form: ({ cityId = 501 }) => ({ ...all, kabupatenId: cityId }),
		shape: answer({
			method: text,
			datas: list(
				keys({
					id: whole,
					kecamatan_name: text,
					kabupaten_id: whole,
					postal_code: perhaps(orNull(textOrWhole)),
				}),
			),
		}),
		facts: [
			method('§2.1 (3)', 'kecamatans'),
			{
				...at('§2.1 (3)'),
				says: 'the districts are those of the city that was asked for',
				look: allRows(
					datas,
					(row, { cityId = 501 }) => row.kabupaten_id === cityId,
					'kabupaten_id is that of another city',
				),
			},
		],
		learn: (body, known) => {
			const district = idOf(datas(body)[0]?.id);
			if (district !== undefined) known.destination = { district };
		},
		file: 'address-kecamatan',
	},
	{
		operations: ['area.getSubdistricts'],
		...at('§2.1 (4)'),
		request: (known) => ({
			method: 'POST',
			path: '/api/mitra/kelurahan',
			body: { kecamatan_id: destinationOf(known).district },
		}),
		form: (known) => ({ ...all, kecamatanId: destinationOf(known).district }),
		shape: answer({
			method: text,
			results: list(keys({ id: whole, kelurahan_name: text, kecamatan_id: whole })),
		}),
		facts: [
			method('§2.1 (4)', 'get_kelurahan_from_kecamatan_id'),
			{
				...at('§2.1 (4)'),
				says: 'the subdistricts are those of the district that was asked for',
				look: allRows(
					results,
					(row, known) => row.kecamatan_id === destinationOf(known).district,
					'kecamatan_id is that of another district',
				),
			},
		],
		learn: (body, known) => {
			const subdistrict = idOf(results(body)[0]?.id);
			known.destination = { ...destinationOf(known), subdistrict };
		},
		file: 'address-kelurahan',
	},
	{
		operations: ['area.search'],
		...at('§2.1 (6)'),
		request: () => ({
			method: 'GET',
			path: '/api/mitra/v6.1/addresses',
			query: { search: 'Sinduadi' },
		}),
		form: () => ({ ...all, search: 'Sinduadi' }),
		shape: answer({
			method: text,
			data: list(
				keys({
					province_id: whole,
					city_id: whole,
					district_id: whole,
					subdistrict_id: whole,
					full_address: text,
				}),
			),
		}),
		facts: [
			method('§2.1 (6)', 'getAddresses'),
			{
				...at('§2.1 (6)'),
				says: 'full_address is kelurahan, kecamatan, kota, provinsi and a postcode of 5 digits',
				look: allRows(
					({ data }) => rowsIn(data),
					({ full_address: address }) =>
						typeof address === 'string' && /^([^,]+, ){4,}\d{5}$/.test(address),
					'full_address is made of something else',
				),
			},
		],
		learn: ({ data }, known) => {
			const [row = {}] = rowsIn(data);
			const district = idOf(row.district_id);
			if (district === undefined) return;
			known.origin = { district, subdistrict: idOf(row.subdistrict_id) };
		},
		file: 'address-search-v6.1',
	},
];
