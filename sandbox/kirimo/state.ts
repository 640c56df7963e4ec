import { accounts } from '../accounts.ts';
import { minutesAfter, type Clock } from '../clock.ts';
import type { Delivery, Outbox } from '../outbox.ts';
import { initialValues } from '../settings.ts';
import { settings, type KirimoSettings } from './settings.ts';

export type SignatureScheme = KirimoSettings['callbackScheme'];
export type CallbackEncoding = KirimoSettings['callbackEncoding'];
export type PaymentStatus = 'pending' | 'paid' | 'failed' | 'expired';

export interface KirimoOrder {
	orderId: string;
	amount: number;
	fee: number;
	netAmount: number;
	/** What Kirimo has on record, and shows in its list. */
	status: PaymentStatus;
	/** What has really happened at Duitku; a status lookup brings the record up to it. */
	duitkuStatus: PaymentStatus;
	reference: string;
	pageReference: string;
	paymentUrl: string;
	customerName: string;
	customerEmail: string;
	customerPhone: string | null;
	returnUrl: string | null;
	notifyUrl: string | null;
	paymentCode: string | null;
	createdAt: Date;
	/** When the payer paid, whether or not Kirimo knows. */
	settledAt: Date | null;
}

export interface KirimoState {
	settings: KirimoSettings;
	clock: Clock;
	balance: number;
	limitUsed: number;
	/** Oldest first. */
	orders: KirimoOrder[];
	deliveries: Delivery[];
}

export interface Kirimo {
	state: KirimoState;
	outbox: Outbox;
	/** The sandbox's own address, for the payment links. */
	origin(): string;
}

export function initialState(clock: Clock): KirimoState {
	return {
		settings: initialValues(settings),
		clock,
		balance: accounts.kirimo.balance,
		limitUsed: accounts.kirimo.limitUsed,
		orders: [],
		deliveries: [],
	};
}

export function findOrder(state: KirimoState, orderId: string): KirimoOrder | undefined {
	return state.orders.find((order) => order.orderId === orderId);
}

const LINK_LIFE_MINUTES = 60;

/** A link dies of old age without anybody doing anything, so every reader looks first. */
export function expireOld({ clock }: KirimoState, order: KirimoOrder): void {
	if (order.duitkuStatus !== 'pending') return;
	if (minutesAfter(order.createdAt, LINK_LIFE_MINUTES) > clock.now()) return;
	order.duitkuStatus = 'expired';
	order.status = 'expired';
}

/** Kirimo learns how a payment ended, by callback or by asking Duitku, and books the money once. */
export function bookOutcome(state: KirimoState, order: KirimoOrder): void {
	if (order.status === order.duitkuStatus) return;
	order.status = order.duitkuStatus;
	if (order.status === 'paid') {
		state.balance += order.netAmount;
		state.limitUsed += order.amount;
	}
}
