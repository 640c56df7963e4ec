import { defineResource } from '../../../shared/run/operation';
import { cancel } from './cancel';
import { create } from './create';
import { findDriver } from './findDriver';
import { track } from './track';

export const instantOrder = defineResource({
	value: 'instantOrder',
	name: 'Instant Order',
	operations: [cancel, create, findDriver, track],
	initial: 'create',
});
