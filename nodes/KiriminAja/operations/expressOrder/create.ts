import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { inputError, type Failure } from '../../../shared/errors';
import { camelKeys } from '../../../shared/items';
import { createOnce } from '../../../shared/once';
import { defineOperation, type Call } from '../../../shared/operation';
import { derivedReference } from '../../../shared/reference';
import type { Answer } from '../../../shared/request';
import { checkShape } from '../../../shared/shape';
import { kiriminAja } from '../../api';
import { shipmentOf, tryTrack } from '../../tracking';
import { bookingFields, bookingSchema, type Booking } from './bookingForm';
import type { Package } from './packageForm';
import { pinWasRefused, rememberRefusedPin } from './refusedPin';

type NumberedPackage = Package & { orderId: string };

/**
 * Books express shipments: one booking per input item, one output item per package. The AWB is issued later and arrives with the
 * KiriminAja Trigger. docs/contracts/kiriminaja.md §2.5 (15)
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
	async run(call, booking) {
		const packages = booking.packages.map((entry, index) => ({
			...entry,
			orderId:
				entry.orderId ??
				derivedReference(call, booking.additionalFields.orderIdPrefix ?? 'N8N-', index),
		}));
		const orderIds = packages.map(({ orderId }) => orderId).join(', ');
		const outcome = await createOnce(call, {
			reference: orderIds,
			send: async () => await send(call, booking, packages),
			isTaken: ({ vendorText = '' }) =>
				/sudah ada|already|exist|duplicate|terdaftar/i.test(vendorText),
			lookUp: async () => await findBooked(call, packages),
			howToCheck: `Look for ${orderIds} in the KiriminAja dashboard, or with Express Order → Track, before you book again`,
		});
		if ('existing' in outcome) return outcome.existing;
		checkShape(call, documented, outcome.created);
		return bookedPackages(outcome.created, packages);
	},
});

async function send(call: Call, booking: Booking, packages: NumberedPackage[]): Promise<Answer> {
	if (booking.pin !== undefined && pinWasRefused(call)) {
		const message =
			'KiriminAja refused the PIN earlier in this execution, so it was not sent again';
		const advice =
			'Nothing was booked for this item. Three wrong PINs lock KA Credit: correct the PIN and run the workflow again.';
		return { ok: false, failure: { outcome: 'unsent', message, advice } satisfies Failure };
	}
	const answer = await kiriminAja.tryWrite(
		call,
		'/api/mitra/v6.2/request_pickup',
		bodyOf(booking, packages),
	);
	if (!answer.ok) rememberRefusedPin(call, answer.failure);
	return answer;
}

function bodyOf(booking: Booking, packages: NumberedPackage[]): IDataObject {
	const { latitude, longitude, zipcode, platformName = 'n8n' } = booking.additionalFields;
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
		...(booking.paymentMethod !== 'accountDefault' && { payment_method: booking.paymentMethod }),
		...(booking.paymentMethod === 'credit' && { pin: booking.pin }),
		packages: packages.map(packageBody),
	};
}

/** Area ids under their Indonesian names: the English ones of the documentation's table are not understood. docs/contracts/kiriminaja.md §5 */
function packageBody(entry: NumberedPackage): IDataObject {
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
		items: entry.items?.length ? (entry.items as IDataObject[]) : undefined,
		shipping_cost: entry.shippingCost,
		service: entry.service,
		service_type: entry.serviceType,
		package_type_id: entry.packageTypeId ?? 7,
		insurance_amount: entry.insuranceAmount ?? 0,
		add_cost: entry.addCost ?? 0,
		cod: entry.cod ?? 0,
		drop: entry.drop ?? false,
		note: entry.note,
		discount_amount: entry.discountAmount,
		discount_percentage: entry.discountPercentage,
	};
}

/** One item per package; KiriminAja's rows are found by order id, their order is not promised. */
function bookedPackages(body: IDataObject, packages: NumberedPackage[]): IDataObject[] {
	const { details, status, text, method, ...booking } = body;
	const rows = Array.isArray(details) ? (details as IDataObject[]) : [];
	return packages.map(({ orderId, service, serviceType, shippingCost, cod = 0 }) => ({
		...camelKeys(booking),
		service,
		serviceType,
		...camelKeys(rows.find((row) => String(row.order_id) === orderId) ?? {}),
		orderId,
		shippingCost,
		cod,
		alreadyExisted: false,
	}));
}

/**
 * The packages as they already are at KiriminAja, or nothing when none is there. A mixture, or an order of the same number for somebody
 * else, is no answer to "was it booked?" and stops the item.
 */
async function findBooked(
	call: Call,
	packages: NumberedPackage[],
): Promise<IDataObject[] | undefined> {
	const found: IDataObject[] = [];
	for (const { orderId, destinationName } of packages) {
		const answer = await tryTrack(call, orderId);
		if (!answer.ok && answer.failure.outcome !== 'refused') return undefined;
		if (!answer.ok) continue;
		const shipment = shipmentOf(answer.body);
		const recipient = (shipment.destination as IDataObject | undefined)?.name;
		if (lettersOf(recipient) !== lettersOf(destinationName)) {
			throw inputError(
				call,
				`Order ID ${orderId} is already used for a shipment to somebody else`,
				'This booking was not repeated. Give each order its own Order ID.',
			);
		}
		found.push({ ...shipment, serviceType: shipment.serviceName, alreadyExisted: true });
	}
	if (found.length > 0 && found.length < packages.length) {
		const known = found.map(({ orderId }) => String(orderId)).join(', ');
		throw inputError(
			call,
			`Of this booking's packages, ${known} already existed and the others did not`,
			'This booking was not repeated. Take the existing ones out and run the others again.',
		);
	}
	return found.length > 0 ? found : undefined;
}

/** KiriminAja drops symbols from names. */
function lettersOf(name: unknown): string {
	return String(name ?? '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}

const documented = z.object({
	payment_status: z.string(),
	qr_url: z.string().nullable(),
	pickup_number: z.string(),
	details: z.array(
		z.object({
			order_id: z.string(),
			kj_order_id: z.string(),
			awb: z.string().nullable(),
			service: z.string(),
			service_type: z.string(),
		}),
	),
});
