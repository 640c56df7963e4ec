import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, rowsOf } from '../../wire/api';
import { city, province } from './provinceAndCity';

/** Lists the districts (kecamatan) of a city. docs/contracts/kiriminaja.md §2.1 (3) */
export const getDistricts = defineOperation({
	value: 'getDistricts',
	name: 'Get Districts',
	action: 'Get the districts of a city',
	description: 'List the districts (kecamatan) of a city or regency with their IDs',
	kind: 'read',
	fields: [
		province.field({
			description: 'Fills the list of cities; not needed when you give the city by its ID',
		}),
		city.field({ required: true, description: 'Whose districts to list' }),
		...limitFields,
	],
	// Only the picker of cities looks at the province.
	request: z.object({ provinsiId: z.unknown(), kabupatenId: city.schema, ...limitSchema }),
	async run(call, { kabupatenId, ...limits }) {
		const body = await kiriminAja.read(call, '/api/mitra/kecamatan', { kabupaten_id: kabupatenId });
		checkShape(call, documented, body);
		return limited(rowsOf(body), limits).map((row) => ({
			...camelKeys(row),
			id: textIn(row.id),
			kabupatenId: textIn(row.kabupaten_id),
			cityId: textIn(row.kabupaten_id),
			districtId: textIn(row.id),
			district: textIn(row.kecamatan_name),
		}));
	},
});

const documented = z.object({
	datas: z.array(
		z.object({ id: z.number(), kecamatan_name: z.string(), kabupaten_id: z.number() }),
	),
});
