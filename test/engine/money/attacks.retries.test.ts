import '../support/noPauses';
import { mapping } from '../support/nodeTypes';
import { runWorkflow, type WorkflowOptions } from '../support/runWorkflow';
import { inTurn, json, lost } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import {
	errorOutput,
	formFor,
	nodeOf,
	transfer,
	type Order,
	type RunOptions,
} from './support/merchant';
import { amountIn, amountOf, four, numbered, useTransfers } from './support/transfers';
import { TRANSFER, transferred } from './support/vendors';
import { expectUnknown } from './support/words';

/** Executions that are retried: with another credential, for the second time, two of them at once; and the words that invite to it. */

const { vendor, records, pay, paid, books, refusing } = useTransfers();
const sorted = () => paid().sort();

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
			{ ...nodeOf(formFor(transfer, orders), 'Pay'), to: [['Next Batch']] },
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

test('an execution that stopped in the first batch, and is retried twice, pays no own request id twice', async () => {
	await retriedTwice(true);
});

// The memory keeps the finished items of a node's last run only, and the first retry has gone past the run with which the second one begins.

test('an execution that stopped in the first batch, and is retried twice, pays no empty request id twice', async () => {
	await retriedTwice(false);
});
