import type { Row } from '../../row';
import { having, paidBy } from '../published';
import { requestId, sari, shop, shopOwner, threeTimes, wallet, walletsAfter } from '../people';

const answered = {
	'merchant-payment.response.success.json': {
		items: [
			having({
				code: 0,
				message: 'Berhasil',
				responseId: 'OLSPM20261121091500123',
				done: true,
				pending: false,
				walletTransactions: [
					{
						account: shop,
						amount: 30000,
						reference: '202611210002',
						description: 'BOOK-1001',
						balanceBefore: '1250000',
						balanceAfter: '1220000',
					},
				],
			}),
		],
	},
};

export const row: Row = {
	parameters: { ...wallet, requestId, destination: shop },
	expected: { wrongTypes: 'warned', rowMissing: 'passed on' },
	write: {
		call: 'POST /bank-transfer/',
		done: { transfers: 1, wallets: walletsAfter({ [sari]: -25_000, [shopOwner]: 25_000 }) },
		reference: 'requestId',
		three: threeTimes({
			transfers: 3,
			wallets: walletsAfter({ [sari]: -75_000, [shopOwner]: 75_000 }),
		}),
	},
	published: {
		fill: paidBy,
		exchanges: {
			'POST /bank-transfer/ merchant-payment.request.json': answered,
			'POST /pil-transaction-payment-to-merchant/ merchant-payment.request.object-variant.json':
				answered,
		},
	},
};
