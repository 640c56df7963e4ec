import { defineOperation } from '../../../shared/operation';
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
	names: ({ orderId, pickupNumber }) => `order ${String(orderId)}, pickup ${String(pickupNumber)}`,
	together: { conflicts: repeatedOrderIds, groups: bookingsOf, run: book },
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

/** Two items with one order id are most likely the same order twice. */
function repeatedOrderIds(entries: Array<{ item: number; input: Booking }>): Map<number, string> {
	const firstItem = new Map<string, number>();
	const conflicts = new Map<number, string>();
	for (const { item, input } of entries) {
		for (const { orderId } of input.packages) {
			if (orderId === undefined) continue;
			const other = firstItem.get(orderId) ?? item;
			firstItem.set(orderId, other);
			if (other === item) continue;
			conflicts.set(
				item,
				`Order ID (item ${item}) must be unique; item ${other} has "${orderId}" too.`,
			);
		}
	}
	return conflicts;
}
