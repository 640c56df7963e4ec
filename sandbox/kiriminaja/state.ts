import { type Clock } from '../clock.ts';
import { accounts } from '../accounts.ts';
import type { Delivery, Outbox } from '../outbox.ts';
import { initialValues } from '../settings.ts';
import { isMeant } from './orderIds.ts';
import { settings, type KiriminAjaSettings } from './settings.ts';
import type { InstantOrder, InstantPayment } from './instant/orders.ts';

export interface History {
	at: Date;
	text: string;
	statusCode: number;
	receiver: string;
}

export interface ExpressOrder {
	orderId: string;
	kjOrderId: string;
	pickupNumber: string;
	service: string;
	serviceType: string;
	/** docs/contracts/kiriminaja.md §4.1 */
	statusCode: number;
	awb: string | null;
	sortingCode: string | null;
	cod: number;
	shippingCost: number;
	/** What the courier's scales have added to it. */
	correction: number;
	/** Taken from the KA Credit; it comes back when the order is canceled. */
	debited: number;
	insuranceAmount: number;
	addCost: number;
	itemValue: number;
	discountAmount: number;
	weight: number;
	drop: boolean;
	estimation: string;
	origin: Place;
	destination: Place;
	createdAt: Date;
	shippedAt: Date | null;
	finishedAt: Date | null;
	canceledAt: Date | null;
	returnedAt: Date | null;
	rejectedAt: Date | null;
	/** Why it was canceled, rejected, corrected or has a problem. */
	reason: string | null;
	/** Oldest first; tracking shows them newest first. */
	histories: History[];
}

export interface Place {
	name: string;
	address: string;
	phone: string;
	city: string;
	zipCode: string | null;
}

export interface Pickup {
	pickupNumber: string;
	orderIds: string[];
	schedule: string;
	paymentMethod: 'credit' | 'va' | 'cash';
	/** Σ shipping_cost of what has to be paid; 0 for COD and TOP, which have no bill. */
	amount: number;
	qrContent: string | null;
	createdAt: Date;
	paidAt: Date | null;
}

export interface KiriminAjaState {
	settings: KiriminAjaSettings;
	clock: Clock;
	creditBalance: number;
	pin: { wrongAttempts: number; lockedUntil: Date | null };
	callbackUrl: string | null;
	/** Courier codes set as preference; null: all of them. */
	whitelist: string[] | null;
	orders: ExpressOrder[];
	pickups: Pickup[];
	instantOrders: InstantOrder[];
	instantPayments: InstantPayment[];
	/** PDF files by the name in their address. */
	labels: Array<{ file: string; awbs: string[] }>;
	deliveries: Delivery[];
	counters: { pickup: number; awb: number; instantAwb: number };
	/** What each key has called in the last minute, by its place in the list of keys. */
	usage: Record<number, { calls: Array<{ at: number; isHeavy: boolean }>; suspendedUntil: number }>;
}

export interface KiriminAja {
	state: KiriminAjaState;
	outbox: Outbox;
	/** The sandbox's own address, for links in answers. */
	origin: () => string;
}

export function initialState(clock: Clock): KiriminAjaState {
	return {
		settings: initialValues(settings),
		clock,
		creditBalance: accounts.kiriminAja.creditBalance,
		pin: { wrongAttempts: 0, lockedUntil: null },
		callbackUrl: null,
		whitelist: null,
		orders: [],
		pickups: [],
		instantOrders: [],
		instantPayments: [],
		labels: [],
		deliveries: [],
		counters: { pickup: 1_784_512_345, awb: 101, instantAwb: 9_000_001 },
		usage: {},
	};
}

/** Of another account, whose bills and AWBs have other numbers. */
export function otherState(clock: Clock): KiriminAjaState {
	const counters = { pickup: 1_794_512_345, awb: 501, instantAwb: 9_500_001 };
	return { ...initialState(clock), counters };
}

/** Tracking and webhooks name an order by its order id or by its AWB. */
export function findOrder(state: KiriminAjaState, idOrAwb: string): ExpressOrder | undefined {
	const { settings, orders } = state;
	return orders.find((one) => one.awb === idOrAwb || isMeant(settings, one.orderId, idOrAwb));
}

export function findPickup(state: KiriminAjaState, pickupNumber: string): Pickup | undefined {
	return state.pickups.find((pickup) => pickup.pickupNumber === pickupNumber);
}

export function hasBill(pickup: Pickup): boolean {
	return pickup.paymentMethod !== 'cash';
}

/** Whether tracking knows of it yet. */
export function isTrackable({ settings, clock }: KiriminAjaState, createdAt: Date): boolean {
	const waits = settings.trackableAfterMinutes * 60_000;
	return clock.now().getTime() >= createdAt.getTime() + waits;
}
