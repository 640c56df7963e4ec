import { DateTime } from 'luxon';

const SUNDAY = 7;

/** Ten o'clock in WIB, so many days from now, and never on a Sunday: a time at which KiriminAja picks up. */
export function tenOClockIn(days: number): string {
	const day = DateTime.now().setZone('Asia/Jakarta').plus({ days });
	const working = day.weekday === SUNDAY ? day.plus({ days: days < 0 ? -1 : 1 }) : day;
	return working.toFormat("yyyy-MM-dd '10:00:00'");
}
