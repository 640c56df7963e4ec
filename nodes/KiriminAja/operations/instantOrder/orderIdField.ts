import type { INodeProperties } from 'n8n-workflow';
import { text } from '../../../shared/values/kinds';

/** The order that an operation is about. It stands in the path, where `.` and `..` would mean something else. */
export const bookedOrderId = {
	field: {
		displayName: 'Order ID',
		name: 'orderId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. SHOP-INS-1001',
		description: 'Your own order ID from the booking, not the AWB',
	} satisfies INodeProperties,
	schema: text({ max: 30 }).refine((value) => /^[A-Za-z0-9]/.test(value), {
		message: 'must begin with a letter or a digit.',
	}),
};
