import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { text } from '../../../shared/values/kinds';
import { paymentNamed } from '../../wire/lookup';

/** Looks a payment up; Kirimo asks Duitku first while its own record is pending. docs/contracts/kirimo.md §3.2 */
export const get = defineOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a payment',
	description: 'See whether a payment link has been paid',
	kind: 'read',
	fields: [
		{
			displayName: 'Order ID',
			name: 'orderId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. INV-20261121-0001',
			description:
				'The order ID of the payment. Ask no more than every 15 to 30 seconds: Duitku blocks those who ask too often for about an hour.',
		},
	],
	request: z.object({ orderId: text({ max: 50 }) }),
	async run(call, { orderId }) {
		return await paymentNamed(call, orderId);
	},
});
