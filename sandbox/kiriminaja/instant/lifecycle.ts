import { NotPossible, refund, type Step } from '../lifecycle.ts';
import type { KiriminAja } from '../state.ts';
import {
	findInstantPayment,
	isUnpaid,
	nextInstantAwb,
	type InstantOrder,
	type InstantPayment,
} from './orders.ts';
import { notifyInstant, notifyLegacy } from './webhooks.ts';

/** What happens to an instant order after it was booked: docs/contracts/kiriminaja.md §8.7. */

const driver = { name: 'Agus Pratama', phone: '081200007777' };

export function payInstant(service: KiriminAja, payment: InstantPayment): void {
	if (!isUnpaid(payment)) throw new NotPossible(`${payment.paymentId} has no open bill.`);
	payment.paidAt = service.state.clock.now();
	for (const order of instantOrdersOf(service, payment)) {
		if (isNew(order)) order.statusCode = 101;
	}
	searchDriver(service, instantOrdersOf(service, payment));
	instantAwbSoon(service, payment);
}

/** Looks for a driver, for as long as the account is set to; then the order is canceled (docs/contracts/kiriminaja.md §4.2). */
export function searchDriver(service: KiriminAja, orders: InstantOrder[]): void {
	const { clock, settings } = service.state;
	const waiting = orders.filter(({ statusCode }) => statusCode === 101);
	if (waiting.length === 0 || settings.driverSearchMinutes === null) return;
	clock.after(settings.driverSearchMinutes * 60_000, async () => {
		const inVain = waiting.filter(({ statusCode }) => statusCode === 101);
		if (inVain.length > 0) await cancelInstant(service, inVain, 'Driver tidak ditemukan');
	});
}

/** As with express orders, only when a merchant of the sandbox wants it so. */
export function instantAwbSoon(service: KiriminAja, payment: InstantPayment): void {
	const { autoAwbMs } = service.state.settings;
	if (autoAwbMs === null) return;
	service.state.clock.after(autoAwbMs, () => {
		const orders = instantOrdersOf(service, payment).filter((order) => order.statusCode === 101);
		if (orders.length > 0) void issueInstantAwbs(service, orders, 1);
	});
}

/**
 * A driver takes the orders, which gives them their AWBs; the merchant is told `count` times. One that is paid with KA Credit has its AWB
 * before its driver.
 */
export async function issueInstantAwbs(
	service: KiriminAja,
	orders: InstantOrder[],
	count: number,
): Promise<Step> {
	const allocatedAt = service.state.clock.now();
	for (const order of orders) {
		const hasNone = order.statusCode === 105 && order.driver === null;
		if (!isNew(order) && order.statusCode !== 101 && !hasNone) {
			if (order.awb !== null) continue;
			throw new NotPossible(`Order ${order.orderId} is closed (${order.statusCode}): no AWB.`);
		}
		order.awb ??= nextInstantAwb(service.state);
		Object.assign(order, { statusCode: 105, driver, allocatedAt });
	}
	const deliveries = [];
	for (let sent = 0; sent < count; sent += 1) {
		deliveries.push(...(await notifyInstant(service, 'processed_packages', orders)));
	}
	return { orders, deliveries };
}

/** One step towards the buyer; with `toSender`, a parcel under way turns back, of which only the older callback tells. */
export async function advanceInstant(
	service: KiriminAja,
	orders: InstantOrder[],
	toSender: boolean,
): Promise<Step> {
	const [first] = orders;
	const other = orders.find((order) => order.statusCode !== first?.statusCode);
	if (other) throw new NotPossible(`Order ${other.orderId} is not where the others are.`);
	const now = service.state.clock.now();
	switch (first?.statusCode) {
		case 101:
			return await issueInstantAwbs(service, orders, 1);
		case 105:
			for (const order of orders) {
				const allocatedAt = order.allocatedAt ?? now;
				Object.assign(order, { statusCode: 106, driver, allocatedAt, shippedAt: now });
			}
			return { orders, deliveries: await notifyInstant(service, 'shipped_packages', orders) };
		case 106:
			if (toSender) {
				for (const order of orders) order.statusCode = 401;
				return { orders, deliveries: await notifyLegacy(service, 'return', orders) };
			}
			for (const order of orders) Object.assign(order, { statusCode: 200, finishedAt: now });
			return { orders, deliveries: await notifyInstant(service, 'finished_packages', orders) };
		case 401:
			for (const order of orders) order.statusCode = 400;
			return { orders, deliveries: await notifyLegacy(service, 'returned', orders) };
		default:
			throw new NotPossible(`Order ${first?.orderId} cannot go on from ${first?.statusCode}.`);
	}
}

/** 302 when the merchant had asked for it, 300 when the courier gave up. */
export async function cancelInstant(
	service: KiriminAja,
	orders: InstantOrder[],
	reason: string | null,
): Promise<Step> {
	for (const order of orders) {
		if (!isBeforePickup(order) && ![106, 350].includes(order.statusCode)) {
			throw new NotPossible(
				`Order ${order.orderId} can no longer be canceled (${order.statusCode}).`,
			);
		}
	}
	for (const order of orders) {
		order.statusCode = order.statusCode === 350 ? 302 : 300;
		order.canceledAt = service.state.clock.now();
		order.reason = reason;
		refund(service, order.debited);
	}
	return { orders, deliveries: await notifyInstant(service, 'canceled_packages', orders) };
}

/** The driver gives the order back and another is looked for. */
export async function loseDriver(service: KiriminAja, orders: InstantOrder[]): Promise<Step> {
	const other = orders.find((order) => order.statusCode !== 105 || order.driver === null);
	if (other) throw new NotPossible(`Order ${other.orderId} has no driver to lose.`);
	giveUpDrivers(orders);
	searchDriver(service, orders);
	return { orders, deliveries: await notifyLegacy(service, 'no_driver', orders) };
}

/** They wait for another one. */
export function giveUpDrivers(orders: InstantOrder[]): void {
	for (const order of orders) {
		Object.assign(order, { statusCode: 101, driver: null, allocatedAt: null });
	}
}

export function isBeforePickup(order: InstantOrder): boolean {
	return isNew(order) || order.statusCode === 101 || order.statusCode === 105;
}

/** Booked and not yet paid for. */
function isNew({ statusCode }: InstantOrder): boolean {
	return statusCode === 100 || statusCode === 110;
}

export function instantWaitsForPayment(service: KiriminAja, order: InstantOrder): boolean {
	const payment = findInstantPayment(service.state, order.paymentId);
	return isNew(order) && payment !== undefined && isUnpaid(payment);
}

export function instantOrdersOf(service: KiriminAja, payment: InstantPayment): InstantOrder[] {
	return service.state.instantOrders.filter((order) => order.paymentId === payment.paymentId);
}
