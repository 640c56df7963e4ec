import { defineResource } from '../../../shared/operation';
import { getExpress } from './getExpress';

export const rate = defineResource({ value: 'rate', name: 'Rate', operations: [getExpress] });
