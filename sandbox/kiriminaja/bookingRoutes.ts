import type { FastifyInstance } from 'fastify';
import { jsonObject } from '../bodies.ts';
import { fail, isFailure } from './answers.ts';
import { book, type Booking } from './booking.ts';
import { awbSoon } from './lifecycle.ts';
import type { KiriminAja, Pickup } from './state.ts';

/** docs/contracts/kiriminaja.md §2.5; v6.1 and v5 know neither payment_method nor pin. */
export function bookingRoutes(app: FastifyInstance, service: KiriminAja): void {
	const versions = [
		{ path: '/api/mitra/v6.2/request_pickup', knowsPayment: true },
		{ path: '/api/mitra/v6.1/request_pickup', knowsPayment: false },
		{ path: '/api/mitra/v5/request_pickup', knowsPayment: false },
	];
	for (const { path, knowsPayment } of versions) {
		app.post(path, async (request, reply) => {
			const result = book(service, jsonObject(request) ?? {}, knowsPayment);
			if (isFailure(result)) return fail(reply, service.state.settings, result, 'bookings');
			if (result.pickup.paymentMethod !== 'va') awbSoon(service, result.pickup);
			return knowsPayment ? answer(service, result) : olderAnswer(service, result);
		});
	}
}

function answer(service: KiriminAja, { pickup, orders }: Booking): object {
	const paidByCredit = pickup.paymentMethod === 'credit';
	return {
		status: true,
		text: 'Request pickup berhasil',
		method: 'request_pickup',
		payment_status: paymentStatus(pickup),
		payment_method: pickup.paymentMethod,
		...(paidByCredit ? { credit_balance_after: service.state.creditBalance } : {}),
		qr_url: qrUrl(service, pickup),
		details: orders.map((order) => ({
			order_id: order.orderId,
			kj_order_id: order.kjOrderId,
			awb: null,
			service: order.service,
			service_type: order.serviceType,
		})),
		pickup_number: pickup.pickupNumber,
	};
}

/** The published v6.1 sample repeats the order id and writes the courier in capitals. */
function olderAnswer(service: KiriminAja, { pickup, orders }: Booking): object {
	return {
		status: true,
		text: 'Request pickup berhasil',
		method: 'request_pickup',
		qr_url: qrUrl(service, pickup),
		payment_status: paymentStatus(pickup),
		details: orders.map((order) => ({
			order_id: order.orderId,
			kj_order_id: order.orderId,
			awb: null,
			service: order.service.toUpperCase(),
			service_type: order.serviceType,
		})),
		pickup_number: pickup.pickupNumber,
	};
}

/** `pending` for what is settled later: COD, and the invoice of a TOP account. */
function paymentStatus(pickup: Pickup): 'paid' | 'unpaid' | 'pending' {
	if (pickup.paymentMethod === 'cash') return 'pending';
	return pickup.paidAt ? 'paid' : 'unpaid';
}

function qrUrl(service: KiriminAja, pickup: Pickup): string | null {
	return pickup.qrContent === null ? null : `${service.origin()}/qr/${pickup.pickupNumber}`;
}
