import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { textIn } from '../../../../nodes/shared/values/texts';
import { accounts } from '../../../../sandbox/index.ts';
import {
	errorOutput,
	payment,
	resultOf,
	run,
	type Form,
	type Order,
	type RunOptions,
	type Said,
} from '../../money/support/merchant';
import { kirimoCredential } from '../../support/kirimo';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

/**
 * Kirimo as it may be, in four characters: whatever is not known of it, nothing is done twice, nothing is silently wrong, every error
 * says what to do, and every item ends once. What is true is read from the sandbox's own books, never from the nodes.
 */

export const sandbox = useSandbox();
export const CREATION = '/api.php?action=payment';
export const MINUTE = 60_000;

export const form: Form = { ...payment, credentials: (url) => kirimoCredential({ url }) };
export const create = async (orders: Order[], options: RunOptions = {}) =>
	await run(form, sandbox.current.url, orders, options);

export const read = async (
	operation: string,
	parameters: INodeParameters = {},
	{ credential = {}, resource = 'payment' } = {},
) =>
	await runNode({
		type: 'kirimo',
		resource,
		operation,
		parameters,
		credentials: kirimoCredential(sandbox.current, credential),
	});

export const control = async (path: string, body: object = {}) =>
	await fetch(`${sandbox.current.url}/__sandbox/kirimo/${path}`, {
		method: 'POST',
		body: JSON.stringify(body),
	});

export const three: Order[] = [21_000, 22_000, 23_000].map((amount, index) => ({
	ref: `INV-${index + 1}`,
	amount,
}));
export const [first, second, third] = three as [Order, Order, Order];

/** What the sandbox has done under an order id. */
export const linksOf = (orderId: unknown, account = 'kirimo') =>
	sandbox.current.kirimo.orders.filter(
		(order) => order.account === account && order.orderId === orderId,
	);
export const creations = () => sandbox.current.requests.filter(({ method }) => method === 'POST');

/** Every figure of a success is one that Kirimo has. */
export function expectTrue(item: IDataObject, amount?: number): void {
	const { expiredAs } = sandbox.current.kirimo.settings;
	const links = linksOf(item.orderId);
	const link = links.find(({ paymentUrl }) => paymentUrl === item.paymentUrl) ?? links[0];
	if (link === undefined) throw new Error(`Kirimo has no payment ${textIn(item.orderId)}`);
	const status = link.status === 'expired' ? expiredAs : link.status;
	expect(item).toMatchObject({
		amount: link.amount,
		fee: link.fee,
		netAmount: link.netAmount,
		status,
		paid: link.status === 'paid',
	});
	if ('paymentUrl' in item) expect(item.paymentUrl).toBe(link.paymentUrl);
	if (amount !== undefined) expect(item.amount).toBe(amount);
	if (item.reference) expect(item.reference).toBe(link.reference);
	if ('paidAt' in item) expect(item.paidAt === null).toBe(link.status !== 'paid');
}

export const { apiKey, duitkuMerchantKey } = accounts.kirimo;

/** An error that helps: a sentence about this order and what to do, and nothing of our insides or secrets. */
export function expectClear({ text }: Said, ...names: string[]): void {
	expect(text).not.toMatch(/undefined|\[object|NaN|\n\s+at |\.ts:|\.js:|ECONN|TypeError|</);
	expect(text).not.toContain(apiKey);
	expect(text).not.toContain(duitkuMerchantKey);
	expect(text).toMatch(
		/\b(must|check|look|correct|give|wait|try again|see|do what|whitelist|run)\b/i,
	);
	for (const name of names) expect(text).toContain(name);
}

export const saidOf = (
	error: { message: string; description?: string | null } | undefined,
): Said => ({
	text: `${error?.message ?? ''} ${error?.description ?? ''}`,
	outcome: undefined,
});

export type Result = ReturnType<typeof resultOf>;

/** Every item ends once: as a success that is true, or as an error that helps. */
export function expectEnds({ done, failed, error }: Result, orders: Order[]): void {
	expect(error).toBeUndefined();
	expect(done.length + failed.length).toBe(orders.length);
	for (const item of done) expectTrue(item, orders.find(({ ref }) => ref === item.orderId)?.amount);
	for (const said of failed) expectClear(said);
}

export const settings = errorOutput;
