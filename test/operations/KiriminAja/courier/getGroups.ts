import type { Row } from '../../row';

export const row: Row = {
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		exchanges: {
			'courier-group': {
				ok: { items: [{ code: 'regular' }, { code: 'economy' }] },
			},
		},
	},
};
