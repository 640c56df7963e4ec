import type { Row } from '../../row';
import { IN_PROCESS, paidBy, refused } from '../published';
import { joko, requestId, sari, threeTimes, wallet, walletsAfter } from '../people';

export const row: Row = {
	parameters: { ...wallet, requestId, destination: joko, simplify: false },
	expected: { wrongTypes: 'warned', rowMissing: 'passed on' },
	write: {
		call: 'POST /p2p-transaction/',
		done: { transfers: 1, wallets: walletsAfter({ [sari]: -25_000, [joko]: 25_000 }) },
		reference: 'requestId',
		three: threeTimes({ transfers: 3, wallets: walletsAfter({ [sari]: -75_000, [joko]: 75_000 }) }),
	},
	published: {
		fill: paidBy,
		exchanges: {
			'POST /p2p-transaction/ p2p.request.inferred.json': {
				'p2p.response.success.json': {
					items: [
						{
							code: 0,
							message: 'Berhasil',
							responseId: 'OLSP220261121091500123',
							pocketId: '2',
							walletTransactions: [
								{
									account: joko,
									amount: 25000,
									// Its digits, whether it came as a number or not.
									reference: '202611210001',
									balanceBefore: '1250000',
									balanceAfter: '1225000',
								},
							],
							requestId: 'P2P-20261121-0001',
							destination: joko,
							done: true,
							pending: false,
							reference: 'OLSP220261121091500123',
						},
					],
				},
				...IN_PROCESS,
				'bank-transfer.response.fail.json': refused(
					'Insufficient balance',
					190010,
					'Ask your KasPro contact',
				),
				'register.response.fail.trailing-space-key.json': refused(
					'Invalid parameter',
					190001,
					'Ask your KasPro contact',
				),
				'gateway.auth-error.response.400.json': {
					message: 'KasPro refused the request: Authorization field missing, malformed or invalid',
					advice: 'HMAC Secret',
				},
			},
		},
	},
};
