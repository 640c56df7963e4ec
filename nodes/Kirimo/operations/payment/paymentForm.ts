import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { choice, email, flag, optional, rupiah, text, webUrl } from '../../../shared/values/kinds';

/** Everything a payment link can be given. docs/contracts/kirimo.md §3.1 */
export const paymentFields: INodeProperties[] = [
	{
		displayName:
			'Each item creates a payment link that can be paid with real money, unless the Kirimo account is a trial. A link expires after 60 minutes and can not be deleted.',
		name: 'paymentNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Customer Name',
		name: 'customerName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Sari Wulandari',
		description: 'Full name of the buyer. A virtual account shows its first 20 characters.',
	},
	{
		displayName: 'Customer Email',
		name: 'customerEmail',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. sari@example.com',
		description: 'E-mail address of the buyer, at most 50 characters',
	},
	{
		displayName: 'Amount (Rupiah)',
		name: 'amount',
		type: 'number',
		// No amount that would be accepted: a forgotten one must not become a cheap link.
		default: 0,
		required: true,
		typeOptions: { minValue: 10000, numberPrecision: 0 },
		description: 'What the buyer pays, in whole rupiah; at least 10.000',
	},
	{
		displayName: 'Order ID',
		name: 'orderId',
		type: 'string',
		default: '',
		placeholder: 'e.g. INV-20261121-0001',
		description:
			'Your own number of the order, unique among all your payments; letters, digits, dash, dot and underscore, at most 50. If empty, one is made from the execution and the item.',
	},
	{
		displayName: 'Notify',
		name: 'notify',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'A URL',
				value: 'url',
				description: 'A Kirimo Trigger, which starts another run',
			},
			{
				name: 'This Execution',
				value: 'thisExecution',
				description: 'Payment → Wait for Payment, later in this workflow',
			},
		],
		default: 'url',
		description: 'Who hears of the payment',
	},
	{
		displayName: 'Notify URL',
		name: 'notifyUrl',
		type: 'string',
		displayOptions: { show: { notify: ['url'] } },
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/…/webhook',
		description:
			'Where the payment is reported: open the Kirimo Trigger, choose Production URL under Webhook URLs, and copy it here. It has to be reachable from the internet on port 80 or 443.',
	},
	{
		displayName: 'QR Code Image',
		name: 'qrCode',
		type: 'boolean',
		default: false,
		description: 'Whether to add the payment link as a QR code, in a PNG picture',
	},
	{
		displayName: 'Output Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		displayOptions: { show: { qrCode: [true] } },
		description: 'Name of the binary field for the picture',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Customer Phone',
				name: 'customerPhone',
				type: 'string',
				default: '',
				placeholder: 'e.g. 081234567890',
				description: 'Phone number of the buyer, at most 50 characters',
			},
			{
				displayName: 'Return URL',
				name: 'returnUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://shop.example.com/thank-you',
				description:
					"Where the buyer's browser goes afterwards. Arriving there is no proof of payment.",
			},
		],
	},
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
