import type { Row } from '../../row';
import { refused } from '../payments';

export const row: Row = {
	expected: { wrongTypes: 'warned', emptyObject: 'error' },
	published: {
		exchanges: {
			'GET /api.php?action=balance': {
				'balance.response.200.json': {
					items: [{ balance: 1829400, package: 'basic', limitUsed: 4210000 }],
				},
				'error.401.response.json': refused('API key tidak valid.', 'Kirimo credential'),
			},
		},
	},
};
