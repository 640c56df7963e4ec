import type { Delivery } from '../../outbox.ts';
import { minutesAfter } from '../../clock.ts';
import type { KiriminAja } from '../state.ts';
import { blocks, eventTime, push } from '../webhooks.ts';
import {
	findInstantPayment,
	isUnpaid,
	liveTrackUrl,
	type InstantOrder,
	type InstantPayment,
	type InstantPlace,
} from './orders.ts';

/** docs/contracts/kiriminaja.md §3.3 */
export type InstantEvent =
	'processed_packages' | 'shipped_packages' | 'finished_packages' | 'canceled_packages';

export type LegacyStatus =
	'picked_up' | 'sent' | 'no_driver' | 'delivered' | 'cancel' | 'return' | 'returned';

const legacyStatuses: Record<InstantEvent, LegacyStatus[]> = {
	processed_packages: [],
	shipped_packages: ['picked_up', 'sent'],
	finished_packages: ['delivered'],
	canceled_packages: ['cancel'],
};

export async function notifyInstant(
	service: KiriminAja,
	event: InstantEvent,
	orders: InstantOrder[],
): Promise<Array<Delivery | null>> {
	if (service.state.settings.instantWebhook === 'current') {
		return [await push(service, event, eventBody(service, event, orders))];
	}
	const deliveries: Array<Delivery | null> = [];
	for (const status of legacyStatuses[event]) {
		deliveries.push(...(await notifyLegacy(service, status, orders)));
	}
	return deliveries;
}

/** Events that only the older callback has, one order a body. Nothing goes out to accounts of today. */
export async function notifyLegacy(
	service: KiriminAja,
	status: LegacyStatus,
	orders: InstantOrder[],
): Promise<Array<Delivery | null>> {
	const deliveries: Array<Delivery | null> = [];
	if (service.state.settings.instantWebhook === 'current') return deliveries;
	for (const order of orders) {
		const body = { method: 'update_instant_packages', data: legacyData(service, status, order) };
		deliveries.push(await push(service, 'update_instant_packages', body));
	}
	return deliveries;
}

/** The complete body always, but for the shortest valid one when the AWB is issued. */
function eventBody(service: KiriminAja, event: InstantEvent, orders: InstantOrder[]): object {
	const { settings } = service.state;
	const time = (date: Date | null) => eventTime(settings, date);
	const isProcessed = event === 'processed_packages';
	if (isProcessed && settings.webhookStyle === 'short') {
		return {
			method: event,
			data: orders.map((order) => ({ order_id: order.orderId, awb: order.awb })),
		};
	}
	const [first] = orders;
	const payment = first && findInstantPayment(service.state, first.paymentId);
	return {
		method: event,
		data: orders.map((order) => ({
			order_id: order.orderId,
			awb: order.awb,
			date: time(event === 'canceled_packages' ? order.canceledAt : order.createdAt),
			shipped_at: time(order.shippedAt),
			finished_at: time(order.finishedAt),
			returned_at: null,
			rejected_at: null,
			reason: isProcessed ? '' : order.reason,
			...(isProcessed ? { sorting_code: null } : {}),
		})),
		...blocks(settings, {
			payment: payment ? paymentBlock(payment, isProcessed, time) : null,
			packages: orders.map((order) => packageBlock(order, event)),
		}),
	};
}

function paymentBlock(
	payment: InstantPayment,
	isProcessed: boolean,
	time: (date: Date | null) => string | null,
): object {
	const hasQr = isProcessed && payment.qrContent !== null;
	return {
		payment_id: payment.paymentId,
		amount: payment.amount,
		status_code: isUnpaid(payment) ? 9 : 0,
		qr_content: hasQr ? payment.qrContent : null,
		pay_time: hasQr ? time(payment.paidAt ?? minutesAfter(payment.createdAt, 1)) : null,
	};
}

/** The driver is named while under way only, as published. */
function packageBlock(order: InstantOrder, event: InstantEvent): object {
	const driver = event === 'shipped_packages' ? order.driver : null;
	const hasLink = event !== 'processed_packages' && event !== 'canceled_packages';
	return {
		awb: order.awb,
		order_id: order.orderId,
		service: order.service,
		service_type: order.serviceType,
		status: order.statusCode,
		live_tracking_url: hasLink ? liveTrackUrl(order) : null,
		poly_line: order.polyLine,
		origin: place(order.origin),
		destination: place(order.destination),
		driver: { name: driver?.name ?? null, phone: driver?.phone ?? null, image: null },
	};
}

export function place({ name, address, phone, latitude, longitude }: InstantPlace): object {
	return { name, address, phone, latitude, longitude };
}

function legacyData(service: KiriminAja, status: LegacyStatus, order: InstantOrder): object {
	const time = (date: Date | null) => eventTime(service.state.settings, date);
	return {
		order_id: order.orderId,
		status,
		awb: order.awb,
		driver: {
			name: order.driver?.name ?? null,
			phone: order.driver?.phone ?? null,
			image: order.driver && 'https://cdn.invalid/driver.jpg',
		},
		shipping_price: order.shippingCost,
		live_track_url: liveTrackUrl(order),
		detail: { weight: order.weight, width: null, height: null, length: null },
		insurance: null,
		insurance_amount: null,
		service: order.service,
		service_name: order.serviceType,
		poly_line: order.polyLine,
		event_date: time(service.state.clock.now()),
		cancel_date: time(order.canceledAt),
		cancel_reason: order.canceledAt && order.reason,
		rejected_date: null,
		rejection_note: null,
	};
}
