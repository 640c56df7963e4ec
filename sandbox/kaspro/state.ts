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
}

export const settingChoices: { [Name in keyof KasProSettings]: Choice } = {
	authMode: ['oauth2Hmac', 'bearerToken', 'partnerKey', 'none'],
	tokenTtlSeconds: 'count',
	requestIdReuse: ['books-again', 'same-answer', 'refused'],
	errorStyle: ['http200', 'http4xx'],
	numericMobileNumber: 'boolean',
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

export interface KasProState {
	settings: KasProSettings;
	tokens: Array<{ token: string; expiresAt: number }>;
	customers: Customer[];
	transfers: Transfer[];
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
		},
		tokens: [],
		customers: accounts.kasPro.customers.map((customer) => ({
			...customer,
			pockets: { ...customer.pockets },
			receivedThisMonth: 0,
		})),
		transfers: [],
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
