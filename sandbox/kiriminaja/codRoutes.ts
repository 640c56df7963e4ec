import type { FastifyInstance } from 'fastify';
import { isObject, jsonObject } from '../bodies.ts';
import { fail, invalid } from './answers.ts';
import { findCourier, findExpressService } from './couriers.ts';
import { codFeeAmount } from './prices.ts';
import type { KiriminAja } from './state.ts';
import { check, invalidText, type Rules } from './validation.ts';

const rules: Rules = {
	item_price: { type: 'integer', required: true, min: 1 },
	custom_cod: { type: 'integer', min: 1 },
	exclude_cod_amount_validation: { type: 'boolean' },
	data: { type: 'array', required: true, min: 1 },
};

const rowRules: Rules = {
	courier_code: { type: 'string', required: true },
	courier_service_code: { type: 'string', required: true },
	shipping_cost: { type: 'integer', required: true, min: 0 },
	discount_amount: { type: 'integer', min: 0 },
	insurance_amount: { type: 'integer', min: 0 },
};

interface CodRow {
	courier_code: string;
	courier_service_code: string;
	shipping_cost: number;
	discount_amount?: number;
	insurance_amount?: number;
}

/** docs/contracts/kiriminaja.md §2.3, row 14: only the keys of the answer are evidenced, the sums are the sandbox's. */
export function codRoutes(app: FastifyInstance, { state }: KiriminAja): void {
	app.post('/api/mitra/calculations/cod', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const method = 'calculation_cod';
		const errors = check(input, rules);
		const rows: unknown[] = Array.isArray(input.data) ? input.data : [];
		for (const row of rows) {
			const complaints = isObject(row) ? check(row, rowRules) : { data: invalidText('data') };
			for (const [field, text] of Object.entries(complaints)) errors[field] ??= text;
		}
		const failure = invalid(method, errors);
		if (failure) return fail(reply, state.settings, failure);
		const results = (rows as CodRow[]).map((row) => fees(row, Number(input.item_price)));
		return { status: true, text: 'Success', method, results };
	});
}

function fees(row: CodRow, itemPrice: number): object {
	const courier = findCourier(row.courier_code);
	const service = findExpressService(row.courier_code, row.courier_service_code);
	const costs = row.shipping_cost - (row.discount_amount ?? 0) + (row.insurance_amount ?? 0);
	const total_fee = codFeeAmount(itemPrice + costs, courier?.codFee ?? '0.03');
	return {
		courier_code: row.courier_code,
		courier_service_code: row.courier_service_code,
		minimum_custom_cod: costs + total_fee,
		total_fee,
		is_support_cod: Boolean(courier?.cod && service && service.courier_group !== 'cargo'),
	};
}
