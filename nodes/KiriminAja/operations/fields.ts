import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';
import type { FromCredential } from '../../shared/run/operation';
import { fromList, jsonText, line, pick, secret } from '../../shared/values/builders';
import {
	choice,
	decimal,
	field,
	isEmpty,
	json,
	numericId,
	optional,
	phone,
	refuse,
	shown,
	text,
} from '../../shared/values/kinds';
import { isRow } from '../../shared/values/rows';
import { keysReader } from '../../shared/run/columns';
import type { Columns, OtherNames } from '../../shared/run/fieldNames';

type Own = Partial<INodeProperties> & Pick<INodeProperties, 'displayName' | 'name'>;

/** Sheets have names where KiriminAja wants its own numbers. */
function areaId(what: string, example: number) {
	return field((value) => {
		const id = numericId.safeParse(value);
		if (id.success) return id.data;
		return refuse(
			`must be the ID of a ${what}, which Area → Search finds by its name, e.g. ${example}; it is ${shown(value)}.`,
		);
	});
}

/**
 * Picks a district (kecamatan). The digits of an ID are checked by the schema, not by a pattern here: n8n gives such patterns a quarter of
 * a second and fails the whole execution when a busy machine needs longer.
 *
 * KiriminAja's pages call it "district" in one place and "subdistrict" in another, so every label
 * has the Indonesian word. docs/contracts/kiriminaja.md §0.2
 */
export const district = {
	field: (own: Own) =>
		fromList({ list: ['searchDistricts', 'Mlati'], typed: ['ID', '5788'], needsFilter: true }, own),
	schema: areaId('district (kecamatan)', 5788),
};

/** Picks a subdistrict (kelurahan or desa). */
export const subdistrict = {
	field: (own: Own) =>
		fromList(
			{ list: ['searchSubdistricts', 'Sinduadi'], typed: ['ID', '31554'], needsFilter: true },
			own,
		),
	schema: areaId('subdistrict (kelurahan)', 31554),
};

/** A phone number of sender or recipient: `08…` or `62…`, 9 to 13 digits. docs/contracts/kiriminaja.md §2.5 */
export const kiriminAjaPhone = phone({ starts: ['08', '62'], min: 9, max: 13 });

const startsWithLetter = (max: number, message: string) =>
	text({ max }).refine((value) => /^[A-Za-z]/.test(value), { message });

/** An order id of the merchant's; express takes 20 characters, instant 30. docs/contracts/kiriminaja.md §2.5, §2.6 */
export const orderId = (max: number, example: string) =>
	startsWithLetter(
		max,
		`must begin with a letter, e.g. ${example}. Put the same letters before it each time.`,
	);

/** What starts the order ids that are made for items of one package without one. */
export const orderIdPrefix = {
	field: (max: number) =>
		line('Order ID Prefix', 'orderIdPrefix', 'N8N-', {
			default: 'N8N-',
			description: `Starts the order ID that is made for an item with one package without one; at most ${max} characters. A package in JSON may be without one only when this is added, and packages of an item that lists several never.`,
		}),
	schema: (max: number) => startsWithLetter(max, 'must begin with a letter.'),
};

export const zipcode = text({ max: 5 });

/** Latitude and longitude in degrees. Typed as text, so that one left empty is not the point 0, 0 in the sea. */
export const latitude = {
	field: ({ displayName, name, ...own }: Own) =>
		line(displayName, name, '-7.7652', {
			description:
				'In degrees, negative south of the equator. Right-click the place in Google Maps: it is the first of the two numbers.',
			...own,
		}),
	schema: decimal({ min: -90, max: 90 }),
};
export const longitude = {
	field: ({ displayName, name, ...own }: Own) =>
		line(displayName, name, '110.3781', {
			description:
				'In degrees, in Indonesia 95 to 141. Right-click the place in Google Maps: it is the second of the two numbers.',
			...own,
		}),
	schema: decimal({ min: -180, max: 180 }),
};

/** The PIN of KA Credit; the credential may hold it as well. docs/contracts/kiriminaja.md §2.7 */
export const pinField = secret(
	'PIN',
	'pin',
	'The six digits of the KA Credit PIN. Left empty, the PIN of the credential is used. Three wrong tries lock it, so a refused PIN is not sent again for an hour.',
);

/** Said wherever a phone number is asked. */
export const PHONE = 'Mobile number beginning with 08 or 62, 9 to 13 digits';

/** Districts and subdistricts are told to KiriminAja by its own numbers. */
export const DISTRICT_ID =
	'Type three letters of its name to pick it, or give the districtId of Area → Search';
export const SUBDISTRICT_ID =
	'Type three letters of its name or its postcode to pick it, or give the subdistrictId of Area → Search';

/** Of a sender that the credential does not know. */
export const typedSender = { required: true, displayOptions: { show: { senderFrom: ['fields'] } } };

/** The address that parcels come from. The lengths of a name differ, docs/contracts/kiriminaja.md §2.5, §2.6 */
export const senderFields = (onName: string, onAddress: string): INodeProperties[] => [
	pick(
		'Sender From',
		'senderFrom',
		[
			{
				name: 'Credential',
				value: 'credential',
				description: 'The sender that is kept in the KiriminAja credential',
			},
			{ name: 'Fields Below', value: 'fields' },
		],
		'fields',
		{ description: 'Where the name, phone and address of the sender are taken from' },
	),
	line('Sender Name', 'name', 'Toko Melati Jaya', {
		...typedSender,
		description: onName,
	}),
	line('Sender Phone', 'phone', '081200001234', { ...typedSender, description: PHONE }),
	line('Sender Address', 'address', 'Jl. Palagan No 12 RT 03 RW 08', {
		...typedSender,
		description: onAddress,
	}),
];

/** The sender's fields of the credential, by its names for them. */
export const senderOf = {
	name: ['senderName', 'Sender Name'],
	phone: ['senderPhone', 'Sender Phone'],
	address: ['senderAddress', 'Sender Address'],
	district: ['senderDistrictId', 'Sender District ID'],
	subdistrict: ['senderSubdistrictId', 'Sender Subdistrict ID'],
	postcode: ['senderPostcode', 'Sender Postcode'],
	latitude: ['senderLatitude', 'Sender Latitude'],
	longitude: ['senderLongitude', 'Sender Longitude'],
} satisfies FromCredential['fields'];

/** A sender that is kept once, for all workflows. */
export const fromCredential = (fields: FromCredential['fields']): FromCredential => ({
	type: 'kiriminAjaApi',
	when: ['senderFrom', 'credential'],
	fields: { name: senderOf.name, phone: senderOf.phone, address: senderOf.address, ...fields },
});

export const senderSchema = {
	senderFrom: optional(choice('fields', 'credential')),
	name: text({ max: 50 }),
	phone: kiriminAjaPhone,
	address: text({ min: 10, max: 200 }),
};

/** Of packages in JSON that have no order ID: a column that is missing leaves no trace there, so whoever wants numbers to be made says so. */
export const UNNUMBERED =
	'must be given: without a number of your own the package is booked again whenever the workflow runs again. For an item with one package a number is made when Order ID Prefix is added under Additional Fields.';

/** As shops and their exports call the number of an order. */
export const ORDER_NUMBERS = [
	...['Order Number', 'Order No', 'Invoice', 'Invoice Number', 'Invoice No', 'No Invoice'],
	...['No Pesanan', 'Nomor Pesanan', 'Kode Pesanan', 'No Order', 'Nomor Order', 'Order Ref'],
	...['Nomor Invoice', 'No Faktur', 'Nomor Faktur', 'Order SN'],
];

/** A list in JSON. An order ID that is there and empty is most likely a column that is missing. */
export function packagesInJson<Schema extends z.ZodTypeAny>(
	list: Schema,
	fields: Columns,
	otherNames: Record<string, OtherNames> = { orderId: { names: ORDER_NUMBERS } },
) {
	const read = keysReader(fields, otherNames);
	return json
		.transform((packages: unknown, ctx): unknown => {
			if (!Array.isArray(packages)) return packages;
			return packages.map((entry: unknown, index) => {
				if (!isRow(entry)) return entry;
				const { values, problems } = read(entry);
				const refuse = (name: string, message: string) =>
					ctx.addIssue({ code: 'custom', path: [index, name], message });
				for (const problem of problems) refuse(...problem);
				if ('orderId' in values && isEmpty(values.orderId)) {
					refuse('orderId', 'must not be empty. Give the package a number of its own.');
				}
				return values;
			});
		})
		.pipe(list);
}

/** A booking's packages as JSON. */
export const packagesJsonField = (description: string): INodeProperties =>
	jsonText('Packages (JSON)', 'packagesJson', '[]', {
		required: true,
		displayOptions: { show: { packageSource: ['json'] } },
		description,
	});
