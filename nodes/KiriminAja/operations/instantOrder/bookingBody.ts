import type { IDataObject } from 'n8n-workflow';
import type { Booking } from './bookingForm';
import type { Package } from './packageForm';
import type { Product } from './productForm';

export type NumberedPackage = Package & { orderId: string };

/** Optional in the documentation, but bookings without an address note are refused. docs/contracts/kiriminaja.md §2.6 */
const NO_NOTE = '-';

/** An instant booking on the wire. docs/contracts/kiriminaja.md §2.6 */
export function bodyOf(booking: Booking, packages: NumberedPackage[]): IDataObject {
	const { paymentMethod } = booking;
	return {
		address: booking.address,
		address_note: booking.additionalFields.addressNote ?? NO_NOTE,
		name: booking.name,
		phone: booking.phone,
		latitude: booking.latitude,
		longitude: booking.longitude,
		zipcode: booking.zipcode,
		...(paymentMethod !== 'accountDefault' && { payment_method: paymentMethod }),
		...(paymentMethod === 'credit' && { pin: booking.pin }),
		packages: packages.map(packageBody),
	};
}

function packageBody(entry: NumberedPackage): IDataObject {
	return {
		order_id: entry.orderId,
		destination: {
			name: entry.destinationName,
			phone: entry.destinationPhone,
			latitude: entry.destinationLatitude,
			longitude: entry.destinationLongitude,
			address: entry.destinationAddress,
			address_note: entry.destinationAddressNote ?? NO_NOTE,
		},
		service: entry.service,
		service_type: entry.serviceType,
		vehicle: entry.vehicle ?? 'motor',
		package_type_id: entry.packageTypeId ?? 7,
		shipping_cost: entry.shippingCost,
		insurance_type: entry.insuranceType,
		description: entry.description,
		items: entry.items.item.map(productBody),
	};
}

function productBody({ sku, variantLabel, qty = 1, ...product }: Product): IDataObject {
	const metadata = { sku, variant_label: variantLabel };
	return { ...product, qty, ...((sku ?? variantLabel) && { metadata }) };
}
