import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { dataOf, kirimo } from '../../wire/api';
import { rupiahIn } from '../../../shared/values/kinds';

/** The money Kirimo holds for the merchant. docs/contracts/kirimo.md §3.3 */
export const get = defineOperation({
	value: 'get',
	name: 'Get',
	action: 'Get the balance',
	description: 'See the balance, the package and how much of its limit is used',
	kind: 'read',
	fields: [],
	request: z.object({}),
	async run(call) {
		const body = await kirimo.get(call, 'balance');
		checkShape(call, documented, body);
		const data = dataOf(body);
		return {
			...camelKeys(data),
			balance: rupiahIn(data.balance),
			package: data.package ?? null,
			limitUsed: rupiahIn(data.limit_used),
		};
	},
});

const rupiah = z.union([z.number().int(), z.string().regex(/^-?\d+$/)]);

const documented = z.object({
	data: z.object({ balance: rupiah, package: z.string(), limit_used: rupiah }),
});
