import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, rowsOf } from '../../wire/api';

/** Lists the couriers that the account can use. docs/contracts/kiriminaja.md §2.2 (8) */
export const getAll = defineOperation({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many couriers',
	description: 'List the couriers that your account can use, express and instant',
	kind: 'read',
	fields: limitFields,
	request: z.object(limitSchema),
	async run(call, limits) {
		const body = await kiriminAja.read(call, '/api/mitra/couriers');
		checkShape(call, documented, body);
		return limited(rowsOf(body), limits).map((row) => camelKeys(row));
	},
});

const documented = z.object({
	datas: z.array(z.object({ code: z.string(), name: z.string(), type: z.string() })),
});
