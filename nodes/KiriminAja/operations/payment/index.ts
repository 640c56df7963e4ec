import { defineResource } from '../../../shared/run/operation';
import { get } from './get';

export const payment = defineResource({ value: 'payment', name: 'Payment', operations: [get] });
