import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, rowsOf } from '../../wire/api';

/** Lists the groups of services, which rates carry as `group`. docs/contracts/kiriminaja.md §2.2 (9) */
export const getGroups = defineOperation({
	value: 'getGroups',
	name: 'Get Groups',
	action: 'Get the courier groups',
	description: 'List the groups of services: regular, next day, cargo and so on',
	kind: 'read',
	fields: [],
	request: z.object({}),
	async run(call) {
		const body = await kiriminAja.read(call, '/api/mitra/couriers_group');
		checkShape(call, documented, body);
		return rowsOf(body).map((row) => camelKeys(row));
	},
});

const documented = z.object({
	datas: z.array(z.object({ code: z.string(), name: z.string() })),
});
