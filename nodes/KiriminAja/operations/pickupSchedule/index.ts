import { defineResource } from '../../../shared/run/operation';
import { getAll } from './getAll';

export const pickupSchedule = defineResource({
	value: 'pickupSchedule',
	name: 'Pickup Schedule',
	operations: [getAll],
});
