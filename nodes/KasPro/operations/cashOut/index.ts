import { defineResource } from '../../../shared/run/operation';
import { create } from './create';

export const cashOut = defineResource({
	value: 'cashOut',
	name: 'Cash Out',
	operations: [create],
});
