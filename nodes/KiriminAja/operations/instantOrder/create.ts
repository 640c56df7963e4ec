import { defineOperation } from '../../../shared/run/operation';
import { repeatedOrderIds } from '../../wire/orderIds';
import { book } from './book';
import { bookingFields, bookingSchema } from './bookingForm';

/** Books couriers that deliver within hours, one output item per package. docs/contracts/kiriminaja.md §2.6 (17) */
export const create = defineOperation({
	value: 'create',
	name: 'Create',
	action: 'Create an instant order',
	description: 'Book a driver who delivers within hours',
	kind: 'write',
	fields: bookingFields,
	request: bookingSchema,
	names: ({ orderId, paymentId }) =>
		`instant order ${String(orderId)}, payment ${String(paymentId)}`,
	// One booking per item; together only so that an order id used by two items is seen before anything is sent.
	together: {
		conflicts: repeatedOrderIds,
		groups: (bookings) => bookings.map((_, index) => [index]),
		async run([call], [booking]) {
			return call && booking ? [{ result: await book(call, booking) }] : [];
		},
	},
});
