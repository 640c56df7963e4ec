import type { IDataObject } from 'n8n-workflow';
import { camelKeys } from '../../shared/run/items';
import { flagIn, numberIn } from '../../shared/values/kinds';
import { textIn } from '../../shared/values/texts';
import { toIso, toWib } from '../../shared/values/time';
import { inputError } from '../../shared/wire/errors';
import type { Caller } from '../../shared/wire/caller';
import { kiriminAja, rowsOf } from './api';

/** The hours at which couriers pick up, in the next days. docs/contracts/kiriminaja.md §2.8 (25) */
export async function askSlots(caller: Caller): Promise<IDataObject> {
	return await kiriminAja.read(caller, '/api/mitra/v2/schedules');
}

/** A slot with its times. It can be booked while neither its beginning nor its deadline has passed. */
export function slotOf(row: IDataObject, now: number) {
	const clock = textIn(row.clock);
	const clockIso = toIso(clock) ?? null;
	const until = textIn(row.until);
	const untilIso = (until && toIso(`${clock.slice(0, 10)} ${until}`)) || null;
	const expiredIso = deadlineOf(row.expired);
	const holiday = flagIn(row.libur) ?? false;
	const isAhead = (iso: string | null) => iso !== null && Date.parse(iso) > now;
	const bookable = !holiday && isAhead(clockIso) && (expiredIso === null || isAhead(expiredIso));
	return { ...camelKeys(row), clock, clockIso, untilIso, expiredIso, holiday, bookable };
}

/**
 * Until when a slot can be booked. `expired` is a Unix time whose UTC digits are the time of day in WIB: 06:30 "UTC" for the slot at
 * 08:00. As a true Unix time it would lie behind the end of its slot. docs/contracts/kiriminaja.md §2.8 (25)
 */
function deadlineOf(expired: unknown): string | null {
	const digits = new Date((numberIn(expired) ?? NaN) * 1000);
	if (Number.isNaN(digits.getTime())) return null;
	return toIso(digits.toISOString().slice(0, 19)) ?? null;
}

/** The first slot that can be booked now, as a booking wants it: `YYYY-MM-DD HH:mm:ss` in WIB. */
export async function nextSlot(caller: Caller): Promise<string> {
	const now = Date.now();
	const clocks = rowsOf(await askSlots(caller))
		.map((row) => slotOf(row, now))
		.flatMap(({ bookable, clock }) => (bookable ? [String(toWib(clock))] : []));
	const [first] = clocks.sort();
	if (first !== undefined) return first;
	throw inputError(
		caller,
		'KiriminAja has no pickup slot that can still be booked',
		'Set Pickup Time to By Time and give a time, or try again later; Pickup Schedule → Get Many shows the slots.',
	);
}
