import { type Clock } from '../clock.ts';
import { accounts, type KasProCustomer } from '../accounts.ts';
import { initialValues } from '../settings.ts';
import { settings, type KasProSettings } from './settings.ts';

export interface Customer extends KasProCustomer {
	/** Rupiah received this month, which the account type limits. */
	receivedThisMonth: number;
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
	/** Code 1 when it was only accepted; nobody tells how it ends (§5). */
	code: number;
	at: Date;
}

export interface SentOtp {
	mobileNumber: string;
	otp: string;
	expiresAt: number;
	/** When the ones of the last 24 hours were sent. */
	sentAt: number[];
	wrongTries: number;
	used: boolean;
}

/** An upgrade's photos are looked at and not kept. */
export interface Upgrade {
	requestId: string;
	mobileNumber: string;
	encoding: 'json' | 'multipart';
}

export interface KasProState {
	settings: KasProSettings;
	clock: Clock;
	tokens: Array<{ token: string; expiresAt: number }>;
	customers: Customer[];
	transfers: Transfer[];
	cashOuts: CashOut[];
	otps: SentOtp[];
	upgrades: Upgrade[];
	/** What each requestId was answered, for the reuse settings. */
	answers: Map<string, object>;
	counters: { token: number; transaction: number; lastResponseMs: number };
}

export interface KasPro {
	state: KasProState;
}

export function initialState(clock: Clock): KasProState {
	return {
		settings: initialValues(settings),
		clock,
		tokens: [],
		customers: accounts.kasPro.customers.map((customer) => ({
			...customer,
			pockets: { ...customer.pockets },
			receivedThisMonth: 0,
		})),
		transfers: [],
		cashOuts: [],
		otps: [],
		upgrades: [],
		answers: new Map(),
		counters: { token: 0, transaction: 0, lastResponseMs: 0 },
	};
}

/** Transfers name their receiver by mobile or by account number. */
export function findCustomer(state: KasProState, number: string): Customer | undefined {
	return state.customers.find(
		(customer) => customer.mobileNumber === number || customer.accountNumber === number,
	);
}
