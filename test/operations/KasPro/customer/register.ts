import type { Row } from '../../row';
import { asSent, having, refused } from '../published';
import { walletsAfter } from '../people';

export const row: Row = {
	parameters: {
		mobileNumber: '081234560099',
		firstName: 'Rina',
		lastName: 'Kartika',
		email: 'rina@example.com',
	},
	expected: { wrongTypes: 'warned' },
	write: {
		call: 'POST /register-customer/',
		done: { customers: 1, wallets: `${walletsAfter({})},0` },
		lookedUp: 'found',
		reference: 'requestId',
		three: {
			parameters: { mobileNumber: '={{ $json.mobileNumber }}', requestId: '={{ $json.ref }}' },
			items: ['1', '2', '3'].map((digit) => ({
				mobileNumber: `08123456009${digit}`,
				ref: `R-${digit}`,
			})),
			done: { customers: 3, wallets: `${walletsAfter({})},0,0,0` },
		},
	},
	published: {
		fill(request) {
			const { mobileNumber, firstName, lastName, email, requestId } = asSent(request);
			return { mobileNumber, firstName, lastName, email, requestId };
		},
		exchanges: {
			'POST /register-customer/ register.request.json': {
				'register.response.success.json': {
					items: [
						having({
							code: 0,
							message: 'Berhasil',
							responseId: 'REG20261121091500123',
							mobileNumber: '081234560001',
							done: true,
						}),
					],
				},
				'register.response.already-registered.json': refused(
					'Customer already registered',
					110001,
					'Customer → Get',
				),
				'register.response.fail.trailing-space-key.json': refused(
					'Invalid parameter',
					190001,
					'Ask your KasPro contact',
				),
			},
		},
	},
};
