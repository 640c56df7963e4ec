import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { collection, count, line, number } from '../../../shared/values/builders';
import { integer, optional, rupiah, text } from '../../../shared/values/kinds';

/** One kind of goods in a package. docs/contracts/kiriminaja.md §2.6 */
export const productFields: INodeProperties[] = [
	line('Name', 'name', 'Casing ponsel', {
		required: true,
		description: 'What the product is called, at most 100 characters',
	}),
	number('Price (Rupiah)', 'price', 0, {
		required: true,
		description: 'For one piece, at least Rp 1.000',
	}),
	count('Weight (Grams)', 'weight', 1000, { required: true, description: 'Of one piece' }),
	count('Quantity', 'qty', 1, { description: 'Number of pieces of this product' }),
	collection([
		line('Description', 'description', 'Casing silikon', {
			description: 'More about the product, at most 255 characters',
		}),
		count('Height (Cm)', 'height', 10, { description: 'Of one piece. Left empty, none is sent.' }),
		count('Length (Cm)', 'length', 10, { description: 'Of one piece. Left empty, none is sent.' }),
		line('SKU', 'sku', 'CS-01', {
			description: 'Your own article number, at most 50 characters',
		}),
		line('Variant', 'variantLabel', 'Hitam', {
			description: 'Colour, size or the like, at most 100 characters',
		}),
		count('Width (Cm)', 'width', 10, { description: 'Of one piece. Left empty, none is sent.' }),
	]),
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
