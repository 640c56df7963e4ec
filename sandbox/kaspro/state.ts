import { wib, type Clock } from '../clock.ts';
import { accounts, type KasProCustomer } from '../accounts.ts';
import { initialValues } from '../settings.ts';
import { settings, type KasProSettings } from './settings.ts';

export interface Customer extends KasProCustomer {
	/** Rupiah received in a month, which the account type limits. */
	receivedThisMonth: number;
	/** The month of those, `2026-11`, WIB. */
	month: string;
	/** From when on the look-up finds it. */
	visibleFrom: number;
}

export interface Transfer {
	requestId: string;
	responseId: string;
	from: string;
	to: string;
	amount: number;
	reference: string;
	at: Date;
}

/** Money that left a wallet for a bank, a cash desk or a QR code. */
export interface CashOut {
	kind: 'bankTransfer' | 'cashOut' | 'qris';
	requestId: string;
	responseId: string;
	from: string;
	/** Account, or the QR code's content. */
	to: string;
	amount: number;
	serviceFee: number;
	/** Code 1 when it was only accepted; the sandbox's own clock ends it, and nobody is told (§5). */
	code: number;
	at: Date;
	ended?: 'success' | 'failure';
}

export interface SentOtp {
	mobileNumber: string;
	otp: string;
	expiresAt: number;
	/** When the ones of the last 24 hours were sent. */
	sentAt: number[];
	wrongTries: number;
	/** Until when no OTP of this number is taken. */
	lockedUntil: number;
	used: boolean;
}

export interface Upgrade {
	requestId: string;
	mobileNumber: string;
	encoding: 'json' | 'multipart';
	/** By our names for them, as they came. */
	photos: Record<string, Buffer>;
}

export type Partner = 'kasPro' | 'otherKasPro';

export interface KasProState {
	settings: KasProSettings;
	clock: Clock;
	/** Of the first partner where none is named. */
	tokens: Array<{ token: string; expiresAt: number; partner?: Partner }>;
	/** When each partner has called in the last minute. */
	calls: Record<Partner, number[]>;
	customers: Customer[];
	transfers: Transfer[];
	cashOuts: CashOut[];
	otps: SentOtp[];
	upgrades: Upgrade[];
	/** What each partner's requestIds were answered, for the reuse settings. */
	answers: Map<string, object>;
	counters: { token: number; transaction: number; lastResponseMs: number };
}

export interface KasPro {
	state: KasProState;
}

export function initialState(clock: Clock): KasProState {
	const month = monthOf(clock);
	return {
		settings: initialValues(settings),
		clock,
		tokens: [],
		calls: { kasPro: [], otherKasPro: [] },
		customers: accounts.kasPro.customers.map((customer) => ({
			...customer,
			pockets: { ...customer.pockets },
			receivedThisMonth: 0,
			month,
			visibleFrom: 0,
		})),
		transfers: [],
		cashOuts: [],
		otps: [],
		upgrades: [],
		answers: new Map(),
		counters: { token: 0, transaction: 0, lastResponseMs: 0 },
	};
}

/** The month by which account types are limited. */
export function monthOf(clock: Clock): string {
	return wib(clock.now()).slice(0, 7);
}

export function customerOf(state: KasProState, mobileNumber: unknown): Customer | undefined {
	return state.customers.find((one) => one.mobileNumber === mobileNumber);
}

/** Transfers name their receiver by mobile or by account number. */
export function findCustomer(state: KasProState, number: string): Customer | undefined {
	return customerOf(state, number) ?? state.customers.find((one) => one.accountNumber === number);
}

/** The state as the control route shows it: of photos their sizes, which say enough. */
export function shownState({ answers, upgrades, ...state }: KasProState): object {
	const sizes = (photos: Upgrade['photos']) =>
		Object.fromEntries(Object.entries(photos).map(([name, { length }]) => [name, length]));
	return {
		...state,
		answers: Object.fromEntries(answers),
		upgrades: upgrades.map(({ photos, ...upgrade }) => ({ ...upgrade, photos: sizes(photos) })),
	};
}
