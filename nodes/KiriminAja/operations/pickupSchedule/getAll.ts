import { z } from 'zod';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { rowsOf } from '../../wire/api';
import { askSlots, slotOf } from '../../wire/pickupSlots';

/** Lists the hours at which couriers pick up. docs/contracts/kiriminaja.md §2.8 (25) */
export const getAll = defineOperation({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many pickup slots',
	description: 'List the hours at which couriers pick up, and which of them can be booked',
	kind: 'read',
	fields: limitFields,
	request: z.object(limitSchema),
	async run(call, limits) {
		const body = await askSlots(call);
		checkShape(call, documented, body);
		const now = Date.now();
		return limited(rowsOf(body), limits).map((row) => slotOf(row, now));
	},
});

const documented = z.object({
	schedules: z.array(
		z.object({ clock: z.string(), until: z.string(), expired: z.number(), libur: z.boolean() }),
	),
});
