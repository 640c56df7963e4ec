import '../support/noPauses';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { textIn } from '../../../nodes/shared/values/texts';
import { accounts, characters } from '../../../sandbox/index.ts';
import { kirimo } from '../../unit/sandbox/vendorCalls';
import {
	errorOutput,
	payment,
	resultOf,
	retryOnFail,
	run,
	type Form,
	type Order,
	type RunOptions,
	type Said,
} from '../money/support/merchant';
import { kirimoCredential, samplePayment } from '../support/kirimo';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

/**
 * Kirimo as it may be, in four characters: whatever is not known of it, nothing is done twice, nothing is silently wrong, every error
 * says what to do, and every item ends once. What is true is read from the sandbox's own books, never from the nodes.
 */

const sandbox = useSandbox();
const CREATION = '/api.php?action=payment';
const MINUTE = 60_000;

const form: Form = { ...payment, credentials: (url) => kirimoCredential({ url }) };
const create = async (orders: Order[], options: RunOptions = {}) =>
	await run(form, sandbox.current.url, orders, options);

const read = async (
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

const control = async (path: string, body: object = {}) =>
	await fetch(`${sandbox.current.url}/__sandbox/kirimo/${path}`, {
		method: 'POST',
		body: JSON.stringify(body),
	});

const three: Order[] = [21_000, 22_000, 23_000].map((amount, index) => ({
	ref: `INV-${index + 1}`,
	amount,
}));
const [first, second, third] = three as [Order, Order, Order];

/** What the sandbox has done under an order id. */
const linksOf = (orderId: unknown, account = 'kirimo') =>
	sandbox.current.kirimo.orders.filter(
		(order) => order.account === account && order.orderId === orderId,
	);
const creations = () => sandbox.current.requests.filter(({ method }) => method === 'POST');

/** Every figure of a success is one that Kirimo has. */
function expectTrue(item: IDataObject, amount?: number): void {
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

const { apiKey, duitkuMerchantKey } = accounts.kirimo;

/** An error that helps: a sentence about this order and what to do, and nothing of our insides or secrets. */
function expectClear({ text }: Said, ...names: string[]): void {
	expect(text).not.toMatch(/undefined|\[object|NaN|\n\s+at |\.ts:|\.js:|ECONN|TypeError|</);
	expect(text).not.toContain(apiKey);
	expect(text).not.toContain(duitkuMerchantKey);
	expect(text).toMatch(
		/\b(must|check|look|correct|give|wait|try again|see|do what|whitelist|run)\b/i,
	);
	for (const name of names) expect(text).toContain(name);
}

const saidOf = (error: { message: string; description?: string | null } | undefined): Said => ({
	text: `${error?.message ?? ''} ${error?.description ?? ''}`,
	outcome: undefined,
});

type Result = ReturnType<typeof resultOf>;

/** Every item ends once: as a success that is true, or as an error that helps. */
function expectEnds({ done, failed, error }: Result, orders: Order[]): void {
	expect(error).toBeUndefined();
	expect(done.length + failed.length).toBe(orders.length);
	for (const item of done) expectTrue(item, orders.find(({ ref }) => ref === item.orderId)?.amount);
	for (const said of failed) expectClear(said);
}

const settings = errorOutput;

describe.each(characters)('under the character %s', (character) => {
	beforeEach(() => sandbox.current.become(character));

	/** Done again by Kirimo itself, in another execution, is what no node can know. */
	const mayRepeat = () => sandbox.current.kirimo.settings.repeatedOrderId === 'doneAgain';

	describe('a link', () => {
		test('is made for each item, once, with the figures that Kirimo has', async () => {
			const result = await create(three, { settings });

			expectEnds(result, three);
			expect(result.done.map(({ orderId }) => orderId)).toEqual(three.map(({ ref }) => ref));
			for (const { ref } of three) expect(linksOf(ref)).toHaveLength(1);
		});

		test('is made with an order id of its own when none is given', async () => {
			const orders = three.map(({ amount }) => ({ amount }));
			const { done, failed } = await create(orders, { settings });

			expect(failed).toEqual([]);
			expect(done.map(({ amount }) => amount)).toEqual(orders.map(({ amount }) => amount));
			for (const item of done) expectTrue(item);
			expect(sandbox.current.kirimo.orders).toHaveLength(3);
		});

		test.each([
			'resetAfter',
			'emptyObject',
			'html408After',
			'truncatedJson',
			'mistypedJson',
		] as const)(
			'whose answer is spoiled (%s) is made once, and found or said to be unknown',
			async (kind) => {
				sandbox.current.fault({ kind, path: CREATION });
				const result = await create(three, { settings });

				expectEnds(result, three);
				for (const { ref } of three) expect(linksOf(ref)).toHaveLength(1);
				expect(creations()).toHaveLength(3);
			},
		);

		test.each(['resetBefore', 'html500', 'html502', 'html408Before'] as const)(
			'that was never made (%s) is not called done, nor sent again',
			async (kind) => {
				sandbox.current.fault({ kind, path: CREATION });
				const result = await create(three, { settings });

				expectEnds(result, three);
				expect(linksOf(first.ref)).toEqual([]);
				expect(result.failed).toMatchObject([{ outcome: 'unknown' }]);
				expectClear(result.failed[0] as Said, 'INV-1');
				expect(creations()).toHaveLength(3);
			},
		);

		test('is made once when n8n tries the node again', async () => {
			sandbox.current.fault({ kind: 'status429', path: CREATION });
			sandbox.current.fault({ kind: 'resetAfter', path: CREATION });
			const result = await create(three, { settings: retryOnFail });

			expect(result.error).toBeUndefined();
			expectEnds(result, three);
			for (const { ref } of three) expect(linksOf(ref)).toHaveLength(1);
		});

		test('is made once in a loop over what failed', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path: CREATION, times: 2 });
			sandbox.current.fault({ kind: 'html500', path: '/api.php?action=status', times: 5 });
			const { done, failed } = await create(three, { rounds: 4 });

			for (const item of done) expectTrue(item);
			for (const said of failed) expectClear(said);
			for (const { ref } of three) expect(linksOf(ref)).toHaveLength(1);
			expect(new Set(done.map(({ orderId }) => orderId)).size).toBe(done.length);
			expect(creations()).toHaveLength(3);
		});

		test('is made for none of two items that have one order id', async () => {
			const orders = [first, { ...second, ref: first.ref }, third];
			const result = await create(orders, { settings });

			expectEnds(result, orders);
			expect(result.done.map(({ orderId }) => orderId)).toEqual(['INV-3']);
			expect(linksOf(first.ref)).toEqual([]);
			for (const said of result.failed) expectClear(said, 'INV-1');
		});

		test('that an earlier execution has made is found, or refused in clear words', async () => {
			await create([first]);
			const result = await create(three, { settings });

			expectEnds(result, three);
			if (!mayRepeat()) expect(linksOf(first.ref)).toHaveLength(1);
			expect(linksOf(second.ref)).toHaveLength(1);
		});

		test('of other money is not taken for the one that has its order id', async () => {
			await create([first]);
			const orders = [{ ...first, amount: 99_000 }];
			const result = await create(orders, { settings });

			expectEnds(result, orders);
			if (mayRepeat()) return;
			expect(result.done).toEqual([]);
			expect(linksOf(first.ref)).toHaveLength(1);
		});

		test('that has expired is not handed out again', async () => {
			await create([first]);
			await sandbox.current.advance(61 * MINUTE);
			const result = await create([first], { settings });

			expectEnds(result, [first]);
			for (const { status } of result.done) expect(status).toBe('pending');
		});

		test('is refused in clear words when the package is used up', async () => {
			sandbox.current.kirimo.settings.limit = 0;
			const result = await create([first], { settings });

			expectEnds(result, [first]);
			expect(result.done).toEqual([]);
			expect(sandbox.current.kirimo.orders).toEqual([]);
		});

		test('is not called done when Kirimo has no room for its notify URL', async () => {
			const changes = { notifyUrl: 'http://localhost:5678/webhook/kirimo' };
			const result = await create([first], { settings, changes });

			expectEnds(result, [first]);
			// Taken without a word, or refused: in both cases the merchant reads it.
			expect([...result.hints, ...result.failed.map(({ text }) => text)].join()).toMatch(/80/);
		});
	});

	describe('a payment', () => {
		/** Links of which one is paid, one has failed, one is too old and one still waits. */
		beforeEach(async () => {
			const links: Order[] = [
				{ ref: 'OLD', amount: 24_000 },
				{ ref: 'PAID', amount: 25_000 },
				{ ref: 'FAILED', amount: 26_000 },
				{ ref: 'OPEN', amount: 27_000 },
			];
			await create(links.slice(0, 1));
			await sandbox.current.advance(61 * MINUTE);
			await create(links.slice(1));
			expect((await control('orders/PAID/pay')).status).toBe(200);
			expect((await control('orders/FAILED/fail')).status).toBe(200);
			expect(sandbox.current.kirimo.orders).toHaveLength(4);
		});

		test.each([
			['OLD', 'expired'],
			['PAID', 'paid'],
			['FAILED', 'failed'],
			['OPEN', 'pending'],
		])('%s is shown as Kirimo has it, and in the end as %s', async (orderId, status) => {
			const { json } = await read('get', { orderId });
			expect(json).toHaveLength(1);
			expectTrue(json[0] ?? {});

			await sandbox.current.advance(10 * MINUTE);
			const [late = {}] = (await read('get', { orderId })).json;
			expectTrue(late);
			const { expiredAs } = sandbox.current.kirimo.settings;
			expect(late.status).toBe(status === 'expired' ? expiredAs : status);
		});

		test('that is paid is not paid before Kirimo says so, and Wait passes it on', async () => {
			const { run: held, json } = await read('wait', { orderId: 'PAID' });
			if (held.waitTill === undefined) expectTrue(json[0] ?? {});
			await sandbox.current.advance(10 * MINUTE);
			const { json: late, error } = await read('wait', { orderId: 'PAID' });

			expect(error).toBeUndefined();
			expect(late).toMatchObject([{ orderId: 'PAID', paid: true, amount: 25_000 }]);
		});

		test.each(['get', 'wait'])('that nobody has made is an error of %s', async (operation) => {
			const { error, json } = await read(operation, { orderId: 'NOBODY' });

			expect(json).toEqual([]);
			expectClear(saidOf(error));
		});

		test.each(['get', 'wait'])('is found by %s under its own capitals only', async (operation) => {
			const { error, json } = await read(operation, { orderId: 'paid' });

			expect(json).toEqual([]);
			expectClear(saidOf(error));
		});

		test('stands in the list once, with the figures that Kirimo has', async () => {
			const { json } = await read('getAll', { returnAll: true });

			expect(json.map(({ orderId }) => orderId).sort()).toEqual(['FAILED', 'OLD', 'OPEN', 'PAID']);
			for (const item of json) expectTrue(item);
		});

		test('adds to the balance once', async () => {
			for (let times = 0; times < 3; times += 1) await read('get', { orderId: 'PAID' });
			await sandbox.current.advance(10 * MINUTE);
			await read('get', { orderId: 'PAID' });
			const { json } = await read('get', {}, { resource: 'balance' });

			const { balance, limitUsed } = sandbox.current.kirimo.accounts.kirimo;
			expect(json).toMatchObject([{ balance, limitUsed }]);
			expect(balance).toBe(accounts.kirimo.balance + 24_500);
		});

		test('is none of the other merchant', async () => {
			const credential = { apiKey: accounts.otherKirimo.apiKey };
			const { json, error } = await read('get', { orderId: 'PAID' }, { credential });

			expect(json).toEqual([]);
			expectClear(saidOf(error));
			const { json: listed } = await read('getAll', { returnAll: true }, { credential });
			expect(listed).toEqual([]);
		});
	});

	test('a list of three pages has every payment once', async () => {
		for (let number = 1; number <= 41; number += 1) {
			await kirimo(sandbox.current, 'action=payment', {
				order_id: `LIST-${number}`,
				amount: 10_000 + number,
				customer_name: 'Sari Wulandari',
				customer_email: 'sari@example.com',
			});
		}
		const { json, error } = await read('getAll', { returnAll: true });

		expect(error).toBeUndefined();
		expect(new Set(json.map(({ orderId }) => orderId)).size).toBe(41);
		expect(json).toHaveLength(41);
		for (const item of json) expectTrue(item);
	});

	test('an empty list is no error', async () => {
		expect(await read('getAll', { returnAll: true })).toMatchObject({ json: [], error: undefined });
	});

	test('a wrong key is an error that leads to the key', async () => {
		const credential = { apiKey: 'KRM-WRONG' };
		for (const [operation, parameters] of [
			['get', { orderId: 'PAID' }],
			['getAll', {}],
			['create', samplePayment],
		] as const) {
			const { error, json } = await read(operation, parameters, { credential });
			expect(json).toEqual([]);
			expectClear(saidOf(error), 'API');
			expect(saidOf(error).text).toMatch(/API key/i);
			expect(saidOf(error).text).not.toContain('KRM-WRONG');
		}
	});

	test('who asks too much hears what Kirimo has on record, or that it was too much', async () => {
		sandbox.current.kirimo.settings.statusChecksPerMinute = 2;
		await create([first]);
		await control('orders/INV-1/pay', { lost: true });
		sandbox.current.kirimo.accounts.kirimo.blockedUntil = new Date(
			sandbox.current.kirimo.clock.now().getTime() + 60 * MINUTE,
		);
		const { json, error } = await read('get', { orderId: 'INV-1' });
		for (const item of json) expectTrue(item);
		if (json.length === 0) expectClear(saidOf(error));
		// The other merchant is not shut out.
		expect(sandbox.current.kirimo.accounts.otherKirimo.blockedUntil).toBeNull();

		await sandbox.current.advance(61 * MINUTE);
		const { json: later } = await read('get', { orderId: 'INV-1' });
		expect(later).toHaveLength(1);
		expectTrue(later[0] ?? {});
	});
});

/** However Kirimo answers to an order id that it has. */
describe.each(['field', 'named', 'unnamed', 'map', 'crash', 'replayed', 'doneAgain'] as const)(
	'an order id that is used already, answered as "%s"',
	(repeatedOrderId) => {
		beforeEach(() => {
			sandbox.current.kirimo.settings.repeatedOrderId = repeatedOrderId;
		});
		const isRefused = !['replayed', 'doneAgain'].includes(repeatedOrderId);
		const isDoneAgain = repeatedOrderId === 'doneAgain';

		test.each(['http4xx', 'http200'] as const)(
			'is the payment that there is, if it is the same one: %s',
			async (errorStyle) => {
				sandbox.current.kirimo.settings.errorStyle = errorStyle;
				await create([first]);
				const result = await create([first], { settings });

				expectEnds(result, [first]);
				expect(linksOf(first.ref)).toHaveLength(isDoneAgain ? 2 : 1);
				if (isRefused) expect(result.done).toMatchObject([{ alreadyExisted: true }]);
			},
		);

		test('is an error when the payment that there is has other money', async () => {
			await create([first]);
			const other = [{ ...first, amount: 99_000 }];
			const result = await create(other, { settings });

			expectEnds(result, other);
			expect(linksOf(first.ref)).toHaveLength(isDoneAgain ? 2 : 1);
			if (!isDoneAgain) expectClear(result.failed[0] as Said, 'INV-1');
		});

		test('is an error when its link has expired', async () => {
			await create([first]);
			await sandbox.current.advance(61 * MINUTE);
			const result = await create([first], { settings });

			expectEnds(result, [first]);
			if (!isDoneAgain) expectClear(result.failed[0] as Said, 'INV-1', 'expired');
		});

		test('says that it is paid when it is', async () => {
			await create([first]);
			await control('orders/INV-1/pay');
			const result = await create([first], { settings });

			expectEnds(result, [first]);
			if (!isDoneAgain) expect(result.done).toMatchObject([{ paid: true, alreadyExisted: true }]);
		});

		test('never is this execution’s own: a retry sends nothing twice', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path: CREATION });
			await create([first], { settings: retryOnFail });

			expect(creations()).toHaveLength(1);
			expect(linksOf(first.ref)).toHaveLength(1);
		});
	},
);

test('an order id of digits is the one that was given, also when Kirimo makes a number of it', async () => {
	sandbox.current.kirimo.settings.numbers = 'numeric';
	const orders = [
		{ ref: '007', amount: 21_000 },
		{ ref: '202611210000001', amount: 22_000 },
	];
	const result = await create(orders, { settings });
	expectEnds(result, orders);
	expect(result.done.map(({ orderId }) => orderId)).toEqual(orders.map(({ ref }) => ref));

	for (const { ref } of orders) {
		const { json, error } = await read('get', { orderId: ref });
		expect(error).toBeUndefined();
		expectTrue(json[0] ?? {});
	}
	const again = await create(orders, { settings });
	expect(again.done).toMatchObject([
		{ orderId: '007', alreadyExisted: true },
		{ alreadyExisted: true },
	]);
});
