import { defineResource } from '../../../shared/operation';
import { create } from './create';
import { get } from './get';

export const payment = defineResource({
	value: 'payment',
	name: 'Payment',
	operations: [create, get],
});
