import type { FastifyInstance, FastifyReply } from 'fastify';
import { BadControlInput, controlInput, countFrom, refuse, report } from '../controlAnswers.ts';
import { queryText, type Input } from '../bodies.ts';
import { deliveryControl } from '../deliveryControl.ts';
import { happen, incidentEvents } from './incidents.ts';
import {
	advanceInstant,
	cancelInstant,
	instantOrdersOf,
	instantWaitsForPayment,
	issueInstantAwbs,
	loseDriver,
	payInstant,
} from './instant/lifecycle.ts';
import { findInstantOrder, findInstantPayment, type InstantOrder } from './instant/orders.ts';
import {
	advance,
	cancel,
	issueAwbs,
	NotPossible,
	ordersOf,
	pay,
	waitsForPayment,
	type Step,
} from './lifecycle.ts';
import { lockPin } from './pin.ts';
import { findOrder, findPickup, type ExpressOrder, type KiriminAja } from './state.ts';
import { forged, gather } from './webhooks.ts';

/** What can be done to orders of either kind, under one address. */
interface Levers {
	express(orders: ExpressOrder[]): Promise<Step>;
	instant(orders: InstantOrder[]): Promise<Step>;
}

/** What the vendor, the courier and the payer do: docs/contracts/kiriminaja.md §8. */
export function kiriminAjaControl(app: FastifyInstance, service: KiriminAja): void {
	const { state } = service;
	const base = '/__sandbox/kiriminaja';
	type Named = { Params: { id: string } };

	app.post<Named>(`${base}/pay/:id`, async (request, reply) => {
		const { id } = request.params;
		return await attempt(reply, async () => {
			const pickup = findPickup(state, id);
			if (pickup) pay(service, pickup);
			if (pickup) return { pickup };
			const payment = findInstantPayment(state, id);
			if (!payment) return refuse(reply, 404, `No pickup ${id}.`);
			payInstant(service, payment);
			return { payment };
		});
	});

	app.post<Named>(`${base}/awb/:id`, async (request, reply) => {
		const count = countFrom(request, 'count', 1);
		const isForced = queryText(request, 'force') === 'true';
		return await step(service, reply, request.params.id, {
			async express(orders) {
				const unpaid = orders.find((order) => waitsForPayment(service, order));
				if (unpaid && !isForced) throw unpaidBill(unpaid.pickupNumber);
				return await issueAwbs(service, orders, count);
			},
			async instant(orders) {
				const unpaid = orders.find((order) => instantWaitsForPayment(service, order));
				if (unpaid && !isForced) throw unpaidBill(unpaid.paymentId);
				return await issueInstantAwbs(service, orders, count);
			},
		});
	});

	app.post<Named>(`${base}/advance/:id`, async (request, reply) => {
		const toSender = queryText(request, 'to') === 'sender';
		return await step(service, reply, request.params.id, {
			async express(orders) {
				const isNew = (order: ExpressOrder) => order.statusCode === 101;
				const unpaid = orders.find((order) => isNew(order) && waitsForPayment(service, order));
				if (unpaid) throw unpaidBill(unpaid.pickupNumber);
				return await advance(service, orders, toSender);
			},
			async instant(orders) {
				const unpaid = orders.find((order) => instantWaitsForPayment(service, order));
				if (unpaid) throw unpaidBill(unpaid.paymentId);
				return await advanceInstant(service, orders, toSender);
			},
		});
	});

	app.post<Named>(`${base}/cancel/:id`, async (request, reply) => {
		const reason = text(controlInput(request), 'reason') ?? null;
		return await step(service, reply, request.params.id, {
			express: (orders) => cancel(service, orders, reason),
			instant: (orders) => cancelInstant(service, orders, reason),
		});
	});

	app.post<Named>(`${base}/event/:id`, async (request, reply) => {
		const input = controlInput(request);
		const shippingCost = input.shippingCost;
		if (shippingCost !== undefined && !isRupiah(shippingCost)) {
			throw new BadControlInput('shippingCost must be a whole number of rupiah, 0 or more.');
		}
		const event = text(input, 'event') ?? '';
		const reason = text(input, 'reason');
		const oneOf = (events: string[]) => {
			if (events.includes(event)) return;
			throw new BadControlInput(`event must be one of ${events.join(', ')}.`);
		};
		return await step(service, reply, request.params.id, {
			async express(orders) {
				oneOf(incidentEvents);
				return await happen(service, event, orders, { reason, shippingCost });
			},
			async instant(orders) {
				oneOf(['no_driver']);
				return await loseDriver(service, orders);
			},
		});
	});

	app.post(`${base}/credit`, async (request, reply) => {
		const { balance } = controlInput(request);
		if (!isRupiah(balance)) {
			return refuse(reply, 400, 'balance must be a whole number of rupiah, 0 or more.');
		}
		state.creditBalance = balance;
		return { balance };
	});

	app.post(`${base}/lock-pin`, () => {
		lockPin(state);
		return { pin: state.pin };
	});

	deliveryControl(app, base, service, {
		forged,
		gather: () => gather(service),
	});
}

/** An order id or AWB names one order, the number of a pickup or payment all that were booked together. */
async function step(
	service: KiriminAja,
	reply: FastifyReply,
	id: string,
	levers: Levers,
): Promise<object> {
	const { state } = service;
	const pickup = findPickup(state, id);
	const order = findOrder(state, id);
	const express = pickup ? ordersOf(service, pickup) : order ? [order] : [];
	const payment = findInstantPayment(state, id);
	const instantOrder = findInstantOrder(state, id);
	const instant = payment ? instantOrdersOf(service, payment) : instantOrder ? [instantOrder] : [];
	if (express.length + instant.length === 0) return refuse(reply, 404, `No order ${id}.`);
	return await attempt(reply, async () =>
		stepReport(express.length > 0 ? await levers.express(express) : await levers.instant(instant)),
	);
}

function stepReport({ orders, deliveries }: Step): object {
	return {
		orders: orders.map(({ orderId, awb, statusCode }) => ({ orderId, awb, statusCode })),
		deliveries: deliveries.filter((one) => one !== null).map(report),
		...(deliveries.includes(null) ? { note: 'No callback URL is registered (set_callback).' } : {}),
	};
}

function unpaidBill(id: string): NotPossible {
	return new NotPossible(
		`The bill ${id} is unpaid: POST /__sandbox/kiriminaja/pay/${id} first. An AWB can be forced with ?force=true.`,
	);
}

function text(input: Input, name: string): string | undefined {
	const value = input[name];
	return typeof value === 'string' ? value : undefined;
}

function isRupiah(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}

async function attempt(reply: FastifyReply, work: () => Promise<object>): Promise<object> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof NotPossible) return refuse(reply, 409, error.message);
		throw error;
	}
}
