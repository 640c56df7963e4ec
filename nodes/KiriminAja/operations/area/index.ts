import { defineResource } from '../../../shared/operation';
import { search } from './search';

export const area = defineResource({ value: 'area', name: 'Area', operations: [search] });
