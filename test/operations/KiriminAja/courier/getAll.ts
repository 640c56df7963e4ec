import type { Row } from '../../row';

export const row: Row = {
	parameters: { returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: () => ({ returnAll: true }),
		exchanges: {
			'courier-list': {
				ok: {
					items: [
						{ code: 'jne', type: 'Express' },
						{ code: 'gosend', type: 'Instant' },
					],
				},
			},
		},
	},
};
