import type { FastifyInstance } from 'fastify';
import { controlInput, countFrom, refuse, report } from '../controlAnswers.ts';
import { queryText } from '../bodies.ts';
import { changeSettings } from '../settings.ts';
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
import {
	findOrder,
	findPickup,
	settingChoices,
	type ExpressOrder,
	type KiriminAja,
} from './state.ts';
import { redeliver } from './webhooks.ts';

/** What the vendor, the courier and the payer do: docs/contracts/kiriminaja.md §8. */
export function kiriminAjaControl(app: FastifyInstance, service: KiriminAja): void {
	const { state } = service;
	const base = '/__sandbox/kiriminaja';

	app.post<{ Params: { id: string } }>(`${base}/pay/:id`, async (request, reply) => {
		const pickup = findPickup(state, request.params.id);
		if (!pickup) return refuse(reply, 404, `No pickup ${request.params.id}.`);
		return await attempt(reply, async () => {
			pay(service, pickup);
			return { pickup };
		});
	});

	app.post<{ Params: { id: string } }>(`${base}/awb/:id`, async (request, reply) => {
		const orders = ordersNamed(service, request.params.id);
		if (orders.length === 0) return refuse(reply, 404, `No order ${request.params.id}.`);
		const unpaid = orders.find((order) => waitsForPayment(service, order));
		if (unpaid && queryText(request, 'force') !== 'true') {
			const text = `The bill ${unpaid.pickupNumber} is unpaid: POST ${base}/pay/${unpaid.pickupNumber} first, or add ?force=true.`;
			return refuse(reply, 409, text);
		}
		const count = countFrom(request, 'count', 1);
		return await attempt(reply, async () => stepReport(await issueAwbs(service, orders, count)));
	});

	app.post<{ Params: { id: string } }>(`${base}/advance/:id`, async (request, reply) => {
		const order = findOrder(state, request.params.id);
		if (!order) return refuse(reply, 404, `No order ${request.params.id}.`);
		if (order.statusCode === 101 && waitsForPayment(service, order)) {
			return refuse(reply, 409, `The bill ${order.pickupNumber} is unpaid.`);
		}
		const toSender = queryText(request, 'to') === 'sender';
		return await attempt(reply, async () => stepReport(await advance(service, order, toSender)));
	});

	app.post<{ Params: { id: string } }>(`${base}/cancel/:id`, async (request, reply) => {
		const order = findOrder(state, request.params.id);
		if (!order) return refuse(reply, 404, `No order ${request.params.id}.`);
		const { reason } = controlInput(request);
		const text = typeof reason === 'string' ? reason : null;
		return await attempt(reply, async () => stepReport(await cancel(service, order, text)));
	});

	app.post(`${base}/settings`, async (request, reply) =>
		changeSettings(reply, state.settings, settingChoices, controlInput(request)),
	);

	app.post(`${base}/credit`, async (request, reply) => {
		const { balance } = controlInput(request);
		if (!Number.isSafeInteger(balance) || Number(balance) < 0) {
			return refuse(reply, 400, 'balance must be a whole number of rupiah, 0 or more.');
		}
		state.creditBalance = Number(balance);
		return { balance };
	});

	app.post(`${base}/lock-pin`, async () => {
		lockPin(state);
		return { pin: state.pin };
	});

	app.post<{ Params: { n: string } }>(`${base}/redeliver/:n`, async (request, reply) => {
		const earlier = state.deliveries.find((one) => String(one.id) === request.params.n);
		if (!earlier) return refuse(reply, 404, `No delivery ${request.params.n}.`);
		return { deliveries: [report(await redeliver(service, earlier))] };
	});
}

/** An order id or AWB names one order, a pickup number all that were booked together. */
function ordersNamed(service: KiriminAja, id: string): ExpressOrder[] {
	const pickup = findPickup(service.state, id);
	if (pickup) return ordersOf(service, pickup);
	const order = findOrder(service.state, id);
	return order ? [order] : [];
}

function stepReport({ orders, deliveries }: Step): object {
	return {
		orders: orders.map(({ orderId, awb, statusCode }) => ({ orderId, awb, statusCode })),
		deliveries: deliveries.filter((one) => one !== null).map(report),
		...(deliveries.includes(null) ? { note: 'No callback URL is registered (set_callback).' } : {}),
	};
}

async function attempt(
	reply: Parameters<typeof refuse>[0],
	work: () => Promise<object>,
): Promise<object> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof NotPossible) return refuse(reply, 409, error.message);
		throw error;
	}
}
