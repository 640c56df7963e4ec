import { accounts } from '../accounts.ts';
import { minutesAfter, wib } from '../clock.ts';
import type { KiriminAjaState } from './state.ts';

export const MAX_ATTEMPTS = 3;
const LOCK_MINUTES = 60;

export interface PinResult {
	valid: boolean;
	locked: boolean;
	attempt: number;
	lockUntil: string | null;
}

/** Three wrong PINs lock it, wherever they were typed: bookings and pin/validate share one count. */
export function tryPin(state: KiriminAjaState, pin: unknown, now = state.clock.now()): PinResult {
	const lock = state.pin;
	if (lock.lockedUntil && lock.lockedUntil <= now) unlock(state);
	if (lock.lockedUntil) {
		const lockUntil = wib(lock.lockedUntil);
		return { valid: false, locked: true, attempt: lock.wrongAttempts, lockUntil };
	}
	if (pin === accounts.kiriminAja.pin) {
		const attempt = lock.wrongAttempts + 1;
		lock.wrongAttempts = 0;
		return { valid: true, locked: false, attempt, lockUntil: null };
	}
	lock.wrongAttempts += 1;
	if (lock.wrongAttempts >= MAX_ATTEMPTS) lockPin(state, now);
	return {
		valid: false,
		locked: lock.lockedUntil !== null,
		attempt: lock.wrongAttempts,
		lockUntil: lock.lockedUntil && wib(lock.lockedUntil),
	};
}

export function lockPin(state: KiriminAjaState, now = state.clock.now()): void {
	state.pin.wrongAttempts = MAX_ATTEMPTS;
	state.pin.lockedUntil = minutesAfter(now, LOCK_MINUTES);
}

function unlock(state: KiriminAjaState): void {
	state.pin.wrongAttempts = 0;
	state.pin.lockedUntil = null;
}
