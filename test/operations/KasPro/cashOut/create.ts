import type { Row } from '../../row';
import { asSent, IN_PROCESS } from '../published';
import { bank, sari, threeTimes, wallet, walletsAfter } from '../people';

export const row: Row = {
	parameters: { ...wallet, ...bank, simplify: false },
	expected: { wrongTypes: 'unknown' },
	write: {
		call: 'POST /bank-transfer/',
		done: { cashOuts: 1, wallets: walletsAfter({ [sari]: -31_500 }) },
		reference: 'requestId',
		three: threeTimes({ cashOuts: 3, wallets: walletsAfter({ [sari]: -94_500 }) }),
	},
	published: {
		fill: (request) => ({ ...asSent(request), method: 'modernTrade' }),
		exchanges: { 'POST /bank-transfer/ cash-out.request.inferred.json': IN_PROCESS },
	},
};
