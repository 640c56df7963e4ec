import type { FastifyInstance } from 'fastify';
import { jsonObject, queryText } from '../bodies.ts';
import { wib } from '../clock.ts';
import { fail, invalid } from './answers.ts';
import { cancel, isBeforePickup, ordersOf, queueCancellation } from './lifecycle.ts';
import { findPickup, type KiriminAja } from './state.ts';
import { check } from './validation.ts';

const method = 'cancel_shipment';

export function cancelRoutes(app: FastifyInstance, service: KiriminAja): void {
	const { state } = service;
	// docs/contracts/kiriminaja.md §2.8, row 22: body or query, by AWB only.
	app.post('/api/mitra/v3/cancel_shipment', async (request, reply) => {
		const input = jsonObject(request) ?? {
			awb: queryText(request, 'awb'),
			reason: queryText(request, 'reason'),
		};
		const failure = invalid(
			method,
			check(input, {
				awb: { type: 'string', required: true, max: 30 },
				reason: { type: 'string', required: true, min: 5, max: 200 },
			}),
		);
		if (failure) return fail(reply, state.settings, failure);
		const order = state.orders.find((candidate) => candidate.awb === input.awb);
		if (!order || !isBeforePickup(order) || order.statusCode === 350) {
			return fail(reply, state.settings, { method, text: 'Paket tidak dapat dibatalkan' });
		}
		const reason = String(input.reason);
		if (order.cod === 0) {
			const date = wib(queueCancellation(service, order, reason));
			const text = 'Paket akan dibatalkan dalam 2x24jam';
			return { status: true, method, text, data: { success: 'pending', date } };
		}
		// The callback follows on its own; the answer does not wait for it.
		void cancel(service, [order], reason);
		const date = wib(state.clock.now());
		const text = 'Paket berhasil dibatalkan';
		return { status: true, method, text, data: { success: 'success', date } };
	});

	// Row 33, of the 2023 plugin; only its request is known.
	app.post('/api/mitra/cancel_pickup', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const rules = { pickup_number: { type: 'string', required: true } } as const;
		const failure = invalid('cancel_pickup', check(input, rules));
		if (failure) return fail(reply, state.settings, failure);
		const pickup = findPickup(state, String(input.pickup_number));
		const orders = pickup ? ordersOf(service, pickup) : [];
		if (orders.length === 0 || !orders.every(isBeforePickup)) {
			const text = 'Pickup tidak dapat dibatalkan';
			return fail(reply, state.settings, { method: 'cancel_pickup', text });
		}
		void cancel(service, orders, null);
		return { status: true, method: 'cancel_pickup', text: 'Pickup berhasil dibatalkan' };
	});
}
