import { line } from '../../../shared/values/builders';
import { text } from '../../../shared/values/kinds';

/** The order that an operation is about. It stands in the path, where `.` and `..` would mean something else. */
export const bookedOrderId = {
	field: line('Order ID', 'orderId', 'SHOP-INS-1001', {
		required: true,
		description: 'Your own order ID from the booking, not the AWB',
	}),
	schema: text({ max: 30 }).refine((value) => /^[A-Za-z0-9]/.test(value), {
		message: 'must begin with a letter or a digit.',
	}),
};
