import type { IDataObject } from 'n8n-workflow';
import { camelKeys } from '../../shared/run/items';
import { toIso } from '../../shared/values/time';
import type { Caller } from '../../shared/wire/caller';
import { kiriminAja } from './api';

/** The hours at which couriers pick up, in the next days. docs/contracts/kiriminaja.md §2.8 (25) */
export async function askSlots(caller: Caller): Promise<IDataObject> {
	return await kiriminAja.read(caller, '/api/mitra/v2/schedules');
}

/**
 * A slot with its times. Whether it can be booked is decided by its beginning: `expired` seems to be local time written down as
 * UTC, and would hide or show slots hours off. docs/contracts/kiriminaja.md §2.8 (25)
 */
export function slotOf(row: IDataObject, now: number) {
	const clock = String(row.clock ?? '');
	const clockIso = toIso(clock) ?? null;
	const untilIso = toIso(`${clock.slice(0, 10)} ${String(row.until)}`) ?? null;
	const holiday = row.libur === true;
	const bookable = !holiday && clockIso !== null && Date.parse(clockIso) > now;
	return { ...camelKeys(row), clock, clockIso, untilIso, holiday, bookable };
}
