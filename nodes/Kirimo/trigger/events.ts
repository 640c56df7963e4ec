import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { camelKeys } from '../../shared/run/items';
import { rupiahIn } from '../wire/api';
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

/** One item. The signature stays out: it would let a reader of the execution forge another callback. */
export function eventOf(callback: Callback, verification: Verification): PaymentEvent {
	const { signature, ...sent } = callback;
	const { merchantOrderId: orderId, resultCode } = callback;
	const paymentCode = textOrNull(callback.paymentCode);
	const issuerCode = textOrNull(callback.issuerCode);
	return {
		...camelKeys(sent),
		// Nothing unsigned but the result code: a replay with another reference must not look like another event.
		eventId: `${orderId}:${resultCode}`,
		event: eventNameOf(callback),
		receivedAt: new Date().toISOString(),
		verification,
		orderId,
		amount: rupiahIn(callback.amount),
		resultCode,
		reference: textOrNull(callback.reference),
		productDetail: textOrNull(callback.productDetail ?? callback.productDetails),
		paymentCode,
		paymentMethod: labelIn(PAYMENT_METHODS, paymentCode),
		issuerCode,
		issuer: labelIn(QRIS_ISSUERS, issuerCode),
		settlementDate: textOrNull(callback.settlementDate),
	};
}

/** An empty field means the same as an absent one. docs/contracts/duitku-callback.md §2 */
function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

function labelIn(labels: Record<string, string>, code: string | null): string | null {
	return code !== null && Object.hasOwn(labels, code) ? (labels[code] ?? null) : null;
}
