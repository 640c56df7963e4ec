import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../shared/run/items';
import { only } from '../../shared/run/simplify';
import { textIn, textOrNull } from '../../shared/values/texts';
import { toIso } from '../../shared/values/time';
import { dataOf } from './api';
import { rupiahIn } from '../../shared/values/kinds';

/**
 * A payment as merchants use it, from the answer to a creation or a status lookup. docs/contracts/kirimo.md §3.1, §3.2
 *
 * @param asked the order id that was sent
 */
export function paymentOf(body: IDataObject, asked?: string): IDataObject {
	const data = dataOf(body);
	return { ...figuresOf(data, asked), paymentUrl: data.payment_url ?? null };
}

export function lookedUpPaymentOf(body: IDataObject, asked?: string): IDataObject {
	return { ...paymentOf(body, asked), ...timesOf(dataOf(body)) };
}

/** The fields of a payment that workflows act on, its times as ISO 8601 only. */
export function simplePayment(payment: IDataObject): IDataObject {
	const isListed = !('paymentUrl' in payment);
	return only(payment, isListed ? SIMPLE : [...SIMPLE, 'paymentUrl']);
}

const SIMPLE = [
	'orderId',
	'amount',
	'fee',
	'netAmount',
	'status',
	'paid',
	'customerName',
	'createdAtIso',
	'paidAtIso',
];

/** A row of the list, which has no link. docs/contracts/kirimo.md §3.4 */
export function transactionOf(row: IDataObject): IDataObject {
	return { ...figuresOf(row), ...timesOf(row) };
}

/** Nothing but `paid`, `failed` and `expired` stays as it is; an unknown status may still change. docs/contracts/kirimo.md §3.2 */
export function isFinal({ status }: IDataObject): boolean {
	return status === 'paid' || status === 'failed' || status === 'expired';
}

function figuresOf(data: IDataObject, asked?: string): IDataObject {
	const status = statusOf(data);
	return {
		...camelKeys(data),
		orderId: orderIdIn(data.order_id, asked),
		amount: rupiahIn(data.amount),
		fee: rupiahIn(data.fee),
		netAmount: rupiahIn(data.net_amount),
		status,
		paid: status === 'paid',
	};
}

/** PHP may write an order id of digits as a number, which has lost its leading zeros. */
function orderIdIn(value: unknown, asked = ''): string {
	const isSame = typeof value === 'number' && /^\d+$/.test(asked) && Number(asked) === value;
	return isSame ? asked : (textOrNull(value) ?? '');
}

const KNOWN = ['pending', 'paid', 'failed', 'expired'];

/** The known words, however they are written; any other as it is. docs/contracts/kirimo.md §3.2 */
export function statusOf({ status }: IDataObject): string {
	const word = textIn(status);
	const plain = word.trim().toLowerCase();
	return KNOWN.includes(plain) ? plain : word;
}

/** Kirimo's times have no zone: they are taken as WIB. docs/contracts/kirimo.md §1 */
function timesOf({ created_at: createdAt, paid_at: paidAt }: IDataObject): IDataObject {
	// What is not paid has no time, an empty one, or the zero of a database.
	const isPaid = paidAt !== '' && !textIn(paidAt).startsWith('0000-');
	return {
		createdAt: createdAt ?? null,
		createdAtIso: toIso(createdAt) ?? null,
		paidAt: isPaid ? (paidAt ?? null) : null,
		paidAtIso: isPaid ? (toIso(paidAt) ?? null) : null,
	};
}

/** PHP gives what a database keeps, e.g. "25000.00". */
const digits = z.union([z.number().int(), z.string().regex(/^\d+(\.0+)?$/)]);

const figures = {
	order_id: z.union([z.string(), z.number()]),
	amount: digits,
	fee: digits,
	net_amount: digits,
};

export const documentedCreation = z.object({
	data: z.object({
		...figures,
		payment_url: z.string(),
		reference: z.string(),
		status: z.string(),
	}),
});

const row = {
	...figures,
	status: z.string(),
	customer_name: z.string(),
	created_at: z.string(),
	paid_at: z.string().nullish(),
};

export const documentedLookup = z.object({ data: z.object({ ...row, payment_url: z.string() }) });

export const documentedPage = z.object({
	data: z.object({ transactions: z.array(z.object(row)), total_pages: digits }),
});
