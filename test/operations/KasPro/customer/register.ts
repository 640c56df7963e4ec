import type { Row } from '../../row';
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
};
