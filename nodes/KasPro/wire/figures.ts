import type { IDataObject } from 'n8n-workflow';
import { amountMeantBy, rupiahIn } from '../../shared/values/kinds';
import { isRow, rowOr, rowsIn } from '../../shared/values/rows';
import { agrees } from '../../shared/values/sameText';
import { accountLike } from './texts';

/** A list, or the one row by itself, as clients send it. docs/contracts/kaspro.md §4.6 */
export function transactionsIn(value: unknown): IDataObject[] {
	const rows = rowsIn(value);
	return rows.length === 0 && isRow(value) && Object.keys(value).length > 0 ? [value] : rows;
}

/**
 * Whether an answer is about another payment than the one that was sent: what KasPro answers to a repeated request ID is not documented, and
 * it may be what it said to the first. What it does not show, or masks, speaks against nothing. docs/contracts/kaspro.md §3
 */
export function isOfOther({ data }: IDataObject, sent: IDataObject): boolean {
	const told = rowOr(data);
	return hasOtherAmount(told, sent) || hasOtherAccount(told, sent);
}

/** Whether the fee is in `amount` is not documented, so that any of the figures may be what was asked for. */
function hasOtherAmount(told: IDataObject, sent: IDataObject): boolean {
	const [payment, ...others] = transactionsIn(sent.payments);
	const asked = rupiahIn(payment ? payment.amount : sent.amount);
	if (asked === null || others.length > 0) return false;
	const rows = [told, ...transactionsIn(told.walletTransactions)];
	const figures = rows
		.flatMap(({ amount, totalAmount, price }) => [amount, totalAmount, price])
		.map(amountMeantBy)
		// A debit may be written with a minus.
		.flatMap((figure) => (figure === null ? [] : Math.abs(figure)));
	return figures.length > 0 && !figures.includes(asked);
}

function hasOtherAccount(told: IDataObject, { bankAccount: sent }: IDataObject): boolean {
	const account = accountLike(told.bankAccount, sent);
	const isAccount = (one: unknown): one is string =>
		typeof one === 'string' && /^[\d*•xX -]*\d+[\d*•xX -]*$/.test(one);
	if (!isAccount(account) || !isAccount(sent)) return false;
	return !agrees(account.replace(/[xX]/g, '*'), sent);
}
