import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { amount, collection, line, notice, pick, toggle } from '../../../shared/values/builders';
import { choice, email, flag, optional, rupiah, text, webUrl } from '../../../shared/values/kinds';

/** Everything a payment link can be given. docs/contracts/kirimo.md §3.1 */
export const paymentFields: INodeProperties[] = [
	notice(
		'paymentNotice',
		'Each item creates a payment link that can be paid with real money, unless the Kirimo account is a trial. A link expires after 60 minutes and can not be deleted.',
	),
	line('Customer Name', 'customerName', 'Sari Wulandari', {
		required: true,
		description: 'Full name of the buyer. A virtual account shows its first 20 characters.',
	}),
	line('Customer Email', 'customerEmail', 'sari@example.com', {
		required: true,
		description: 'E-mail address of the buyer, at most 50 characters',
	}),
	amount('What the buyer pays, in whole rupiah; at least 10000'),
	line('Order ID', 'orderId', 'INV-20261121-0001', {
		description:
			'Your own number of the order, unique among all your payments; letters, digits, dash, dot and underscore, at most 50. If empty, one is made from the execution and the item.',
	}),
	pick(
		'Notify',
		'notify',
		[
			{ name: 'A URL', value: 'url', description: 'A Kirimo Trigger, which starts another run' },
			{
				name: 'This Execution',
				value: 'thisExecution',
				description: 'Payment → Wait for Payment, later in this workflow',
			},
		],
		'url',
		{ noDataExpression: true, description: 'Who hears of the payment' },
	),
	line('Notify URL', 'notifyUrl', 'https://n8n.example.com/webhook/…/webhook', {
		displayOptions: { show: { notify: ['url'] } },
		description:
			'Where the payment is reported: open the Kirimo Trigger, choose Production URL under Webhook URLs, and copy it here. It has to be reachable from the internet on port 80 or 443.',
	}),
	toggle(
		'QR Code Image',
		'qrCode',
		'Whether to add the payment link as a QR code, in a PNG picture',
	),
	line('Output Data Field Name', 'binaryPropertyName', 'data', {
		default: 'data',
		required: true,
		displayOptions: { show: { qrCode: [true] } },
		description: 'Name of the binary field for the picture',
	}),
	collection([
		line('Customer Phone', 'customerPhone', '081234567890', {
			description: 'Phone number of the buyer, at most 50 characters',
		}),
		line('Return URL', 'returnUrl', 'https://shop.example.com/thank-you', {
			description:
				"Where the buyer's browser goes afterwards. Arriving there is no proof of payment.",
		}),
	]),
];

/** Duitku takes at most 50 characters; others than these may not survive the way. docs/contracts/kirimo.md §3.1 */
const orderId = text({ max: 50 }).pipe(
	z.string().regex(/^[\w.-]+$/, {
		message: 'must have only letters, digits, dash, dot and underscore, e.g. INV-20261121-0001.',
	}),
);

export const paymentSchema = z.object({
	customerName: text(),
	customerEmail: email({ max: 50 }),
	amount: rupiah({ min: 10_000 }),
	orderId: optional(orderId),
	notify: optional(choice('url', 'thisExecution')),
	notifyUrl: optional(webUrl),
	qrCode: flag,
	binaryPropertyName: optional(text()),
	additionalFields: z.object({
		customerPhone: optional(text({ max: 50 })),
		returnUrl: optional(webUrl),
	}),
});

export type PaymentInput = z.output<typeof paymentSchema>;
