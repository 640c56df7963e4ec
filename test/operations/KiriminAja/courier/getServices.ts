import { byId } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { courierCode: byId('jne'), returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: ({ body }) => ({
			courierCode: byId(textIn(body?.courier_code)),
			returnAll: true,
		}),
		exchanges: {
			'courier-services': {
				ok: { items: [{ courierGroup: 'regular' }] },
			},
		},
	},
};
