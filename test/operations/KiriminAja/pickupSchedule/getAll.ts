import type { Row } from '../../row';

export const row: Row = {
	parameters: { returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: () => ({ returnAll: true }),
		exchanges: {
			'pickup-schedules': {
				ok: {
					items: [
						{ clock: '2026-07-20 14:00:00', clockIso: '2026-07-20T14:00:00+07:00', holiday: false },
					],
				},
			},
		},
	},
};
