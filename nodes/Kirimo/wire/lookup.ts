import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../shared/ledger/call';
import { textIn } from '../../shared/values/texts';
import { inputError } from '../../shared/wire/errors';
import { checkShape } from '../../shared/wire/shape';
import { kirimo } from './api';
import { documentedLookup, lookedUpPaymentOf } from './payment';

/**
 * The payment of an order id, and of no other: a database may find `INV-1` for `inv-1`, and an empty success is no payment.
 * docs/contracts/kirimo.md §3.2
 */
export async function paymentNamed(call: Call, orderId: string): Promise<IDataObject> {
	const body = await kirimo.get(call, 'status', { order_id: orderId });
	const payment = lookedUpPaymentOf(body, orderId);
	if (payment.orderId === orderId) {
		checkShape(call, documentedLookup, body);
		return payment;
	}
	const answered = textIn(payment.orderId);
	const message =
		answered === ''
			? `Kirimo's answer has no payment for order ${orderId}`
			: `Kirimo answered for order "${answered}" instead of ${orderId}`;
	throw inputError(call, message, 'Check the Order ID, also capital and small letters.');
}
