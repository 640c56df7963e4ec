import type { Row } from '../../row';
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
};
