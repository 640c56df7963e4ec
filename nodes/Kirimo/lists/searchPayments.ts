import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { numberIn } from '../../shared/values/kinds';
import { rowsIn } from '../../shared/values/rows';
import { textIn } from '../../shared/values/texts';
import { dataOf, kirimo } from '../wire/api';
import { transactionOf } from '../wire/payment';

/** Read at once when something is typed: Kirimo can not search. 20 payments each. */
const MOST_PAGES = 5;

/**
 * The payments that Kirimo lists, a page at a time; what is typed is looked for in order ID, buyer and status. The list asks nothing of
 * Duitku, so that it may be opened often. docs/contracts/kirimo.md §3.4
 */
export async function searchPayments(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const words = filter.trim().toLowerCase();
	const first = numberIn(paginationToken) ?? 1;
	for (let page = first; ; page++) {
		const data = dataOf(await kirimo.get({ ctx: this }, 'transactions', { page }));
		const rows = rowsIn(data.transactions);
		const results = rows
			.map(entryOf)
			.filter(({ name, value }) => value !== '' && name.toLowerCase().includes(words));
		const isLast = rows.length === 0 || page >= (numberIn(data.total_pages) ?? 1);
		if (isLast) return { results };
		const isEnough = results.length > 0 || page === first + MOST_PAGES - 1;
		if (isEnough) return { results, paginationToken: String(page + 1) };
	}
}

/** As in "INV-1001: Sari Wulandari, 175000, paid". */
function entryOf(row: IDataObject) {
	const { orderId, customerName, amount, status } = transactionOf(row);
	const told = [customerName, amount, status].map(textIn).filter((text) => text !== '');
	return { name: `${textIn(orderId)}: ${told.join(', ')}`, value: textIn(orderId) };
}
