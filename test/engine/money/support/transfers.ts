import type { IDataObject } from 'n8n-workflow';
import { json, type VendorCall } from '../../support/scriptedVendor';
import { run, transfer, type Order, type RunOptions } from './merchant';
import { TRANSFER, transferred, type Records, useBooks } from './vendors';

/** A KasPro of its own for each test, and merchants who pay through it. */
export function useTransfers() {
	const { vendor, records } = useBooks();
	return {
		vendor,
		records,
		pay: async (orders: Order[], options: RunOptions = {}) =>
			await run(transfer, vendor.current.url, orders, options),
		/** The amounts that KasPro has paid, in that order. */
		paid: () => records.transfers.map(({ payments }) => payments[0]?.amount),
		books: (call: VendorCall) => transferred(records, call),
		/** KasPro refuses these amounts from now on, and pays others. */
		refusing: (...amounts: number[]) =>
			vendor.current.on(TRANSFER, (call) =>
				amounts.includes(amountOf(call)) ? refuses : transferred(records, call),
			),
	};
}

export const refuses = json({ code: 110_005, message: 'Customer not found' });

/** What a request asks for. */
export const amountOf = ({ body }: VendorCall) =>
	(body as Records['transfers'][number]).payments[0]?.amount ?? 0;

/** What an output says was paid. */
export const amountIn = ({ walletTransactions }: IDataObject) =>
	(walletTransactions as IDataObject[])[0]?.amount;

export const four = [{ amount: 1_000 }, { amount: 2_000 }, { amount: 3_000 }, { amount: 4_000 }];

/** The same orders with numbers of their own, PAY-0 to PAY-3, or without. */
export const numbered = (orders: Order[], own: boolean) =>
	own ? orders.map((order, index) => ({ ...order, ref: `PAY-${index}` })) : orders;
