import { defineResource } from '../../../shared/operation';
import { toUser } from './toUser';

export const transfer = defineResource({
	value: 'transfer',
	name: 'Transfer',
	operations: [toUser],
});
