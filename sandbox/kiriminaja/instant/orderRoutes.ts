import type { FastifyInstance } from 'fastify';
import { jsonObject } from '../../bodies.ts';
import { isoMicroseconds, minutesAfter } from '../../clock.ts';
import { fail, notFound } from '../answers.ts';
import type { KiriminAjaSettings } from '../settings.ts';
import { shownAddress, shownName, shownPhone } from '../shownTexts.ts';
import { isTrackable, type KiriminAja } from '../state.ts';
import { isMeant } from '../orderIds.ts';
import { giveUpDrivers, isBeforePickup, searchDriver } from './lifecycle.ts';
import {
	findInstantPayment,
	isUnpaid,
	liveTrackUrl,
	nextInstantAwb,
	type InstantOrder,
	type InstantPlace,
} from './orders.ts';
import { place } from './webhooks.ts';

const unknownOrder = { text: 'order id yang dipilih tidak valid.' };

/** docs/contracts/kiriminaja.md §2.6 (19) and §2.8 (21, 23) */
export function instantOrderRoutes(app: FastifyInstance, service: KiriminAja): void {
	const { state } = service;
	const find = (id: unknown) =>
		state.instantOrders.find((order) => isMeant(state.settings, order.orderId, id));
	const success = (result: object) => ({
		status: true,
		text: 'success',
		code: 0,
		method: null,
		result,
	});

	app.get<{ Params: { id: string } }>(
		'/api/mitra/v4/instant/tracking/:id',
		async (request, reply) => {
			const order = find(request.params.id);
			if (order && isTrackable(state, order.createdAt)) {
				return success(tracking(order, state.settings));
			}
			return state.settings.notFound === 'empty'
				? success({})
				: fail(reply, state.settings, notFound(state.settings), 'instant');
		},
	);

	// Accepted, not done: the order is canceled when canceled_packages says so.
	app.delete<{ Params: { id: string } }>(
		'/api/mitra/v4/instant/pickup/void/:id',
		async (request, reply) => {
			const order = find(request.params.id);
			const payment = order && findInstantPayment(state, order.paymentId);
			if (!order || !payment || !isBeforePickup(order)) {
				return fail(reply, state.settings, unknownOrder, 'instant');
			}
			const answer = success({
				payment: {
					payment_id: payment.paymentId,
					amount: payment.amount,
					status_code: isUnpaid(payment) ? 9 : 0,
					qr_content: payment.qrContent,
					pay_time: isoMicroseconds(payment.paidAt ?? minutesAfter(payment.createdAt, 1)),
				},
				packages: [
					{
						awb: order.awb ?? '',
						order_id: order.orderId,
						service: order.service,
						service_type: order.serviceType,
						status: order.statusCode,
						live_track_url: liveTrackUrl(order),
						polyline: order.polyLine,
						origin: place(order.origin),
						destination: place(order.destination),
					},
				],
			});
			order.statusCode = 350;
			return answer;
		},
	);

	app.post('/api/mitra/v4/instant/pickup/find-new-driver', async (request, reply) => {
		const order = find(jsonObject(request)?.order_id);
		if (!order || ![101, 105].includes(order.statusCode)) {
			return fail(reply, state.settings, unknownOrder, 'instant');
		}
		order.awb = nextInstantAwb(state);
		giveUpDrivers([order]);
		searchDriver(service, [order]);
		return success({ awb: order.awb, order_id: order.orderId });
	});
}

/** No numeric status: the dates and the driver tell. */
function tracking(order: InstantOrder, { trackedTexts }: KiriminAjaSettings): object {
	const time = (date: Date | null) => date && isoMicroseconds(date);
	return {
		driver: {
			name: order.driver?.name ?? null,
			phone: order.driver?.phone ?? null,
			photo: null,
		},
		origin: trackedPlace(order.origin, trackedTexts),
		destination: trackedPlace(order.destination, trackedTexts),
		date: {
			created_at: time(order.createdAt),
			finished_at: time(order.finishedAt),
			allocated_at: time(order.allocatedAt),
			canceled_at: time(order.canceledAt),
		},
		cost: {
			shipping_cost: order.shippingCost,
			insurance: null,
			admin_fee: order.adminFee,
			total_price: order.shippingCost + order.adminFee,
		},
		item: { price: order.itemValue, description: order.itemNames },
		order_id: order.orderId,
		service: order.service,
		service_type: order.serviceType,
		tracking_code: order.awb,
		cancel_description: order.canceledAt && order.reason,
		live_tracking_url: liveTrackUrl(order),
	};
}

function trackedPlace(at: InstantPlace, style: KiriminAjaSettings['trackedTexts']): object {
	return {
		name: shownName(at.name, style),
		address: shownAddress(at.address, style),
		address_note: at.addressNote,
		phone: shownPhone(at.phone, style),
		lat: at.latitude,
		long: at.longitude,
	};
}
