import { refused } from '../published';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: () => ({ returnAll: true }),
		exchanges: {
			'address-province': {
				ok: { items: [{ provinceId: '1', province: 'Bali' }], exactly: 7 },
			},
			'errors-general': {
				'bad key': refused('Unauthorized.', 'Check the KiriminAja credential'),
			},
		},
	},
};
