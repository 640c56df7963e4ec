import { html } from 'hono/html';
import { instantOrdersOf, instantWaitsForPayment } from '../kiriminaja/instant/lifecycle.ts';
import { isUnpaid, type InstantPayment } from '../kiriminaja/instant/orders.ts';
import { ordersOf } from '../kiriminaja/lifecycle.ts';
import type { KiriminAja, Pickup } from '../kiriminaja/state.ts';
import { expireOld, type Kirimo, type KirimoOrder, type PaymentStatus } from '../kirimo/state.ts';
import {
	badge,
	moment,
	newestFirst,
	rupiah,
	table,
	two,
	type Html,
	type Event,
	type Tone,
} from './parts.ts';

/** Payment links of Kirimo, and the bills that KiriminAja writes for pickups and instant orders. */
export function payments(kirimo: Kirimo, kiriminAja: KiriminAja): Html {
	const { pickups, instantPayments } = kiriminAja.state;
	const rows = newestFirst([
		...pickups
			.filter(({ paymentMethod }) => paymentMethod === 'va')
			.map((pickup) => pickupRow(kiriminAja, pickup)),
		...instantPayments
			.filter(({ qrContent }) => qrContent !== null)
			.map((payment) => instantRow(kiriminAja, payment)),
		...kirimo.state.orders.map((order) => linkRow(kirimo, order)),
	]);
	return html`<h2>Payments <span class="count">${rows.length}</span></h2>
		${table(
			'Payments',
			['Payment', 'Of', 'Amount', 'Made', 'State', 'Press'],
			rows,
			'No payments yet. Create a link with the Kirimo node.',
		)}`;
}

const tones: Record<PaymentStatus, Tone> = {
	pending: 'waiting',
	paid: 'good',
	failed: 'bad',
	expired: 'over',
};

function linkRow({ state }: Kirimo, order: KirimoOrder): Event {
	expireOld(state, order);
	const { status, duitkuStatus, orderId } = order;
	// The control routes press for the first account alone.
	const isOther = order.account !== 'kirimo';
	const lag = status === duitkuStatus ? null : `Kirimo still says ${status}`;
	const path = (action: string) => `kirimo/orders/${encodeURIComponent(orderId)}/${action}`;
	return {
		id: `link-${order.reference}`,
		at: order.createdAt,
		cells: [
			two(
				html`<strong>${orderId}</strong>`,
				html`link
					<a href="${order.paymentUrl}" target="_blank" rel="noopener">${order.reference}</a
					>${isOther && ', second account'}`,
			),
			two(order.customerName, order.customerEmail),
			rupiah(order.amount),
			moment(order.createdAt),
			two(badge(duitkuStatus, tones[duitkuStatus]), lag),
		],
		levers:
			duitkuStatus === 'pending' && !isOther
				? [
						{ label: 'Pay', path: path('pay'), isNext: true },
						{ label: 'Fail', path: path('fail') },
						{ label: 'Expire', path: path('expire') },
					]
				: [],
	};
}

function pickupRow(service: KiriminAja, pickup: Pickup): Event {
	const { pickupNumber: id, orderIds, amount, createdAt, paidAt } = pickup;
	const isWanted = ordersOf(service, pickup).some(({ statusCode }) => statusCode === 101);
	return billRow({ id, orderIds, amount, createdAt, isPaid: paidAt !== null, isWanted }, 'pickup');
}

function instantRow(service: KiriminAja, payment: InstantPayment): Event {
	const { paymentId: id, orderIds, amount, createdAt } = payment;
	const isWanted = instantOrdersOf(service, payment).some((order) =>
		instantWaitsForPayment(service, order),
	);
	return billRow(
		{ id, orderIds, amount, createdAt, isPaid: !isUnpaid(payment), isWanted },
		'instant',
	);
}

interface Bill extends Pick<Pickup, 'orderIds' | 'amount' | 'createdAt'> {
	id: string;
	isPaid: boolean;
	/** A bill stays open when its orders are canceled; nothing waits for it then. */
	isWanted: boolean;
}

function billRow(bill: Bill, kind: string): Event {
	const { id, orderIds, amount, createdAt, isPaid, isWanted } = bill;
	const more = orderIds.length > 2 ? ` and ${orderIds.length - 2} more` : '';
	const open = isWanted ? badge('unpaid', 'waiting') : badge('not needed', 'over');
	return {
		id: `bill-${id}`,
		at: createdAt,
		cells: [
			two(html`<strong>${id}</strong>`, `bill, ${kind}`),
			orderIds.slice(0, 2).join(', ') + more,
			rupiah(amount),
			moment(createdAt),
			isPaid ? badge('paid', 'good') : open,
		],
		levers:
			!isPaid && isWanted
				? [{ label: 'Pay', path: `kiriminaja/pay/${encodeURIComponent(id)}`, isNext: true }]
				: [],
	};
}
