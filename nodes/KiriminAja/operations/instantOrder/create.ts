import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { localPhone } from '../../wire/orders';
import { fromCredential, senderOf } from '../fields';
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
	fromCredential: fromCredential({
		zipcode: senderOf.postcode,
		latitude: senderOf.latitude,
		longitude: senderOf.longitude,
	}),
	request: bookingSchema,
	simple: [
		'orderId',
		'awb',
		'state',
		'service',
		'liveTrackingUrl',
		'shippingCost',
		'paymentId',
		'paid',
		'amount',
		'alreadyExisted',
	],
	names: ({ orderId, paymentId }) =>
		`instant order ${textIn(orderId)}${paymentId ? `, payment ${textIn(paymentId)}` : ''}`,
	once: ({ packages, additionalFields, isJson }) =>
		packages.map(({ orderId, destinationAddressNote, description, destinationPhone, ...rest }) => {
			const intent = { ...rest, phone: localPhone(destinationPhone) };
			const { service, serviceType, vehicle, shippingCost, ...of } = intent;
			return {
				field: 'Order ID',
				given: orderId,
				prefix: additionalFields.orderIdPrefix,
				numberTells: isJson,
				intent,
				kind: of,
				rate: { of, by: [service, serviceType, vehicle] },
			};
		}),
	run: book,
});
