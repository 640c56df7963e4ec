import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { camelKeys } from '../../shared/run/items';
import { only } from '../../shared/run/simplify';
import { textOrNull } from '../../shared/values/texts';
import { rupiahIn } from '../../shared/values/kinds';
import type { Callback, Scheme } from './duitku';
import { PAYMENT_METHODS, QRIS_ISSUERS } from './paymentCodes';

export type EventName = 'paid' | 'failed' | 'other';

export const EVENTS: INodePropertyOptions[] = [
	{ name: 'Failed', value: 'failed', description: 'The payment failed or was canceled' },
	{ name: 'Other', value: 'other', description: 'A result code that is not documented' },
	{ name: 'Paid', value: 'paid', description: 'The buyer has paid' },
];

/** What was checked about an event, and what the check has shown; null is "not checked". */
export interface Verification extends IDataObject {
	signature: Scheme | null;
	/** The payment's status at Kirimo. */
	statusLookup: string | null;
}

export interface PaymentEvent extends IDataObject {
	eventId: string;
	event: EventName;
}

/** What a callback claims. Redirects and the status API have other lists of codes. docs/contracts/duitku-callback.md §4 */
export function eventNameOf({ resultCode }: Callback): EventName {
	if (resultCode === '00') return 'paid';
	return resultCode === '01' || resultCode === '02' ? 'failed' : 'other';
}

/** What Duitku or its integrators have documented. docs/contracts/duitku-callback.md §2 */
const DOCUMENTED = new Set([
	'additionalParam',
	'amount',
	'bankAppCode',
	'bankOrderId',
	'bankRespCode',
	'bankRespMsg',
	'cardName',
	'cardType',
	'customerName',
	'expiryDate',
	'issuerCode',
	'maskedNumber',
	'merchantCode',
	'merchantCustomerId',
	'merchantOrderId',
	'merchantUserId',
	'paymentCode',
	'productDetail',
	'productDetails',
	'publisherOrderId',
	'reference',
	'resultCode',
	'settlementDate',
	'sourceAccount',
	'spUserHash',
	'tokenId',
	'transactionState',
	'transactionStateStatus',
]);

/**
 * The same for every notification of one outcome of one order. An id covers all of an event that can be relied upon, and here that is
 * the order, the amount and, once it was looked up, the outcome. Everything else is unsigned, the wording of the result code too
 * (docs/contracts/duitku-callback.md §3 (4)): whoever has seen one notification could change it and start a run with each copy.
 */
export function eventIdOf(callback: Callback, orderId: string): string {
	return `${orderId}:${rupiahIn(callback.amount)}:${eventNameOf(callback)}`;
}

/**
 * One item; `orderId` is Kirimo's own when it was asked. The signature stays out: it would let a reader of the execution forge another
 * callback. What is not documented stands apart under `raw`, so that nobody can send a field which looks like one of ours.
 */
export function eventOf(
	callback: Callback,
	verification: Verification,
	orderId = callback.merchantOrderId,
): PaymentEvent {
	const { signature, ...sent } = callback;
	const fieldsThat = (belong: (name: string) => boolean) =>
		camelKeys(Object.fromEntries(Object.entries(sent).filter(([name]) => belong(name))));
	const paymentCode = textOrNull(callback.paymentCode);
	const issuerCode = textOrNull(callback.issuerCode);
	return {
		...fieldsThat((name) => DOCUMENTED.has(name)),
		eventId: eventIdOf(callback, orderId),
		event: eventNameOf(callback),
		receivedAt: new Date().toISOString(),
		verification,
		orderId,
		amount: rupiahIn(callback.amount),
		resultCode: callback.resultCode,
		reference: textOrNull(callback.reference),
		productDetail: textOrNull(callback.productDetail ?? callback.productDetails),
		paymentCode,
		paymentMethod: labelIn(PAYMENT_METHODS, paymentCode),
		issuerCode,
		issuer: labelIn(QRIS_ISSUERS, issuerCode),
		settlementDate: textOrNull(callback.settlementDate),
		raw: fieldsThat((name) => !DOCUMENTED.has(name)),
	};
}

/** The ten fields of an event that workflows act on, and how it was proved. */
export const simpleEvent = (event: IDataObject): IDataObject => only(event, SIMPLE);

const SIMPLE = [
	'eventId',
	'event',
	'orderId',
	'amount',
	'reference',
	'paymentMethod',
	'issuer',
	'settlementDate',
	'verification',
	'receivedAt',
];

function labelIn(labels: Record<string, string>, code: string | null): string | null {
	return code !== null && Object.hasOwn(labels, code) ? (labels[code] ?? null) : null;
}
