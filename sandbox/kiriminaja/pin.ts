import { accounts } from '../accounts.ts';
import { minutesAfter, wib } from '../clock.ts';
import type { KiriminAjaSettings } from './settings.ts';
import type { KiriminAjaState } from './state.ts';

const LOCK_MINUTES = 60;

export interface PinResult {
	valid: boolean;
	locked: boolean;
	attempt: number;
	lockUntil: string | number | null;
}

/** A few wrong PINs lock it, wherever they were typed: bookings and pin/validate share one count. */
export function tryPin(state: KiriminAjaState, pin: unknown, now = state.clock.now()): PinResult {
	const { pin: lock, settings } = state;
	if (lock.lockedUntil && lock.lockedUntil <= now) unlock(state);
	if (!lock.lockedUntil && pin === accounts.kiriminAja.pin) {
		const attempt = lock.wrongAttempts + 1;
		lock.wrongAttempts = 0;
		return { valid: true, locked: false, attempt, lockUntil: null };
	}
	if (!lock.lockedUntil) {
		lock.wrongAttempts += 1;
		if (lock.wrongAttempts >= settings.pinTries) lockPin(state, now);
	}
	return {
		valid: false,
		locked: lock.lockedUntil !== null,
		attempt: lock.wrongAttempts,
		lockUntil: lock.lockedUntil && written(lock.lockedUntil, settings.pinLockTime),
	};
}

export function lockPin(state: KiriminAjaState, now = state.clock.now()): void {
	state.pin.wrongAttempts = state.settings.pinTries;
	state.pin.lockedUntil = minutesAfter(now, LOCK_MINUTES);
}

function unlock(state: KiriminAjaState): void {
	state.pin.wrongAttempts = 0;
	state.pin.lockedUntil = null;
}

function written(time: Date, form: KiriminAjaSettings['pinLockTime']): string | number | null {
	switch (form) {
		case 'wib':
			return wib(time);
		case 'iso':
			return time.toISOString();
		case 'seconds':
			return Math.floor(time.getTime() / 1000);
		case 'missing':
			return null;
	}
}
