import { defineResource } from '../../../shared/operation';
import { get } from './get';

export const payment = defineResource({ value: 'payment', name: 'Payment', operations: [get] });
