import { html } from 'hono/html';
import { instantWaitsForPayment } from '../kiriminaja/instant/lifecycle.ts';
import { findInstantPayment, isUnpaid, type InstantOrder } from '../kiriminaja/instant/orders.ts';
import { waitsForPayment } from '../kiriminaja/lifecycle.ts';
import { findPickup, type ExpressOrder, type KiriminAja } from '../kiriminaja/state.ts';
import {
	badge,
	newestFirst,
	rupiah,
	table,
	two,
	type Html,
	type Lever,
	type Event,
	type Tone,
} from './parts.ts';

/** Orders of both kinds, and what KiriminAja, courier and payer can do with each. */
export function orders(service: KiriminAja): Html {
	const { orders: express, instantOrders: instant } = service.state;
	const rows = newestFirst([
		...express.map((order) => expressRow(service, order)),
		...instant.map((order) => instantRow(service, order)),
	]);
	return html`<h2>Orders <span class="count">${rows.length}</span></h2>
		${table(
			'Orders',
			['Order', 'To', 'Courier', 'Cost', 'State', 'Press'],
			rows,
			'No orders yet. Book one with the KiriminAja node.',
		)}`;
}

const payBill = (bill: string): Lever => ({
	label: 'Pay bill',
	path: `kiriminaja/pay/${encodeURIComponent(bill)}`,
	isNext: true,
});

function expressRow(service: KiriminAja, order: ExpressOrder): Event {
	const pickup = findPickup(service.state, order.pickupNumber);
	// A bill stays open when its order is canceled; nothing waits for it then.
	const isWaiting = order.statusCode === 101 && waitsForPayment(service, order);
	const bill = `pickup ${order.pickupNumber}`;
	const paidBy = { credit: 'KA Credit', va: pickup?.paidAt ? 'paid' : 'unpaid', cash: 'no bill' };
	const cod = order.cod > 0 ? `COD ${rupiah(order.cod)}` : pickup && paidBy[pickup.paymentMethod];
	return {
		id: `express-${order.orderId}`,
		at: order.createdAt,
		cells: [
			name(order, 'express'),
			two(order.destination.name, order.destination.city),
			two(order.service, order.serviceType),
			two(rupiah(order.shippingCost), cod ?? null),
			state(
				order.statusCode,
				isWaiting ? 'waits for payment' : expressStates[order.statusCode],
				bill,
			),
		],
		levers: isWaiting ? [payBill(order.pickupNumber), cancel(order)] : expressLevers(order),
	};
}

function instantRow(service: KiriminAja, order: InstantOrder): Event {
	const payment = findInstantPayment(service.state, order.paymentId);
	const isWaiting = instantWaitsForPayment(service, order);
	const isOpen = payment !== undefined && isUnpaid(payment);
	const paidBy = payment?.qrContent === null ? 'no bill' : isOpen ? 'unpaid' : 'paid';
	return {
		id: `instant-${order.orderId}`,
		at: order.createdAt,
		cells: [
			name(order, 'instant'),
			two(order.destination.name, order.destination.address),
			two(order.service, `${order.serviceType}, ${order.vehicle}`),
			two(rupiah(order.shippingCost), payment?.method === 'credit' ? 'KA Credit' : paidBy),
			state(
				order.statusCode,
				isWaiting ? 'waits for payment' : instantStateOf(order),
				order.driver ? `driver ${order.driver.name}` : `payment ${order.paymentId}`,
			),
		],
		levers: isWaiting ? [payBill(order.paymentId), cancel(order)] : instantLevers(order),
	};
}

function name({ orderId, awb }: { orderId: string; awb: string | null }, kind: string): Html {
	return two(html`<strong>${orderId}</strong>`, awb === null ? kind : `${kind}, AWB ${awb}`);
}

function state(code: number, words: string | undefined, more: string): Html {
	return two(badge(words ?? `state ${code}`, tones[code] ?? 'waiting'), `${code}, ${more}`);
}

/** docs/contracts/kiriminaja.md §4.1 */
const expressStates: Partial<Record<number, string>> = {
	101: 'waits for AWB',
	105: 'waits for courier',
	106: 'on its way',
	200: 'delivered',
	300: 'canceled',
	350: 'cancellation asked',
	400: 'returned',
	401: 'turning back',
	500: 'stuck',
};

/** docs/contracts/kiriminaja.md §4.2 */
const instantStates: Partial<Record<number, string>> = {
	...expressStates,
	100: 'waits for AWB',
	101: 'looks for a driver',
	105: 'looks for a driver',
	110: 'waits for AWB',
	302: 'canceled',
};

const instantStateOf = ({ statusCode, driver }: InstantOrder) =>
	statusCode === 105 && driver ? 'driver found' : instantStates[statusCode];

const tones: Partial<Record<number, Tone>> = {
	105: 'going',
	106: 'going',
	200: 'good',
	300: 'over',
	302: 'over',
	350: 'bad',
	400: 'over',
	401: 'bad',
	500: 'bad',
};

type Named = Pick<ExpressOrder, 'orderId'>;

const of = ({ orderId }: Named, action: string) =>
	`kiriminaja/${action}/${encodeURIComponent(orderId)}`;
const awb = (order: Named, label = 'Issue AWB'): Lever => ({
	label,
	path: of(order, 'awb'),
	isNext: true,
});
const advance = (order: Named, label: string): Lever => ({
	label,
	path: of(order, 'advance'),
	isNext: true,
});
const turnBack = (order: Named): Lever => ({
	label: 'Return',
	path: `${of(order, 'advance')}?to=sender`,
});
const cancel = (order: Named): Lever => ({ label: 'Cancel', path: of(order, 'cancel') });
const happen = (order: Named, label: string, event: string): Lever => ({
	label,
	path: of(order, 'event'),
	body: { event },
});

/** What the routes would do next; what they refuse, they say themselves. */
function expressLevers(order: ExpressOrder): Lever[] {
	switch (order.statusCode) {
		case 101:
			return [awb(order), cancel(order)];
		case 105:
			return [
				advance(order, 'Advance: pick up'),
				happen(order, 'Get stuck', 'problem_packages'),
				cancel(order),
			];
		case 350:
			return [advance(order, 'Advance: pick up'), cancel(order)];
		case 106:
			return [
				advance(order, 'Deliver'),
				turnBack(order),
				happen(order, 'Get stuck', 'problem_packages'),
			];
		case 500:
			return [advance(order, 'Deliver'), turnBack(order)];
		case 401:
			return [advance(order, 'Advance: back at sender')];
		case 400:
			return [happen(order, 'Tell of the return', 'return_finished_packages')];
		default:
			return [];
	}
}

function instantLevers(order: InstantOrder): Lever[] {
	switch (order.statusCode) {
		case 100:
		case 101:
		case 110:
			return [awb(order), cancel(order)];
		case 105:
			return [
				advance(order, 'Advance: pick up'),
				order.driver ? happen(order, 'Lose driver', 'no_driver') : awb(order, 'Find driver'),
				cancel(order),
			];
		case 106:
			return [advance(order, 'Deliver'), turnBack(order), cancel(order)];
		case 350:
			return [cancel(order)];
		case 401:
			return [advance(order, 'Advance: back at sender')];
		default:
			return [];
	}
}
