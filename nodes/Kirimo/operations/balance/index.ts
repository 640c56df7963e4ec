import { defineResource } from '../../../shared/operation';
import { get } from './get';

export const balance = defineResource({ value: 'balance', name: 'Balance', operations: [get] });
