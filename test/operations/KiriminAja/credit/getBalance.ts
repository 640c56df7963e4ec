import type { Row } from '../../row';

export const row: Row = {
	expected: { wrongTypes: 'right', emptyObject: 'warned' },
	published: {
		exchanges: {
			'credit-balance': {
				ok: { items: [{ balance: 2000000 }] },
				'shape typed in node/php/rust SDK (April 2026)': { items: [{ balance: 2000000 }] },
			},
		},
	},
};
