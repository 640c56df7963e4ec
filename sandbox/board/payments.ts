import { html } from 'hono/html';
import { isUnpaid, type InstantPayment } from '../kiriminaja/instant/orders.ts';
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
export function payments(kirimo: Kirimo, { state }: KiriminAja): Html {
	const rows = newestFirst([
		...state.pickups.filter(({ paymentMethod }) => paymentMethod === 'va').map(pickupRow),
		...state.instantPayments.filter(({ qrContent }) => qrContent !== null).map(instantRow),
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

function pickupRow(pickup: Pickup): Event {
	const { pickupNumber: id, orderIds, amount, createdAt, paidAt } = pickup;
	return billRow({ id, orderIds, amount, createdAt, isOpen: paidAt === null }, 'pickup');
}

function instantRow(payment: InstantPayment): Event {
	const { paymentId: id, orderIds, amount, createdAt } = payment;
	return billRow({ id, orderIds, amount, createdAt, isOpen: isUnpaid(payment) }, 'instant');
}

interface Bill extends Pick<Pickup, 'orderIds' | 'amount' | 'createdAt'> {
	id: string;
	isOpen: boolean;
}

function billRow({ id, orderIds, amount, createdAt, isOpen }: Bill, kind: string): Event {
	const more = orderIds.length > 2 ? ` and ${orderIds.length - 2} more` : '';
	return {
		id: `bill-${id}`,
		at: createdAt,
		cells: [
			two(html`<strong>${id}</strong>`, `bill, ${kind}`),
			orderIds.slice(0, 2).join(', ') + more,
			rupiah(amount),
			moment(createdAt),
			isOpen ? badge('unpaid', 'waiting') : badge('paid', 'good'),
		],
		levers: isOpen
			? [{ label: 'Pay', path: `kiriminaja/pay/${encodeURIComponent(id)}`, isNext: true }]
			: [],
	};
}
