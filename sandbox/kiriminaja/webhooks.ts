import { accounts } from '../accounts.ts';
import { compactWib, isoMicroseconds, minutesAfter, wib } from '../clock.ts';
import type { Delivery } from '../outbox.ts';
import { findPickup, type ExpressOrder, type KiriminAja, type Pickup } from './state.ts';

export type ExpressEvent =
	| 'processed_packages'
	| 'shipped_packages'
	| 'finished_packages'
	| 'canceled_packages'
	| 'returned_packages';

/** Sends one event about some orders to the registered callback; null when none is registered. */
export async function notify(
	service: KiriminAja,
	event: ExpressEvent,
	orders: ExpressOrder[],
): Promise<Delivery | null> {
	const { state } = service;
	if (state.callbackUrl === null) return null;
	const body = eventBody(service, event, orders);
	return await send(service, state.callbackUrl, event, JSON.stringify(body));
}

/** The same event once more: same body, to where it went before. */
export async function redeliver(service: KiriminAja, earlier: Delivery): Promise<Delivery> {
	return await send(service, earlier.url, earlier.event, earlier.body);
}

async function send(
	service: KiriminAja,
	url: string,
	event: string,
	body: string,
): Promise<Delivery> {
	const { deliveries } = service.state;
	const delivery: Delivery = {
		id: deliveries.length + 1,
		event,
		method: 'POST',
		url,
		contentType: 'application/json',
		body,
		attempts: 0,
		status: null,
		error: null,
	};
	deliveries.push(delivery);
	return await service.outbox.attempt(delivery, headers());
}

/** docs/contracts/kiriminaja.md §3.1 */
function headers(): Record<string, string> {
	return {
		'Content-Type': 'application/json',
		Accept: 'application/json',
		'User-Agent': 'KiriminAja-Push-Services',
		Authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
	};
}

function eventBody(service: KiriminAja, event: ExpressEvent, orders: ExpressOrder[]): object {
	const { settings } = service.state;
	const time = (date: Date | null) =>
		date && (settings.webhookTime === 'iso' ? isoMicroseconds(date) : wib(date));

	if (settings.webhookStyle === 'short') {
		return { method: event, data: orders.map((order) => shortRow(event, order, time)) };
	}
	const [first] = orders;
	const pickup = first && findPickup(service.state, first.pickupNumber);
	return {
		method: event,
		data: orders.map((order) => ({
			order_id: order.orderId,
			awb: order.awb,
			// The published canceled event has no time of its own but this one.
			date: time(event === 'canceled_packages' ? order.canceledAt : order.createdAt),
			shipped_at: time(order.shippedAt),
			finished_at: time(order.finishedAt),
			returned_at: time(order.returnedAt),
			rejected_at: null,
			reason: order.cancelReason,
		})),
		payment: pickup ? paymentBlock(pickup) : null,
		packages: orders.map(packageBlock),
	};
}

function shortRow(
	event: ExpressEvent,
	order: ExpressOrder,
	time: (date: Date | null) => string | null,
): object {
	const order_id = order.orderId;
	switch (event) {
		case 'processed_packages':
			return { order_id, awb: order.awb, sorting_code: order.sortingCode };
		case 'shipped_packages':
			return { order_id, shipped_at: time(order.shippedAt) };
		case 'finished_packages':
			return { order_id, finished_at: time(order.finishedAt) };
		case 'returned_packages':
			return { order_id, returned_at: time(order.returnedAt) };
		case 'canceled_packages': {
			const canceled = time(order.canceledAt);
			return { order_id, date: canceled, canceled_at: canceled, reason: order.cancelReason };
		}
	}
}

function paymentBlock(pickup: Pickup): object {
	return {
		payment_id: pickup.pickupNumber,
		amount: pickup.amount,
		status_code: pickup.paymentMethod === 'va' && pickup.paidAt === null ? 9 : 0,
		qr_content: pickup.qrContent,
		pay_time: pickup.qrContent && compactWib(minutesAfter(pickup.createdAt, 1)),
	};
}

/** `status` is 105 in every published express event: a placeholder, which receivers must not trust. */
function packageBlock(order: ExpressOrder): object {
	const { name, address, phone } = order.origin;
	return {
		awb: order.awb,
		order_id: order.orderId,
		service: order.service,
		service_type: order.serviceType,
		status: 105,
		live_tracking_url: null,
		poly_line: null,
		origin: { name, address, phone, latitude: 0, longitude: 0 },
		destination: {
			name: order.destination.name,
			address: order.destination.address,
			phone: order.destination.phone,
			latitude: null,
			longitude: null,
		},
		driver: { name: null, phone: null, image: null },
	};
}
