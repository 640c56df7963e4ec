import { accounts } from '../accounts.ts';
import { minutesAfter, type Clock } from '../clock.ts';
import type { Delivery, Outbox } from '../outbox.ts';
import { initialValues } from '../settings.ts';
import { settings, type KirimoSettings } from './settings.ts';

export type SignatureScheme = KirimoSettings['callbackScheme'];
export type CallbackEncoding = KirimoSettings['callbackEncoding'];
export type PaymentStatus = 'pending' | 'paid' | 'failed' | 'expired';
export type AccountName = 'kirimo' | 'otherKirimo';

/** A merchant at Kirimo. */
export interface KirimoAccount {
	apiKey: string;
	package: string;
	limit: number;
	orderPrefix: string;
	balance: number;
	/** Rupiah, or payments, of this period. */
	limitUsed: number;
	/** When it called within the last minute. */
	calls: number[];
	/** When it made Kirimo ask Duitku, within the last minute. */
	statusChecks: number[];
	blockedUntil: Date | null;
}

export interface KirimoOrder {
	account: AccountName;
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
	accounts: Record<AccountName, KirimoAccount>;
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
		accounts: { kirimo: opened('kirimo'), otherKirimo: opened('otherKirimo') },
		orders: [],
		deliveries: [],
	};
}

function opened(name: AccountName): KirimoAccount {
	const { apiKey, package: packageName, limit, orderPrefix, balance, limitUsed } = accounts[name];
	return {
		apiKey,
		package: packageName,
		limit,
		orderPrefix,
		balance,
		limitUsed,
		calls: [],
		statusChecks: [],
		blockedUntil: null,
	};
}

export function accountOf(
	{ accounts: all }: KirimoState,
	apiKey: unknown,
): AccountName | undefined {
	const names: AccountName[] = ['kirimo', 'otherKirimo'];
	return names.find((name) => all[name].apiKey === apiKey);
}

/** Of two with one order id, which may be when a repeated one is done again, the newer. */
export function findOrder(
	{ orders, settings: { orderIdMatch } }: KirimoState,
	orderId: string,
	account: AccountName = 'kirimo',
): KirimoOrder | undefined {
	const same = (one: string) =>
		orderIdMatch === 'exact' ? one === orderId : one.toLowerCase() === orderId.toLowerCase();
	return orders.filter((order) => order.account === account && same(order.orderId)).at(-1);
}

/** A link dies of old age without anybody doing anything, so every reader looks first. */
export function expireOld({ clock, settings: { linkMinutes } }: KirimoState, order: KirimoOrder) {
	if (order.duitkuStatus !== 'pending') return;
	if (minutesAfter(order.createdAt, linkMinutes) > clock.now()) return;
	order.duitkuStatus = 'expired';
	order.status = 'expired';
}

/** Kirimo learns how a payment ended, by callback or by asking Duitku, and books the money once. */
export function bookOutcome(state: KirimoState, order: KirimoOrder): void {
	const { clock, settings: own } = state;
	if (order.status === order.duitkuStatus) return;
	if (order.status === 'expired' && own.latePayment === 'ignored') return;
	const known = (order.settledAt?.getTime() ?? 0) + own.statusLagMs;
	if (known > clock.now().getTime()) return;
	order.status = order.duitkuStatus;
	if (order.status !== 'paid') return;
	const account = state.accounts[order.account];
	account.balance += order.netAmount;
	account.limitUsed += own.limitUnit === 'rupiah' ? order.amount : 1;
}
