import type { Row } from '../../row';
import { having, refused } from '../published';
import { dewi, joko, sari } from '../people';

export const row: Row = {
	parameters: { mobileNumber: sari },
	expected: { wrongTypes: 'warned' },
	write: {
		call: 'GET /pil-partner-get-otp/',
		done: { messages: 1 },
		three: {
			parameters: { mobileNumber: '={{ $json.mobileNumber }}' },
			items: [sari, joko, dewi].map((mobileNumber) => ({ mobileNumber })),
			done: { messages: 3 },
		},
	},
	published: {
		exchanges: {
			'GET /pil-partner-get-otp/?mobileNumber=081234560001': {
				'otp-get.response.success.json': {
					items: [having({ code: 0, message: 'Berhasil', expiry: 300, done: true })],
				},
				'otp-get.response.fail.json': refused(
					'Customer not found',
					110005,
					'has to be a KasPro customer',
				),
			},
		},
	},
};
