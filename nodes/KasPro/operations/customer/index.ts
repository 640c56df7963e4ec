import { defineResource } from '../../../shared/operation';
import { get } from './get';

export const customer = defineResource({
	value: 'customer',
	name: 'Customer',
	operations: [get],
});
