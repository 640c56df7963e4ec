import { refused } from '../published';
import type { Row } from '../../row';
import { sari } from '../people';

/** However the mobile number came, and with the money as received. */
const found = {
	items: [
		{
			code: 0,
			message: 'Berhasil',
			firstName: 'Sari',
			middleName: '',
			lastName: 'Wulandari',
			fullName: 'Sari Wulandari',
			accountType: 'PREMIUM',
			accountStatus: 'ACTIVE',
			customerType: 'SUBSCRIBER',
			email: 'sari@example.com',
			mobileNumber: sari,
			kycStatus: 'VERIFIED',
			balance: { pocketId: '2', availableBalance: '1250000' },
		},
	],
};

export const row: Row = {
	parameters: { mobileNumber: sari },
	expected: { wrongTypes: 'warned', emptyObject: 'error' },
	published: {
		fill: () => ({ simplify: false }),
		exchanges: {
			'GET /customer-account-inquiry/?mobileNumber=081234560001': {
				'customer-inquiry.response.success.json': found,
				'customer-inquiry.response.success.numeric-mobile.json': found,
				'customer-inquiry.response.not-found.json': refused(
					'Customer not found',
					110005,
					'has to be a KasPro customer',
				),
			},
		},
	},
};
