import { byId } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { kabupatenId: byId('444'), returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: ({ body }) => ({
			kabupatenId: byId(textIn(body?.kabupaten_id)),
			returnAll: true,
		}),
		exchanges: {
			'address-kecamatan': {
				ok: { items: [{ districtId: '5779', district: 'Berbah', cityId: '419' }] },
			},
		},
	},
};
