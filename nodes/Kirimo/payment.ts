import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../shared/items';
import { toIso } from '../shared/time';
import { dataOf, rupiahIn } from './api';

/** A payment as merchants use it, from the answer to a creation or a status lookup. docs/contracts/kirimo.md §3.1, §3.2 */
export function paymentOf(body: IDataObject): IDataObject {
	const data = dataOf(body);
	return {
		...camelKeys(data),
		orderId: String(data.order_id ?? ''),
		amount: rupiahIn(data.amount),
		fee: rupiahIn(data.fee),
		netAmount: rupiahIn(data.net_amount),
		status: String(data.status ?? ''),
		paid: data.status === 'paid',
		paymentUrl: data.payment_url ?? null,
	};
}

/** The answer to a lookup has times, without a zone: they are taken as WIB (docs/contracts/kirimo.md §1). */
export function lookedUpPaymentOf(body: IDataObject): IDataObject {
	const data = dataOf(body);
	const { created_at: createdAt, paid_at: paidAt } = data;
	return {
		...paymentOf(body),
		createdAt: createdAt ?? null,
		createdAtIso: toIso(createdAt) ?? null,
		paidAt: paidAt === '' ? null : (paidAt ?? null),
		paidAtIso: toIso(paidAt) ?? null,
	};
}

const rupiah = z.union([z.number().int(), z.string().regex(/^\d+$/)]);

const figures = { order_id: z.string(), amount: rupiah, fee: rupiah, net_amount: rupiah };

export const documentedCreation = z.object({
	data: z.object({
		...figures,
		payment_url: z.string(),
		reference: z.string(),
		status: z.string(),
	}),
});

export const documentedLookup = z.object({
	data: z.object({
		...figures,
		status: z.string(),
		payment_url: z.string(),
		customer_name: z.string(),
		created_at: z.string(),
		paid_at: z.string().nullish(),
	}),
});
