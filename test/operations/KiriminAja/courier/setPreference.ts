import type { Row } from '../../row';

export const row: Row = {
	parameters: { services: ['jne', 'sap'] },
	expected: { wrongTypes: 'right' },
	write: {
		call: 'POST /api/mitra/v3/set_whitelist_services',
		done: { preference: ['jne', 'sap'] },
		repeatable: true,
	},
	published: {
		fill: ({ body }) => ({ services: (body?.services ?? []) as string[] }),
		exchanges: {
			'courier-set-whitelist': {
				set: { items: [{ updated: true }] },
				reset: { items: [{ updated: true, couriers: [] }] },
			},
		},
	},
};
