import { byId } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { provinsiId: byId('11'), returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: ({ body }) => ({
			provinsiId: byId(textIn(body?.provinsi_id)),
			returnAll: true,
		}),
		exchanges: {
			'address-city': {
				ok: { items: [{ provinceId: '5', cityId: '39', city: 'Bantul', postcode: '55715' }] },
			},
		},
	},
};
