import { defineResource } from '../../../shared/operation';
import { send } from './send';

export const apiRequest = defineResource({
	value: 'apiRequest',
	name: 'API Request',
	operations: [send],
});
