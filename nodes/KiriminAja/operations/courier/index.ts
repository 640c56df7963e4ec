import { defineResource } from '../../../shared/run/operation';
import { getAll } from './getAll';
import { getGroups } from './getGroups';
import { getServices } from './getServices';
import { setPreference } from './setPreference';

export const courier = defineResource({
	value: 'courier',
	name: 'Courier',
	operations: [getGroups, getAll, getServices, setPreference],
});
