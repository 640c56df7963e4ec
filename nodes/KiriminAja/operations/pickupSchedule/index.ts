import { defineResource } from '../../../shared/operation';
import { getAll } from './getAll';

export const pickupSchedule = defineResource({
	value: 'pickupSchedule',
	name: 'Pickup Schedule',
	operations: [getAll],
});
