import { setTimeout as pause } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { ServiceName } from './requestLog.ts';

const HUGE_BYTES = 2 * 1024 * 1024;
const PIECES = 8;

/** The page of a web server or of a framework in front of the API. */
export function htmlPage(code: string, text: string): string {
	return `<!DOCTYPE html><html><head><title>${code} ${text}</title></head><body><center><h1>${code} ${text}</h1></center></body></html>`;
}

/** Each vendor's own way to say no under HTTP 200; the texts and the last code are invented. */
export const errorBodies: Record<ServiceName, object> = {
	kiriminAja: { status: false, text: 'Permintaan ditolak' },
	kirimo: { status: 'error', message: 'Permintaan ditolak' },
	kasPro: { code: 199999, message: 'Permintaan ditolak' },
};

/** The first half. */
export function truncated(text: string): string {
	return text.slice(0, Math.max(1, Math.floor(text.length / 2)));
}

/** A page without an end, such as a server's log that was put in front of the answer. */
export function huge(): string {
	return '<p>notice <script> '.repeat(HUGE_BYTES / 19);
}

/**
 * The same keys with values of another type: texts become numbers, numbers texts, lists objects. What says that the call succeeded
 * (`status`, `code` at the top) stays, or it would be a refusal.
 */
export function mistyped(text: string): string {
	const body = parsed(text);
	if (typeof body !== 'object' || body === null) return text;
	const entries = Object.entries(body).map(([key, value]) => [
		key,
		['status', 'code'].includes(key) ? (value as unknown) : otherType(value),
	]);
	return JSON.stringify(Object.fromEntries(entries));
}

/** The last row of the answer's first list of rows is not there, as when the vendor loses one of several parcels. */
export function withoutOneRow(text: string): string {
	const body = parsed(text);
	const rows = firstRows(body);
	if (rows === undefined) return text;
	rows.pop();
	return JSON.stringify(body);
}

/** More digits than a JavaScript number can hold; read as one, it ends in 4. */
export const LONG_NUMBER = '20261121091500123';

/** An id of 17 digits, as a bare number, at the top and in each row of the answer's first list; vendors add fields that nobody has documented. */
export function withLongNumbers(text: string): string {
	const body = parsed(text);
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return text;
	for (const row of [body, ...(firstRows(body) ?? [])]) {
		if (typeof row === 'object' && row !== null) Object.assign(row, { traceId: LONG_NUMBER });
	}
	return JSON.stringify(body).replaceAll(`"traceId":"${LONG_NUMBER}"`, `"traceId":${LONG_NUMBER}`);
}

function firstRows(value: unknown): unknown[] | undefined {
	const list: unknown[] = Array.isArray(value) ? value : [];
	if (list.some((entry) => typeof entry === 'object')) return list;
	if (typeof value !== 'object' || value === null) return undefined;
	for (const entry of Object.values(value)) {
		const rows = firstRows(entry);
		if (rows !== undefined) return rows;
	}
	return undefined;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function otherType(value: unknown): unknown {
	// A list too: PHP writes one with a gap as an object.
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, otherType(entry)]));
	}
	if (typeof value === 'string') return value.length;
	return value === null ? 0 : JSON.stringify(value);
}

/** The body in pieces, with pauses that add up to about `delayMs`. */
export function inPieces(text: string, delayMs: number): Readable {
	const length = Math.ceil(text.length / PIECES);
	async function* pieces() {
		for (let at = 0; at < text.length; at += length) {
			await pause(delayMs / PIECES, undefined, { ref: false });
			yield text.slice(at, at + length);
		}
	}
	return Readable.from(pieces());
}
