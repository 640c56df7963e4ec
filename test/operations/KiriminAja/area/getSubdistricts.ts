import { byId } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { kecamatanId: byId('6152'), returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: ({ body }) => ({
			kecamatanId: byId(textIn(body?.kecamatan_id)),
			returnAll: true,
		}),
		exchanges: {
			'address-kelurahan': {
				ok: { items: [{ subdistrictId: '31483', subdistrict: 'Bawuran', districtId: '548' }] },
			},
		},
	},
};
