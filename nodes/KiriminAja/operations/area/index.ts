import { defineResource } from '../../../shared/run/operation';
import { getCities } from './getCities';
import { getDistricts } from './getDistricts';
import { getProvinces } from './getProvinces';
import { getSubdistricts } from './getSubdistricts';
import { search } from './search';

export const area = defineResource({
	value: 'area',
	name: 'Area',
	operations: [getCities, getDistricts, getProvinces, getSubdistricts, search],
	initial: 'search',
});
