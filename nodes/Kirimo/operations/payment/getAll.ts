import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import type { Call } from '../../../shared/ledger/call';
import { defineOperation } from '../../../shared/run/operation';
import { simplifyField } from '../../../shared/run/simplify';
import { rowsIn } from '../../../shared/values/rows';
import { orThrow } from '../../../shared/wire/request';
import { checkShape } from '../../../shared/wire/shape';
import { toWib } from '../../../shared/values/time';
import { choice, flag, numberIn, optional, wibTime } from '../../../shared/values/kinds';
import { dataOf, isNoPayment, kirimo } from '../../wire/api';
import { documentedPage, simplePayment, statusOf, transactionOf } from '../../wire/payment';

/** Lists payments, the newest first as far as is known. docs/contracts/kirimo.md §3.4 */
export const getAll = defineOperation({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many payments',
	description: 'List payments, all or those of a status or time',
	kind: 'read',
	fields: [
		...limitFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			description:
				'Kirimo can not filter: this node reads the pages and leaves out what does not fit, so a rare status takes many requests',
			options: [
				{
					displayName: 'Created After',
					name: 'createdAfter',
					type: 'dateTime',
					default: '',
					description: 'Payments created at this time (WIB) or later',
				},
				{
					displayName: 'Created Before',
					name: 'createdBefore',
					type: 'dateTime',
					default: '',
					description: 'Payments created at this time (WIB) or earlier',
				},
				{
					displayName: 'Status',
					name: 'status',
					type: 'multiOptions',
					options: [
						{ name: 'Expired', value: 'expired' },
						{ name: 'Failed', value: 'failed' },
						{ name: 'Paid', value: 'paid' },
						{ name: 'Pending', value: 'pending' },
					],
					default: [],
					description:
						'Payments that have one of these on the list. The list is not brought up to date with Duitku: a pending one may be paid, which Payment → Get finds out.',
				},
			],
		},
	],
	request: z.object({
		...limitSchema,
		simplify: flag,
		filters: z.object({
			createdAfter: optional(wibTime),
			createdBefore: optional(wibTime),
			status: z.array(choice('expired', 'failed', 'paid', 'pending')).optional(),
		}),
	}),
	async run(call, { filters, simplify, ...limits }) {
		const { returnAll, limit = 50 } = limits;
		const fits = (row: IDataObject) => isWanted(row, filters);
		const rows = await walk(call, fits, returnAll ? Infinity : limit);
		const isByTime = filters.createdAfter !== undefined || filters.createdBefore !== undefined;
		if (isByTime && rows.some(({ created_at: time }) => toWib(time) === undefined)) {
			call.hint('Payments of which Kirimo shows no readable time of creation are listed too.');
		}
		const payments = limited(rows, limits).map(transactionOf);
		return simplify ? payments.map(simplePayment) : payments;
	},
});

interface Filters {
	createdAfter?: string;
	createdBefore?: string;
	status?: string[];
}

function isWanted(row: IDataObject, { createdAfter, createdBefore, status = [] }: Filters) {
	if (status.length > 0 && !status.includes(statusOf(row))) return false;
	if (createdAfter === undefined && createdBefore === undefined) return true;
	const created = toWib(row.created_at);
	// Nobody has said that it is of another time.
	if (created === undefined) return true;
	return created >= (createdAfter ?? '') && created <= (createdBefore ?? '9');
}

/** 20 rows a page: 20.000 payments. */
const MOST_PAGES = 1000;

/**
 * Reads pages until enough rows fit. Ends at the last page that Kirimo names, at an empty one, at one that repeats what was read when no
 * last page is named, and at a cap: nothing is documented that would make one of them alone reliable. New payments push rows to the next
 * page between two requests, so each order counts once. docs/contracts/kirimo.md §3.4
 */
async function walk(
	call: Call,
	fits: (row: IDataObject) => boolean,
	enough: number,
): Promise<IDataObject[]> {
	const seen = new Set<unknown>();
	const found: IDataObject[] = [];
	for (let page = 1; page <= MOST_PAGES; page++) {
		const answer = await kirimo.tryGet(call, 'transactions', { page });
		// It is not known what a page past the end is answered with.
		if (page > 1 && !answer.ok && isNoPayment(answer.failure)) return found;
		const body = orThrow(call, answer);
		checkShape(call, documentedPage, body);
		const { transactions, total_pages: totalPages } = dataOf(body);
		const rows = rowsIn(transactions);
		const fresh = rows.filter((row) => !seen.has(keyOf(row)));
		for (const row of fresh) seen.add(keyOf(row));
		found.push(...fresh.filter(fits));
		// A last page before the rows that are there is none.
		const lastPage = numberIn(totalPages) || undefined;
		const isLast = lastPage === undefined ? fresh.length === 0 : page >= lastPage;
		if (rows.length === 0 || isLast || found.length >= enough) return found;
	}
	call.hint(`Only the first ${MOST_PAGES} pages were read; there may be more payments.`);
	return found;
}

/** A row without its order id is still a payment. */
const keyOf = (row: IDataObject) => row.order_id ?? JSON.stringify(row);
