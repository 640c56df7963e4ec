import { defineResource } from '../../../shared/run/operation';
import { send } from './send';

export const apiRequest = defineResource({
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
});
