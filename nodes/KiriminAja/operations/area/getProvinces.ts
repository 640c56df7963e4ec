import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, rowsOf } from '../../wire/api';

/** Lists the provinces (provinsi). docs/contracts/kiriminaja.md §2.1 (1) */
export const getProvinces = defineOperation({
	value: 'getProvinces',
	name: 'Get Provinces',
	action: 'Get provinces',
	description: 'List the provinces (provinsi) with their IDs',
	kind: 'read',
	fields: limitFields,
	request: z.object(limitSchema),
	async run(call, limits) {
		const body = await kiriminAja.read(call, '/api/mitra/province');
		checkShape(call, documented, body);
		return limited(rowsOf(body), limits).map((row) => ({
			...camelKeys(row),
			id: textIn(row.id),
			provinceId: textIn(row.id),
			province: textIn(row.provinsi_name),
		}));
	},
});

const documented = z.object({
	datas: z.array(z.object({ id: z.number(), provinsi_name: z.string() })),
});
