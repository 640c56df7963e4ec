import type { FastifyReply } from 'fastify';
import { isObject } from '../bodies.ts';
import { wib } from '../clock.ts';
import { customerNotFound, type Refusal } from './refusals.ts';
import type { KasProSettings } from './settings.ts';
import type { KasProState } from './state.ts';

/** Codes that KasPro's pages show: docs/contracts/kaspro.md §3. */
export const SUCCESS = 0;
export const IN_PROCESS = 1;

/** Success, with whatever else the answer has. */
export const done = (rest: object = {}): object => ({
	...rest,
	message: 'Berhasil',
	code: SUCCESS,
});

/**
 * Every no of the API, mapped to its HTTP status and body.
 *
 * @param letters  those of a call whose failures carry an id of their own: docs/contracts/kaspro.md §3
 * @param idKey    the key of that id
 */
export function refuse(
	reply: FastifyReply,
	state: KasProState,
	refusal: Refusal,
	letters?: string,
	idKey = 'responseId',
): FastifyReply {
	const { errorStyle, language, unknownCustomer } = state.settings;
	const { [language]: message, code } = refusal;
	if (refusal === customerNotFound && unknownCustomer === 'http404') {
		return reply.code(404).send({ message });
	}
	if (refusal === customerNotFound && unknownCustomer === 'statusFalse') {
		return reply.code(200).send({ status: false, message });
	}
	return reply.code(errorStyle === 'http200' ? 200 : 400).send({
		...(letters !== undefined && { [idKey]: nextResponseId(state, letters) }),
		code,
		message,
	});
}

/** What frameworks make of a field that is taken, which has no result code. */
export function refuseField(reply: FastifyReply, field: string): FastifyReply {
	return reply.code(422).send({
		message: 'The given data was invalid.',
		errors: { [field]: [`The ${field} has already been taken.`] },
	});
}

/** An answer of the API as this KasPro writes it; those of the gateway have no code and stay as they are. */
export function dressed(settings: KasProSettings, answer: unknown): unknown {
	if (!isObject(answer) || !('code' in answer)) return answer;
	const { codes, emptyData, blankKeys } = settings;
	const empty = { 'left-out': undefined, list: [], object: {}, null: null }[emptyData];
	const { code, data = empty, ...rest } = answer;
	const whole = {
		...rest,
		code: codes === 'texts' ? String(code) : code,
		...(data !== undefined && { data: withFigures(settings, data) }),
	};
	return blankKeys === 'all' ? withBlanks(whole) : whole;
}

function withFigures(settings: KasProSettings, value: unknown): unknown {
	if (settings.figures === 'published') return value;
	if (Array.isArray(value)) return value.map((entry: unknown) => withFigures(settings, entry));
	if (isObject(value)) {
		return Object.fromEntries(
			Object.entries(value).map(([key, entry]) => [key, withFigures(settings, entry)]),
		);
	}
	if (typeof value === 'number') return String(value);
	const isFigure =
		settings.figures === 'swapped' && typeof value === 'string' && /^\d+$/.test(value);
	// PHP keeps all digits of a long number, and so does this.
	return isFigure && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function withBlanks(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withBlanks);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [`${key} `, withBlanks(entry)]),
	);
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

/** A mobile number as this KasPro writes it. */
export function mobileNumberOf({ mobileNumbers }: KasProSettings, number: string): string | number {
	if (mobileNumbers === 'number') return Number(number);
	return mobileNumbers === '62' ? number.replace(/^0/, '62') : number;
}

/** A name as this KasPro writes it. */
export function nameOf({ names }: KasProSettings, name: string): string {
	if (names === 'asTyped') return name;
	return names === 'upper' ? name.toUpperCase() : name.replace(/(?<=\S)\S/g, '*');
}
