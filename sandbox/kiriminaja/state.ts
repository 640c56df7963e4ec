import { accounts } from '../accounts.ts';
import type { Delivery, Outbox } from '../outbox.ts';
import type { Choice } from '../settings.ts';
import type { InstantOrder, InstantPayment } from './instant/orders.ts';

export interface KiriminAjaSettings {
	/** docs/contracts/kiriminaja.md §1.5: failures under HTTP 200, or with a 4xx status. */
	errorStyle: 'http200' | 'http4xx';
	/** docs/contracts/kiriminaja.md §1.6, for bookings. */
	errorShape: 'E1' | 'E3' | 'E4' | 'E5' | 'E7';
	/** Which bodies the callback gets: docs/contracts/kiriminaja.md §3.2. */
	webhookStyle: 'short' | 'complete';
	webhookTime: 'iso' | 'legacy';
	/** Held webhooks go out when they are redelivered one by one, in any order. */
	holdWebhooks: boolean;
	rateLimitPerMinute: number | null;
	/** TOP accounts pay later and choose nothing when they book. */
	accountPayment: 'CREDIT' | 'TOP';
	/** How long after payment (or a booking that needs none) the AWB comes by itself; null: the control route issues it. */
	autoAwbMs: number | null;
	/** The two answers to an instant booking: docs/contracts/kiriminaja.md §2.6. */
	instantShape: 'documented' | 'observed';
	/** `legacy`: `update_instant_packages` of 2024 instead of the events of today (docs/contracts/kiriminaja.md §3.3). */
	instantWebhook: 'current' | 'legacy';
	/** Where the address of a label stands, `data.url` or `data.data.url`: docs/contracts/kiriminaja.md §5. */
	labelUrlNesting: 'flat' | 'nested';
	/** Whether that address redirects to the file, as storage services do. */
	labelRedirect: boolean;
}

export const settingChoices: { [Name in keyof KiriminAjaSettings]: Choice } = {
	errorStyle: ['http200', 'http4xx'],
	errorShape: ['E1', 'E3', 'E4', 'E5', 'E7'],
	webhookStyle: ['short', 'complete'],
	webhookTime: ['iso', 'legacy'],
	holdWebhooks: 'boolean',
	rateLimitPerMinute: 'countOrNull',
	accountPayment: ['CREDIT', 'TOP'],
	autoAwbMs: 'countOrNull',
	instantShape: ['documented', 'observed'],
	instantWebhook: ['current', 'legacy'],
	labelUrlNesting: ['flat', 'nested'],
	labelRedirect: 'boolean',
};

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
	/** Arrival times, for the rate limit. */
	recentCalls: number[];
}

export interface KiriminAja {
	state: KiriminAjaState;
	outbox: Outbox;
	/** The sandbox's own address, for links in answers. */
	origin: () => string;
}

export function initialState(): KiriminAjaState {
	return {
		settings: {
			errorStyle: 'http200',
			errorShape: 'E1',
			webhookStyle: 'short',
			webhookTime: 'iso',
			holdWebhooks: false,
			rateLimitPerMinute: null,
			accountPayment: 'CREDIT',
			autoAwbMs: null,
			instantShape: 'documented',
			instantWebhook: 'current',
			labelUrlNesting: 'flat',
			labelRedirect: false,
		},
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
		recentCalls: [],
	};
}

/** Tracking and webhooks name an order by its order id or by its AWB. */
export function findOrder(state: KiriminAjaState, idOrAwb: string): ExpressOrder | undefined {
	return state.orders.find((order) => order.orderId === idOrAwb || order.awb === idOrAwb);
}

/** An order id names one order of the account, be it express or instant. */
export function isTaken(state: KiriminAjaState, orderId: string): boolean {
	const orders = [...state.orders, ...state.instantOrders];
	return orders.some((order) => order.orderId === orderId);
}

export function findPickup(state: KiriminAjaState, pickupNumber: string): Pickup | undefined {
	return state.pickups.find((pickup) => pickup.pickupNumber === pickupNumber);
}

export function hasBill(pickup: Pickup): boolean {
	return pickup.paymentMethod !== 'cash';
}
