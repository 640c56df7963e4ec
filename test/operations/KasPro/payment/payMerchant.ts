import type { Row } from '../../row';
import { requestId, sari, shop, shopOwner, threeTimes, wallet, walletsAfter } from '../people';

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
};
