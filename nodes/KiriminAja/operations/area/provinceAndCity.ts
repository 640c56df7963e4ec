import type { INodeProperties } from 'n8n-workflow';
import { fromList } from '../../../shared/values/builders';
import { numericId } from '../../../shared/values/kinds';

interface Own {
	description: string;
	required?: boolean;
}

/** Picks a province (provinsi). */
export const province = {
	field: (own: Own): INodeProperties =>
		fromList(
			{ list: ['searchProvinces', 'DI Yogyakarta'], typed: ['ID', '5'] },
			{ displayName: 'Province (Provinsi)', name: 'provinsiId', ...own },
		),
	schema: numericId,
};

/** Picks a city or regency (kota, kabupaten) of the province in the field before. */
export const city = {
	field: (own: Own): INodeProperties =>
		fromList(
			{ list: ['searchCities', 'Kabupaten Sleman'], typed: ['ID', '419'] },
			{
				displayName: 'City (Kabupaten or Kota)',
				name: 'kabupatenId',
				typeOptions: { loadOptionsDependsOn: ['provinsiId.value'] },
				...own,
			},
		),
	schema: numericId,
};
