import { defineResource } from '../../../shared/run/operation';
import { getBalance } from './getBalance';
import { validatePin } from './validatePin';

export const credit = defineResource({
	value: 'credit',
	name: 'KA Credit',
	operations: [getBalance, validatePin],
});
