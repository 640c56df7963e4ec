import '../support/noPauses';
import type { IDataObject } from 'n8n-workflow';
import { mapping } from '../support/nodeTypes';
import { runWorkflow, type WorkflowOptions } from '../support/runWorkflow';
import { inTurn, json, lost, type VendorCall } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import {
	errorOutput,
	nodeOf,
	payment,
	retryOnFail,
	run,
	transfer,
	type Order,
	type RunOptions,
} from './support/merchant';
import { TRANSFER, transferred, type Records, useBooks } from './support/vendors';
import { expectUnknown } from './support/words';

/** Executions that are retried: with another credential, for the second time, two of them at once; and the words that invite to it. */

const { vendor, records } = useBooks();
const pay = async (orders: Order[], options: RunOptions = {}) =>
	await run(transfer, vendor.current.url, orders, options);
const amountOf = ({ body }: VendorCall) =>
	(body as Records['transfers'][number]).payments[0]?.amount ?? 0;
const amountIn = ({ walletTransactions }: IDataObject) =>
	(walletTransactions as IDataObject[])[0]?.amount;
const paid = () => records.transfers.map(({ payments }) => payments[0]?.amount);
const sorted = () => paid().sort();
const books = (call: VendorCall) => transferred(records, call);
const refuses = json({ code: 110_005, message: 'Customer not found' });

/** KasPro refuses these amounts, and pays others. */
const refusing = (...amounts: number[]) =>
	vendor.current.on(TRANSFER, (call) => (amounts.includes(amountOf(call)) ? refuses : books(call)));
const numbered = (orders: Order[], own: boolean) =>
	own ? orders.map((order, index) => ({ ...order, ref: `PAY-${index}` })) : orders;
const four = [{ amount: 1_000 }, { amount: 2_000 }, { amount: 3_000 }, { amount: 4_000 }];

describe.each([true, false])('with a request id of the own for each: %j,', (own) => {
	const orders = numbered(four, own);

	testWithResumeToken(
		'an execution of which n8n has stored nothing, as after its stop button, pays nothing twice',
		async () => {
			refusing(3_000);
			const first = await pay(orders);
			const { executionData } = first.run.data;
			if (executionData) executionData.contextData = {};
			refusing();
			const second = await pay([], { retry: first.run });

			expect(second.done).toHaveLength(4);
			expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
		},
	);

	describe('an execution of which n8n has stored nothing, whose list is another one by the time of its retry,', () => {
		const at = (...places: number[]) => places.map((place) => orders[place] as Order);
		const late = { amount: 9_000, ...(own && { ref: 'PAY-9' }) };

		const lists: Array<[string, Order[]]> = [
			['a new order on top', [late, ...at(0, 1, 2, 3)]],
			['another order', at(3, 2, 1, 0)],
			['less orders', at(1, 3)],
		];
		for (const [title, list] of lists) {
			testWithResumeToken(
				`with ${title}, gives each order its own payment, and pays none twice`,
				async () => {
					refusing(2_000);
					const first = await pay(orders);
					refusing();
					const { resumeToken } = first.run.data;
					const second = await pay(list, { resumeToken, settings: errorOutput });

					const amounts = list.map(({ amount }) => amount);
					expect(second.failed).toEqual([]);
					expect(second.done.map(amountIn)).toEqual(amounts);
					expect(sorted()).toEqual([...new Set([1_000, ...amounts])].sort());
				},
			);
		}
	});

	test('an execution retried with a new credential pays the rest, and nothing twice', async () => {
		refusing(3_000);
		const first = await pay(orders);
		refusing();
		const second = await pay([], { retry: first.run, credentialId: '2' });

		expect(second.done).toHaveLength(4);
		expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});

	test('an execution retried with a new credential does not pay again what is unknown', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				books,
				(call) => {
					transferred(records, call);
					return lost;
				},
				books,
			),
		);
		const first = await pay(orders);
		const second = await pay([], { retry: first.run, credentialId: '2' });
		const third = await pay([], { retry: second.run, credentialId: '3' });

		expect(paid()).toEqual([1_000, 2_000]);
		for (const { said } of [first, second, third]) {
			expectUnknown(said, records.transfers[1]?.requestId ?? 'nothing was sent');
		}
	});

	test('an execution that is retried a second time pays nothing that its first retry has paid', async () => {
		refusing(2_000);
		const first = await pay(orders);
		refusing(4_000);
		await pay([], { retry: first.run });
		refusing();
		const again = await pay([], { retry: first.run });
		const newest = await pay([], { retry: again.run });

		expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect([again.done.length, newest.done.length]).toEqual([4, 4]);
	});

	test('an execution that is retried a second time does not pay what its first retry has lost', async () => {
		refusing(2_000);
		const first = await pay(orders);
		vendor.current.on(TRANSFER, (call) => {
			transferred(records, call);
			return lost;
		});
		await pay([], { retry: first.run });
		refusing();
		const again = await pay([], { retry: first.run });

		expect(paid()).toEqual([1_000, 2_000]);
		expectUnknown(again.said, records.transfers[1]?.requestId ?? 'nothing was sent');
	});

	test('two retries of one execution at the same moment pay nothing twice', async () => {
		refusing(2_000);
		const first = await pay(orders);
		refusing();
		const retry = async () => await pay([], { retry: first.run });
		await Promise.all([retry(), retry()]);
		const newest = await retry();

		expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect(newest.done).toHaveLength(4);
	});

	test('two retries at the same moment, of which one overtakes the other, pay nothing twice', async () => {
		refusing(1_000);
		const first = await pay(orders);
		let isOvertaken = () => {};
		const overtaken = new Promise<void>((resolve) => (isOvertaken = resolve));
		vendor.current.on(TRANSFER, async (call) => {
			if (amountOf(call) === 1_000) await overtaken;
			if (amountOf(call) === 4_000) isOvertaken();
			return books(call);
		});
		const retry = async () => await pay([], { retry: first.run, settings: errorOutput });
		await Promise.all([retry(), retry()]);

		expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});
});

/** Two batches that come to the node one after the other, as from Loop Over Items. */
async function batches(own: boolean, retry?: WorkflowOptions['retry']) {
	const orders = numbered(four, own);
	const rows = (some: Order[]) => some.map((order) => ({ ...order }));
	return await runWorkflow({
		credentials: transfer.credentials(vendor.current.url),
		retry,
		steps: [
			{
				name: 'Orders',
				type: 'source',
				items: rows(orders.slice(0, 2)).map((order) => ({ json: order })),
				to: [['Pay']],
			},
			{ ...nodeOf(transfer, 'Pay'), to: [['Next Batch']] },
			{
				name: 'Next Batch',
				type: 'function',
				execute: mapping((_, round) => (round === 1 ? rows(orders.slice(2)) : [])),
				to: [['Pay']],
			},
		],
	});
}

async function retriedTwice(own: boolean) {
	refusing(2_000);
	const first = await batches(own);
	refusing();
	await batches(own, first.run);
	expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);

	await batches(own, first.run);
	expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);
}

/** n8n goes on with the items that it has stored; what an expression or a mended field gives by then is no other payment. */
describe('an execution that n8n has stored, and that has other values by its retry,', () => {
	const fieldsOf = (additionalBodyFields: string) => ({
		additionalFields: { additionalBodyFields },
	});
	const now = '={{ JSON.stringify({ sentBy: String(Math.random()) }) }}';
	const numbered = { requestId: "={{ 'PAY-' + $execution.id + '-' + $itemIndex }}" };

	test.each<[string, RunOptions['changes'], RunOptions]>([
		['in a field that nobody knows', fieldsOf(now), {}],
		['in such a field, with a new credential', fieldsOf(now), { credentialId: '2' }],
		['in its numbers', numbered, {}],
		['in its numbers, with a new credential', numbered, { credentialId: '2' }],
		['in a field that was mended', {}, { changes: fieldsOf('{"channel": "APP"}') }],
	])('%s, pays the rest, and nothing twice', async (_, changes, later) => {
		refusing(3_000);
		const first = await pay(four, { changes });
		refusing();
		const second = await pay([], { retry: first.run, changes, ...later });

		expect(second.error).toBeUndefined();
		expect(second.done).toHaveLength(4);
		expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});

	test.each<[string, RunOptions['changes'], RunOptions]>([
		['in a field that nobody knows', fieldsOf(now), {}],
		['in its numbers, with a new credential', numbered, { credentialId: '2' }],
	])('%s, sends nothing again that was lost', async (_, changes, later) => {
		vendor.current.on(TRANSFER, (call) => {
			books(call);
			return amountOf(call) === 2_000 ? lost : json({ code: 0, message: 'Berhasil' });
		});
		const first = await pay(four, { changes });
		const second = await pay([], { retry: first.run, changes, ...later });

		expect(second.said).toMatchObject({ outcome: 'unknown' });
		expect(paid()).toEqual([1_000, 2_000]);
	});
});

/** n8n goes on with the item that it has stored, but the number is read from a node that has run again since, as in a loop that fetches its orders. */
describe('an execution that n8n has stored, whose items have other numbers by its retry and are the same in all else,', () => {
	const requestId = "={{ $('Orders').item.json.ref }}";
	const orders = numbered(four, true);

	async function withNewNumbers(changes: RunOptions['changes']) {
		const first = await pay(orders, { changes });
		const [source] = first.run.data.resultData.runData.Orders ?? [];
		const rows = source?.data?.main?.[0] ?? [];
		// Not in place: the items that wait at the node are the same objects.
		const renumbered = rows.map(({ json: row }, index) => ({
			json: { ...row, ref: `NEW-PAY-${index}` },
			pairedItem: { item: index },
		}));
		rows.splice(0, rows.length, ...renumbered);
		refusing();
		return await pay([], { retry: first.run, changes, settings: errorOutput });
	}

	test('gets for each of them neither the output of before nor another payment, and is told both numbers', async () => {
		refusing(4_000);
		const { done, failed } = await withNewNumbers({ requestId });

		expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect(records.transfers.map(({ requestId: id }) => id)).toEqual([
			'PAY-0',
			'PAY-1',
			'PAY-2',
			'NEW-PAY-3',
		]);
		expect(done.map(amountIn)).toEqual([4_000]);
		expect(failed).toHaveLength(3);
		expect(failed[1]?.outcome).toBe('unknown');
		expect(failed[1]?.text).toContain(
			'Request ID (item 1) is "NEW-PAY-1", and was "PAY-1" when an earlier try sent this item',
		);
	});

	test('is told so too when an expression only reads a date, or another field makes one', async () => {
		refusing(4_000);
		const { failed } = await withNewNumbers({
			requestId: "={{ $('Orders').item.json.ref + ($json.paidDate ?? '') }}",
			additionalFields: { additionalBodyFields: '={{ JSON.stringify({ sentAt: $now.toISO() }) }}' },
		});

		expect(failed).toHaveLength(3);
		expect(failed[0]?.text).toContain('was "PAY-0"');
	});

	test('is told so too when it only reads a field that is called after what makes numbers', async () => {
		refusing(4_000);
		const { failed } = await withNewNumbers({
			requestId: "={{ $('Orders').item.json.ref + ($json.uuid ?? $json.randomCode ?? '') }}",
		});

		expect(failed).toHaveLength(3);
	});

	test.each([
		"$now ? '' : ''",
		"$execution.id ? '' : ''",
		"[''].randomItem()",
		"$executionId ? '' : ''",
		"new Date() ? '' : ''",
	])('has the output of before when an expression may make the number: %s', async (end) => {
		refusing(4_000);
		const { done } = await withNewNumbers({
			requestId: `={{ $('Orders').item.json.ref + (${end}) }}`,
		});

		expect(done.map(amountIn)).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});

	test('is told of one that was lost, and nothing is sent', async () => {
		vendor.current.on(TRANSFER, (call) => {
			transferred(records, call);
			return lost;
		});
		const { failed } = await withNewNumbers({ requestId });

		expect(failed[0]?.outcome).toBe('unknown');
		expect(failed[0]?.text).toContain('was "PAY-0"');
		expect(paid()[0]).toBe(1_000);
		expect(paid().filter((amount) => amount === 1_000)).toHaveLength(1);
	});
});

/** The fields were read from the wrong rows, which the merchant mends before the retry; each row has a number of its own. */
describe('a node whose rows were in the wrong places, and are put right before the retry,', () => {
	const orders = numbered(four, true);
	const rows = (place: string) => {
		const field = (name: string) => `={{ $('Orders').all()[(${place}) % 4].json.${name} }}`;
		return { requestId: field('ref'), amount: field('amount') };
	};

	test('pays each row once, and gives each its own output', async () => {
		refusing(3_000);
		const first = await pay(orders, { changes: rows('$itemIndex + 1') });
		expect(paid()).toEqual([2_000]);
		refusing();
		const second = await pay([], { retry: first.run, changes: rows('$itemIndex') });

		expect(second.error).toBeUndefined();
		expect(second.done.map(amountIn)).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});

	test('still does not know what was lost, wherever it stands now', async () => {
		vendor.current.on(TRANSFER, (call) => {
			books(call);
			return amountOf(call) === 1_000 ? lost : json({ code: 0, message: 'Berhasil' });
		});
		const first = await pay(orders, { changes: rows('3 - $itemIndex + 2') });
		expect(paid()).toEqual([2_000, 1_000]);
		const second = await pay([], {
			retry: first.run,
			changes: rows('$itemIndex'),
			settings: errorOutput,
		});

		expectUnknown(second.failed[0], 'PAY-0');
		expect(second.failed).toHaveLength(1);
		expect(second.done).toHaveLength(3);
		expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});
});

/** The items are always the same; which rows of a sheet the node takes for them stands in its fields. */
describe('a node that took the wrong rows, and is mended before the retry,', () => {
	const items = four.slice(0, 3);
	const listed = (values: unknown[]) => `={{ ${JSON.stringify(values)}[$itemIndex] }}`;
	const amountOfRow = (row: number) => (row + 1) * 1_000;
	const taking = (rows: number[], numbers?: number[]) => ({
		...(numbers && { requestId: listed(numbers.map((row) => `PAY-${row}`)) }),
		amount: listed(rows.map(amountOfRow)),
	});
	type Rows = [rows: number[], numbers?: number[]];

	/** The third row is refused, or lost; nothing refuses the retry. */
	async function mended(from: Rows, to: Rows, third: 'refused' | 'lost' = 'refused') {
		const bad = amountOfRow(from[0][2] ?? 0);
		vendor.current.on(TRANSFER, (call) => {
			if (amountOf(call) !== bad) return books(call);
			if (third === 'refused') return refuses;
			books(call);
			return lost;
		});
		const first = await pay(items, { changes: taking(...from) });
		refusing();
		const second = await pay([], {
			retry: first.run,
			changes: taking(...to),
			settings: errorOutput,
		});
		expect(new Set(paid()).size).toBe(paid().length);
		expect(second.done.length + second.failed.length).toBe(3);
		return { ...second, paidRows: paid().map((amount) => Number(amount) / 1_000 - 1) };
	}
	const rowsOf = (done: IDataObject[]) =>
		done.map((output) => Number(amountIn(output)) / 1_000 - 1);
	const own = (...rows: number[]): Rows => [rows, rows];
	const empty = (...rows: number[]): Rows => [rows];

	test.each<[string, Rows, Rows, number[], string[]]>([
		['two further down', own(2, 3, 4), own(0, 1, 2), [0, 2], ['PAY-1', 'PAY-3']],
		['of a list without its filter', own(0, 1, 2), own(0, 2, 3), [0, 3], ['PAY-2', 'PAY-1']],
	])(
		'%s, tells of the row that may be another one, and does the rest',
		async (_, from, to, outputs, numbers) => {
			const { done, failed, paidRows } = await mended(from, to);

			expect(rowsOf(done)).toEqual(outputs);
			expect(failed).toHaveLength(1);
			expect(failed[0]?.outcome).toBe('unknown');
			for (const number of numbers) expect(failed[0]?.text).toContain(number);
			expect(paidRows).toEqual([
				...from[0].slice(0, 2),
				...outputs.filter((row) => !from[0].slice(0, 2).includes(row)),
			]);
		},
	);

	test('of another sheet, gives nobody the output of a row that he has not ordered', async () => {
		const { done, failed, paidRows } = await mended(own(3, 4, 5), own(0, 1, 2));

		expect(rowsOf(done)).toEqual([2]);
		expect(
			failed.map(({ text }) => /is "(PAY-.)", and was "(PAY-.)"/.exec(text)?.slice(1)),
		).toEqual([
			['PAY-0', 'PAY-3'],
			['PAY-1', 'PAY-4'],
		]);
		expect(paidRows).toEqual([3, 4, 2]);
	});

	test.each(['refused', 'lost'] as const)(
		'for the numbers only, sends nothing, whatever the last was: %s',
		async (third) => {
			const { done, failed, paidRows } = await mended(
				[
					[0, 1, 2],
					[1, 2, 3],
				],
				own(0, 1, 2),
				third,
			);

			expect(done).toEqual([]);
			expect(failed[0]?.text).toContain('is "PAY-0", and was "PAY-1"');
			expect(failed[1]?.text).toContain('is "PAY-1", and was "PAY-2"');
			expect(failed[2]?.text).toContain('PAY-2');
			expect(paidRows).toEqual(third === 'lost' ? [0, 1, 2] : [0, 1]);
		},
	);

	/** A shift of rows, and a value that was mended for one person's rows, look alike. */
	test.each<[string, Rows, Rows, number[]]>([
		['from the last to the first', empty(2, 1, 0), empty(0, 1, 2), [1]],
		['one further down', empty(1, 2, 3), empty(0, 1, 2), []],
		['one further down, and now has numbers', empty(1, 2, 3), own(0, 1, 2), []],
		['of a list without its filter', empty(0, 1, 2), empty(0, 2, 3), [0, 3]],
	])(
		'with empty numbers, %s, gives nobody the output of another row, and pays none in a doubt',
		async (_, from, to, outputs) => {
			const { done, failed, paidRows } = await mended(from, to);

			expect(rowsOf(done)).toEqual(outputs);
			for (const { outcome, text } of failed) {
				expect(outcome).toBe('unknown');
				expect(text).toMatch(/"N8N-\w+".*so nothing was sent/);
			}
			const first = from[0].slice(0, 2);
			expect(paidRows).toEqual([...first, ...outputs.filter((row) => !first.includes(row))]);
		},
	);

	test('with empty numbers, still does not know what was lost', async () => {
		const { done, failed, paidRows } = await mended(empty(2, 1, 0), empty(0, 1, 2), 'lost');

		expect(rowsOf(done)).toEqual([1]);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
		expect(failed[1]?.text).toContain(String(records.transfers[2]?.requestId));
		expect(paidRows).toEqual([2, 1, 0]);
	});
});

test('numbers that are filled in before the retry, which is retried itself, still name what was sent without them', async () => {
	refusing(3_000);
	const first = await pay(four);
	const changes = { requestId: "={{ 'PAY-' + $json.amount }}" };
	const second = await pay([], { retry: first.run, changes });
	refusing();
	const third = await pay([], { retry: second.run, changes });

	expect(third.error).toBeUndefined();
	expect(third.done.map(amountIn)).toEqual([1_000, 2_000, 3_000, 4_000]);
	expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
});

/** A shop numbers its orders by their day: no number that is made anew. */
describe('a number that is read from a column called Date', () => {
	const changes = { requestId: "={{ $json['Order Date'] + '-' + $json.ref }}" };
	const of = (ref: string, amount: number) => ({ ref, amount, 'Order Date': '2026-11-20' });

	testWithResumeToken(
		'tells the next order from one of the same person and amount that was done before the stop',
		async () => {
			const first = await pay([of('1', 20_000), of('2', 30_000)], { changes });
			const { resumeToken } = first.run.data;
			const later = [of('2', 30_000), of('4', 20_000)];
			const second = await pay(later, { resumeToken, changes });

			expect(second.done).toHaveLength(2);
			expect(records.transfers.map(({ requestId }) => requestId)).toEqual([
				'2026-11-20-1',
				'2026-11-20-2',
				'2026-11-20-4',
			]);
		},
	);

	test('tells two orders of one person and amount apart in one execution, though the first is unknown', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn((call) => {
				books(call);
				return lost;
			}, books),
		);
		const { failed } = await pay([of('1', 20_000), of('2', 20_000)], {
			changes,
			settings: errorOutput,
		});

		expect(failed).toHaveLength(1);
		expect(paid()).toEqual([20_000, 20_000]);
	});
});

/** Two orders for one person, of which the one costs after the mending what the other did before. */
describe.each([
	['empty', ''],
	['made anew', "={{ 'T' + Math.random() }}"],
] as const)(
	'a field that was mended before the retry, with a number that is %s,',
	(which, requestId) => {
		test.each<[string, number[], number[], Record<typeof which, number[]>]>([
			[
				'a done order costs what the other did',
				[20, 25, 90],
				[25, 30, 95],
				{ empty: [95], 'made anew': [95] },
			],
			[
				'a refused order costs what a done one did',
				[25, 30, 20],
				[30, 35, 25],
				{ empty: [], 'made anew': [] },
			],
			// Of one that was refused nothing is left, when an expression makes the next number.
			[
				'a done order costs what the refused one did',
				[20, 90, 25],
				[25, 95, 30],
				{ empty: [90, 30], 'made anew': [20, 90, 30] },
			],
		])('pays nothing twice when %s', async (_, before, after, outputs) => {
			const costing = (prices: number[]) => ({
				requestId,
				amount: `={{ ${JSON.stringify(prices.map((price) => price * 1_000))}[$itemIndex] }}`,
			});
			refusing(Number(before[2]) * 1_000);
			const first = await pay(four.slice(0, 3), { changes: costing(before) });
			refusing();
			const changes = costing(after);
			const second = await pay([], { retry: first.run, changes, settings: errorOutput });

			const expected = outputs[which];
			expect(second.done.map(amountIn)).toEqual(expected.map((price) => price * 1_000));
			expect(second.failed.length).toBe(3 - expected.length);
			for (const { text } of second.failed) expect(text).toContain('so nothing was sent');
			const last = expected.includes(Number(after[2])) ? [after[2]] : [];
			expect(paid()).toEqual(
				[...before.slice(0, 2), ...last].map((price) => Number(price) * 1_000),
			);
		});
	},
);

/** A unique amount, as shops ask for to tell payments apart. */
test.each(['$now.toMillis()', '$execution.id', 'new Date().getTime()', 'Math.random()'])(
	'numbers and amounts that are both made anew pay nothing twice in a retry: %s',
	async (made) => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				books,
				(call) => {
					books(call);
					return lost;
				},
				books,
			),
		);
		const changes = {
			requestId: `={{ 'E' + ${made} + $itemIndex }}`,
			amount: '={{ $json.amount + Math.floor(Math.random() * 900) + 1 }}',
		};
		const first = await pay(four, { changes });
		const second = await pay([], { retry: first.run, changes });

		expect(paid()).toHaveLength(2);
		expect(second.said).toMatchObject({ outcome: 'unknown' });
	},
);

testWithResumeToken(
	'a number that is made anew tells nothing after the stop button either: what it stood for is known by what it is',
	async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				books,
				(call) => {
					books(call);
					return lost;
				},
				books,
			),
		);
		const changes = { requestId: "={{ 'E' + Math.random() }}" };
		const first = await pay(four, { changes });
		const { resumeToken } = first.run.data;
		const second = await pay(four, { resumeToken, changes, settings: errorOutput });

		expect(sorted()).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect(second.done.map(amountIn)).toEqual([1_000, 3_000, 4_000]);
		expectUnknown(second.failed[0], records.transfers[1]?.requestId ?? 'nothing was sent');
	},
);

/** What makes numbers gives ranges that overlap: the number of an item is the one that its neighbour had in the try before. */
describe('numbers that an expression makes anew, one after the other,', () => {
	test('are no other orders in the next try of Retry On Fail', async () => {
		let seconds = Date.parse('2026-11-21T03:00:00Z') / 1_000;
		jest.spyOn(Date, 'now').mockImplementation(() => seconds * 1_000);
		vendor.current.on(
			TRANSFER,
			inTurn(() => {
				seconds += 1;
				return refuses;
			}, books),
		);
		const changes = { requestId: "={{ 'T' + (Math.floor(Date.now() / 1000) + $itemIndex) }}" };
		const settings = { ...retryOnFail, ...errorOutput };
		const { done, failed } = await pay(four, { changes, settings });
		jest.restoreAllMocks();

		// The number that the refused one has now is the one under which its neighbour was paid.
		expect(failed).toEqual([
			{ outcome: 'unsent', text: expect.stringContaining('Nothing was sent for this item.') },
		]);
		expect(done.map(amountIn)).toEqual([2_000, 3_000, 4_000]);
		expect(paid()).toEqual([2_000, 3_000, 4_000]);
	});

	// Older n8n has no resume token: an execution is known by its id, so each case has one of its own.
	test.each([
		['+', 498],
		['-', 598],
	])('are no other orders in a retry that n8n has stored: %s', async (sign, id) => {
		const changes = { requestId: `={{ 'E' + (Number($execution.id) ${sign} $itemIndex) }}` };
		refusing(3_000);
		const first = await pay(four, { changes, executionId: `${id}` });
		refusing();
		const { done } = await pay([], { retry: first.run, changes, executionId: `${id + 1}` });

		expect(done.map(amountIn)).toEqual(sign === '+' ? [1_000, 2_000, 3_000, 4_000] : []);
		expect(paid().slice(0, 2)).toEqual([1_000, 2_000]);
		expect(new Set(paid()).size).toBe(paid().length);
	});
});

testWithResumeToken(
	'an order of the same buyer and amount, with a number of its own, is not taken for one that was done before the stop',
	async () => {
		const order = { amount: 20_000, ref: 'INV-1' };
		const first = await run(payment, vendor.current.url, [order]);
		const { resumeToken } = first.run.data;
		const { done } = await run(payment, vendor.current.url, [{ ...order, ref: 'INV-2' }], {
			resumeToken,
		});

		expect(done).toMatchObject([{ orderId: 'INV-2', alreadyExisted: false }]);
		expect(records.payments.map(({ order_id }) => order_id)).toEqual(['INV-1', 'INV-2']);
	},
);

test('an execution that stopped in the first batch, and is retried twice, pays no own request id twice', async () => {
	await retriedTwice(true);
});

// The memory keeps the finished items of a node's last run only, and the first retry has gone past the run with which the second one begins.
test('an execution that stopped in the first batch, and is retried twice, pays no empty request id twice', async () => {
	await retriedTwice(false);
});

test('an own request id that an expression makes anew in each try pays once', async () => {
	vendor.current.on(TRANSFER, (call) => {
		transferred(records, call);
		return lost;
	});
	const changes = { requestId: "={{ 'PAY-' + Math.random() }}" };
	const first = await pay([{ amount: 1_000 }], { changes, settings: retryOnFail });
	const again = await pay([], { retry: first.run });

	expect(paid()).toEqual([1_000]);
	for (const { said } of [first, again]) {
		expectUnknown(said, records.transfers[0]?.requestId ?? 'nothing was sent');
	}
});
