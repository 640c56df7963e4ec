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

/** The sandbox's time: that of the machine, and as much later as it was moved on. */
export interface Clock {
	now(): Date;
	/** Does work when the time has come, unless the sandbox is reset or closed before. */
	after(milliseconds: number, work: () => unknown): void;
	/** Moves the time on, and does what has become due, in the order of its time. */
	advance(milliseconds: number): Promise<void>;
	/** Back to the machine's time; what waited is dropped. */
	reset(): void;
	toJSON(): Date;
}

interface Appointment {
	at: number;
	work: () => unknown;
	timer: NodeJS.Timeout;
}

/** A longer one would go off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createClock(): Clock {
	let ahead = 0;
	let waiting: Appointment[] = [];
	const now = () => new Date(Date.now() + ahead);
	const take = (appointment: Appointment) => {
		clearTimeout(appointment.timer);
		waiting = waiting.filter((other) => other !== appointment);
	};
	return {
		now,
		toJSON: now,
		after(milliseconds, work) {
			const timer = setTimeout(
				() => {
					take(appointment);
					void work();
				},
				Math.min(milliseconds, LONGEST_TIMER_MS),
			);
			timer.unref();
			const appointment = { at: now().getTime() + milliseconds, work, timer };
			waiting.push(appointment);
		},
		async advance(milliseconds) {
			const until = now().getTime() + milliseconds;
			for (;;) {
				const [next] = waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
				if (next === undefined) break;
				take(next);
				// What it does is done at its own time, and may make further appointments.
				ahead = Math.max(ahead, next.at - Date.now());
				await next.work();
			}
			ahead = Math.max(ahead, until - Date.now());
		},
		reset() {
			for (const { timer } of waiting) clearTimeout(timer);
			waiting = [];
			ahead = 0;
		},
	};
}
