import { defineResource } from '../../../shared/operation';
import { create } from './create';
import { track } from './track';

export const expressOrder = defineResource({
	value: 'expressOrder',
	name: 'Express Order',
	operations: [create, track],
});
