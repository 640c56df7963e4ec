import type { FastifyReply } from 'fastify';
import type { KiriminAjaSettings } from './settings.ts';
import type { Errors } from './validation.ts';

export interface Failure {
	/** Some refusals are known without it. */
	method?: string;
	text: string;
	code?: number;
	/** Validation only: every complaint, by field. */
	errors?: Errors;
	/** WooCommerce's names for PIN and balance failures (docs/contracts/kiriminaja.md §1.7). */
	errorName?: 'PIN_INVALID' | 'PIN_MAX_ATTEMPT_REACHED' | 'BALANCE_NOT_ENOUGH';
}

export function isFailure(value: object): value is Failure {
	return !('status' in value);
}

/** Validation failure, or undefined when there is nothing to complain about. */
export function invalid(method: string, errors: Errors): Failure | undefined {
	const [first] = Object.values(errors);
	return first === undefined ? undefined : { method, code: 422, text: first, errors };
}

/** E1 without the code when there is none, as the reads answer (docs/contracts/kiriminaja.md §1.6). */
export function fail(
	reply: FastifyReply,
	settings: KiriminAjaSettings,
	failure: Failure,
): FastifyReply {
	return reply.code(httpStatus(settings, failure)).send(bodyE1(failure));
}

/** Bookings have been seen with different bodies for one and the same failure. */
export function failBooking(
	reply: FastifyReply,
	settings: KiriminAjaSettings,
	failure: Failure,
): FastifyReply {
	return reply.code(httpStatus(settings, failure)).send(bookingBody(settings.errorShape, failure));
}

/** The v4 instant family answers every failure as E2. */
export function failV4(
	reply: FastifyReply,
	settings: KiriminAjaSettings,
	failure: Failure,
): FastifyReply {
	const body = { status: false, text: failure.text, code: 2, method: null, result: null };
	return reply.code(httpStatus(settings, failure)).send(body);
}

function httpStatus(settings: KiriminAjaSettings, failure: Failure): number {
	if (settings.errorStyle === 'http200') return 200;
	return failure.code === 422 ? 422 : 400;
}

function bookingBody(shape: KiriminAjaSettings['errorShape'], failure: Failure): object {
	const { text, method, errors } = failure;
	const heading = errors ? 'Terdapat kesalahan pada data yang dikirimkan' : text;
	switch (shape) {
		case 'E3':
			return { status: false, message: heading, errors: errors ?? {} };
		case 'E4':
			return { status: false, text: heading, errors: inLists(errors ?? {}) };
		case 'E5':
			if (!failure.errorName) return bodyE1(failure);
			return {
				status: false,
				text,
				method,
				results: { error: failure.errorName, error_metafield: null },
			};
		case 'E7':
			return { status: false, code: 400, message: text, text, result: {} };
		case 'E1':
			return bodyE1(failure);
	}
}

function inLists(errors: Errors): Record<string, string[]> {
	return Object.fromEntries(Object.entries(errors).map(([field, error]) => [field, [error]]));
}

function bodyE1(failure: Failure): object {
	const { code, text, method } = failure;
	return { status: false, ...(code === undefined ? {} : { code }), text, method };
}
