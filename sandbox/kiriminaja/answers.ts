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
	/** Nothing is there under the number that was asked for. */
	isNotFound?: true;
	/** One of the package fields at the place they have in the request, whatever the account is set to. */
	isMap?: true;
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

/** Nothing is there under a number. */
export function notFound(settings: KiriminAjaSettings, method?: string): Failure {
	return { method, text: settings.notFoundWords, isNotFound: true };
}

/** Which calls answer their refusals alike. */
type Family = 'reads' | 'bookings' | 'instantBookings' | 'instant';

/** The one way in which anything is refused: its HTTP status, and its body (docs/contracts/kiriminaja.md §1.5, §1.6). */
export function fail(
	reply: FastifyReply,
	settings: KiriminAjaSettings,
	failure: Failure,
	family: Family = 'reads',
): FastifyReply {
	return reply
		.code(httpStatus(settings, failure))
		.send(bodyIn(shapeOf(settings, failure, family), failure));
}

function httpStatus({ errorStyle, notFound: style }: KiriminAjaSettings, failure: Failure): number {
	if (failure.isNotFound && style === 'http404') return 404;
	if (errorStyle === 'http200') return 200;
	return failure.code === 422 ? 422 : 400;
}

type Shape = KiriminAjaSettings['errorShape'] | 'E2';

/** Reads answer as E1, the v4 instant family as E2. Bookings have been seen with different bodies for one and the same failure. */
function shapeOf({ errorShape }: KiriminAjaSettings, failure: Failure, family: Family): Shape {
	if (family === 'instant') return 'E2';
	if (failure.isMap) return 'E4';
	if (family === 'reads') return 'E1';
	if (family === 'bookings' || errorShape !== 'E1') return errorShape;
	// Unless the account is set to a shape: the limits as in v4, a missing note as a merchant saw it, all else as documented.
	if (failure.code === 2) return 'E2';
	const lacksNote = Object.values(failure.errors ?? {}).some((one) => one.endsWith('wajib diisi'));
	return lacksNote ? 'E3' : 'E1';
}

function bodyIn(shape: Shape, failure: Failure): object {
	const { text, method, errors } = failure;
	const heading = errors ? 'Terdapat kesalahan pada data yang dikirimkan' : text;
	switch (shape) {
		case 'E2':
			return { status: false, text, code: 2, method: null, result: null };
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

/** Without the code when there is none, as the reads answer. */
function bodyE1({ code, text, method }: Failure): object {
	return { status: false, ...(code === undefined ? {} : { code }), text, method };
}
