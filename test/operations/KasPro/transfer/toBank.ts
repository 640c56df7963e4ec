import type { Row } from '../../row';
import { asSent, having, IN_PROCESS } from '../published';
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
		fill(request) {
			const { bankCode = '', ...form } = asSent(request);
			return { ...form, additionalFields: { bankCode } };
		},
		exchanges: {
			'POST /bank-transfer/ bank-transfer.request.inferred.json': {
				'bank-transfer.response.sync-success.json': {
					items: [
						having({
							code: 0,
							message: 'Berhasil',
							responseId: 'OLSBT20261121091500123',
							done: true,
							pending: false,
							bankAccount: '1234567890',
							bankName: 'BCA',
							bankAccountName: 'SARI WULANDARI',
							serviceFee: '6500',
							amount: '50000',
							totalAmount: '56500',
							balanceBefore: '1250000',
							balanceAfter: '1193500',
							date: '2026-11-21 09:15:00',
							dateIso: '2026-11-21T09:15:00+07:00',
						}),
					],
				},
				...IN_PROCESS,
			},
		},
	},
};
