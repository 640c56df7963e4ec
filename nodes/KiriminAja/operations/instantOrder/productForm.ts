import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { integer, optional, rupiah, text } from '../../../shared/values/kinds';

const size = (displayName: string, name: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10,
});

/** One kind of goods in a package. docs/contracts/kiriminaja.md §2.6 */
export const productFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Casing ponsel',
		description: 'At most 100 characters',
	},
	{
		displayName: 'Price (Rupiah)',
		name: 'price',
		type: 'number',
		default: 0,
		required: true,
		description: 'For one piece, at least Rp 1.000',
	},
	{
		displayName: 'Weight (Grams)',
		name: 'weight',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1000,
		required: true,
		description: 'Of one piece',
	},
	{
		displayName: 'Quantity',
		name: 'qty',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Description',
				name: 'description',
				type: 'string',
				default: '',
				placeholder: 'e.g. Casing silikon',
				description: 'At most 255 characters',
			},
			size('Height (Cm)', 'height'),
			size('Length (Cm)', 'length'),
			{
				displayName: 'SKU',
				name: 'sku',
				type: 'string',
				default: '',
				placeholder: 'e.g. CS-01',
				description: 'Your own article number, at most 50 characters',
			},
			{
				displayName: 'Variant',
				name: 'variantLabel',
				type: 'string',
				default: '',
				placeholder: 'e.g. Hitam',
				description: 'At most 100 characters',
			},
			size('Width (Cm)', 'width'),
		],
	},
];

const centimetres = optional(integer({ min: 1, unit: 'cm' }));

const oneProduct = z.object({
	name: text({ max: 100 }),
	description: optional(text({ max: 255 })),
	price: rupiah({ min: 1000 }),
	weight: integer({ min: 1, unit: 'grams' }),
	qty: optional(integer({ min: 1 })),
	length: centimetres,
	width: centimetres,
	height: centimetres,
	sku: optional(text({ max: 50 })),
	variantLabel: optional(text({ max: 100 })),
});

export type Product = z.output<typeof oneProduct>;

/** The optional fields stand in a collection of their own; KiriminAja has two of them in `metadata`. */
const product = z.preprocess((value) => {
	if (typeof value !== 'object' || value === null) return value;
	const { additionalFields, metadata, ...required } = value as Record<string, object>;
	return { ...required, ...additionalFields, ...metadata };
}, oneProduct);

/** From the node's form, or a plain list from JSON. */
export const productsSchema = z.preprocess(
	(value) => (Array.isArray(value) ? { item: value } : (value ?? {})),
	z.object({
		item: z
			.array(product, { message: 'must have at least one product.' })
			.min(1, { message: 'must have at least one product.' }),
	}),
);
