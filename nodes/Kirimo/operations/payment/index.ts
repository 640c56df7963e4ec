import { defineResource } from '../../../shared/run/operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { wait } from './wait';

export const payment = defineResource({
	value: 'payment',
	name: 'Payment',
	operations: [create, get, getAll, wait],
});
