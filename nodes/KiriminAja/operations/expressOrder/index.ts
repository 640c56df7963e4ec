import { defineResource } from '../../../shared/run/operation';
import { cancel } from './cancel';
import { create } from './create';
import { printLabel } from './printLabel';
import { track } from './track';

export const expressOrder = defineResource({
	value: 'expressOrder',
	name: 'Express Order',
	operations: [cancel, create, printLabel, track],
	initial: 'create',
});
