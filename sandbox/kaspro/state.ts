import { accounts, type KasProCustomer } from '../accounts.ts';
import type { Choice } from '../settings.ts';

export interface KasProSettings {
	/** Which proof the gateway asks for; the contract's default is the token together with the signature. */
	authMode: 'oauth2Hmac' | 'bearerToken' | 'partnerKey' | 'none';
	tokenTtlSeconds: number;
	/** What a repeated requestId does is not documented, so the default is the dangerous reading. */
	requestIdReuse: 'books-again' | 'same-answer' | 'refused';
	/** Failures of the API under HTTP 200 or 400: both are to be expected (docs/contracts/kaspro.md §3). */
	errorStyle: 'http200' | 'http4xx';
	/** The published pages call mobileNumber numeric; then the leading zero is lost. */
	numericMobileNumber: boolean;
	/** How bank transfers are answered; both answers are published, which one comes depends on the partner (§4.5). */
	bankTransferStyle: 'sync' | 'async';
	/** Rupiah that a bank transfer, a cash-out or a QRIS payment costs on top. */
	serviceFee: number;
	/** Whether a number that is no customer gets an OTP: published pages and known clients contradict each other (§4.1). */
	otpForStrangers: boolean;
	/** Consumer limits; unconfirmed for partners (§4.1). */
	otpsPerDay: number;
	otpAttempts: number;
}

export const settingChoices: { [Name in keyof KasProSettings]: Choice } = {
	authMode: ['oauth2Hmac', 'bearerToken', 'partnerKey', 'none'],
	tokenTtlSeconds: 'count',
	requestIdReuse: ['books-again', 'same-answer', 'refused'],
	errorStyle: ['http200', 'http4xx'],
	numericMobileNumber: 'boolean',
	bankTransferStyle: ['sync', 'async'],
	serviceFee: 'count',
	otpForStrangers: 'boolean',
	otpsPerDay: 'count',
	otpAttempts: 'count',
};

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

export function initialState(): KasProState {
	return {
		settings: {
			authMode: 'oauth2Hmac',
			tokenTtlSeconds: 3600,
			requestIdReuse: 'books-again',
			errorStyle: 'http200',
			numericMobileNumber: false,
			bankTransferStyle: 'sync',
			serviceFee: 6500,
			otpForStrangers: false,
			otpsPerDay: 3,
			otpAttempts: 3,
		},
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
