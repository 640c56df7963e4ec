import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { localPhone } from '../../wire/orders';
import { book } from './book';
import { bookingFields, bookingSchema, type Booking } from './bookingForm';

/**
 * Books express shipments, one output item per package. The AWB is issued later and arrives with the KiriminAja Trigger.
 * docs/contracts/kiriminaja.md §2.5 (15)
 */
export const create = defineOperation({
	value: 'create',
	name: 'Create',
	action: 'Create an express order',
	description: 'Book one or more parcels with a courier',
	kind: 'write',
	fields: bookingFields,
	request: bookingSchema,
	names: ({ orderId, pickupNumber }) => `order ${textIn(orderId)}, pickup ${textIn(pickupNumber)}`,
	once: ({ packages, additionalFields }) =>
		packages.map(({ orderId, note, itemName, destinationPhone, ...rest }) => ({
			field: 'Order ID',
			given: orderId,
			prefix: additionalFields.orderIdPrefix,
			intent: { ...rest, phone: localPhone(destinationPhone) },
		})),
	together: { groups: bookingsOf, run: book },
});

const USUAL_SIZE = 50;

/**
 * Items that go into one booking: the same sender, pickup time and payment, up to the booking size. An item that lists packages of its
 * own is a booking of its own.
 */
function bookingsOf(bookings: Booking[]): number[][] {
	const groups: number[][] = [];
	const openGroup = new Map<string, number[]>();
	bookings.forEach(({ packages, packageSource, ...booking }, index) => {
		const { bookingSize = USUAL_SIZE } = booking.additionalFields;
		const key = packageSource === 'inputItems' ? JSON.stringify(booking) : `item ${index}`;
		const group = openGroup.get(key);
		if (group && group.length < bookingSize) group.push(index);
		else {
			const started = [index];
			groups.push(started);
			openGroup.set(key, started);
		}
	});
	return groups;
}
