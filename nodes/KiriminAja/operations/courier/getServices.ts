import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { fromList } from '../../../shared/values/builders';
import { numberIn, text } from '../../../shared/values/kinds';
import { kiriminAja, rowsOf } from '../../wire/api';

/** Lists the services of one courier. docs/contracts/kiriminaja.md §2.2 (10) */
export const getServices = defineOperation({
	value: 'getServices',
	name: 'Get Services',
	action: 'Get the services of a courier',
	description: 'List the services of one courier with their codes and cut-off times',
	kind: 'read',
	fields: [
		fromList(
			{ list: ['searchCouriers', 'JNE Express'], typed: ['Code', 'jne'] },
			{
				displayName: 'Courier',
				name: 'courierCode',
				required: true,
				description: 'Whose services to list',
			},
		),
		...limitFields,
	],
	request: z.object({ courierCode: text({ max: 50 }), ...limitSchema }),
	async run(call, { courierCode, ...limits }) {
		const path = '/api/mitra/courier_services';
		const body = await kiriminAja.read(call, path, { courier_code: courierCode });
		checkShape(call, documented, body);
		return limited(rowsOf(body), limits).map((row) => ({
			courierCode,
			...camelKeys(row),
			volumetricDivisor: numberIn(row.volumetrik) ?? null,
		}));
	},
});

const documented = z.object({
	datas: z.array(
		z.object({
			name: z.string(),
			code: z.string(),
			cut_off_time: z.string().nullable(),
			volumetrik: z.string().nullable(),
			rounded: z.number().nullable(),
			courier_group: z.string(),
		}),
	),
});
