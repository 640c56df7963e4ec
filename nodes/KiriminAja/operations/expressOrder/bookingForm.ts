import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	choice,
	decimal,
	flag,
	integer,
	json,
	optional,
	pin,
	text,
	wibTime,
} from '../../../shared/values/kinds';
import { district, kiriminAjaPhone, subdistrict, zipcode } from '../fields';
import { itemPackageFields, packageFields, packageSchema } from './packageForm';

/** The fields of a booking: sender, pickup, payment, packages. docs/contracts/kiriminaja.md §2.5 */
export const bookingFields: INodeProperties[] = [
	{
		displayName:
			'Creates real shipments that cost money. Give every package your own Order ID: a repeated one is not booked again, also not by another execution.',
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
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'When the packages are ready. With drop-off only, any time.',
		modes: [
			{
				displayName: 'Pickup Slot',
				name: 'list',
				type: 'list',
				placeholder: 'e.g. Thu 25 Jun 2026, 10:00–11:00 WIB',
				typeOptions: { searchListMethod: 'searchPickupSlots', searchable: true },
			},
			{
				displayName: 'By Time',
				name: 'time',
				type: 'string',
				placeholder: 'e.g. 2026-06-25 10:00:00',
				hint: 'In WIB (UTC+7), unless the value has another offset',
			},
		],
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
			{
				name: 'Input Items',
				value: 'inputItems',
				description:
					'Each input item is one package; items of the same sender, time and payment are booked together',
			},
			{
				name: 'JSON',
				value: 'json',
				description:
					'Each input item is one booking; a list of packages, e.g. collected by an earlier node',
			},
			{
				name: 'List Below',
				value: 'fields',
				description: 'Each input item is one booking of the packages below',
			},
		],
		default: 'inputItems',
	},
	...itemPackageFields.map((field) => ({
		...field,
		displayOptions: { show: { packageSource: ['inputItems'] } },
	})),
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
				displayName: 'Booking Size',
				name: 'bookingSize',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 50,
				description: 'Most packages in one booking, when packages come from input items',
			},
			{
				displayName: 'Check PIN and Balance First',
				name: 'checkCredit',
				type: 'boolean',
				default: false,
				description:
					'Whether to ask KiriminAja for the PIN and the balance before a booking with KA Credit, instead of letting it refuse the booking',
			},
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

const header = {
	name: text({ max: 50 }),
	phone: kiriminAjaPhone,
	address: text({ min: 10, max: 200 }),
	kecamatanId: district.schema,
	kelurahanId: subdistrict.schema,
	schedule: wibTime,
	paymentMethod: choice('accountDefault', 'credit', 'qris'),
	pin: optional(pin),
	packageSource: choice('inputItems', 'fields', 'json'),
	packages: optional(z.object({ package: packageList.optional() })),
	packagesJson: optional(json.pipe(packageList)),
	additionalFields: z.object({
		bookingSize: optional(integer({ min: 1 })),
		checkCredit: optional(flag),
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
};

/** The package that is the input item itself is checked after the rest, and only when it is asked for. */
const itemPackage = Object.fromEntries(
	itemPackageFields.map(({ name }) => [name, z.unknown()] as const),
);

export const bookingSchema = z
	.object({ ...itemPackage, ...header })
	.transform((values, ctx) => {
		const { packages, packagesJson, packageSource } = values;
		const { name, phone, address, kecamatanId, kelurahanId, schedule, additionalFields } = values;
		const { paymentMethod, pin: given } = values;
		const booking = { name, phone, address, kecamatanId, kelurahanId, schedule, additionalFields };
		const checked = packageSchema.safeParse(values);
		if (packageSource === 'inputItems' && !checked.success) {
			for (const { path, message } of checked.error.issues) {
				ctx.addIssue({ code: 'custom', path, message, fatal: true });
			}
			return z.NEVER;
		}
		const sources = {
			inputItems: { path: [], list: checked.success ? [checked.data] : [] },
			fields: { path: ['packages', 'package'], list: packages?.package ?? [] },
			json: { path: ['packagesJson'], list: packagesJson ?? [] },
		};
		const { path, list } = sources[packageSource];
		return { ...booking, paymentMethod, pin: given, packageSource, packages: list, path };
	})
	.superRefine((booking, ctx) => {
		const refuse = (path: Array<string | number>, message: string) =>
			ctx.addIssue({ code: 'custom', path, message });
		const { packages, path: listPath, packageSource, paymentMethod, additionalFields } = booking;
		if (packages.length === 0) refuse(listPath.slice(0, 1), 'must have at least one package.');
		if (paymentMethod === 'credit' && booking.pin === undefined) {
			refuse(['pin'], 'is required for KA Credit.');
		}
		const { latitude, longitude } = additionalFields;
		packages.forEach(({ orderId, cod = 0, service }, index) => {
			const path = packageSource === 'inputItems' ? [] : [...listPath, index];
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
