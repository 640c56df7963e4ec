import type { FastifyInstance } from 'fastify';
import qrcode from 'qrcode-generator';
import { jsonObject } from '../bodies.ts';
import { compactWib, isoMicroseconds, minutesAfter } from '../clock.ts';
import { fail, invalid, notFound } from './answers.ts';
import {
	findInstantPayment,
	isUnpaid,
	liveTrackUrl,
	type InstantOrder,
	type InstantPayment,
} from './instant/orders.ts';
import { place } from './instant/webhooks.ts';
import {
	findPickup,
	hasBill,
	type KiriminAja,
	type KiriminAjaState,
	type Pickup,
} from './state.ts';
import { check } from './validation.ts';

/** docs/contracts/kiriminaja.md §2.7, row 24 */
export function paymentRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/mitra/v2/get_payment', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'payment';
		const errors = check(input, { payment_id: { type: 'string', required: true } });
		const failure = invalid(method, errors);
		if (failure) return fail(reply, state.settings, failure);
		const instant = findInstantPayment(state, String(input.payment_id));
		if (instant) return instantAnswer(instant, state);
		const pickup = findPickup(state, String(input.payment_id));
		if (!pickup || !hasBill(pickup)) {
			return state.settings.notFound === 'empty'
				? { status: true, text: 'Success', method, data: null }
				: fail(reply, state.settings, notFound(state.settings, method));
		}
		return { status: true, text: 'Success', method, data: bill(pickup) };
	});
}

/** Where `qr_url` of a booking points: the QR of the open bill as a picture. */
export function qrPicture(app: FastifyInstance, accounts: KiriminAja[]): void {
	app.get<{ Params: { pickupNumber: string } }>('/qr/:pickupNumber', async (request, reply) => {
		const { pickupNumber } = request.params;
		const bills = accounts.map(
			({ state }) => findPickup(state, pickupNumber) ?? findInstantPayment(state, pickupNumber),
		);
		const content = bills.find((bill) => bill !== undefined)?.qrContent;
		if (!content) return reply.code(404).send({ message: 'Not Found' });
		const code = qrcode(0, 'M');
		code.addData(content);
		code.make();
		return reply.type('image/svg+xml').send(code.createSvgTag({ cellSize: 6, margin: 24 }));
	});
}

/** `pay_time` is filled before anything is paid, as in the published sample. */
function bill(pickup: Pickup): object {
	const isPaid = pickup.paidAt !== null;
	return {
		payment_id: pickup.pickupNumber,
		qr_content: pickup.qrContent,
		method: '08',
		pay_time: compactWib(minutesAfter(pickup.createdAt, 1)),
		status: isPaid ? 'Pembayaran berhasil' : 'Billing berhasil dibuat',
		status_code: isPaid ? '0' : '9',
		amount: pickup.amount,
		paid_at: pickup.paidAt && isoMicroseconds(pickup.paidAt),
		created_at: isoMicroseconds(pickup.createdAt),
	};
}

/** The instant family has a shape of its own, and a bill without packages while it is unpaid. */
function instantAnswer(payment: InstantPayment, state: KiriminAjaState): object {
	const orders = state.instantOrders.filter((order) => order.paymentId === payment.paymentId);
	return {
		status: true,
		text: 'get_payment',
		method: null,
		result: {
			payment_id: payment.paymentId,
			amount: payment.amount,
			status_code: isUnpaid(payment) ? 9 : 0,
			qr_content: isUnpaid(payment) ? payment.qrContent : null,
			pay_time: null,
			packages: isUnpaid(payment) ? [] : orders.map(instantPackage),
		},
		code: null,
	};
}

function instantPackage(order: InstantOrder): object {
	return {
		awb: order.awb ?? '',
		order_id: order.orderId,
		service: order.service,
		service_name: order.serviceType,
		status: order.statusCode,
		live_track_url: liveTrackUrl(order),
		origin: place(order.origin),
		destination: place(order.destination),
	};
}
