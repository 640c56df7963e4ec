import { lookup } from 'node:dns/promises';
import type { FastifyInstance } from 'fastify';
import { accounts } from '../accounts.ts';
import { jsonObject } from '../bodies.ts';
import { wib } from '../clock.ts';
import { fail, invalid } from './answers.ts';
import { MAX_ATTEMPTS, tryPin } from './pin.ts';
import type { KiriminAja } from './state.ts';
import { check } from './validation.ts';

/** docs/contracts/kiriminaja.md §2.7 (27–29), §2.8 (25) and §2.9 (26) */
export function accountRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.get('/api/mitra/v6.2/credit/balance', () => ({
		status: true,
		text: 'Success load credit balance',
		results: { balance: state.creditBalance },
	}));

	app.post('/api/mitra/v6.2/pin/validate', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const rules = { pin: { type: 'string', required: true, pattern: /^\d{6}$/ } } as const;
		const failure = invalid('pin_validate', check(input, rules));
		if (failure) return fail(reply, state.settings, failure);
		if (state.settings.accountPayment === 'TOP') {
			return { status: false, text: 'Failed to validate pin' };
		}
		const result = tryPin(state, input.pin);
		return {
			status: result.valid,
			text: result.valid ? 'Pin is valid' : 'Unable to proceed, pin invalid',
			data: {
				valid: result.valid,
				attempt: result.attempt,
				max_attempt: MAX_ATTEMPTS,
				lock_until: result.lockUntil,
				...(result.locked ? { error: 'PIN_MAX_ATTEMPT_REACHED' } : {}),
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
		schedules: pickupSlots(state.clock.now()),
	}));

	// One URL per account: a new one silently replaces the old.
	app.post('/api/mitra/set_callback', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'set_callback';
		const errors = check(input, { url: { type: 'string', required: true } });
		if (typeof input.url === 'string' && !(await isReachable(input.url))) {
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

/** The host must have an address; nothing is sent to it (docs/contracts/kiriminaja.md §2.9). */
async function isReachable(text: string): Promise<boolean> {
	if (!URL.canParse(text)) return false;
	const { protocol, hostname } = new URL(text);
	if (protocol !== 'http:' && protocol !== 'https:') return false;
	try {
		await lookup(hostname.replace(/^\[|\]$/g, ''));
		return true;
	} catch {
		return false;
	}
}

const slots = [
	{ from: '08:00:00', until: '11:00', deadline: '06:30:00' },
	{ from: '11:00:00', until: '14:00', deadline: '08:30:00' },
	{ from: '14:00:00', until: '16:00', deadline: '10:30:00' },
];

/** The slots of three days that have not begun. Sundays are holidays. */
export function pickupSlots(now: Date): object[] {
	const nowWib = wib(now);
	return [0, 1, 2].flatMap((offset) => {
		const day = wib(new Date(now.getTime() + offset * 24 * 60 * 60 * 1000)).slice(0, 10);
		const libur = new Date(`${day}T00:00:00Z`).getUTCDay() === 0;
		return slots
			.map((slot) => ({
				clock: `${day} ${slot.from}`,
				until: slot.until,
				// Local time written down as if it were UTC, like the published sample.
				expired: Date.parse(`${day}T${slot.deadline}Z`) / 1000,
				libur,
			}))
			.filter((slot) => slot.clock > nowWib);
	});
}
