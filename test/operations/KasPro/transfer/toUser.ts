import type { Row } from '../../row';
import { joko, requestId, sari, threeTimes, wallet, walletsAfter } from '../people';

export const row: Row = {
	parameters: { ...wallet, requestId, destination: joko },
	expected: { wrongTypes: 'warned', rowMissing: 'passed on' },
	write: {
		call: 'POST /p2p-transaction/',
		done: { transfers: 1, wallets: walletsAfter({ [sari]: -25_000, [joko]: 25_000 }) },
		reference: 'requestId',
		three: threeTimes({ transfers: 3, wallets: walletsAfter({ [sari]: -75_000, [joko]: 75_000 }) }),
	},
};
