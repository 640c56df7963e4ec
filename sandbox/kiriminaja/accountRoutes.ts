import type { FastifyInstance } from 'fastify';
import { accounts } from '../accounts.ts';
import { isOnInternet, isWebAddress } from '../addresses.ts';
import { jsonObject } from '../bodies.ts';
import { fail, invalid } from './answers.ts';
import { pickupSlots } from './pickupTimes.ts';
import { tryPin } from './pin.ts';
import type { KiriminAja } from './state.ts';
import { check } from './validation.ts';

/** docs/contracts/kiriminaja.md §2.7 (27–29), §2.8 (25) and §2.9 (26) */
export function accountRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.get('/api/mitra/v6.2/credit/balance', () => {
		const balance = { balance: state.creditBalance };
		const text = 'Success load credit balance';
		return state.settings.balanceKey === 'results'
			? { status: true, text, results: balance }
			: { status: true, text, method: 'GET', code: '200', data: balance };
	});

	app.post('/api/mitra/v6.2/pin/validate', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const rules = { pin: { type: 'string', required: true, pattern: /^\d{6}$/ } } as const;
		const failure = invalid('pin_validate', check(input, rules));
		if (failure) return fail(reply, state.settings, failure);
		if (state.settings.accountPayment === 'TOP') {
			return { status: false, text: 'Failed to validate pin' };
		}
		const { valid, locked, attempt, lockUntil } = tryPin(state, input.pin);
		const text = valid ? 'Pin is valid' : 'Unable to proceed, pin invalid';
		if (state.settings.pinAnswer === 'statusOnly') return { status: valid, text };
		return {
			status: valid,
			text,
			data: {
				valid,
				attempt,
				max_attempt: state.settings.pinTries,
				lock_until: lockUntil,
				...(locked ? { error: 'PIN_MAX_ATTEMPT_REACHED' } : {}),
			},
		};
	});

	app.get('/api/mitra/v6.2/profile', () => {
		const payment = state.settings.accountPayment;
		return {
			status: true,
			text: 'Profile loaded',
			results: {
				...accounts.kiriminAja.profile,
				status: 'active',
				metadata: { payment_method: payment, has_pin: payment === 'CREDIT' },
			},
		};
	});

	app.post('/api/mitra/v2/schedules', () => ({
		status: true,
		method: 'schedules',
		text: 'Success',
		schedules: pickupSlots(state.clock.now(), state.settings.slotDeadline),
	}));

	// One URL per account: a new one silently replaces the old.
	app.post('/api/mitra/set_callback', (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'set_callback';
		const errors = check(input, { url: { type: 'string', required: true } });
		// Nothing is sent to it (docs/contracts/kiriminaja.md §2.9).
		const isTaken = state.settings.localUrls === 'called' ? isWebAddress : isOnInternet;
		if (typeof input.url === 'string' && !isTaken(input.url)) {
			errors.url ??= 'The url is not a valid URL.';
		}
		const failure = invalid(method, errors);
		if (failure) {
			// The published refusal carries no code.
			return fail(reply, state.settings, { method, text: failure.text });
		}
		state.callbackUrl = String(input.url);
		return { status: true, method, text: `Callback di set ke ${state.callbackUrl}` };
	});
}
