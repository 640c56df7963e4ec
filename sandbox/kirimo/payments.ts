import { randomBytes } from 'node:crypto';
import { textIn, type Input } from '../bodies.ts';
import { wib } from '../clock.ts';
import { isCalledByDuitku, isWebAddress } from '../addresses.ts';
import { dataAsWritten, nameAsKept, timeAsWritten } from './forms.ts';
import { refused, type Answer, type Refusal } from './refusals.ts';
import { dieOfAge } from './settle.ts';
import {
	bookOutcome,
	expireOld,
	findOrder,
	type AccountName,
	type Kirimo,
	type KirimoOrder,
	type KirimoState,
} from './state.ts';

function success({ settings }: KirimoState, data: object, message?: string): Answer {
	const text = message === undefined ? {} : { message };
	return { http: 200, body: { status: 'success', ...text, data: dataAsWritten(settings, data) } };
}

const MINIMUM_AMOUNT = 10_000;

/** docs/contracts/kirimo.md §3.1, checked in the order of §6 */
export function createPayment(
	service: Kirimo,
	account: AccountName,
	input: Input | undefined,
): Answer {
	const { state } = service;
	const complaint = input ? complaintAbout(state, input) : 'Body JSON tidak valid.';
	if (!input || complaint) {
		return refused(state.settings, { kind: 'request', text: complaint ?? '' });
	}
	const orderId = (input.order_id as string | undefined) || generatedOrderId(state.clock.now());
	const existing = findOrder(state, orderId, account);
	const { repeatedOrderId } = state.settings;
	if (existing && repeatedOrderId === 'replayed') return created(state, existing);
	if (existing && repeatedOrderId !== 'doneAgain') {
		return refused(state.settings, { kind: 'repeated', orderId });
	}
	const amount = Number(input.amount);
	if (isOverLimit(state, account, amount)) return refused(state.settings, { kind: 'limit' });
	const order = newOrder(service, account, orderId, amount, input);
	state.orders.push(order);
	state.clock.after(state.settings.linkMinutes * 60_000, () => dieOfAge(service, order));
	return created(state, order);
}

function created(state: KirimoState, order: KirimoOrder): Answer {
	const { orderId, amount, fee, netAmount, paymentUrl, reference, status } = order;
	return success(
		state,
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

/** Each package has its own limit; what it counts is not documented (§3.3). */
function isOverLimit(
	{ accounts, settings }: KirimoState,
	account: AccountName,
	amount: number,
): boolean {
	const { limit, limitUsed } = accounts[account];
	const more = settings.limitUnit === 'rupiah' ? amount : 1;
	return limitUsed + more > (settings.limit ?? limit);
}

function complaintAbout({ settings }: KirimoState, input: Input): string | undefined {
	for (const field of ['customer_name', 'customer_email', 'amount']) {
		if (isEmpty(input[field])) return `Field ${field} wajib diisi.`;
	}
	const texts = 'customer_name customer_email order_id customer_phone return_url notify_url';
	for (const field of texts.split(' ')) {
		const value = input[field];
		if (value === '' && settings.emptyFields === 'refused') {
			return `Field ${field} tidak boleh kosong.`;
		}
		if (!isEmpty(value) && typeof value !== 'string') return `Field ${field} harus berupa teks.`;
	}
	const email = String(input.customer_email);
	if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 50) {
		return 'Format customer_email tidak valid.';
	}
	const { amount } = input;
	if (!Number.isSafeInteger(amount)) return 'Field amount harus berupa bilangan bulat.';
	if (Number(amount) < MINIMUM_AMOUNT) return 'Jumlah pembayaran minimal Rp 10.000.';
	if (Number(amount) > (settings.maximumAmount ?? Infinity)) {
		return 'Jumlah pembayaran terlalu besar.';
	}
	const orderId = textIn(input.order_id);
	if (orderId.length > 50) return 'Field order_id maksimal 50 karakter.';
	if (settings.orderIdAlphabet === 'safe' && !/^[\w.-]*$/.test(orderId)) {
		return 'Field order_id hanya boleh berisi huruf, angka, titik dan strip.';
	}
	if (textIn(input.customer_phone).length > 50) {
		return 'Field customer_phone maksimal 50 karakter.';
	}
	for (const field of ['return_url', 'notify_url']) {
		if (!isEmpty(input[field]) && !isWebAddress(String(input[field]))) {
			return `Format ${field} tidak valid.`;
		}
	}
	const isLocal = !isEmpty(input.notify_url) && !isCalledByDuitku(String(input.notify_url));
	if (isLocal && settings.localUrls === 'refused') {
		return 'notify_url harus dapat diakses dari internet pada port 80 atau 443.';
	}
	return undefined;
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

function newOrder(
	service: Kirimo,
	account: AccountName,
	orderId: string,
	amount: number,
	input: Input,
): KirimoOrder {
	const number = String(service.state.orders.length + 1);
	const pageReference = `SANDBOXREF${number.padStart(4, '0')}`;
	const fee = Math.floor(amount * service.state.settings.feeRate);
	const text = (field: string) => (isEmpty(input[field]) ? null : String(input[field]));
	return {
		account,
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
export function paymentStatus(
	{ state }: Kirimo,
	account: AccountName,
	orderId: string | undefined,
): Answer {
	if (!orderId) {
		return refused(state.settings, { kind: 'request', text: 'Parameter order_id wajib diisi.' });
	}
	const order = findOrder(state, orderId, account) ?? findByReference(state, account, orderId);
	if (!order) return refused(state.settings, { kind: 'noOrder' });
	expireOld(state, order);
	if (order.status === 'pending') {
		const silence = askDuitku(state, account, order);
		if (silence) return refused(state.settings, silence);
	}
	const { customer_name, created_at, paid_at, ...figures } = row(state, order);
	const times = { created_at, ...(paid_at === undefined ? {} : { paid_at }) };
	return success(state, { ...figures, payment_url: order.paymentUrl, customer_name, ...times });
}

function findByReference(state: KirimoState, account: AccountName, reference: string) {
	if (!state.settings.findsByReference) return undefined;
	return state.orders.find((order) => order.account === account && order.reference === reference);
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Who asks too much is blocked for an hour: docs/contracts/kirimo.md §3.2. */
function askDuitku(state: KirimoState, name: AccountName, order: KirimoOrder): Refusal | undefined {
	const { blockedAnswer, statusChecksPerMinute: most } = state.settings;
	const account = state.accounts[name];
	const now = state.clock.now().getTime();
	account.statusChecks = [...account.statusChecks.filter((at) => at > now - MINUTE), now];
	if (most !== null && account.statusChecks.length > most) {
		account.blockedUntil ??= new Date(now + HOUR);
	}
	if (account.blockedUntil !== null && account.blockedUntil.getTime() <= now) {
		account.blockedUntil = null;
	}
	if (account.blockedUntil === null) bookOutcome(state, order);
	else if (blockedAnswer !== 'ownRecord') {
		return { kind: blockedAnswer === '429' ? 'tooMany' : 'duitku' };
	}
	return undefined;
}

/** docs/contracts/kirimo.md §3.3 */
export function balance({ state }: Kirimo, name: AccountName): Answer {
	const { balance: rupiah, package: packageName, limitUsed } = state.accounts[name];
	return success(state, { balance: rupiah, package: packageName, limit_used: limitUsed });
}

const PER_PAGE = 20;

/** docs/contracts/kirimo.md §3.4: nothing but the page can be asked for. */
export function transactions(
	{ state }: Kirimo,
	account: AccountName,
	pageText: string | undefined,
): Answer {
	const { emptyData, listOrder, listShape, pastTheEnd, totals } = state.settings;
	const asked = Number(pageText ?? 1);
	const own = state.orders.filter((order) => order.account === account);
	for (const order of own) expireOld(state, order);
	const listed = listOrder === 'newestFirst' ? own.reverse() : own;
	const total = listed.length;
	const totalPages = Math.ceil(total / PER_PAGE);
	let page = Number.isSafeInteger(asked) && asked > 0 ? asked : 1;
	if (total === 0 && emptyData === 'list') return success(state, []);
	if (page > Math.max(1, totalPages)) {
		if (pastTheEnd === 'refused') return refused(state.settings, { kind: 'noPage' });
		if (pastTheEnd === 'lastPage') page = totalPages;
	}
	const rows = listed
		.slice((page - 1) * PER_PAGE, page * PER_PAGE)
		.map((order) => row(state, order));
	return success(state, {
		transactions: listShape === 'map' ? withGap(rows) : rows,
		page,
		per_page: PER_PAGE,
		...(totals === 'right' && { total, total_pages: totalPages }),
	});
}

/** PHP's list of which one was taken out. */
function withGap(rows: object[]): object {
	return Object.fromEntries(rows.map((one, index) => [String(index + 1), one]));
}

function row({ settings }: KirimoState, order: KirimoOrder) {
	const status = order.status === 'expired' ? settings.expiredAs : order.status;
	return {
		order_id: order.orderId,
		amount: order.amount,
		fee: order.fee,
		net_amount: order.netAmount,
		status: settings.statusCase === 'upper' ? status.toUpperCase() : status,
		customer_name: nameAsKept(settings, order.customerName),
		created_at: timeAsWritten(settings, order.createdAt),
		paid_at: paidAt(settings, order),
	};
}

function paidAt(settings: KirimoState['settings'], order: KirimoOrder): string | null | undefined {
	if (order.status === 'paid' && order.settledAt) return timeAsWritten(settings, order.settledAt);
	const unpaid = { null: null, absent: undefined, empty: '', zero: '0000-00-00 00:00:00' };
	return unpaid[settings.unpaidAt];
}
