import { wib } from '../clock.ts';
import type { KiriminAjaSettings } from './settings.ts';

/** When couriers pick up: docs/contracts/kiriminaja.md §2.8 (25). */

const slots = [
	{ from: '08:00:00', until: '11:00', deadline: '06:30:00' },
	{ from: '11:00:00', until: '14:00', deadline: '08:30:00' },
	{ from: '14:00:00', until: '16:00', deadline: '10:30:00' },
];

const DAY_MS = 24 * 60 * 60 * 1000;
const WIB_OFFSET_SECONDS = 7 * 60 * 60;

/** The slots of three days that have not begun. Sundays are holidays. */
export function pickupSlots(now: Date, deadline: KiriminAjaSettings['slotDeadline']): object[] {
	const nowWib = wib(now);
	return [0, 1, 2].flatMap((offset) => {
		const day = wib(new Date(now.getTime() + offset * DAY_MS)).slice(0, 10);
		return slots
			.map((slot) => {
				// Local time written down as if it were UTC, like the published sample.
				const digits = Date.parse(`${day}T${slot.deadline}Z`) / 1000;
				return {
					clock: `${day} ${slot.from}`,
					until: slot.until,
					expired: deadline === 'unix' ? digits - WIB_OFFSET_SECONDS : digits,
					libur: isHoliday(day),
				};
			})
			.filter((slot) => slot.clock > nowWib);
	});
}

/** What speaks against a pickup at this time, `YYYY-MM-DD HH:mm:ss`; what is brought to the courier may have any. The texts are the sandbox's. */
export function pickupComplaint(
	schedule: string,
	now: Date,
	allowed: KiriminAjaSettings['pickupTimes'],
): string | undefined {
	if (allowed === 'any') return undefined;
	if (schedule <= wib(now)) return 'The schedule must be a date after now.';
	if (allowed === 'ahead') return undefined;
	const [day = '', time = ''] = schedule.split(' ');
	if (isHoliday(day)) return 'The schedule is on a holiday (libur).';
	const isInSlot = slots.some(({ from, until }) => time >= from && time < `${until}:00`);
	return isInSlot ? undefined : 'The schedule is outside the pickup hours.';
}

function isHoliday(day: string): boolean {
	return new Date(`${day}T00:00:00Z`).getUTCDay() === 0;
}
