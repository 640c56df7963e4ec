import type { Delivery } from '../outbox.ts';
import { minutesAfter, wib } from '../clock.ts';
import { findPickup, type ExpressOrder, type KiriminAja, type Pickup } from './state.ts';
import { notify } from './webhooks.ts';

/** What happens to an order after it was booked: docs/contracts/kiriminaja.md §8.6. */

/** A step that the order's state does not allow; the text goes to whoever asked for it. */
export class NotPossible extends Error {}

export interface Step {
	orders: ExpressOrder[];
	/** Null: no callback URL is registered. */
	deliveries: Array<Delivery | null>;
}

export function pay(service: KiriminAja, pickup: Pickup): void {
	if (pickup.paymentMethod !== 'va') {
		throw new NotPossible(`${pickup.pickupNumber} has no open bill (${pickup.paymentMethod}).`);
	}
	if (pickup.paidAt) throw new NotPossible(`${pickup.pickupNumber} is already paid.`);
	pickup.paidAt = new Date();
	awbSoon(service, pickup);
}

/** KiriminAja issues AWBs in the background; here only when a merchant of the sandbox wants it so. */
export function awbSoon(service: KiriminAja, pickup: Pickup): void {
	const { autoAwbMs } = service.state.settings;
	if (autoAwbMs === null) return;
	service.outbox.after(autoAwbMs, () => {
		const orders = ordersOf(service, pickup).filter(
			(order) => order.awb === null && order.statusCode === 101,
		);
		if (orders.length > 0) void issueAwbs(service, orders, 1);
	});
}

/** Gives AWBs to new orders and tells the merchant, `count` times over for a sender that repeats itself. */
export async function issueAwbs(
	service: KiriminAja,
	orders: ExpressOrder[],
	count: number,
): Promise<Step> {
	for (const order of orders) {
		if (order.awb !== null) continue;
		if (order.statusCode !== 101) {
			throw new NotPossible(`Order ${order.orderId} is closed (${order.statusCode}): no AWB.`);
		}
		order.awb = `DEVEL-${String(service.state.counters.awb++).padStart(9, '0')}`;
		order.sortingCode = 'JOG-JOG1000-SUB2000';
		order.statusCode = 105;
		record(order, 'Resi telah diterbitkan', 105);
	}
	const deliveries: Array<Delivery | null> = [];
	for (let sent = 0; sent < count; sent += 1) {
		deliveries.push(await notify(service, 'processed_packages', orders));
	}
	return { orders, deliveries };
}

/** Unpaid bills hold their packages back. */
export function waitsForPayment(service: KiriminAja, order: ExpressOrder): boolean {
	const pickup = findPickup(service.state, order.pickupNumber);
	return order.cod === 0 && pickup?.paymentMethod === 'va' && pickup.paidAt === null;
}

/** One step towards the buyer; with `toSender`, a shipped parcel turns back instead. */
export async function advance(
	service: KiriminAja,
	order: ExpressOrder,
	toSender: boolean,
): Promise<Step> {
	const now = new Date();
	switch (order.statusCode) {
		case 101:
			return await issueAwbs(service, [order], 1);
		case 105:
			order.statusCode = 106;
			order.shippedAt = now;
			record(order, `Shipment received by ${order.service} counter officer`, 100);
			return await tell(service, 'shipped_packages', order);
		case 106:
			if (toSender) {
				order.statusCode = 401;
				record(order, 'Undelivery, penerima tidak ditempat', 152);
				return await tell(service, 'returned_packages', order);
			}
			order.statusCode = 200;
			order.finishedAt = now;
			record(order, deliveredText(order, now), 200, order.destination.name.toUpperCase());
			return await tell(service, 'finished_packages', order);
		case 401:
			order.statusCode = 400;
			order.returnedAt = now;
			record(order, 'Paket telah dikembalikan ke pengirim', 400);
			return await tell(service, 'returned_packages', order);
		default:
			throw new NotPossible(`Order ${order.orderId} has reached its end (${order.statusCode}).`);
	}
}

export async function cancel(
	service: KiriminAja,
	order: ExpressOrder,
	reason: string | null,
): Promise<Step> {
	if (!isBeforePickup(order)) {
		throw new NotPossible(
			`Order ${order.orderId} can no longer be canceled (${order.statusCode}).`,
		);
	}
	order.statusCode = 300;
	order.canceledAt = new Date();
	order.cancelReason = reason;
	record(order, 'Paket dibatalkan', 300);
	return await tell(service, 'canceled_packages', order);
}

/** Non-COD cancellations wait up to 48 hours before they happen: docs/contracts/kiriminaja.md §2.8. */
export function queueCancellation(order: ExpressOrder, reason: string): Date {
	order.statusCode = 350;
	order.cancelReason = reason;
	record(order, 'Permintaan pembatalan', 350);
	return minutesAfter(new Date(), 48 * 60);
}

export function isBeforePickup(order: ExpressOrder): boolean {
	return [101, 105, 350].includes(order.statusCode);
}

export function ordersOf(service: KiriminAja, pickup: Pickup): ExpressOrder[] {
	return service.state.orders.filter((order) => order.pickupNumber === pickup.pickupNumber);
}

async function tell(
	service: KiriminAja,
	event: Parameters<typeof notify>[1],
	order: ExpressOrder,
): Promise<Step> {
	return { orders: [order], deliveries: [await notify(service, event, [order])] };
}

function record(order: ExpressOrder, text: string, statusCode: number, receiver = ''): void {
	order.histories.push({ at: new Date(), text, statusCode, receiver });
}

function deliveredText(order: ExpressOrder, at: Date): string {
	const [day = '', clock = ''] = wib(at).split(' ');
	const date = day.split('-').reverse().join('-');
	const city = order.destination.city.replace(/^\S+ /, '').toUpperCase();
	return `Delivered to ${order.destination.name.toUpperCase()} | ${date} ${clock.slice(0, 5)} | ${city} `;
}
