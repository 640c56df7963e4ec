/** The outside of a parcel, in cm. */
export interface Size {
	length: number;
	width: number;
	height: number;
}

/** One kind of goods: `weight` in grams and sizes are those of one piece. */
export interface Product extends Size {
	qty: number;
	weight: number;
}

const SIDES = ['height', 'length', 'width'] as const;

/** The size of a parcel that holds all the goods: stacked along one side, the one that takes the least room. docs/contracts/kiriminaja.md §2.3 */
export function packed(products: Product[]): Size {
	return SIDES.map((side) => stackedAlong(side, products)).reduce((best, size) =>
		volume(size) < volume(best) ? size : best,
	);
}

function stackedAlong(stacked: keyof Size, products: Product[]): Size {
	const side = (name: keyof Size) =>
		name === stacked
			? products.reduce((sum, product) => sum + product[name] * product.qty, 0)
			: Math.max(...products.map((product) => product[name]));
	return { length: side('length'), width: side('width'), height: side('height') };
}

export function weightOf(products: Product[]): number {
	return products.reduce((sum, { weight, qty }) => sum + weight * qty, 0);
}

/** Grams that a parcel of this size is charged as at least, by all but trucking, which divides by 4. docs/contracts/kiriminaja.md §2.3 */
export function volumetricWeight(size: Size): number {
	return Math.ceil(volume(size) / 6);
}

function volume({ length, width, height }: Size): number {
	return length * width * height;
}
