import { codShortfall } from '../../../../../../nodes/KiriminAja/operations/expressOrder/codCheck';

const costs = { shippingCost: 18_000, insuranceAmount: 2_500, addCost: 8_990 };

test('says how much a COD below shipping, insurance and fee falls short of', () => {
	expect(codShortfall({ ...costs, orderId: 'SHOP-1', cod: 29_489 })).toBe(
		'The COD of order SHOP-1 is 29489 rupiah, less than its shipping, insurance and COD fee of 29490 rupiah: the courier collects too little. COD is the value of the goods and all costs; see codAmount of Rate → Get Express.',
	);
	expect(codShortfall({ shippingCost: 18_000, cod: 1 })).toMatch(/^The COD is 1 rupiah, /);
});

test.each([
	['that covers them', { ...costs, cod: 29_490 }],
	['that covers them after the discount', { ...costs, discountAmount: 540, cod: 28_950 }],
	['of goods and costs', { ...costs, cod: 279_490 }],
	['of nothing: a package without COD', { ...costs, cod: 0 }],
	['that is not set', costs],
])('says nothing about a COD %s', (_what, pkg) => {
	expect(codShortfall(pkg)).toBeUndefined();
});
