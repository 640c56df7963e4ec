import type { Row } from '../../row';
import { paid } from '../payments';

export const row: Row = {
	parameters: { returnAll: true, simplify: false },
	before: paid,
	expected: { wrongTypes: 'warned', emptyObject: 'error', rowMissing: 'passed on' },
	published: {
		exchanges: {
			'GET /api.php?action=transactions&page=1': {
				'transactions.empty.response.200.json': { items: [] },
			},
		},
	},
};
