import '../support/noPauses';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { json, lost } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import { errorOutput } from './support/merchant';
import { amountIn, amountOf, four, numbered, refuses, useTransfers } from './support/transfers';
import { TRANSFER, transferred } from './support/vendors';
import { expectUnknown } from './support/words';

/** A merchant sees a mistake, mends the node, and presses Retry: after the stop button, after an error, and for the second time. */

const { vendor, records, pay, paid, books, refusing } = useTransfers();
const sorted = () => paid().sort();
const orders = numbered(four, true);

/** KasPro loses the answer for this amount, refuses others, and pays the rest. */
function kasPro({ losing, refusing }: { losing?: number; refusing?: number } = {}) {
	vendor.current.on(TRANSFER, (call) => {
		if (amountOf(call) === refusing) return refuses;
		const answer = transferred(records, call);
		return amountOf(call) === losing ? lost : answer;
	});
}

/** An execution that paid two of four and lost the third when it was stopped, so that n8n has stored nothing of it. */
async function stopped(changes: INodeParameters) {
	kasPro({ losing: 3_000 });
	const { run: first } = await pay(orders, { changes });
	expect(paid()).toEqual([1_000, 2_000, 3_000]);
	kasPro();
	return { resumeToken: first.data.resumeToken, settings: errorOutput };
}

const numbers = {
	'their own': {},
	empty: { requestId: '' },
	'made anew': { requestId: "={{ 'T' + Math.random() }}" },
};
const dearer = { amount: '={{ $json.amount * 10 }}' };

describe.each(Object.keys(numbers) as Array<keyof typeof numbers>)(
	'a node that is mended between the stop button and the retry, with numbers that are %s,',
	(which) => {
		const given = numbers[which];

		testWithResumeToken('pays nobody again who costs something else now', async () => {
			const retry = await stopped(given);
			const { done, failed } = await pay(orders, { ...retry, changes: { ...given, ...dearer } });

			// With their own numbers the last one is surely another order.
			const isOwn = which === 'their own';
			expect(paid().slice(3)).toEqual(isOwn ? [40_000] : []);
			expect(done.map(amountIn)).toEqual(isOwn ? [40_000] : []);
			expect(failed).toHaveLength(isOwn ? 3 : 4);
		});

		testWithResumeToken('pays nobody again whose number is another one now', async () => {
			const retry = await stopped(given);
			const changes = { requestId: "={{ 'Q' + $json.ref }}" };
			const { done, failed } = await pay(orders, { ...retry, changes });

			expect(new Set(paid()).size).toBe(paid().length);
			expect(done.length + failed.length).toBe(4);
			for (const output of done) expect(paid()).toContain(amountIn(output));
		});

		testWithResumeToken('goes on with what is left when all want the same as before', async () => {
			const retry = await stopped(given);
			const changes = { ...given, description: 'Gaji November' };
			const { done, failed } = await pay(orders, { ...retry, changes });

			expect(done.map(amountIn)).toEqual([1_000, 2_000, 4_000]);
			expect(failed).toMatchObject([{ outcome: 'unknown' }]);
			expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
		});

		testWithResumeToken(
			'pays nobody again when it is mended only before the retry of the retry',
			async () => {
				const { resumeToken, settings } = await stopped(given);
				kasPro({ refusing: 4_000 });
				const second = await pay(orders, { resumeToken, changes: given });
				kasPro();
				const changes = { ...given, ...dearer };
				const third = await pay([], { retry: second.run, settings, changes });

				expect(second.said?.outcome).toBe('unknown');
				const again = paid().slice(3);
				expect(again.filter((amount) => amount !== 40_000)).toEqual([]);
				expect(third.done.length + third.failed.length).toBe(4);
			},
		);
	},
);

testWithResumeToken(
	'an order that was put in the place of one that a stopped execution has sent is told of, when the node was mended too',
	async () => {
		const retry = await stopped({ requestId: '' });
		const changes = { requestId: '', ...dearer };
		const { done, failed } = await pay([{ amount: 7_000 }], { ...retry, changes });

		expect(done).toEqual([]);
		expect(failed).toHaveLength(1);
		expect(failed[0]?.outcome).toBe('unknown');
		const [first, second, third] = records.transfers.map(({ requestId }) => requestId);
		expect(failed[0]?.text).toContain(
			`Request ID (item 0) is empty, and the workflow was changed after a stopped execution had sent ${first}, ${second}, ${third};`,
		);
		expect(failed[0]?.text).toContain('so nothing was sent');
		expect(paid()).toHaveLength(3);
	},
);

describe('a node that is mended for the second time', () => {
	const settings = errorOutput;

	test('still knows what it knew by its number the first time', async () => {
		kasPro({ refusing: 3_000 });
		const first = await pay(orders.slice(0, 3));
		const renumbered = { requestId: "={{ 'Q' + $json.ref }}" };
		const second = await pay([], { retry: first.run, changes: renumbered });
		expect(second.error).toBeDefined();
		kasPro();
		const changes = { ...renumbered, ...dearer };
		const third = await pay([], { retry: second.run, changes, settings });

		expect(third.failed).toEqual([]);
		expect(third.done.map(amountIn)).toEqual([1_000, 2_000, 30_000]);
		expect(paid()).toEqual([1_000, 2_000, 30_000]);
	});

	test.each<[string, INodeParameters]>([
		['the number', { requestId: "={{ 'Q' + $json.ref }}" }],
		['the amount', { amount: '={{ $json.amount + 500 }}' }],
	])('and back again, knows what it did: %s', async (_, changes) => {
		kasPro({ refusing: 3_000 });
		const first = await pay(orders.slice(0, 3));
		const { amount } = changes;
		kasPro({ refusing: amount === undefined ? 3_000 : 3_500 });
		const second = await pay([], { retry: first.run, changes });
		kasPro();
		const third = await pay([], { retry: second.run, settings });

		expect(third.failed).toEqual([]);
		expect(third.done.map(amountIn)).toEqual([1_000, 2_000, 3_000]);
		expect(paid()).toEqual([1_000, 2_000, 3_000]);
	});

	test('and back again, knows two of the same without numbers', async () => {
		const twins = [{ amount: 1_000 }, { amount: 1_000 }, { amount: 3_000 }];
		kasPro({ refusing: 3_000 });
		const first = await pay(twins);
		kasPro({ refusing: 3_500 });
		const changes = { amount: '={{ $json.amount + 500 }}' };
		const second = await pay([], { retry: first.run, changes });
		kasPro();
		const third = await pay([], { retry: second.run, settings });

		expect(third.failed).toEqual([]);
		expect(paid()).toEqual([1_000, 1_000, 3_000]);
	});

	test('still knows the one of two that want the same now', async () => {
		kasPro({ refusing: 4_000 });
		const orders = [{ amount: 1_000 }, { amount: 4_000 }, { amount: 2_000 }];
		const first = await pay(orders);
		expect(paid()).toEqual([1_000]);
		// Both cost the same from now on; the last is refused.
		const changes = { amount: '={{ [5000, 5000, 2000][$itemIndex] }}' };
		kasPro({ refusing: 2_000 });
		const second = await pay([], { retry: first.run, changes });
		kasPro();
		const third = await pay([], { retry: second.run, changes, settings });

		expect(third.failed).toEqual([]);
		expect(third.done.map(amountIn)).toEqual([1_000, 5_000, 2_000]);
		expect(paid()).toEqual([1_000, 5_000, 2_000]);
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

	test.each(['refused', 'lost'] as const)(
		'for all but the numbers, pays nobody what another one was paid under his: the last was %s',
		async (third) => {
			const { done, failed, paidRows } = await mended(
				[
					[1, 2, 3],
					[0, 1, 2],
				],
				own(0, 1, 2),
				third,
			);

			expect(done).toEqual([]);
			expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
			for (const row of [0, 1]) {
				expect(failed[row]?.text).toContain(
					`is "PAY-${row}", and what was sent under it in an earlier try is what another item wants now, so nothing was sent`,
				);
			}
			expect(failed[2]?.text).toContain(third === 'lost' ? 'PAY-2' : 'was sent under "PAY-1"');
			expect(paidRows).toEqual(third === 'lost' ? [1, 2, 3] : [1, 2]);
		},
	);

	test('for values that no item wants now, says that what is done had others', async () => {
		const from: Rows = [
			[5, 6, 2],
			[0, 1, 2],
		];
		const { done, failed, hints, paidRows } = await mended(from, own(0, 1, 2));

		expect(failed).toEqual([]);
		expect(rowsOf(done)).toEqual([5, 6, 2]);
		expect(paidRows).toEqual([5, 6, 2]);
		expect(hints).toEqual([
			'PAY-0, PAY-1: done in an earlier try, with other values than the fields have now. The output is of then, and nothing was sent again.',
		]);
	});

	test.each([[[]], [[[2, 3, 4]]]])(
		'with their numbers, pays nobody twice when the numbers are made in another way besides; between: %j',
		async (between) => {
			const rows = (list: number[], prefix: string) => ({
				requestId: listed(list.map((row) => `${prefix}-${row}`)),
				amount: listed(list.map(amountOfRow)),
			});
			refusing(amountOfRow(3));
			let last = await pay(items, { changes: rows([1, 2, 3], 'PAY') });
			for (const list of between)
				last = await pay([], { retry: last.run, changes: rows(list, 'PAY') });
			refusing();
			const changes = rows([0, 1, 2], 'ZPAY');
			const { failed } = await pay([], { retry: last.run, changes, settings: errorOutput });

			expect(new Set(paid()).size).toBe(paid().length);
			for (const { outcome, text } of failed) {
				expect(outcome).toBe('unknown');
				expect(text).toContain('so nothing was sent');
			}
		},
	);

	test.each(['', "={{ 'T' + Math.random() }}", listed(['PAY-0', 'PAY-1', 'PAY-2'])])(
		'for a while with other amounts, gives nobody the output of another row: the number is "%s"',
		async (requestId) => {
			const rows = (...amounts: number[]) => ({ requestId, amount: listed(amounts) });
			refusing(4_000);
			const first = await pay(items, { changes: rows(2_000, 3_000, 4_000) });
			refusing(4_500);
			const second = await pay([], { retry: first.run, changes: rows(2_500, 3_500, 4_500) });
			refusing();
			const changes = rows(1_000, 2_000, 3_000);
			const third = await pay([], { retry: second.run, changes, settings: errorOutput });

			expect(third.done).toEqual([]);
			expect(third.failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
			expect(paid()).toEqual([2_000, 3_000]);
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
