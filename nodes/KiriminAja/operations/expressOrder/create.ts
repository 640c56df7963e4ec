import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../../shared/run/operation';
import { rowsIn } from '../../../shared/values/rows';
import { textIn } from '../../../shared/values/texts';
import { localPhone } from '../../wire/orders';
import { fromCredential, senderOf } from '../fields';
import { book } from './book';
import { packageBody } from './bookingBody';
import { bookingFields, bookingSchema, type Booking } from './bookingForm';
import { packageColumnNames, packageFields, type Package } from './packageForm';

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
	columns: packageFields,
	otherColumnNames: packageColumnNames,
	ofItem,
	fromCredential: fromCredential({
		kecamatanId: senderOf.district,
		kelurahanId: senderOf.subdistrict,
		'additionalFields.zipcode': senderOf.postcode,
		'additionalFields.latitude': senderOf.latitude,
		'additionalFields.longitude': senderOf.longitude,
	}),
	request: bookingSchema,
	simple: [
		'orderId',
		'awb',
		'pickupNumber',
		'paymentStatus',
		'service',
		'serviceType',
		'shippingCost',
		'cod',
		'creditBalanceAfter',
		'alreadyExisted',
	],
	names: ({ orderId, pickupNumber }) =>
		`order ${textIn(orderId)}${pickupNumber ? `, pickup ${textIn(pickupNumber)}` : ''}`,
	once: ({ packages, additionalFields, isJson }) =>
		packages.map((entry) => ({
			field: 'Order ID',
			given: entry.orderId,
			prefix: additionalFields.orderIdPrefix,
			numberTells: isJson,
			intent: intentOf(entry),
			kind: { ...intentOf(entry), ...noRate, isCod: (entry.cod ?? 0) > 0 },
			rate: {
				of: { ...intentOf(entry), ...noRate },
				by: [entry.service, entry.serviceType],
			},
		})),
	together: { groups: bookingsOf, run: book },
});

/** As it is sent, so that it does not matter in which way the form was filled in. */
function intentOf(entry: Package) {
	const named = { order_id: undefined, note: undefined, item_name: undefined };
	return { ...packageBody(entry), ...named, destination_phone: localPhone(entry.destinationPhone) };
}

/** What rates for the same parcel differ in: what the courier collects may have the shipping cost in it. */
const noRate = {
	...{ service: undefined, service_type: undefined, shipping_cost: undefined },
	...{ cod: undefined, insurance_amount: undefined },
	...{ discount_amount: undefined, discount_percentage: undefined },
};

/** Of a list for each item, all that its packages collect. */
function ofItem({ packageSource, package: list, ...values }: IDataObject): IDataObject | undefined {
	if (packageSource === 'inputItems') return values;
	if (packageSource !== 'fields') return undefined;
	const cods = rowsIn(list).map((one) => textIn(one.cod));
	return { cod: cods.find((cod) => Number(cod) !== 0) ?? 0 };
}

const USUAL_SIZE = 50;

/**
 * Items that go into one booking: the same sender, pickup time and payment, up to the booking size. An item that lists packages of its
 * own is a booking of its own.
 */
function bookingsOf(bookings: Booking[]): number[][] {
	const groups: number[][] = [];
	const openGroup = new Map<string, number[]>();
	bookings.forEach(({ packages, isItem, isCodEmpty, ...booking }, index) => {
		const { bookingSize = USUAL_SIZE } = booking.additionalFields;
		const key = isItem ? JSON.stringify(booking) : `item ${index}`;
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
