import { isMeant } from '../orderIds.ts';
import type { KiriminAjaState } from '../state.ts';

export interface InstantPlace {
	name: string;
	phone: string;
	address: string;
	addressNote: string;
	/** Asked of the sender, and that since v6.2. */
	zipCode: string | null;
	latitude: number;
	longitude: number;
}

export interface Driver {
	name: string;
	phone: string;
}

export interface InstantOrder {
	orderId: string;
	paymentId: string;
	service: string;
	serviceType: string;
	vehicle: string;
	insuranceType: string;
	/** docs/contracts/kiriminaja.md §4.2 */
	statusCode: number;
	awb: string | null;
	shippingCost: number;
	adminFee: number;
	/** Taken from the KA Credit; it comes back when the order is canceled. */
	debited: number;
	itemValue: number;
	itemNames: string;
	/** Grams. */
	weight: number;
	polyLine: string;
	origin: InstantPlace;
	destination: InstantPlace;
	driver: Driver | null;
	createdAt: Date;
	allocatedAt: Date | null;
	shippedAt: Date | null;
	finishedAt: Date | null;
	canceledAt: Date | null;
	reason: string | null;
}

export interface InstantPayment {
	paymentId: string;
	orderIds: string[];
	/** `cash`: a TOP account, which gets no bill. */
	method: 'credit' | 'va' | 'qris' | 'cash';
	amount: number;
	qrContent: string | null;
	createdAt: Date;
	paidAt: Date | null;
}

export function findInstantOrder(
	state: KiriminAjaState,
	idOrAwb: string,
): InstantOrder | undefined {
	const { settings, instantOrders } = state;
	return instantOrders.find(
		(one) => one.awb === idOrAwb || isMeant(settings, one.orderId, idOrAwb),
	);
}

export function findInstantPayment(
	state: KiriminAjaState,
	paymentId: string,
): InstantPayment | undefined {
	return state.instantPayments.find((payment) => payment.paymentId === paymentId);
}

export function isUnpaid(payment: InstantPayment): boolean {
	return payment.qrContent !== null && payment.paidAt === null;
}

export function nextInstantAwb(state: KiriminAjaState): string {
	return `GK-11-${state.counters.instantAwb++}`;
}

/** Only a driver who is on the way can be followed. */
export function liveTrackUrl(order: InstantOrder): string | null {
	return order.driver && `https://track.invalid/${order.awb}`;
}

/** The straight line from sender to recipient, in the encoding that maps read. */
export function polyLine(from: InstantPlace, to: InstantPlace): string {
	const steps = [
		from.latitude,
		from.longitude,
		to.latitude - from.latitude,
		to.longitude - from.longitude,
	];
	return steps.map((degrees) => encoded(Math.round(degrees * 1e5))).join('');
}

function encoded(value: number): string {
	let rest = value < 0 ? ~(value << 1) : value << 1;
	let text = '';
	for (; rest >= 0x20; rest >>= 5) text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63);
	return text + String.fromCharCode(rest + 63);
}
