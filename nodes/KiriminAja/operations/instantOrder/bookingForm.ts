import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { choice, json, optional, pin, text } from '../../../shared/values/kinds';
import { kiriminAjaPhone, latitude, longitude } from '../fields';
import { packageFields, packageSchema } from './packageForm';

const MOST_PACKAGES = 10;

/** The fields of an instant booking: sender, payment, packages. docs/contracts/kiriminaja.md §2.6 */
export const bookingFields: INodeProperties[] = [
	{
		displayName:
			'Calls a real driver and costs money. Give every package your own Order ID: a repeated one is not booked again, also not by another execution.',
		name: 'bookingNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Sender Name',
		name: 'name',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Toko Melati Jaya',
		description: 'At most 50 characters; KiriminAja may refuse fewer than 10 or more than 40',
	},
	{
		displayName: 'Sender Phone',
		name: 'phone',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 081200001234',
	},
	{
		displayName: 'Sender Address',
		name: 'address',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Jl. Palagan No 12 RT 03 RW 08',
		description:
			'Where the driver picks up, 10 to 200 characters; KiriminAja may refuse fewer than 20',
	},
	{
		displayName: 'Sender Address Note',
		name: 'addressNote',
		type: 'string',
		default: '',
		placeholder: 'e.g. Pagar hijau',
		description:
			'Helps the driver to find the door, at most 100 characters; "-" is sent when empty',
	},
	{
		displayName: 'Sender Postcode',
		name: 'zipcode',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 55581',
	},
	latitude.field({ displayName: 'Sender Latitude', name: 'latitude', required: true }),
	longitude.field({ displayName: 'Sender Longitude', name: 'longitude', required: true }),
	{
		displayName: 'Payment Method',
		name: 'paymentMethod',
		type: 'options',
		options: [
			{
				name: 'Account Default',
				value: 'accountDefault',
				description: 'What the KiriminAja account uses; a virtual account when nothing is set',
			},
			{
				name: 'Cash',
				value: 'cash',
				description: 'Documented, but KiriminAja has been seen to refuse it',
			},
			{
				name: 'KA Credit',
				value: 'credit',
				description: 'Debits the KA Credit balance at once; needs the PIN',
			},
			{
				name: 'QRIS',
				value: 'qris',
				description: 'Gives a bill to pay by QR code; see Payment → Get',
			},
			{ name: 'Virtual Account', value: 'va' },
		],
		default: 'accountDefault',
		description: 'How the shipping cost is paid; instant couriers have no COD',
	},
	{
		displayName: 'PIN',
		name: 'pin',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		required: true,
		displayOptions: { show: { paymentMethod: ['credit'] } },
		description:
			'The six digits of the KA Credit PIN. Three wrong tries lock it; a refused PIN is not tried again in the same execution.',
	},
	{
		displayName: 'Packages From',
		name: 'packageSource',
		type: 'options',
		options: [
			{
				name: 'JSON',
				value: 'json',
				description: 'A list of packages, e.g. collected by an earlier node',
			},
			{ name: 'List Below', value: 'fields' },
		],
		default: 'fields',
		description: 'Each input item is one booking of these packages',
	},
	{
		displayName: 'Packages',
		name: 'packages',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Package',
		default: {},
		displayOptions: { show: { packageSource: ['fields'] } },
		options: [{ displayName: 'Package', name: 'package', values: packageFields }],
	},
	{
		displayName: 'Packages (JSON)',
		name: 'packagesJson',
		type: 'json',
		default: '[]',
		required: true,
		displayOptions: { show: { packageSource: ['json'] } },
		description:
			'A list of 1 to 10 packages with the names of the fields (destinationName, items) or of KiriminAja (destination.name, items)',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Order ID Prefix',
				name: 'orderIdPrefix',
				type: 'string',
				default: 'N8N-',
				description:
					'Starts the order IDs that are made for packages without one; at most 10 characters',
			},
		],
	},
];

/** Optional in the documentation, required by KiriminAja's own plugin. docs/contracts/kiriminaja.md §2.6 */
const postcode = text().refine((value) => /^\d{5}$/.test(value), {
	message: 'must have 5 digits, e.g. 55581.',
});

const packageList = z.array(packageSchema, { message: 'must be a list of packages.' });

export const bookingSchema = z
	.object({
		name: text({ max: 50 }),
		phone: kiriminAjaPhone,
		address: text({ min: 10, max: 200 }),
		addressNote: optional(text({ max: 100 })),
		zipcode: postcode,
		latitude: latitude.schema,
		longitude: longitude.schema,
		paymentMethod: choice('accountDefault', 'cash', 'credit', 'qris', 'va'),
		pin: optional(pin),
		packageSource: choice('fields', 'json'),
		packages: optional(z.object({ package: packageList.optional() })),
		packagesJson: optional(json.pipe(packageList)),
		additionalFields: z.object({
			orderIdPrefix: optional(
				text({ max: 10 }).refine((prefix) => /^[A-Za-z]/.test(prefix), {
					message: 'must begin with a letter.',
				}),
			),
		}),
	})
	.transform(({ packages, packagesJson, packageSource, ...booking }, ctx) => {
		const refuse = (path: Array<string | number>, message: string) =>
			ctx.addIssue({ code: 'custom', path, message });
		const isJson = packageSource === 'json';
		const path = isJson ? ['packagesJson'] : ['packages', 'package'];
		const list = (isJson ? packagesJson : packages?.package) ?? [];
		if (list.length === 0) refuse(path.slice(0, 1), 'must have at least one package.');
		if (list.length > MOST_PACKAGES) {
			refuse(
				path.slice(0, 1),
				`must have at most ${MOST_PACKAGES} packages in one booking; there are ${list.length}.`,
			);
		}
		if (booking.paymentMethod === 'credit' && booking.pin === undefined) {
			refuse(['pin'], 'is required for KA Credit.');
		}
		list.forEach(({ orderId }, index) => {
			if (orderId === undefined) return;
			if (list.findIndex((other) => other.orderId === orderId) < index) {
				refuse([...path, index, 'orderId'], `must be unique; "${orderId}" is there twice.`);
			}
		});
		return { ...booking, packages: list };
	});

export type Booking = z.output<typeof bookingSchema>;
