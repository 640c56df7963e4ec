import { defineResource } from '../../../shared/run/operation';
import { calculateCod } from './calculateCod';
import { getExpress } from './getExpress';
import { getInstant } from './getInstant';

export const rate = defineResource({
	value: 'rate',
	name: 'Rate',
	operations: [calculateCod, getExpress, getInstant],
	initial: 'getExpress',
});
