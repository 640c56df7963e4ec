import { defineResource } from '../../../shared/run/operation';
import { get } from './get';
import { setCallback } from './setCallback';

export const account = defineResource({
	value: 'account',
	name: 'Account',
	operations: [get, setCallback],
});
