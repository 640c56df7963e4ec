import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, rowsOf } from '../../wire/api';
import { province } from './provinceAndCity';

/** Lists the cities and regencies (kota, kabupaten) of a province. docs/contracts/kiriminaja.md §2.1 (2) */
export const getCities = defineOperation({
	value: 'getCities',
	name: 'Get Cities',
	action: 'Get the cities of a province',
	description: 'List the cities and regencies (kota, kabupaten) of a province with their IDs',
	kind: 'read',
	fields: [province.field({ required: true, description: 'Whose cities to list' }), ...limitFields],
	request: z.object({ provinsiId: province.schema, ...limitSchema }),
	async run(call, { provinsiId, ...limits }) {
		const body = await kiriminAja.read(call, '/api/mitra/city', { provinsi_id: provinsiId });
		checkShape(call, documented, body);
		return limited(rowsOf(body), limits).map((row) => ({
			...camelKeys(row),
			id: textIn(row.id),
			provinsiId: textIn(row.provinsi_id),
			provinceId: textIn(row.provinsi_id),
			cityId: textIn(row.id),
			city: textIn(row.kabupaten_name),
			postcode: textIn(row.postal_code),
		}));
	},
});

const documented = z.object({
	datas: z.array(
		z.object({
			id: z.number(),
			provinsi_id: z.number(),
			kabupaten_name: z.string(),
			type: z.string(),
			postal_code: z.string(),
		}),
	),
});
