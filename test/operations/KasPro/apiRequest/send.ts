import type { Row } from '../../row';
import { sari, shop, shopOwner, threeTimes, walletsAfter } from '../people';

/** In KasPro's sandbox a body with payments moves money, whatever the path. */
export const bill = (requestId: string, changes: object = {}) =>
	JSON.stringify({
		requestId,
		mobileNumber: sari,
		destination: shop,
		payments: [{ pocketId: '2', amount: 25_000, reference: 'NOTA-1' }],
		...changes,
	});

export const row: Row = {
	parameters: { method: 'POST', path: '/biller-payment/', body: bill('BILL-1') },
	expected: { wrongTypes: 'passed on', rowMissing: 'passed on' },
	write: {
		call: 'POST /biller-payment/',
		done: { transfers: 1, wallets: walletsAfter({ [sari]: -25_000, [shopOwner]: 25_000 }) },
		three: {
			...threeTimes({
				transfers: 3,
				wallets: walletsAfter({ [sari]: -75_000, [shopOwner]: 75_000 }),
			}),
			parameters: { body: `=${bill('{{ $json.ref }}')}` },
		},
	},
};
