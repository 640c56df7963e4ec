import type { FastifyInstance } from 'fastify';
import { accounts } from '../accounts.ts';
import { jsonObject } from '../bodies.ts';
import { fail, invalid } from './answers.ts';
import { couriers } from './couriers.ts';
import type { KiriminAja } from './state.ts';
import { check } from './validation.ts';

/** docs/contracts/kiriminaja.md §2.9, row 31, and the 2023 plugin's row 32 */
export function onboardingRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/service/api-request/integrate', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const rules = {
			setup_key: { type: 'string', required: true },
			callback_url: { type: 'string', required: true },
		} as const;
		const failure = invalid('integrate', check(input, rules));
		if (failure) return fail(reply, state.settings, failure);
		state.callbackUrl = String(input.callback_url);
		const { apiKey, orderPrefix } = accounts.kiriminAja;
		const result = { api_key: apiKey, oid_prefix: orderPrefix };
		return { status: true, text: 'Load Data Successfully', result };
	});

	app.get('/api/mitra/preference', () => ({
		status: true,
		text: 'Success',
		result: {
			order_prefix: accounts.kiriminAja.orderPrefix,
			selected_couriers: couriers
				.filter((row) => row.type === 'Express')
				.map(({ code }) => ({ code, enable: state.whitelist?.includes(code) ?? true })),
		},
	}));
}
