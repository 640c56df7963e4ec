import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, payloadOf } from '../../wire/api';
import { balanceOf } from '../../wire/credit';

/** Tells how much KA Credit there is. docs/contracts/kiriminaja.md §2.7 (27) */
export const getBalance = defineOperation({
	value: 'getBalance',
	name: 'Get Balance',
	action: 'Get the KA Credit balance',
	description: 'See how much KA Credit there is, in rupiah',
	kind: 'read',
	fields: [],
	request: z.object({}),
	async run(call) {
		const body = await kiriminAja.get(call, '/api/mitra/v6.2/credit/balance');
		checkShape(call, documented, body);
		return {
			...(camelKeys(payloadOf(body)) as IDataObject | undefined),
			balance: balanceOf(body) ?? null,
		};
	},
});

const credit = z.object({ balance: z.number() });
const documented = z.union([z.object({ results: credit }), z.object({ data: credit })]);
