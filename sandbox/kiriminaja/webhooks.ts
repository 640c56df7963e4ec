import { accounts } from '../accounts.ts';
import { compactWib, isoMicroseconds, minutesAfter, wib } from '../clock.ts';
import { isObject, textIn, type Input } from '../bodies.ts';
import { deliver, isHeld, type Content, type Delivery } from '../outbox.ts';
import type { KiriminAjaSettings } from './settings.ts';
import { findPickup, type ExpressOrder, type KiriminAja, type Pickup } from './state.ts';

/** docs/contracts/kiriminaja.md §3.2 */
export type ExpressEvent =
	| 'processed_packages'
	| 'shipped_packages'
	| 'finished_packages'
	| 'canceled_packages'
	| 'returned_packages'
	| 'return_finished_packages'
	| 'problem_packages'
	| 'validated_packages'
	| 'rejected_packages'
	| 'corrected_packages';

/** Nobody has seen these but with the fields that make them. */
const alwaysShort: ExpressEvent[] = [
	'return_finished_packages',
	'validated_packages',
	'rejected_packages',
	'corrected_packages',
];

/** What receivers are known to accept in one body: docs/contracts/kiriminaja.md §3.1. */
const MAX_ROWS = 200;

/** Sends one event about some orders to the registered callback. */
export async function notify(
	service: KiriminAja,
	event: ExpressEvent,
	orders: ExpressOrder[],
): Promise<Array<Delivery | null>> {
	const deliveries: Array<Delivery | null> = [];
	for (let from = 0; from < orders.length; from += MAX_ROWS) {
		const rows = orders.slice(from, from + MAX_ROWS);
		deliveries.push(await push(service, event, eventBody(service, event, rows)));
	}
	return deliveries;
}

/** Null when no callback is registered. */
export async function push(
	service: KiriminAja,
	event: string,
	content: object,
): Promise<Delivery | null> {
	const { callbackUrl: url } = service.state;
	if (url === null) return null;
	const body = JSON.stringify(content);
	return await deliver(service, { event, url, headers: headers(accounts.kiriminAja.apiKey), body });
}

/** The same from somebody who has another key, about packages of others. */
export function forged({ event, url, body }: Delivery): Content {
	const content = parsed(body);
	for (const row of [...listOf(content.data), ...listOf(content.packages)]) {
		row.order_id = `STRANGE-${textIn(row.order_id)}`;
	}
	return { event, url, headers: headers(FOREIGN_KEY), body: JSON.stringify(content) };
}

const FOREIGN_KEY = 'sandbox.kiriminaja.ffffffffffffffffffffffffffffffff';

/** Puts what is held into fewer bodies: one for each event and address, with as many rows as receivers take. */
export function gather({ state }: KiriminAja): void {
	if (!state.settings.severalPickups) return;
	const first = new Map<string, Delivery>();
	for (const delivery of state.deliveries.filter(isHeld)) {
		const [rows, key] = [parsed(delivery.body), `${delivery.event} ${delivery.url}`];
		const before = first.get(key);
		const all = before && joined(parsed(before.body), rows);
		if (before && all) {
			before.body = JSON.stringify(all);
			state.deliveries.splice(state.deliveries.indexOf(delivery), 1);
		} else first.set(key, delivery);
	}
}

/** The block `payment` is that of the first: a body has one. */
function joined(one: Input, other: Input): Input | undefined {
	if (!Array.isArray(one.data) || !Array.isArray(other.data)) return undefined;
	const data: unknown[] = [...(one.data as unknown[]), ...(other.data as unknown[])];
	if (data.length > MAX_ROWS) return undefined;
	const packages = [...listOf(one.packages), ...listOf(other.packages)];
	return { ...one, data, ...(packages.length > 0 && { packages }) };
}

function parsed(body: string): Input {
	return JSON.parse(body) as Input;
}

function listOf(value: unknown): Input[] {
	return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** docs/contracts/kiriminaja.md §3.1 */
function headers(apiKey: string): Record<string, string> {
	return {
		'Content-Type': 'application/json',
		Accept: 'application/json',
		'User-Agent': 'KiriminAja-Push-Services',
		Authorization: `Bearer ${apiKey}`,
	};
}

function eventBody(service: KiriminAja, event: ExpressEvent, orders: ExpressOrder[]): object {
	const { settings } = service.state;
	const time = (date: Date | null) => eventTime(settings, date);
	if (settings.webhookStyle === 'short' || alwaysShort.includes(event)) {
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
			rejected_at: time(order.rejectedAt),
			reason: order.reason,
		})),
		...blocks(settings, {
			payment: pickup ? paymentBlock(pickup) : null,
			packages: orders.map((order) => packageBlock(order, event)),
		}),
	};
}

/** What comes of the two blocks beside `data`. */
export function blocks(
	{ missingBlocks }: KiriminAjaSettings,
	{ payment, packages }: { payment: object | null; packages: object[] },
): object {
	const isMissing = (block: 'payment' | 'packages') => [block, 'both'].includes(missingBlocks);
	return {
		...(!isMissing('payment') && { payment }),
		...(!isMissing('packages') && { packages }),
	};
}

export function eventTime(settings: KiriminAjaSettings, date: Date | null): string | null {
	return date && (settings.webhookTime === 'iso' ? isoMicroseconds(date) : wib(date));
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
			return { order_id, date: canceled, canceled_at: canceled, reason: order.reason };
		}
		case 'return_finished_packages':
			return {
				order_id,
				date: order.returnedAt && `${wib(order.returnedAt).slice(0, 10)} 00:00:00`,
			};
		case 'validated_packages':
			return { order_id, shipping_cost: order.shippingCost };
		case 'rejected_packages':
			return { order_id, rejected_at: time(order.rejectedAt), reason: order.reason };
		case 'problem_packages':
		case 'corrected_packages':
			return { order_id, reason: order.reason };
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
function packageBlock(order: ExpressOrder, event: ExpressEvent): object {
	const { name, address, phone } = order.origin;
	return {
		awb: order.awb,
		order_id: order.orderId,
		service: order.service,
		service_type: order.serviceType,
		status: event === 'problem_packages' ? 500 : 105,
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
