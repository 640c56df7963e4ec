import type { FastifyInstance } from 'fastify';
import { jsonObject } from '../../bodies.ts';
import { isoMicroseconds, minutesAfter, wib } from '../../clock.ts';
import { fail, isFailure } from '../answers.ts';
import type { KiriminAja } from '../state.ts';
import { bookInstant, bookInstantV4, type InstantBooking } from './booking.ts';
import { instantAwbSoon } from './lifecycle.ts';
import {
	isUnpaid,
	liveTrackUrl,
	type InstantOrder,
	type InstantPayment,
	type InstantPlace,
} from './orders.ts';

/** docs/contracts/kiriminaja.md §2.6, rows 17 and 18 */
export function instantBookingRoutes(app: FastifyInstance, service: KiriminAja): void {
	const { state } = service;

	app.post('/api/mitra/v6.2/instant/request_pickup', async (request, reply) => {
		const result = bookInstant(service, jsonObject(request) ?? {});
		if (isFailure(result)) return fail(reply, state.settings, result, 'instantBookings');
		if (!isUnpaid(result.payment)) instantAwbSoon(service, result.payment);
		return state.settings.instantShape === 'documented'
			? documented(result, state.creditBalance)
			: observed(result);
	});

	app.post('/api/mitra/v4/instant/pickup/request', async (request, reply) => {
		const result = bookInstantV4(service, jsonObject(request) ?? {});
		return isFailure(result) ? fail(reply, state.settings, result, 'instant') : answerV4(result);
	});
}

function documented({ payment, orders }: InstantBooking, balance: number): object {
	return {
		status: true,
		text: 'success',
		code: 0,
		method: 'instant_request_pickup',
		result: {
			payment: {
				payment_id: payment.paymentId,
				payment_method: payment.method,
				amount: payment.amount,
				credit_balance_after: payment.method === 'credit' ? balance : null,
				status_code: statusText(payment),
				qr_content: payment.qrContent,
				pay_time: wib(payTime(payment)),
			},
			packages: orders.map((order) => ({
				...packageOf(order),
				vehicle: order.vehicle,
				insurance_type: order.insuranceType,
			})),
		},
	};
}

function answerV4({ payment, orders }: InstantBooking): object {
	return {
		status: true,
		text: 'success',
		code: 0,
		method: null,
		result: {
			payment: {
				payment_id: payment.paymentId,
				amount: payment.amount,
				status_code: statusText(payment),
				qr_content: payment.qrContent,
				pay_time: isUnpaid(payment) ? isoMicroseconds(payTime(payment)) : null,
			},
			packages: orders.map(packageOf),
		},
	};
}

/** What a merchant got for a QRIS booking: other keys, no AWB, no driver. */
function observed({ payment, orders }: InstantBooking): object {
	return {
		message: 'success',
		status: true,
		results: {
			payment: {
				payment_id: payment.paymentId,
				amount: payment.amount,
				status_code: isUnpaid(payment) ? 'unpaid' : 'paid',
				qr_content: payment.qrContent,
				pay_time: null,
			},
			origin: orders[0] && { ...echo(orders[0].origin), zipcode: orders[0].origin.zipCode },
			packages: orders.map((order) => ({
				order_id: order.orderId,
				service: order.service,
				service_type: order.serviceType.replace(/^./, (first) => first.toUpperCase()),
				status: order.statusCode,
				live_track_url: '',
				poly_line: order.polyLine,
				destination: echo(order.destination),
			})),
		},
	};
}

function statusText(payment: InstantPayment): string {
	return isUnpaid(payment) ? 'Billing siap dibayar' : 'Pembayaran berhasil';
}

/** Filled before anything is paid, as in the published samples. */
function payTime({ createdAt }: InstantPayment): Date {
	return minutesAfter(createdAt, 1);
}

function packageOf(order: InstantOrder): object {
	return {
		awb: order.awb ?? '',
		order_id: order.orderId,
		service: order.service,
		service_type: order.serviceType,
		status: order.statusCode,
		live_track_url: liveTrackUrl(order),
		poly_line: order.polyLine,
		origin: place(order.origin),
		destination: place(order.destination),
		driver: { name: null, phone: null, image: null },
	};
}

function place({ name, address, phone, latitude, longitude }: InstantPlace): object {
	return { name, address, phone, lat_long: `${latitude},${longitude}` };
}

function echo({ name, phone, address, addressNote, latitude, longitude }: InstantPlace): object {
	return { name, phone, address, address_note: addressNote, latitude, longitude };
}
