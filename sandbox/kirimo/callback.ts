import { accounts } from '../accounts.ts';
import { minutesAfter, wib } from '../clock.ts';
import type { Delivery } from '../outbox.ts';
import { callbackSignature } from './signature.ts';
import type { CallbackEncoding, Kirimo, KirimoOrder, SignatureScheme } from './state.ts';

const MAX_ATTEMPTS = 5;
const TWO_DAYS = 2 * 24 * 60;

/** Issuer of the invented payer's wallet, by QRIS payment code (docs/contracts/duitku-callback.md §2 and §6). */
const qrisIssuers: Record<string, string> = {
	SP: '93600918',
	NQ: '93600914',
	GQ: '93600915',
	SQ: '93600812',
};

export interface CallbackChoice {
	scheme: SignatureScheme;
	encoding: CallbackEncoding;
}

/**
 * Duitku's side: tells the notify_url, up to five times until it hears HTTP 200. Resolves after the first
 * attempt; the others follow in the background. Null: the payment was made without a notify_url.
 */
export async function sendCallback(
	service: Kirimo,
	order: KirimoOrder,
	choice: CallbackChoice,
): Promise<Delivery | null> {
	if (order.notifyUrl === null) return null;
	const fields = callbackFields(order, choice.scheme);
	const isForm = choice.encoding === 'form';
	const content = {
		event: fields.resultCode,
		url: order.notifyUrl,
		contentType: isForm ? 'application/x-www-form-urlencoded' : 'application/json',
		body: isForm ? new URLSearchParams(fields).toString() : JSON.stringify(fields),
	};
	return service.state.settings.holdCallbacks
		? noted(service, content)
		: await deliver(service, content);
}

/** The dashboard's manual resend: the same text once more, or for the first time when it was held. */
export async function resend(service: Kirimo, earlier: Delivery): Promise<Delivery> {
	const { event, url, contentType, body } = earlier;
	return await deliver(service, { event, url, contentType, body });
}

type Content = Pick<Delivery, 'event' | 'url' | 'contentType' | 'body'>;

async function deliver(service: Kirimo, content: Content): Promise<Delivery> {
	const delivery = noted(service, content);
	await attempt(service, delivery);
	return delivery;
}

function noted(service: Kirimo, content: Content): Delivery {
	const { deliveries } = service.state;
	const delivery: Delivery = {
		id: deliveries.length + 1,
		method: 'POST',
		...content,
		attempts: 0,
		status: null,
		error: null,
	};
	deliveries.push(delivery);
	return delivery;
}

async function attempt(service: Kirimo, delivery: Delivery): Promise<void> {
	await service.outbox.attempt(delivery, { 'Content-Type': delivery.contentType });
	const isForgotten = !service.state.deliveries.includes(delivery);
	if (delivery.status === 200 || delivery.attempts >= MAX_ATTEMPTS || isForgotten) return;
	service.state.clock.after(service.state.settings.retryMs, () => void attempt(service, delivery));
}

/** The nine documented fields and those that come along in reality: docs/contracts/duitku-callback.md §2. */
export function callbackFields(
	order: KirimoOrder,
	scheme: SignatureScheme,
): Record<string, string> & { resultCode: string } {
	const { duitkuMerchantCode, duitkuMerchantKey, shopName } = accounts.kirimo;
	const paymentCode = order.paymentCode ?? 'BC';
	const issuerCode = qrisIssuers[paymentCode] ?? '';
	const signed = {
		merchantCode: duitkuMerchantCode,
		amount: String(order.amount),
		merchantOrderId: order.orderId,
	};
	return {
		...signed,
		productDetail: `Pembayaran via ${shopName}`,
		additionalParam: '',
		paymentCode,
		resultCode: order.duitkuStatus === 'paid' ? '00' : '01',
		merchantUserId: '',
		reference: order.reference,
		signature: callbackSignature(scheme, signed, duitkuMerchantKey),
		publisherOrderId: `MG${order.pageReference}`,
		spUserHash: paymentCode === 'SP' ? 'a1b2c3' : '',
		settlementDate: wib(minutesAfter(order.settledAt ?? order.createdAt, TWO_DAYS)).slice(0, 10),
		issuerCode,
		...(issuerCode ? { customerName: masked(order.customerName) } : {}),
	};
}

/** `Andi Wijaya` → `An** Wij***`: half of every word stays readable. */
function masked(name: string): string {
	return name
		.split(' ')
		.map((word) => word.slice(0, Math.ceil(word.length / 2)).padEnd(word.length, '*'))
		.join(' ');
}
