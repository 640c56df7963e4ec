import { defineResource } from '../../../shared/run/operation';
import { toBank } from './toBank';
import { toUser } from './toUser';

export const transfer = defineResource({
	value: 'transfer',
	name: 'Transfer',
	operations: [toBank, toUser],
});
