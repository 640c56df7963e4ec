import fc from 'fast-check';
import {
	packed,
	volumetricWeight,
	weightOf,
	type Product,
} from '../../../../../../nodes/KiriminAja/operations/rate/parcel';

const shirt: Product = { qty: 3, weight: 200, length: 30, width: 20, height: 2 };
const mug: Product = { qty: 1, weight: 400, length: 12, width: 12, height: 10 };

test('stacks goods of one kind along their shortest side', () => {
	expect(packed([shirt])).toEqual({ length: 30, width: 20, height: 6 });
});

test('stacks along whichever side takes the least room', () => {
	const poles: Product = { qty: 2, weight: 500, length: 100, width: 5, height: 5 };
	const plank: Product = { qty: 1, weight: 900, length: 100, width: 30, height: 5 };

	// Heights: 100 × 30 × 15. Lengths: 300 × 30 × 5. Widths: 100 × 40 × 5, the smallest.
	expect(packed([poles, plank])).toEqual({ length: 100, width: 40, height: 5 });
});

test('adds the weight of all pieces', () => {
	expect(weightOf([shirt, mug])).toBe(1000);
});

test('counts volume ÷ 6 as grams, rounded up', () => {
	expect(volumetricWeight({ length: 30, width: 20, height: 15 })).toBe(1500);
	expect(volumetricWeight({ length: 10, width: 10, height: 1 })).toBe(17);
});

test('makes a parcel in which every piece fits and that no other stacking beats', () => {
	const side = fc.integer({ min: 1, max: 100 });
	const product = fc.record({
		qty: fc.integer({ min: 1, max: 9 }),
		weight: side,
		length: side,
		width: side,
		height: side,
	});
	fc.assert(
		fc.property(fc.array(product, { minLength: 1, maxLength: 6 }), (products) => {
			const { length, width, height } = packed(products);
			const most = (name: 'length' | 'width' | 'height') =>
				Math.max(...products.map((one) => one[name]));
			const all = (name: 'length' | 'width' | 'height') =>
				products.reduce((sum, one) => sum + one[name] * one.qty, 0);
			const volume = length * width * height;

			expect(length >= most('length') && width >= most('width') && height >= most('height')).toBe(
				true,
			);
			expect(volume).toBe(
				Math.min(
					most('length') * most('width') * all('height'),
					all('length') * most('width') * most('height'),
					most('length') * all('width') * most('height'),
				),
			);
		}),
	);
});
