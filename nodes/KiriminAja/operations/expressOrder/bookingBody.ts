import type { IDataObject } from 'n8n-workflow';
import type { Booking } from './bookingForm';
import type { Package } from './packageForm';

export type NumberedPackage = Package & { orderId: string };

/** A booking on the wire. docs/contracts/kiriminaja.md §2.5 */
export function bodyOf(booking: Booking, packages: NumberedPackage[]): IDataObject {
	const { latitude, longitude, zipcode, dropoff, platformName = 'n8n' } = booking.additionalFields;
	return {
		address: booking.address,
		name: booking.name,
		phone: booking.phone,
		kecamatan_id: booking.kecamatanId,
		kelurahan_id: booking.kelurahanId,
		zipcode,
		latitude,
		longitude,
		platform_name: platformName,
		schedule: booking.schedule,
		dropoff,
		...(booking.paymentMethod !== 'accountDefault' && { payment_method: booking.paymentMethod }),
		...(booking.paymentMethod === 'credit' && { pin: booking.pin }),
		packages: packages.map(packageBody),
	};
}

/** Area ids under their Indonesian names: the English ones of the documentation's table are not understood. docs/contracts/kiriminaja.md §5 */
export function packageBody(entry: Package): IDataObject {
	return {
		order_id: entry.orderId,
		destination_name: entry.destinationName,
		destination_phone: entry.destinationPhone,
		destination_address: entry.destinationAddress,
		destination_provinsi_id: entry.destinationProvinsiId,
		destination_kabupaten_id: entry.destinationKabupatenId,
		destination_kecamatan_id: entry.destinationKecamatanId,
		destination_kelurahan_id: entry.destinationKelurahanId,
		destination_zipcode: entry.destinationZipcode,
		destination_latitude: entry.destinationLatitude,
		destination_longitude: entry.destinationLongitude,
		weight: entry.weight,
		width: entry.width,
		length: entry.length,
		height: entry.height,
		qty: entry.qty ?? 1,
		item_name: entry.itemName,
		item_value: entry.itemValue,
		items: entry.items?.length ? entry.items : undefined,
		shipping_cost: entry.shippingCost,
		service: entry.service,
		service_type: entry.serviceType,
		package_type_id: entry.packageTypeId ?? 7,
		insurance_amount: entry.insuranceAmount ?? 0,
		is_with_insurance: entry.isWithInsurance,
		add_cost: entry.addCost ?? 0,
		cod: entry.cod ?? 0,
		drop: entry.drop ?? false,
		note: entry.note,
		discount_amount: entry.discountAmount,
		discount_percentage: entry.discountPercentage,
		shipping_discount_amount: entry.shippingDiscountAmount,
	};
}
