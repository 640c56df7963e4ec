import { defineResource } from '../../../shared/run/operation';
import { get } from './get';

export const balance = defineResource({ value: 'balance', name: 'Balance', operations: [get] });
