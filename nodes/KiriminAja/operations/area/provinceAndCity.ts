import type { INodeProperties } from 'n8n-workflow';
import { numericId } from '../../../shared/values/kinds';

interface Own {
	description: string;
	required?: boolean;
}

/** Picks a province (provinsi). */
export const province = {
	field: (own: Own): INodeProperties => ({
		displayName: 'Province (Provinsi)',
		name: 'provinsiId',
		...own,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'e.g. DI Yogyakarta',
				typeOptions: { searchListMethod: 'searchProvinces', searchable: true },
			},
			byId('e.g. 5'),
		],
	}),
	schema: numericId,
};

/** Picks a city or regency (kota, kabupaten) of the province in the field before. */
export const city = {
	field: (own: Own): INodeProperties => ({
		displayName: 'City (Kabupaten or Kota)',
		name: 'kabupatenId',
		...own,
		type: 'resourceLocator',
		typeOptions: { loadOptionsDependsOn: ['provinsiId.value'] },
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'e.g. Kabupaten Sleman',
				typeOptions: { searchListMethod: 'searchCities', searchable: true },
			},
			byId('e.g. 419'),
		],
	}),
	schema: numericId,
};

function byId(placeholder: string) {
	return { displayName: 'By ID', name: 'id', type: 'string' as const, placeholder };
}
