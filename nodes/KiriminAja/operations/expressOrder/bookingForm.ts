import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { choice, decimal, json, optional, pin, text, wibTime } from '../../../shared/validation';
import { district, kiriminAjaPhone, subdistrict, zipcode } from '../../fields';
import { packageFields, packageSchema } from './packageForm';

/** The fields of a booking: sender, pickup, payment, packages. docs/contracts/kiriminaja.md §2.5 */
export const bookingFields: INodeProperties[] = [
	{
		displayName:
			'Creates real shipments that cost money. Each input item becomes one booking (pickup). A booking is never sent twice in one execution; see the Order ID of each package.',
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
		description: 'Where the courier picks up, 10 to 200 characters',
	},
	district.field({
		displayName: 'Sender District (Kecamatan)',
		name: 'kecamatanId',
		required: true,
	}),
	subdistrict.field({
		displayName: 'Sender Subdistrict (Kelurahan)',
		name: 'kelurahanId',
		required: true,
	}),
	{
		displayName: 'Pickup Time',
		name: 'schedule',
		type: 'dateTime',
		default: '',
		required: true,
		placeholder: 'e.g. 2026-06-25 10:00:00',
		description:
			'When the packages are ready, in WIB (UTC+7) unless the value has another offset. With drop-off only, any time.',
	},
	{
		displayName: 'Payment Method',
		name: 'paymentMethod',
		type: 'options',
		options: [
			{
				name: 'Account Default',
				value: 'accountDefault',
				description: 'What the KiriminAja account uses; for Term of Payment (TOP) accounts and COD',
			},
			{
				name: 'KA Credit',
				value: 'credit',
				description: 'Debits the KA Credit balance at once; needs the PIN; not for COD',
			},
			{
				name: 'QRIS',
				value: 'qris',
				description: 'Gives a bill to pay by QR code; see Payment → Get',
			},
		],
		default: 'accountDefault',
		description: 'How the shipping cost is paid',
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
			{ name: 'Fields Below', value: 'fields' },
			{
				name: 'JSON',
				value: 'json',
				description: 'A list of packages, e.g. collected by an earlier node',
			},
		],
		default: 'fields',
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
			'A list of packages with the names of the fields (destinationName) or of KiriminAja (destination_name)',
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
					'Starts the order IDs that are made for packages without one; at most 4 characters',
			},
			{
				displayName: 'Platform Name',
				name: 'platformName',
				type: 'string',
				default: 'n8n',
				description: 'Shown in KiriminAja notifications',
			},
			{
				displayName: 'Sender Latitude',
				name: 'latitude',
				type: 'number',
				typeOptions: { numberPrecision: 7 },
				default: 0,
				description: 'Required for Lion Parcel and Pos Indonesia',
			},
			{
				displayName: 'Sender Longitude',
				name: 'longitude',
				type: 'number',
				typeOptions: { numberPrecision: 7 },
				default: 0,
				description: 'Required for Lion Parcel and Pos Indonesia',
			},
			{
				displayName: 'Sender Postcode',
				name: 'zipcode',
				type: 'string',
				default: '',
				placeholder: 'e.g. 55581',
			},
		],
	},
];

const packageList = z
	.array(packageSchema, { message: 'must be a list of packages.' })
	.min(1, { message: 'must have at least one package.' });

/** Couriers that do not pick up without the sender's coordinates. docs/contracts/kiriminaja.md §2.5 */
const NEED_LOCATION = ['lion', 'posindonesia'];

export const bookingSchema = z
	.object({
		name: text({ max: 50 }),
		phone: kiriminAjaPhone,
		address: text({ min: 10, max: 200 }),
		kecamatanId: district.schema,
		kelurahanId: subdistrict.schema,
		schedule: wibTime,
		paymentMethod: choice('accountDefault', 'credit', 'qris'),
		pin: optional(pin),
		packageSource: choice('fields', 'json'),
		packages: optional(z.object({ package: packageList.optional() })),
		packagesJson: optional(json.pipe(packageList)),
		additionalFields: z.object({
			orderIdPrefix: optional(
				text({ max: 4 }).refine((prefix) => /^[A-Za-z]/.test(prefix), {
					message: 'must begin with a letter.',
				}),
			),
			platformName: optional(text({ max: 50 })),
			latitude: optional(decimal({ min: -90, max: 90 })),
			longitude: optional(decimal({ min: -180, max: 180 })),
			zipcode: optional(zipcode),
		}),
	})
	.transform(({ packages, packagesJson, packageSource, ...booking }) => ({
		...booking,
		packages: (packageSource === 'json' ? packagesJson : packages?.package) ?? [],
		/** Where the packages stand in the form, for messages about them. */
		packagePath: packageSource === 'json' ? ['packagesJson'] : ['packages', 'package'],
	}))
	.superRefine((booking, ctx) => {
		const refuse = (path: Array<string | number>, message: string) =>
			ctx.addIssue({ code: 'custom', path, message });
		const { packages, packagePath, paymentMethod, pin: given, additionalFields } = booking;
		if (packages.length === 0) refuse(packagePath.slice(0, 1), 'must have at least one package.');
		if (paymentMethod === 'credit' && given === undefined)
			refuse(['pin'], 'is required for KA Credit.');
		const { latitude, longitude } = additionalFields;
		packages.forEach(({ orderId, cod = 0, service }, index) => {
			const path = [...packagePath, index];
			if (paymentMethod === 'credit' && cod > 0) {
				refuse([...path, 'cod'], 'must be 0, because KA Credit does not pay COD packages.');
			}
			if (NEED_LOCATION.includes(service) && (latitude === undefined || longitude === undefined)) {
				refuse(
					[...path, 'service'],
					"needs the sender's location: add Sender Latitude and Sender Longitude.",
				);
			}
			if (
				orderId !== undefined &&
				packages.findIndex((other) => other.orderId === orderId) !== index
			) {
				refuse([...path, 'orderId'], `must be unique; "${orderId}" is there twice.`);
			}
		});
	});

export type Booking = z.output<typeof bookingSchema>;
