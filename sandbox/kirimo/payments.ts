import { randomBytes } from 'node:crypto';
import { textIn, type Input } from '../bodies.ts';
import { wib } from '../clock.ts';
import { bookOutcome, expireOld, findOrder, type Kirimo, type KirimoOrder } from './state.ts';

/** Every answer of the API: docs/contracts/kirimo.md §2. */
export interface Answer {
	http: 200 | 400 | 401 | 403 | 404;
	body: object;
}

export function refusal(http: Answer['http'], message: string): Answer {
	return { http, body: { status: 'error', message } };
}

function success(data: object, message?: string): Answer {
	const text = message === undefined ? {} : { message };
	return { http: 200, body: { status: 'success', ...text, data } };
}

const MINIMUM_AMOUNT = 10_000;

/** docs/contracts/kirimo.md §3.1, checked in the order of §6 */
export function createPayment(service: Kirimo, input: Input | undefined): Answer {
	const { state } = service;
	if (!input) return refusal(400, 'Body JSON tidak valid.');
	const complaint = complaintAbout(input);
	if (complaint) return refusal(400, complaint);
	const orderId = (input.order_id as string | undefined) || generatedOrderId(state.clock.now());
	if (findOrder(state, orderId)) return refusal(400, 'order_id sudah digunakan.');
	const amount = Number(input.amount);
	if (state.limitUsed + amount > state.settings.limit) {
		return refusal(403, 'Limit transaksi paket Anda sudah habis.');
	}
	const order = newOrder(service, orderId, amount, input);
	state.orders.push(order);
	const { fee, netAmount, paymentUrl, reference, status } = order;
	return success(
		{
			order_id: orderId,
			amount,
			fee,
			net_amount: netAmount,
			payment_url: paymentUrl,
			reference,
			status,
		},
		'Transaksi berhasil dibuat.',
	);
}

function complaintAbout(input: Input): string | undefined {
	for (const field of ['customer_name', 'customer_email', 'amount']) {
		if (isEmpty(input[field])) return `Field ${field} wajib diisi.`;
	}
	const texts = 'customer_name customer_email order_id customer_phone return_url notify_url';
	for (const field of texts.split(' ')) {
		if (!isEmpty(input[field]) && typeof input[field] !== 'string') {
			return `Field ${field} harus berupa teks.`;
		}
	}
	const email = String(input.customer_email);
	if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 50) {
		return 'Format customer_email tidak valid.';
	}
	if (!Number.isSafeInteger(input.amount)) return 'Field amount harus berupa bilangan bulat.';
	if (Number(input.amount) < MINIMUM_AMOUNT) return 'Jumlah pembayaran minimal Rp 10.000.';
	if (textIn(input.order_id).length > 50) return 'Field order_id maksimal 50 karakter.';
	if (textIn(input.customer_phone).length > 50) {
		return 'Field customer_phone maksimal 50 karakter.';
	}
	for (const field of ['return_url', 'notify_url']) {
		if (!isEmpty(input[field]) && !isWebAddress(String(input[field]))) {
			return `Format ${field} tidak valid.`;
		}
	}
	return undefined;
}

function isWebAddress(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

function newOrder(service: Kirimo, orderId: string, amount: number, input: Input): KirimoOrder {
	const number = String(service.state.orders.length + 1);
	const pageReference = `SANDBOXREF${number.padStart(4, '0')}`;
	const fee = Math.floor(amount * service.state.settings.feeRate);
	const text = (field: string) => (isEmpty(input[field]) ? null : String(input[field]));
	return {
		orderId,
		amount,
		fee,
		netAmount: amount - fee,
		status: 'pending',
		duitkuStatus: 'pending',
		reference: `D7001${number.padStart(5, '0')}`,
		pageReference,
		paymentUrl: `${service.origin()}/topup/topupdirect/${pageReference}`,
		customerName: String(input.customer_name),
		customerEmail: String(input.customer_email),
		customerPhone: text('customer_phone'),
		returnUrl: text('return_url'),
		notifyUrl: text('notify_url'),
		paymentCode: null,
		createdAt: service.state.clock.now(),
		settledAt: null,
	};
}

function generatedOrderId(now: Date): string {
	const day = wib(now).slice(0, 10).replaceAll('-', '');
	return `ORD-${day}-${randomBytes(4).toString('hex').toUpperCase()}`;
}

/** docs/contracts/kirimo.md §3.2: asks Duitku when its own record is still pending, so this can change state. */
export function paymentStatus({ state }: Kirimo, orderId: string | undefined): Answer {
	if (!orderId) return refusal(400, 'Parameter order_id wajib diisi.');
	const order = findOrder(state, orderId);
	if (!order) return refusal(404, 'Transaksi tidak ditemukan.');
	expireOld(state, order);
	bookOutcome(state, order);
	const { customer_name, created_at, paid_at, ...figures } = row(order);
	const payment_url = order.paymentUrl;
	return success({ ...figures, payment_url, customer_name, created_at, paid_at });
}

/** docs/contracts/kirimo.md §3.3 */
export function balance({ state }: Kirimo, packageName: string): Answer {
	return success({ balance: state.balance, package: packageName, limit_used: state.limitUsed });
}

const PER_PAGE = 20;

/** docs/contracts/kirimo.md §3.4: newest first, and nothing but the page can be asked for. */
export function transactions({ state }: Kirimo, pageText: string | undefined): Answer {
	const asked = Number(pageText ?? 1);
	const page = Number.isSafeInteger(asked) && asked > 0 ? asked : 1;
	for (const order of state.orders) expireOld(state, order);
	const newestFirst = [...state.orders].reverse();
	const total = newestFirst.length;
	return success({
		transactions: newestFirst.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(row),
		page,
		per_page: PER_PAGE,
		total,
		total_pages: Math.ceil(total / PER_PAGE),
	});
}

function row(order: KirimoOrder) {
	return {
		order_id: order.orderId,
		amount: order.amount,
		fee: order.fee,
		net_amount: order.netAmount,
		status: order.status,
		customer_name: order.customerName,
		created_at: wib(order.createdAt),
		paid_at: order.status === 'paid' && order.settledAt ? wib(order.settledAt) : null,
	};
}
