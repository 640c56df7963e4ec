import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, payloadOf } from '../../wire/api';

/** Shows the profile of the account. KiriminAja does not document this call. docs/contracts/kiriminaja.md §2.7 (29) */
export const get = defineOperation({
	value: 'get',
	name: 'Get',
	action: 'Get the account',
	description: 'See whose account it is and how it pays',
	kind: 'read',
	fields: [],
	request: z.object({}),
	async run(call) {
		const body = await kiriminAja.get(call, '/api/mitra/v6.2/profile');
		checkShape(call, documented, body);
		const profile = Object(payloadOf(body)) as IDataObject;
		const { payment_method, has_pin } = Object(profile.metadata) as IDataObject;
		const paymentMethod = textIn(payment_method);
		return {
			...camelKeys(profile),
			id: textIn(profile.id),
			paymentMethod,
			// Term of Payment: billed later, without KA Credit and PIN.
			paysLater: paymentMethod.toUpperCase() === 'TOP',
			hasPin: has_pin === true,
		};
	},
});

const documented = z.object({
	results: z.object({
		id: z.number(),
		name: z.string(),
		email: z.string(),
		status: z.string(),
		metadata: z.object({ payment_method: z.string(), has_pin: z.boolean() }),
	}),
});
