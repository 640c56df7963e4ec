import { defineResource } from '../../../shared/run/operation';
import { get } from './get';
import { register } from './register';
import { upgrade } from './upgrade';

export const customer = defineResource({
	value: 'customer',
	name: 'Customer',
	operations: [get, register, upgrade],
});
