import { isOfOther } from '../../../../../nodes/KasPro/wire/figures';

describe('an answer to a payment of 25,000', () => {
	const sent = { payments: [{ amount: 25_000 }] };
	const saying = (amount: unknown) => ({ data: { walletTransactions: [{ amount }] } });

	test.each([15_000, '15000', '10.000', 'Rp 10.000', '10.000,00', '10.000.000', '-10.000'])(
		'that says %j is about another one',
		(amount) => {
			expect(isOfOther(saying(amount), sent)).toBe(true);
		},
	);

	test.each([25_000, '25000', '25000.00', '25.000', 'Rp 25.000,00', '-25.000', '2*.***', '', null])(
		'that says %j is not',
		(amount) => {
			expect(isOfOther(saying(amount), sent)).toBe(false);
		},
	);
});
