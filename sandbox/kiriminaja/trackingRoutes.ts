import type { FastifyInstance } from 'fastify';
import { jsonObject } from '../bodies.ts';
import { wib } from '../clock.ts';
import { fail, invalid, notFound } from './answers.ts';
import type { KiriminAjaSettings } from './settings.ts';
import { shownAddress, shownName, shownPhone } from './shownTexts.ts';
import { findOrder, isTrackable, type ExpressOrder, type KiriminAja, type Place } from './state.ts';
import { check } from './validation.ts';

/** docs/contracts/kiriminaja.md §2.8, row 20 */
export function trackingRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/mitra/tracking', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'shTracking';
		const errors = check(input, { order_id: { type: 'string', required: true, max: 20 } });
		const failure = invalid(method, errors);
		if (failure) return fail(reply, state.settings, failure);
		const order = findOrder(state, String(input.order_id));
		if (!order || !isTrackable(state, order.createdAt)) {
			if (state.settings.notFound !== 'empty') {
				return fail(reply, state.settings, notFound(state.settings, method));
			}
			return { status: true, text: '', method, status_code: null, details: {}, histories: [] };
		}
		return {
			status: true,
			text: order.histories.at(-1)?.text ?? '',
			method,
			status_code: order.statusCode,
			details: details(order, state.settings),
			histories: [...order.histories].reverse().map((step) => ({
				created_at: wib(step.at),
				status: step.text,
				status_code: step.statusCode,
				driver: '',
				receiver: step.receiver,
			})),
		};
	});
}

function details(order: ExpressOrder, { trackedTexts }: KiriminAjaSettings): object {
	const isDelivered = order.finishedAt !== null;
	const picture = (name: string) => (isDelivered ? `https://cdn.invalid/pod/${name}.jpg` : null);
	return {
		awb: order.awb,
		signature_code: order.awb && 'A1B2C3D4',
		sorting_code: order.sortingCode,
		order_id: order.orderId,
		// Null even for a delivered parcel: the code stands at the top level.
		status_code: null,
		estimation: order.estimation,
		service: order.service,
		service_name: order.serviceType,
		drop: order.drop,
		shipped_at: order.shippedAt && wib(order.shippedAt),
		delivered: isDelivered,
		delivered_at: order.finishedAt && wib(order.finishedAt),
		refunded: order.returnedAt !== null,
		refunded_at: order.returnedAt ? wib(order.returnedAt) : '',
		images: {
			camera_img: picture(`${order.awb}-1`),
			signature_img: picture(`${order.awb}-2`),
			pop_img: null,
		},
		costs: {
			add_cost: order.addCost,
			currency: 'IDR',
			cod: order.cod,
			insurance_amount: order.insuranceAmount,
			insurance_percent: 0,
			discount_amount: order.discountAmount,
			subsidi_amount: 0,
			shipping_cost: order.shippingCost,
			correction: order.correction,
		},
		origin: place(order.origin, trackedTexts),
		destination: place(order.destination, trackedTexts),
	};
}

function place(
	{ name, address, phone, city, zipCode }: Place,
	style: KiriminAjaSettings['trackedTexts'],
): object {
	return {
		name: shownName(name, style),
		address: shownAddress(address, style),
		phone: shownPhone(phone, style),
		city,
		zip_code: zipCode,
	};
}
