import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	collection,
	count,
	entries,
	line,
	notice,
	pick,
	toggle,
} from '../../../shared/values/builders';
import {
	choice,
	flag,
	integer,
	isEmpty,
	NEXT,
	optional,
	pin,
	text,
	wibTimeOrNext,
} from '../../../shared/values/kinds';
import {
	district,
	DISTRICT_ID,
	latitude,
	longitude,
	orderIdPrefix,
	packagesInJson,
	UNNUMBERED,
	packagesJsonField,
	pinField,
	senderFields,
	senderSchema,
	subdistrict,
	SUBDISTRICT_ID,
	typedSender,
	zipcode,
} from '../fields';
import { itemPackageFields, packageColumnNames, packageFields, packageSchema } from './packageForm';

/** Not required for the editor, which would ask for a value also where there is nothing to pick; the schema asks. */
const pickupTimeField: INodeProperties = {
	displayName: 'Pickup Time',
	name: 'schedule',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'When the packages are ready. A slot picked here is in the past tomorrow: for a workflow that runs again and again choose Next Slot. With drop-off only, any time.',
	modes: [
		{
			displayName: 'Pickup Slot',
			name: 'list',
			type: 'list',
			placeholder: 'e.g. Thu 25 Jun 2026, 10:00–11:00 WIB',
			typeOptions: { searchListMethod: 'searchPickupSlots', searchable: true },
		},
		{
			displayName: 'Next Slot',
			name: NEXT,
			type: 'string',
			hint: 'Nothing to enter: the first slot that can be booked when the node runs',
		},
		{
			displayName: 'By Time',
			name: 'time',
			type: 'string',
			placeholder: 'e.g. 2026-06-25 10:00:00',
			hint: 'In WIB (UTC+7), unless the value has another offset',
		},
	],
};

const forLocation = {
	description:
		'In degrees, as Google Maps shows it. Required for Lion Parcel and Pos Indonesia, empty for others.',
};
const forColumns = { displayOptions: { show: { packageSource: ['columns'] } } };

const columnNames = packageFields
	.filter(({ type }) => type !== 'collection')
	.map(({ displayName }) => displayName.replace(/ \(.*\)/, ''));

/** n8n's own note about columns that map themselves does not say what they are to be called. */
const columnsNotice: INodeProperties = {
	...notice(
		'columnsNotice',
		`Columns: ${columnNames.join(', ')}. KiriminAja's names (destination_name) do as well, as do Order Number, No Pesanan, Invoice and Cash on Delivery, and capitals, blanks and underscores do not matter. Districts are given by their ID, weight in grams, size in cm, money in rupiah.`,
	),
	...forColumns,
};

const columnsField: INodeProperties = {
	displayName: 'Columns',
	name: 'columns',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'autoMapInputData', value: null },
	...forColumns,
	description:
		'Mapped automatically, a column is taken when it is called as a field is here, e.g. Recipient Name, or at KiriminAja, e.g. destination_name. Capitals, blanks, underscores and a unit in brackets do not matter.',
	typeOptions: {
		resourceMapper: {
			resourceMapperMethod: 'getPackageColumns',
			mode: 'add',
			fieldWords: { singular: 'column', plural: 'columns' },
			addAllFields: true,
			supportAutoMap: true,
		},
	},
};

/** The fields of a booking: sender, pickup, payment, packages. docs/contracts/kiriminaja.md §2.5 */
export const bookingFields: INodeProperties[] = [
	notice(
		'bookingNotice',
		'Creates real shipments that cost money. Give every package your own Order ID: a repeated one is not booked again, also not by another execution.',
	),
	...senderFields(
		'Shop or person on the label, at most 50 characters',
		'Where the courier picks up, 10 to 200 characters',
	),
	district.field({
		displayName: 'Sender District (Kecamatan)',
		name: 'kecamatanId',
		...typedSender,
		description: `Where the courier picks up. ${DISTRICT_ID}.`,
	}),
	subdistrict.field({
		displayName: 'Sender Subdistrict (Kelurahan)',
		name: 'kelurahanId',
		...typedSender,
		description: `Where the courier picks up. ${SUBDISTRICT_ID}.`,
	}),
	pickupTimeField,
	pick(
		'Payment Method',
		'paymentMethod',
		[
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
		'accountDefault',
		{ description: 'How the shipping cost is paid' },
	),
	{ ...pinField, displayOptions: { show: { paymentMethod: ['credit'] } } },
	pick(
		'Packages From',
		'packageSource',
		[
			{
				name: 'Columns of Input Items',
				value: 'columns',
				description:
					'Each input item is one package, e.g. a row of a sheet; its columns are matched with the fields by their names',
			},
			{
				name: 'Fields Below, per Input Item',
				value: 'inputItems',
				description: 'Each input item is one package; its fields are typed or given as expressions',
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
		'columns',
		{
			description:
				'Where the packages are. Input items of the same sender, time and payment are booked together.',
		},
	),
	columnsNotice,
	columnsField,
	...itemPackageFields.map((field) => ({
		...field,
		displayOptions: { show: { packageSource: ['inputItems'] } },
	})),
	entries('Packages', 'packages', ['Package', 'package'], packageFields, {
		description:
			'The packages of one booking, which has one sender, one pickup time and one payment',
		displayOptions: { show: { packageSource: ['fields'] } },
	}),
	packagesJsonField(
		'A list of packages with the names of the fields (destinationName) or of KiriminAja (destination_name), each with an orderId of your own',
	),
	collection([
		count('Booking Size', 'bookingSize', 50, {
			description: 'Most packages in one booking, when packages come from input items',
		}),
		toggle(
			'Check PIN and Balance First',
			'checkCredit',
			'Whether to ask KiriminAja for the PIN and the balance before a booking with KA Credit, instead of letting it refuse the booking',
		),
		toggle(
			'Drop Off All',
			'dropoff',
			"Whether you bring all packages of this booking to the courier. KiriminAja's own plugin sends this beside the Drop Off of each package; its documentation does not have it.",
		),
		orderIdPrefix.field(4),
		line('Platform Name', 'platformName', 'n8n', {
			default: 'n8n',
			description: 'Shown in KiriminAja notifications',
		}),
		latitude.field({ displayName: 'Sender Latitude', name: 'latitude', ...forLocation }),
		longitude.field({ displayName: 'Sender Longitude', name: 'longitude', ...forLocation }),
		line('Sender Postcode', 'zipcode', '55581', {
			description: 'Five digits of the place where the courier picks up. Left empty, none is sent.',
		}),
	]),
];

const packageList = z
	.array(packageSchema, { message: 'must be a list of packages.' })
	.min(1, { message: 'must have at least one package.' });

/** Whoever sets COD to 0 instead gives the goods away. */
const NOT_BY_CREDIT =
	'can not be booked with KA Credit. Book COD packages in a node of their own, with Payment Method Account Default; with COD 0 the courier would collect nothing.';

/** Couriers that do not pick up without the sender's coordinates. docs/contracts/kiriminaja.md §2.5 */
const NEED_LOCATION = ['lion', 'posindonesia'];

const header = {
	...senderSchema,
	kecamatanId: district.schema,
	kelurahanId: subdistrict.schema,
	/** `YYYY-MM-DD HH:mm:ss` in WIB, or `next`: the first slot that can be booked when the node runs. */
	schedule: wibTimeOrNext,
	paymentMethod: choice('accountDefault', 'credit', 'qris'),
	pin: optional(pin),
	packageSource: choice('columns', 'inputItems', 'fields', 'json'),
	/** Checked after the rest, and only when it is asked for. */
	columns: z.unknown(),
	packages: optional(z.object({ package: packageList.optional() })),
	packagesJson: optional(packagesInJson(packageList, packageFields, packageColumnNames)),
	additionalFields: z.object({
		bookingSize: optional(integer({ min: 1 })),
		checkCredit: optional(flag),
		dropoff: optional(flag),
		orderIdPrefix: optional(orderIdPrefix.schema(4)),
		platformName: optional(text({ max: 50 })),
		latitude: optional(latitude.schema),
		longitude: optional(longitude.schema),
		zipcode: optional(zipcode),
	}),
};

/** The same for the package that is the input item itself. */
const itemPackage = Object.fromEntries(
	itemPackageFields.map(({ name }) => [name, z.unknown()] as const),
);

/** An expression has found nothing: nobody has said that the parcel is paid. */
const COD_OF_NOTHING =
	'must not be empty: without it the courier collects nothing. Give the amount, or 0 for items without COD.';

export const bookingSchema = z
	.object({ ...itemPackage, ...header })
	.transform((values, ctx) => {
		const { packages, packagesJson, packageSource } = values;
		const { name, phone, address, kecamatanId, kelurahanId, schedule, additionalFields } = values;
		const { paymentMethod, pin: given } = values;
		const booking = { name, phone, address, kecamatanId, kelurahanId, schedule, additionalFields };
		const common = { ...booking, paymentMethod, pin: given };
		if (packageSource === 'fields' || packageSource === 'json') {
			const isJson = packageSource === 'json';
			const path = isJson ? ['packagesJson'] : ['packages', 'package'];
			const list = (isJson ? packagesJson : packages?.package) ?? [];
			return {
				...common,
				isItem: false,
				isJson,
				isForm: !isJson,
				isCodEmpty: false,
				packages: list,
				path,
			};
		}
		const isColumns = packageSource === 'columns';
		const path = isColumns ? ['columns'] : [];
		const own = Object(isColumns ? values.columns : values) as Record<string, unknown>;
		const checked = packageSchema.safeParse(own);
		if (!checked.success) {
			for (const { path: inner, message } of checked.error.issues) {
				ctx.addIssue({ code: 'custom', path: [...path, ...inner], message, fatal: true });
			}
			return z.NEVER;
		}
		// Nobody has said that it is paid: an expression may have found nothing, and a column be called as no list of names knows.
		const isCodEmpty = isColumns && isEmpty(own.cod);
		const from = { isItem: true, isJson: false, isForm: !isColumns };
		return { ...common, ...from, isCodEmpty, packages: [checked.data], path };
	})
	.superRefine((booking, ctx) => {
		const refuse = (path: Array<string | number>, message: string) =>
			ctx.addIssue({ code: 'custom', path, message });
		const { packages, path: listPath, paymentMethod, additionalFields } = booking;
		const { isItem, isJson, isForm } = booking;
		if (packages.length === 0) refuse(listPath.slice(0, 1), 'must have at least one package.');
		const { latitude: north, longitude: east, orderIdPrefix: prefix } = additionalFields;
		packages.forEach(({ orderId, cod = 0, isCodEmpty, service }, index) => {
			const path = isItem ? listPath : [...listPath, index];
			if (isForm && isCodEmpty) refuse([...path, 'cod'], COD_OF_NOTHING);
			if (isJson && orderId === undefined && prefix === undefined) {
				refuse([...path, 'orderId'], UNNUMBERED);
			}
			if (paymentMethod === 'credit' && cod > 0) {
				refuse([...path, 'cod'], NOT_BY_CREDIT);
			}
			if (NEED_LOCATION.includes(service) && (north === undefined || east === undefined)) {
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
