import { accounts } from '../accounts.ts';
import type { Failure } from './answers.ts';
import type { KiriminAjaSettings } from './settings.ts';
import type { KiriminAjaState } from './state.ts';
import type { Errors } from './validation.ts';

/** What begins the order ids of the account, and what a repeated one gets: docs/contracts/kiriminaja.md §1.3, §2.5. */

const { orderPrefix } = accounts.kiriminAja;

/** Under which id an order is kept. */
export function keptId(settings: KiriminAjaSettings, orderId: string): string {
	return settings.orderPrefix === 'added' ? `${orderPrefix}-${orderId}` : orderId;
}

/** Whether an order is meant by the id it was booked with, or by the one it is kept under. */
export function isMeant(settings: KiriminAjaSettings, orderId: string, asked: unknown): boolean {
	return asked === orderId || (typeof asked === 'string' && keptId(settings, asked) === orderId);
}

export function prefixErrors(settings: KiriminAjaSettings, orderIds: unknown[]): Errors {
	const isRight = (id: unknown) => typeof id === 'string' && id.startsWith(orderPrefix);
	if (settings.orderPrefix !== 'required' || orderIds.every(isRight)) return {};
	return { order_id: `The order id must start with ${orderPrefix}.` };
}

/** An order id names one order of the account, be it express or instant. */
export function isTaken(state: KiriminAjaState, orderId: string): boolean {
	const orders = [...state.orders, ...state.instantOrders];
	return orders.some((order) => order.orderId === keptId(state.settings, orderId));
}

/** Refuses the first order id that stands there twice, or is taken. */
export function duplicate(state: KiriminAjaState, orderIds: string[]): Failure | undefined {
	const { settings } = state;
	const place = orderIds.findIndex((id, index) => {
		const isTwice = orderIds.indexOf(id) !== index;
		return isTwice || (settings.repeatedOrder !== 'bookedAgain' && isTaken(state, id));
	});
	if (place === -1) return undefined;
	const words = settings.takenWords;
	switch (settings.takenNames) {
		case 'orderId':
			return { text: `order_id ${orderIds[place]} ${words}.` };
		case 'nothing':
			return { text: `order_id ${words}.` };
		case 'place': {
			const field = `packages.${place}.order_id`;
			const text = `The ${field} ${words}.`;
			return { code: 422, text, errors: { [field]: text }, isMap: true };
		}
	}
}

/** What was booked together under exactly these ids, when the account answers a repeated booking with it. */
export function replayed<Booked extends { orderIds: string[] }>(
	{ settings }: KiriminAjaState,
	booked: Booked[],
	orderIds: string[],
): Booked | undefined {
	if (settings.repeatedOrder !== 'replayed') return undefined;
	const wanted = orderIds.map((id) => keptId(settings, id));
	return booked.find((one) => String(one.orderIds) === String(wanted));
}
