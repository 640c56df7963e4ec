import type { Row } from '../../row';
import { bank, sari, threeTimes, wallet, walletsAfter } from '../people';

export const row: Row = {
	parameters: { ...wallet, ...bank },
	expected: { wrongTypes: 'unknown' },
	write: {
		call: 'POST /bank-transfer/',
		done: { cashOuts: 1, wallets: walletsAfter({ [sari]: -31_500 }) },
		reference: 'requestId',
		three: threeTimes({ cashOuts: 3, wallets: walletsAfter({ [sari]: -94_500 }) }),
	},
};
