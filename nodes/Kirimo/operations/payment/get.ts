import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { simplifyField } from '../../../shared/run/simplify';
import { flag } from '../../../shared/values/kinds';
import { paymentNamed } from '../../wire/lookup';
import { simplePayment } from '../../wire/payment';
import { createdOrderId } from './orderIdField';

/** Looks a payment up; Kirimo asks Duitku first while its own record is pending. docs/contracts/kirimo.md §3.2 */
export const get = defineOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a payment',
	description: 'See whether a payment link has been paid',
	kind: 'read',
	fields: [
		createdOrderId.field(
			'The order ID of the payment. Ask no more than every 15 to 30 seconds: Duitku blocks those who ask too often for about an hour.',
		),
		simplifyField,
	],
	request: z.object({ orderId: createdOrderId.schema, simplify: flag }),
	async run(call, { orderId, simplify }) {
		const payment = await paymentNamed(call, orderId);
		return simplify ? simplePayment(payment) : payment;
	},
});
