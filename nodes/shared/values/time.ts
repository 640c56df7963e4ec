import { DateTime } from 'luxon';

/** The zone of all three services: Western Indonesia Time, UTC+7, no daylight saving. */
const WIB = 'Asia/Jakarta';

/**
 * A moment as the services want it: `YYYY-MM-DD HH:mm:ss` in WIB. Takes what n8n hands out: a date picker's text, an ISO text, a
 * Luxon DateTime, a Date. A text without an offset is WIB already.
 */
export function toWib(value: unknown): string | undefined {
	if (typeof value === 'string' && isWib(value)) return value;
	return wibOf(value)?.toFormat('yyyy-MM-dd HH:mm:ss');
}

/** Whether a text is a moment in that form already: every order of a sheet has one, and Luxon takes as long for it as all else does. */
function isWib(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return false;
	const iso = `${text.replace(' ', 'T')}.000Z`;
	const moment = new Date(iso);
	return Number.isFinite(moment.getTime()) && moment.toISOString() === iso;
}

/**
 * A service's time as ISO 8601 with the WIB offset. Both forms occur: WIB without an offset (`2026-07-19 14:40:42`) and UTC with
 * microseconds (`2026-07-19T07:40:42.000000Z`), see docs/contracts/kiriminaja.md §3.1.
 */
export function toIso(value: unknown): string | undefined {
	return wibOf(value)?.toISO({ suppressMilliseconds: true }) ?? undefined;
}

/** Neither of the two forms has room for a year of more than four digits, or one before Christ. */
function wibOf(value: unknown): DateTime | undefined {
	const moment = momentOf(value)?.setZone(WIB);
	return moment?.isValid && moment.year >= 0 && moment.year <= 9999 ? moment : undefined;
}

function momentOf(value: unknown): DateTime | undefined {
	if (value instanceof Date) return DateTime.fromJSDate(value);
	if (DateTime.isDateTime(value)) return value;
	// n8n carries its own copy of Luxon, whose values are not instances of ours.
	if (typeof value === 'object' && value !== null && 'toISO' in value) {
		// In a service's JSON it is a name like any other.
		const iso: unknown =
			typeof value.toISO === 'function' ? (value as { toISO(): unknown }).toISO() : undefined;
		return typeof iso === 'string' ? momentOf(iso) : undefined;
	}
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	const text = value.trim();
	const compact = /^\d{14}$/.test(text);
	if (compact) return DateTime.fromFormat(text, 'yyyyMMddHHmmss', { zone: WIB });
	// Luxon would take a time alone for today's, and a year alone for its first day.
	if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
	// Luxon reads no more than nine digits of a second's fraction and wants the `T`.
	return DateTime.fromISO(text.replace(' ', 'T'), { zone: WIB, setZone: true });
}
