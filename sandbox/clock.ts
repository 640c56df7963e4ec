/** The vendors write times in three ways; all of them start from a Date. */

const WIB_OFFSET_MS = 7 * 60 * 60 * 1000;

/** `2026-07-19 14:40:42`, Western Indonesian Time (UTC+7, no daylight saving). */
export function wib(date: Date): string {
	return new Date(date.getTime() + WIB_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** `20260719144042`, WIB: the form of KiriminAja's pay_time (docs/contracts/kiriminaja.md §2.7). */
export function compactWib(date: Date): string {
	return wib(date).replace(/\D/g, '');
}

/** `2026-07-19T07:40:42.000000Z`: the form of KiriminAja's webhooks (docs/contracts/kiriminaja.md §3.1). */
export function isoMicroseconds(date: Date): string {
	return `${date.toISOString().slice(0, 23)}000Z`;
}

export function minutesAfter(date: Date, minutes: number): Date {
	return new Date(date.getTime() + minutes * 60_000);
}
