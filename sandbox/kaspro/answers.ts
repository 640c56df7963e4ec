import type { FastifyReply } from 'fastify';
import { wib } from '../clock.ts';
import type { KasProState } from './state.ts';

/** Codes that KasPro's pages and public clients show: docs/contracts/kaspro.md §3. */
export const SUCCESS = 0;
export const IN_PROCESS = 1;
export const ALREADY_REGISTERED = 110001;
export const CUSTOMER_NOT_FOUND = 110005;

/** Invented codes, here and in the fixtures; nothing may depend on them. */
export const invented = {
	badParameter: 190001,
	wrongOtp: 190002,
	tooManyOtps: 190003,
	otpLocked: 190004,
	insufficientBalance: 190010,
	notAllowed: 190011,
	limitExceeded: 190012,
	repeatedRequestId: 190013,
	accountBlocked: 190014,
} as const;

export interface KasProFailure {
	responseId?: string;
	code: number;
	message: string;
}

export function badParameter(field: string, allowed: string): KasProFailure {
	return { code: invented.badParameter, message: `Invalid parameter ${field}: ${allowed}` };
}

export const badRequestId = badParameter('requestId', 'a text of 1 to 64 characters');
export const badMobileNumber = badParameter('mobileNumber', '08 and 9 to 13 digits, as text');

export const accountBlocked: KasProFailure = {
	code: invented.accountBlocked,
	message: 'Account is not active',
};

export const customerNotFound: KasProFailure = {
	code: CUSTOMER_NOT_FOUND,
	message: 'Customer not found',
};

export function fail(
	reply: FastifyReply,
	state: KasProState,
	failure: KasProFailure,
): FastifyReply {
	return reply.code(state.settings.errorStyle === 'http200' ? 200 : 400).send(failure);
}

/** Five letters and the time to the millisecond, never twice the same: docs/contracts/kaspro.md §3. */
export function nextResponseId(state: KasProState, letters: string): string {
	const now = Math.max(state.clock.now().getTime(), state.counters.lastResponseMs + 1);
	state.counters.lastResponseMs = now;
	const digits = wib(new Date(now)).replace(/\D/g, '');
	return `${letters}${digits}${String(now % 1000).padStart(3, '0')}`;
}

/** A number for the books: the day and a running number. */
export function nextReference(state: KasProState): number {
	state.counters.transaction += 1;
	const day = wib(state.clock.now()).slice(0, 10).replaceAll('-', '');
	return Number(`${day}${String(state.counters.transaction).padStart(4, '0')}`);
}

export function isMobileNumber(value: unknown): value is string {
	return typeof value === 'string' && /^08\d{7,11}$/.test(value);
}

export function isRequestId(value: unknown): value is string {
	return typeof value === 'string' && value !== '' && value.length <= 64;
}

export function isFilled(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}
