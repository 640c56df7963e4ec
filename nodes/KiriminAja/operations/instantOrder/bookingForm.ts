import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { collection, entries, line, notice, pick } from '../../../shared/values/builders';
import { choice, optional, pin, text } from '../../../shared/values/kinds';
import {
	latitude,
	longitude,
	orderIdPrefix,
	packagesInJson,
	UNNUMBERED,
	packagesJsonField,
	pinField,
	senderFields,
	senderSchema,
	typedSender,
} from '../fields';
import { packageFields, packageSchema } from './packageForm';

const MOST_PACKAGES = 10;

/** The fields of an instant booking: sender, payment, packages. docs/contracts/kiriminaja.md §2.6 */
export const bookingFields: INodeProperties[] = [
	notice(
		'bookingNotice',
		'Calls a real driver and costs money. Give every package your own Order ID: a repeated one is not booked again, also not by another execution.',
	),
	...senderFields(
		'At most 50 characters; KiriminAja may refuse fewer than 10 or more than 40',
		'Where the driver picks up, 10 to 200 characters; KiriminAja may refuse fewer than 20',
	),
	line('Sender Postcode', 'zipcode', '55581', {
		...typedSender,
		description: 'Five digits of the place where the driver picks up',
	}),
	latitude.field({ displayName: 'Sender Latitude', name: 'latitude', ...typedSender }),
	longitude.field({ displayName: 'Sender Longitude', name: 'longitude', ...typedSender }),
	pick(
		'Payment Method',
		'paymentMethod',
		[
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
		'accountDefault',
		{ description: 'How the shipping cost is paid; instant couriers have no COD' },
	),
	{ ...pinField, displayOptions: { show: { paymentMethod: ['credit'] } } },
	pick(
		'Packages From',
		'packageSource',
		[
			{
				name: 'JSON',
				value: 'json',
				description: 'A list of packages, e.g. collected by an earlier node',
			},
			{ name: 'List Below', value: 'fields' },
		],
		'fields',
		{ description: 'Each input item is one booking of these packages' },
	),
	entries('Packages', 'packages', ['Package', 'package'], packageFields, {
		description: 'One to ten packages that the drivers pick up at the same place',
		displayOptions: { show: { packageSource: ['fields'] } },
	}),
	packagesJsonField(
		'A list of 1 to 10 packages with the names of the fields (destinationName, items) or of KiriminAja (destination.name, items), each with an orderId of your own',
	),
	collection([
		orderIdPrefix.field(10),
		line('Sender Address Note', 'addressNote', 'Pagar hijau', {
			description:
				'Helps the driver to find the door, at most 100 characters; "-" is sent when empty',
		}),
	]),
];

/** Optional in the documentation, required by KiriminAja's own plugin. docs/contracts/kiriminaja.md §2.6 */
const postcode = text().refine((value) => /^\d{5}$/.test(value), {
	message: 'must have 5 digits, e.g. 55581.',
});

const packageList = z.array(packageSchema, { message: 'must be a list of packages.' });

export const bookingSchema = z
	.object({
		...senderSchema,
		zipcode: postcode,
		latitude: latitude.schema,
		longitude: longitude.schema,
		paymentMethod: choice('accountDefault', 'cash', 'credit', 'qris', 'va'),
		pin: optional(pin),
		packageSource: choice('fields', 'json'),
		packages: optional(z.object({ package: packageList.optional() })),
		packagesJson: optional(packagesInJson(packageList, packageFields)),
		additionalFields: z.object({
			addressNote: optional(text({ max: 100 })),
			orderIdPrefix: optional(orderIdPrefix.schema(10)),
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
		list.forEach(({ orderId }, index) => {
			if (orderId === undefined) {
				const mayBeMade = !isJson || booking.additionalFields.orderIdPrefix !== undefined;
				return mayBeMade ? undefined : refuse([...path, index, 'orderId'], UNNUMBERED);
			}
			if (list.findIndex((other) => other.orderId === orderId) < index) {
				refuse([...path, index, 'orderId'], `must be unique; "${orderId}" is there twice.`);
			}
		});
		return { ...booking, isJson, packages: list };
	});

export type Booking = z.output<typeof bookingSchema>;
