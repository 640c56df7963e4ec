import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, rowsOf } from '../../wire/api';
import { district } from '../fields';

/** Lists the subdistricts (kelurahan, desa) of a district. docs/contracts/kiriminaja.md §2.1 (4) */
export const getSubdistricts = defineOperation({
	value: 'getSubdistricts',
	name: 'Get Subdistricts',
	action: 'Get the subdistricts of a district',
	description: 'List the subdistricts (kelurahan) of a district with their IDs',
	kind: 'read',
	fields: [
		district.field({
			displayName: 'District (Kecamatan)',
			name: 'kecamatanId',
			required: true,
			description: 'Whose subdistricts to list',
		}),
		...limitFields,
	],
	request: z.object({ kecamatanId: district.schema, ...limitSchema }),
	async run(call, { kecamatanId, ...limits }) {
		const body = await kiriminAja.read(call, '/api/mitra/kelurahan', { kecamatan_id: kecamatanId });
		checkShape(call, documented, body);
		return limited(rowsOf(body), limits).map((row) => ({
			...camelKeys(row),
			id: textIn(row.id),
			kecamatanId: textIn(row.kecamatan_id),
			districtId: textIn(row.kecamatan_id),
			subdistrictId: textIn(row.id),
			subdistrict: textIn(row.kelurahan_name),
		}));
	},
});

const documented = z.object({
	results: z.array(
		z.object({ id: z.number(), kelurahan_name: z.string(), kecamatan_id: z.number() }),
	),
});
