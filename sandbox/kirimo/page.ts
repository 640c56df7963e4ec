import type { FastifyInstance, FastifyReply } from 'fastify';
import { formFields } from '../bodies.ts';
import { wib } from '../clock.ts';
import { AlreadySettled, expire, settle } from './settle.ts';
import { expireOld, type Kirimo, type KirimoOrder, type PaymentStatus } from './state.ts';

const paymentMethods = [
	{ code: 'SP', label: 'QRIS' },
	{ code: 'BC', label: 'BCA Virtual Account' },
	{ code: 'M2', label: 'Mandiri Virtual Account' },
	{ code: 'OV', label: 'OVO' },
	{ code: 'VC', label: 'Kartu kredit / Credit card' },
	{ code: 'IR', label: 'Indomaret' },
];

const headlines: Record<PaymentStatus, { text: string; english: string }> = {
	pending: { text: 'Menunggu pembayaran', english: 'Waiting for payment' },
	paid: { text: 'Pembayaran berhasil', english: 'Payment received' },
	failed: { text: 'Pembayaran gagal', english: 'Payment failed' },
	expired: { text: 'Tautan kedaluwarsa', english: 'This link has expired' },
};

interface PageRoute {
	Params: { reference: string };
}

/** Where a payment link leads: what Duitku shows the payer. */
export function paymentPage(app: FastifyInstance, service: Kirimo): void {
	app.get<PageRoute>('/topup/topupdirect/:reference', async (request, reply) => {
		const order = findByPage(service, request.params.reference);
		if (!order) return await unknownLink(reply);
		expireOld(service.state, order);
		return await reply.type('text/html; charset=utf-8').send(render(order));
	});

	app.post<PageRoute>('/topup/topupdirect/:reference', async (request, reply) => {
		const order = findByPage(service, request.params.reference);
		if (!order) return await unknownLink(reply);
		const form = formFields(request);
		const shown = `/topup/topupdirect/${order.pageReference}`;
		if (form.get('action') === 'expire') {
			if (order.duitkuStatus === 'pending') expire(service.state, order);
			return await reply.redirect(shown, 303);
		}
		const chosen = paymentMethods.find(({ code }) => code === form.get('paymentCode'));
		const { callbackScheme, callbackEncoding } = service.state.settings;
		// The payer sees the result at once; the merchant is told in the background.
		settle(service, order, form.get('action') === 'fail' ? 'failed' : 'paid', {
			scheme: callbackScheme,
			encoding: callbackEncoding,
			paymentCode: chosen?.code ?? 'SP',
			lost: false,
			stillOpen: false,
		}).catch((error: unknown) => {
			// A second click changes nothing; the page shows what has happened.
			if (!(error instanceof AlreadySettled)) request.log.error(error);
		});
		return await reply.redirect(shown, 303);
	});
}

function findByPage(service: Kirimo, reference: string): KirimoOrder | undefined {
	return service.state.orders.find((order) => order.pageReference === reference);
}

function unknownLink(reply: FastifyReply): FastifyReply {
	return reply
		.code(404)
		.type('text/html; charset=utf-8')
		.send(document('Tautan tidak dikenal', '<h1>Tautan tidak dikenal</h1><p>Unknown link.</p>'));
}

function render(order: KirimoOrder): string {
	const { text, english } = headlines[order.duitkuStatus];
	const rows = [
		['Pesanan', 'Order', order.orderId],
		['Nama', 'Name', order.customerName],
		['Dibuat', 'Created', `${wib(order.createdAt)} WIB`],
		...(order.settledAt ? [['Selesai', 'Settled', `${wib(order.settledAt)} WIB`]] : []),
	];
	const body = `
		<p class="amount">Rp ${order.amount.toLocaleString('id-ID')}</p>
		<p class="status ${order.duitkuStatus}" id="status" data-status="${order.duitkuStatus}">
			${text}<small>${english}</small>
		</p>
		<dl>${rows.map(([name = '', translated = '', value = '']) => `<dt>${name} <small>${translated}</small></dt><dd>${escape(value)}</dd>`).join('')}</dl>
		${order.duitkuStatus === 'pending' ? payForm() : backLink(order)}`;
	return document(`${text} – ${order.orderId}`, body);
}

function payForm(): string {
	const options = paymentMethods.map(
		({ code, label }) => `<option value="${code}">${label}</option>`,
	);
	return `<form method="post">
			<label for="paymentCode">Metode pembayaran <small>Payment method</small></label>
			<select name="paymentCode" id="paymentCode">${options.join('')}</select>
			<button name="action" value="pay" id="pay">Bayar <small>Pay</small></button>
			<button name="action" value="fail" id="fail" class="quiet">Gagalkan <small>Fail</small></button>
			<button name="action" value="expire" id="expire" class="quiet">Biarkan kedaluwarsa <small>Let expire</small></button>
		</form>`;
}

/** The payer goes back to the shop as Duitku sends them: docs/contracts/duitku-callback.md §4. */
function backLink(order: KirimoOrder): string {
	if (order.returnUrl === null) return '';
	const target = new URL(order.returnUrl);
	target.searchParams.set('merchantOrderId', order.orderId);
	target.searchParams.set('resultCode', order.duitkuStatus === 'paid' ? '00' : '02');
	target.searchParams.set('reference', order.reference);
	return `<p><a href="${escape(target.toString())}" id="back">Kembali ke toko <small>Back to the shop</small></a></p>`;
}

function document(title: string, body: string): string {
	return `<!DOCTYPE html>
<html lang="id">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<title>${escape(title)}</title>
	<style>
		body { font: 16px/1.5 system-ui, sans-serif; background: #eef1f5; color: #1c2530; margin: 0; }
		main { max-width: 26rem; margin: 8vh auto; background: #fff; border-radius: 12px; padding: 2rem; box-shadow: 0 2px 12px #1c253022; }
		header { font-weight: 600; color: #5b6775; }
		small { color: #5b6775; font-weight: 400; font-size: .8em; margin-left: .4em; }
		.amount { font-size: 2rem; font-weight: 700; margin: .5rem 0; }
		.status { padding: .5rem .8rem; border-radius: 8px; background: #fff4d6; }
		.status.paid { background: #dcf5e3; } .status.failed, .status.expired { background: #fde2e0; }
		dt { color: #5b6775; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
		select, button { width: 100%; padding: .7rem; margin: .4rem 0; font: inherit; border-radius: 8px; border: 1px solid #c4ccd6; box-sizing: border-box; }
		button { background: #1463c8; color: #fff; border: 0; font-weight: 600; cursor: pointer; } button small { color: inherit; opacity: .8; }
		button.quiet { background: #eef1f5; color: #8a2a22; }
	</style>
</head>
<body><main><header>Sandbox · Duitku</header>${body}</main></body>
</html>`;
}

function escape(text: string): string {
	const entities: Record<string, string> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
		"'": '&#39;',
	};
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
