import type { FastifyInstance } from 'fastify';
import { jsonObject } from '../bodies.ts';
import { fail, invalid } from './answers.ts';
import { courierGroups, couriers, findCourier } from './couriers.ts';
import type { KiriminAja } from './state.ts';
import { check, invalidText } from './validation.ts';

/** docs/contracts/kiriminaja.md §2.2 */
export function courierRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/mitra/couriers', () => ({
		status: true,
		method: 'get_active_courier',
		text: 'Data Loaded',
		datas: couriers.map(({ code, name, type }) => ({ code, name, type })),
	}));

	app.post('/api/mitra/couriers_group', () => ({
		status: true,
		method: 'get_courier_groups',
		text: 'Data Loaded',
		datas: courierGroups,
	}));

	app.post('/api/mitra/courier_services', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'get_services_from_courier';
		const errors = check(input, { courier_code: { type: 'string', required: true } });
		const courier = findCourier(input.courier_code);
		if (!courier) errors.courier_code ??= invalidText('courier_code');
		const failure = invalid(method, errors);
		if (failure || !courier) return fail(reply, state.settings, failure ?? { method, text: '' });
		const datas = courier.services.map(({ tariff, ...row }) => row);
		return { status: true, method, text: 'Data Loaded', datas };
	});

	// Changes the account for every user of the key; null or {} resets it.
	app.post('/api/mitra/v3/set_whitelist_services', async (request, reply) => {
		const { services } = jsonObject(request) ?? {};
		const method = 'set_whitelist_services';
		const errors = check({ services }, { services: { type: 'array' } });
		const codes = Array.isArray(services) ? services : [];
		if (codes.some((code) => findCourier(code)?.type !== 'Express')) {
			errors.services ??= invalidText('services');
		}
		const failure = invalid(method, errors);
		if (failure) return fail(reply, state.settings, failure);
		state.whitelist = codes.length > 0 ? codes : null;
		return { status: true, text: 'Success to set', method };
	});
}
