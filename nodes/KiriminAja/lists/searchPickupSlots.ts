import { DateTime } from 'luxon';
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { rowsOf } from '../wire/api';
import { askSlots, slotOf } from '../wire/pickupSlots';
import { remembered } from './cache';
import { matching } from './matching';

/** The pickup slots that can still be booked; a value is what KiriminAja takes as `schedule`. docs/contracts/kiriminaja.md §2.8 (25) */
export async function searchPickupSlots(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const body = await remembered(this, 'pickup slots', () => askSlots({ ctx: this }));
	const slots = rowsOf(body).map((row) => slotOf(row, Date.now()));
	const results = slots
		.filter(({ bookable }) => bookable)
		.map((slot) => ({ name: nameOf(slot), value: slot.clock }));
	return matching(results, filter);
}

/** As in "Thu 25 Jun 2026, 10:00–11:00 WIB". */
function nameOf({ clockIso, untilIso }: ReturnType<typeof slotOf>): string {
	const from = DateTime.fromISO(String(clockIso), { setZone: true, locale: 'en' });
	const until = untilIso === null ? '' : `–${untilIso.slice(11, 16)}`;
	return `${from.toFormat('ccc d LLL yyyy, HH:mm')}${until} WIB`;
}
