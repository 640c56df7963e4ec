import '../support/noPauses';
import { callMcpTool, callTool } from '../support/callTool';
import { mapping } from '../support/nodeTypes';
import { runWorkflow } from '../support/runWorkflow';
import { inTurn, json, lost, type Script } from '../support/scriptedVendor';
import {
	errorOutput,
	nodeOf,
	parcel,
	payment,
	retryOnFail,
	run,
	transfer,
	type Order,
	type RunOptions,
} from './support/merchant';
import { refuses, useTransfers } from './support/transfers';
import {
	booked,
	BOOKING,
	notTracked,
	refusal,
	TRACKING,
	TRANSFER,
	transferred,
	type Package,
} from './support/vendors';
import { expectUnknown } from './support/words';

/** What an error may say of a retry, of a reference that was used before, and which number a refused order has when it is tried again. */

const { vendor, records, pay, books } = useTransfers();
const sent = () => vendor.current.bodiesTo<{ requestId: string }>(TRANSFER);
const paysSilently: Script = (call) => {
	transferred(records, call);
	return lost;
};
const three = [{ amount: 1_000 }, { amount: 2_000 }, { amount: 3_000 }];

describe('an error after which the rest was not done', () => {
	const subWorkflow: RunOptions = {
		mode: 'integrated',
		parentExecution: { executionId: 'parent', workflowId: 'parent-workflow' },
	};

	test('says in a workflow how to carry on, and that is so', async () => {
		vendor.current.on(TRANSFER, inTurn(books, refuses, books));
		const first = await pay(three);

		expect(first.said?.text).toContain('Already done and not undone: item 0');
		expect(first.said?.text).toMatch(/To carry on, retry this execution .* the newest/);
		const second = await pay([], { retry: first.run });
		expect(second.done).toHaveLength(3);
		expect(records.transfers).toHaveLength(3);
	});

	test.each(['refused', 'unknown'])(
		'does not call a retry safe in a sub-workflow, whose next call pays again (%s)',
		async (outcome) => {
			const stops = outcome === 'refused' ? refuses : lost;
			vendor.current.on(TRANSFER, inTurn(books, stops, books));
			const first = await pay(three, subWorkflow);

			expect(first.said).toMatchObject({ outcome });
			expect(first.said?.text).toContain('Already done and not undone: item 0');
			expect(first.said?.text).not.toMatch(/To carry on|finished items are not sent/);
			expect(first.said?.text).toMatch(/sub-workflow.*done again/);
			await pay(three, subWorkflow);
			expect(sent()).toHaveLength(5);
		},
	);

	test('says so in a sub-workflow also of a single item', async () => {
		vendor.current.on(TRANSFER, refuses);
		const { said } = await pay([{ amount: 1_000 }], subWorkflow);

		expect(said).toMatchObject({ outcome: 'refused' });
		expect(said?.text).toMatch(/sub-workflow.*done again/);
	});

	test('tells what was done before from what is not done', async () => {
		vendor.current.on(BOOKING, (call) => booked(records, call));
		vendor.current.on(TRACKING, notTracked);
		const items = ['S1', 'S2'].map((ref) => ({ json: { ref, amount: 18_000 } }));
		const { error } = await runWorkflow({
			credentials: parcel.credentials(vendor.current.url),
			steps: [
				{ name: 'Orders', type: 'source', items, to: [['Book']] },
				{ ...nodeOf(parcel, 'Book'), to: [['Rows']] },
				{
					name: 'Rows',
					type: 'function',
					execute: mapping(() => items.map(({ json }) => json)),
					to: [['Book Again']],
				},
				nodeOf(parcel, 'Book Again'),
			],
		});

		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
		expect(error?.message).toContain('S1 was already done');
		expect(error?.description).toMatch(/Done before, and without output: item 1: S2 was already/);
		expect(error?.description).not.toContain('Not done:');
	});

	test.each([[transfer], [payment]])(
		'does not call a retry a way on when the outcome is unknown: %#',
		async (form) => {
			const aim = form === transfer ? TRANSFER : 'POST /api.php?action=payment';
			const others = records;
			vendor.current.on(
				aim,
				inTurn(
					form === transfer
						? (call) => transferred(others, call)
						: json({
								status: 'success',
								data: {
									order_id: 'ORD-1',
									amount: 21_000,
									payment_url: 'https://pay.example.com/1',
								},
							}),
					lost,
				),
			);
			const orders = [
				{ ref: 'ORD-1', amount: 21_000 },
				{ ref: 'ORD-2', amount: 22_000 },
				{ ref: 'ORD-3', amount: 23_000 },
			];
			const first = await run(form, vendor.current.url, orders);
			const second = await run(form, vendor.current.url, [], { retry: first.run });

			for (const { said } of [first, second]) {
				expectUnknown(said, 'ORD-2');
				expect(said?.text).toContain('Already done and not undone: item 0');
				expect(said?.text).not.toMatch(/To carry on/);
				expect(said?.text).toMatch(/For items that are not named here this try has sent nothing/);
			}
			expect(vendor.current.callsTo(aim)).toHaveLength(2);
		},
	);
});

describe('an own request id that this execution has used', () => {
	/** The node's further round gets these orders instead of those that have failed. */
	const twice = async (next: Order, options: RunOptions = {}) =>
		await pay([{ ref: 'PAY-1', amount: 1_000 }, { amount: 7 }], {
			rounds: 2,
			again: () => [next],
			...options,
		});
	const refuses7: Script = (call) =>
		JSON.stringify(call.body).includes('"amount":7') ? refuses : books(call);

	test.each([
		['the same', 1_000, 'done', /PAY-1 was already done, or found to be done, in this execution/],
		[
			'else',
			2_000,
			'unsent',
			/PAY-1 was already done, or found to be done, in this execution, for something else/,
		],
	])('and done, for %s, is told to be done', async (_, amount, outcome, words) => {
		vendor.current.on(TRANSFER, refuses7);
		const { failed } = await twice({ ref: 'PAY-1', amount });

		expect(failed.at(-1)).toMatchObject({ outcome, text: expect.stringMatching(words) });
		expect(records.transfers).toHaveLength(1);
	});

	test('and lost, with another amount, is told to have been sent with other values', async () => {
		vendor.current.on(TRANSFER, paysSilently);
		const { failed } = await pay([{ ref: 'PAY-1', amount: 1_000 }], {
			rounds: 2,
			again: () => [{ ref: 'PAY-1', amount: 2_000 }],
		});

		expect(sent()).toHaveLength(1);
		expectUnknown(failed.at(-1), 'PAY-1');
		expect(failed[0]?.text).not.toContain('other values');
		expect(failed[1]?.text).toContain('It was sent with other values than this item has');
	});

	test('and lost, with the same amount, is not told to have other values', async () => {
		vendor.current.on(TRANSFER, paysSilently);
		const { failed } = await pay([{ ref: 'PAY-1', amount: 1_000 }], { rounds: 2 });

		expectUnknown(failed[1], 'PAY-1');
		expect(failed[1]?.text).not.toContain('other values');
	});
});

describe('an order without a number that is refused at first', () => {
	const ask = { amount: 25_000 };
	const tool = {
		type: 'kasPro' as const,
		resource: 'transfer',
		operation: 'toUser',
		parameters: {
			...transfer.parameters,
			requestId: '',
			amount: "={{ $fromAI('amount', '', 'number') }}",
		},
	};
	const credentials = () => transfer.credentials(vendor.current.url);
	const numbers = () => new Set(sent().map(({ requestId }) => requestId));

	test.each(['wrapper', 'engine'] as const)(
		'has one and the same number in all calls of an agent (%s), and a new one after it was paid',
		async (by) => {
			vendor.current.on(TRANSFER, inTurn(refuses, refuses, books));
			const { answers } = await callTool(
				{ ...tool, credentials: credentials(), by },
				ask,
				ask,
				ask,
			);

			expect(sent()).toHaveLength(3);
			expect(numbers().size).toBe(1);
			expect(answers.map(({ failed }) => failed)).toEqual([true, true, false]);

			const { answers: more } = await callTool(
				{ ...tool, credentials: credentials(), by },
				ask,
				ask,
			);
			expect(more.map(({ failed }) => failed)).toEqual([false, false]);
			expect(numbers().size).toBe(3);
		},
	);

	test('has one and the same number in all tries of one MCP call', async () => {
		vendor.current.on(TRANSFER, inTurn(refuses, refuses, books));
		const answer = await callMcpTool(
			{ ...tool, credentials: credentials(), settings: retryOnFail },
			ask,
		);

		expect(sent()).toHaveLength(3);
		expect(numbers().size).toBe(1);
		expect(answer.failed).toBe(false);
	});

	test('has one and the same number in Retry On Fail, a loop and a retried execution', async () => {
		vendor.current.on(TRANSFER, refuses);
		const first = await pay([ask], { settings: { ...retryOnFail, ...errorOutput }, rounds: 2 });
		const stopped = await pay([ask]);
		await pay([], { retry: stopped.run });

		expect(first.rounds).toBe(2);
		expect(sent().length).toBeGreaterThanOrEqual(4);
		expect(numbers().size).toBe(2);
	});

	test('keeps a parcel’s number when KiriminAja refuses the booking', async () => {
		vendor.current.on(
			BOOKING,
			inTurn(refusal(4101, 'Shipping cost tidak valid.'), (call) => booked(records, call)),
		);
		await run(parcel, vendor.current.url, [{ amount: 18_000 }], { rounds: 2 });
		const ids = vendor.current
			.bodiesTo<{ packages: Package[] }>(BOOKING)
			.map(({ packages }) => packages[0]?.order_id);

		expect(ids).toHaveLength(2);
		expect(new Set(ids).size).toBe(1);
	});
});
