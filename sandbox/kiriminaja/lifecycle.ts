import type { Delivery } from '../outbox.ts';
import { minutesAfter, wib } from '../clock.ts';
import { chargeableKilograms } from './prices.ts';
import { findPickup, type ExpressOrder, type KiriminAja, type Pickup } from './state.ts';
import { notify, type ExpressEvent } from './webhooks.ts';

/** What happens to an order after it was booked: docs/contracts/kiriminaja.md §8.6. */

/** A step that the order's state does not allow; the text goes to whoever asked for it. */
export class NotPossible extends Error {}

export interface Step {
	orders: Array<Pick<ExpressOrder, 'orderId' | 'awb' | 'statusCode'>>;
	/** Null: no callback URL is registered. */
	deliveries: Array<Delivery | null>;
}

export function pay(service: KiriminAja, pickup: Pickup): void {
	if (pickup.paymentMethod !== 'va') {
		throw new NotPossible(`${pickup.pickupNumber} has no open bill (${pickup.paymentMethod}).`);
	}
	if (pickup.paidAt) throw new NotPossible(`${pickup.pickupNumber} is already paid.`);
	pickup.paidAt = service.state.clock.now();
	awbSoon(service, pickup);
}

/** KiriminAja issues AWBs in the background; here only when a merchant of the sandbox wants it so. */
export function awbSoon(service: KiriminAja, pickup: Pickup): void {
	const { autoAwbMs } = service.state.settings;
	if (autoAwbMs === null) return;
	service.state.clock.after(autoAwbMs, () => {
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
		record(order, service.state.clock.now(), 'Resi telah diterbitkan', 105);
	}
	const deliveries: Array<Delivery | null> = [];
	for (let sent = 0; sent < count; sent += 1) {
		deliveries.push(...(await notify(service, 'processed_packages', orders)));
	}
	return { orders, deliveries };
}

/** Unpaid bills hold their packages back. */
export function waitsForPayment(service: KiriminAja, order: ExpressOrder): boolean {
	const pickup = findPickup(service.state, order.pickupNumber);
	return order.cod === 0 && pickup?.paymentMethod === 'va' && pickup.paidAt === null;
}

/** One step towards the buyer; with `toSender`, a shipped parcel turns back instead. One event tells of all. */
export async function advance(
	service: KiriminAja,
	orders: ExpressOrder[],
	toSender: boolean,
): Promise<Step> {
	const [first] = orders;
	const other = orders.find((order) => order.statusCode !== first?.statusCode);
	if (other) throw new NotPossible(`Order ${other.orderId} is not where the others are.`);
	if (first?.statusCode === 101) return await issueAwbs(service, orders, 1);
	const events = orders.map((order) => moveOn(order, toSender, service.state.clock.now()));
	const { deliveries } = await tell(service, events[0] ?? 'shipped_packages', orders);
	return { orders, deliveries: [...deliveries, ...(await weigh(service, orders, events))] };
}

/** At pickup the courier weighs; a heavier parcel costs more, of which the merchant is told (docs/contracts/kiriminaja.md §3.2). */
async function weigh(
	service: KiriminAja,
	orders: ExpressOrder[],
	events: ExpressEvent[],
): Promise<Array<Delivery | null>> {
	const isPickup = events.includes('shipped_packages');
	if (!isPickup || service.state.settings.weightAtPickup === 'asBooked') return [];
	for (const order of orders) {
		const before = chargeableKilograms(order.weight, 0);
		order.weight += 1000;
		correct(order, Math.ceil(order.shippingCost / before) * chargeableKilograms(order.weight, 0));
	}
	return await notify(service, 'validated_packages', orders);
}

export function correct(order: ExpressOrder, shippingCost: number): void {
	order.correction += shippingCost - order.shippingCost;
	order.shippingCost = shippingCost;
}

function moveOn(order: ExpressOrder, toSender: boolean, now: Date): ExpressEvent {
	switch (order.statusCode) {
		case 105:
		case 350:
			if (order.awb === null) throw new NotPossible(`Order ${order.orderId} has no AWB yet.`);
			order.statusCode = 106;
			order.shippedAt = now;
			record(order, now, `Shipment received by ${order.service} counter officer`, 100);
			return 'shipped_packages';
		case 106:
		case 500:
			if (toSender) {
				order.statusCode = 401;
				record(order, now, 'Undelivery, penerima tidak ditempat', 152);
				return 'returned_packages';
			}
			order.statusCode = 200;
			order.finishedAt = now;
			record(order, now, deliveredText(order, now), 200, order.destination.name.toUpperCase());
			return 'finished_packages';
		case 401:
			order.statusCode = 400;
			order.returnedAt = now;
			record(order, now, 'Paket telah dikembalikan ke pengirim', 400);
			return 'returned_packages';
		default:
			throw new NotPossible(`Order ${order.orderId} has reached its end (${order.statusCode}).`);
	}
}

export async function cancel(
	service: KiriminAja,
	orders: ExpressOrder[],
	reason: string | null,
): Promise<Step> {
	for (const order of orders) {
		if (!isBeforePickup(order)) {
			throw new NotPossible(
				`Order ${order.orderId} can no longer be canceled (${order.statusCode}).`,
			);
		}
	}
	for (const order of orders) {
		order.statusCode = 300;
		order.canceledAt = service.state.clock.now();
		order.reason = reason;
		record(order, order.canceledAt, 'Paket dibatalkan', 300);
		refund(service, order.debited);
	}
	return await tell(service, 'canceled_packages', orders);
}

/** Non-COD cancellations wait up to 48 hours before they happen: docs/contracts/kiriminaja.md §2.8. */
export function queueCancellation(service: KiriminAja, order: ExpressOrder, reason: string): Date {
	const { clock, settings } = service.state;
	const now = clock.now();
	order.statusCode = 350;
	order.reason = reason;
	record(order, now, 'Permintaan pembatalan', 350);
	clock.after(CANCEL_HOURS * 60 * 60_000, async () => {
		if (order.statusCode !== 350) return;
		if (settings.cancellations === 'granted') await cancel(service, [order], reason);
		else await advance(service, [order], false);
	});
	return minutesAfter(now, CANCEL_HOURS * 60);
}

const CANCEL_HOURS = 48;

/** What a canceled order has cost comes back to the KA Credit. */
export function refund({ state }: KiriminAja, amount: number): void {
	const { refundMinutes } = state.settings;
	if (amount === 0 || refundMinutes === null) return;
	state.clock.after(refundMinutes * 60_000, () => (state.creditBalance += amount));
}

export function isBeforePickup(order: ExpressOrder): boolean {
	return [101, 105, 350].includes(order.statusCode);
}

export function ordersOf(service: KiriminAja, pickup: Pickup): ExpressOrder[] {
	return service.state.orders.filter((order) => order.pickupNumber === pickup.pickupNumber);
}

export async function tell(
	service: KiriminAja,
	event: ExpressEvent,
	orders: ExpressOrder[],
): Promise<Step> {
	return { orders, deliveries: await notify(service, event, orders) };
}

export function record(
	order: ExpressOrder,
	at: Date,
	text: string,
	statusCode: number,
	receiver = '',
): void {
	order.histories.push({ at, text, statusCode, receiver });
}

function deliveredText(order: ExpressOrder, at: Date): string {
	const [day = '', clock = ''] = wib(at).split(' ');
	const date = day.split('-').reverse().join('-');
	const city = order.destination.city.replace(/^\S+ /, '').toUpperCase();
	return `Delivered to ${order.destination.name.toUpperCase()} | ${date} ${clock.slice(0, 5)} | ${city} `;
}
