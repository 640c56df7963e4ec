import type { Row } from '../../row';

export const row: Row = {
	expected: { wrongTypes: 'warned', emptyObject: 'warned' },
	published: {
		exchanges: {
			profile: {
				'credit account': { items: [{ id: '90001', paysLater: false, hasPin: true }] },
				'TOP account': { items: [{ id: '90002', paysLater: true, hasPin: false }] },
			},
		},
	},
};
