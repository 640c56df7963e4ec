import '../support/noPauses';
import type { IDataObject } from 'n8n-workflow';
import { textIn } from '../../../nodes/shared/values/texts';
import { mapping } from '../support/nodeTypes';
import { runWorkflow, type WorkflowOptions } from '../support/runWorkflow';
import { json, lost, type Reply } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import {
	errorOutput,
	nodeOf,
	parcel,
	payment,
	retryOnFail,
	run,
	transfer,
	type Order,
} from './support/merchant';
import { amountOf, useTransfers } from './support/transfers';
import {
	BOOKING,
	linked,
	notTracked,
	PAYMENT,
	TRACKING,
	TRANSFER,
	transferred,
} from './support/vendors';

/** Numbers that nodes before the payment have made: of the time, or the order's own. The payment can't tell which. */

const { vendor, records, paid, pay, refusing } = useTransfers();

const losing = (...amounts: number[]) => {
	let left = [...amounts];
	vendor.current.on(TRANSFER, (call) => {
		const answer = transferred(records, call);
		const isLost = left.includes(amountOf(call));
		left = left.filter((one) => one !== amountOf(call));
		return isLost ? lost : answer;
	});
};

const form = { ...transfer, parameters: { ...transfer.parameters, requestId: '={{ $json.ref }}' } };
const changes = { requestId: '={{ $json.ref }}' };

let made = 0;
/** As a Code node does it, or a sub-workflow, or a service that is asked. */
const anew = (order: IDataObject) => ({ ...order, ref: `TRX-${++made}` });

/** Orders, a node that numbers them, and the payment, whose error output leads back to that node. */
async function inLoop(orders: Order[], rounds: number, options: Partial<WorkflowOptions> = {}) {
	let turns = 1;
	const steps: WorkflowOptions['steps'] = [
		{
			name: 'Orders',
			type: 'source',
			items: orders.map((json) => ({ json: { ...json } })),
			to: [['Number']],
		},
		{
			name: 'Number',
			type: 'function',
			execute: mapping((items) => items.map(anew)),
			to: [['Pay']],
		},
		{ ...nodeOf(form, 'Pay'), settings: errorOutput, to: [[], ['Again']] },
		{
			name: 'Again',
			type: 'function',
			execute: mapping((items) => (turns++ < rounds ? items : [])),
			to: [['Number']],
		},
	];
	const credentials = transfer.credentials(vendor.current.url);
	return await runWorkflow({ credentials, ...options, steps });
}

describe('a number that a node before makes of the time', () => {
	const orders = [{ amount: 1_000 }, { amount: 2_000 }];

	test('is no other order when the error output leads back to that node', async () => {
		losing(2_000);
		await inLoop(orders, 3);

		expect(paid()).toEqual([1_000, 2_000]);
	});

	testWithResumeToken('is no other order after a stop, and what is new is paid', async () => {
		losing();
		const first = await inLoop(orders, 1);
		const { resumeToken } = first.run.data;
		await inLoop([{ amount: 3_000 }, ...orders], 1, { resumeToken });

		expect(paid()).toEqual([1_000, 2_000, 3_000]);
	});

	testWithResumeToken('is no other order after a second stop', async () => {
		losing();
		const first = await inLoop(orders, 1);
		const { resumeToken } = first.run.data;
		await inLoop(orders, 1, { resumeToken });
		await inLoop(orders, 1, { resumeToken });

		expect(paid()).toEqual([1_000, 2_000]);
	});
});

/** A driver who is paid the same for each delivery. */
const delivery = (ref: string): Order => ({ amount: 1_000, ref });

describe('orders of one person and amount, each with a number of its own,', () => {
	const list = ['D-1', 'D-2', 'D-3'].map(delivery);

	test('are all paid when one of the list is lost', async () => {
		losing(1_000);
		const { done, failed } = await pay(list, { changes, settings: errorOutput });

		expect(done).toHaveLength(2);
		expect(failed).toMatchObject([{ outcome: 'unknown' }]);
		expect(paid()).toEqual([1_000, 1_000, 1_000]);
	});

	test('are all paid once when it is lost and Retry On Fail is on', async () => {
		losing(1_000);
		const settings = { ...retryOnFail, ...errorOutput };
		const { done, failed } = await pay(list, { changes, settings });

		expect(done).toHaveLength(2);
		expect(failed).toMatchObject([{ outcome: 'unknown' }]);
		expect(paid()).toEqual([1_000, 1_000, 1_000]);
	});

	test('are all paid in a loop when none is lost', async () => {
		refusing(9_000);
		const refused = { amount: 9_000, ref: 'X' };
		let round = 1;
		await pay([delivery('D-1'), refused], {
			changes,
			rounds: 3,
			again: () => [delivery(`D-${++round}`), refused],
		});

		expect(records.transfers.map(({ requestId }) => requestId)).toEqual(['D-1', 'D-2', 'D-3']);
	});

	test('wait in a later round for the one that is lost: an error names both, and a new execution pays', async () => {
		losing(1_000);
		const { done, said } = await pay([delivery('D-1')], {
			changes,
			rounds: 2,
			again: () => [delivery('D-2')],
		});

		expect(done).toEqual([]);
		expect(paid()).toEqual([1_000]);
		expect(said).toMatchObject({ outcome: 'unknown' });
		expect(said?.text).toContain(
			'Request ID (item 0) is "D-2", and what this item wants was sent under "D-1" before, and nobody knows what became of it, so nothing was sent',
		);
		expect(said?.text).toContain('If D-2 is another one, start a new execution for it.');

		await pay([delivery('D-2')], { changes });
		expect(paid()).toEqual([1_000, 1_000]);
	});

	describe('and a loop that gives a lost one the number of a done one', () => {
		const links = ['D-1', 'D-2', 'D-3'].map((ref) => ({ amount: 20_000, ref }));
		const refusesIt = json({ status: 'error', message: 'Nomor ditolak.' }, 400);
		/** Kirimo makes the first link; these are its answers to those after it. */
		const linkingThen = (...answers: Reply[]) => {
			let sent = -1;
			vendor.current.on(PAYMENT, (call) => answers[sent++] ?? linked(records, call));
		};
		/** As the Code node before does it: by the place in the list. */
		const placed = {
			settings: errorOutput,
			rounds: 2,
			again: (failed: Order[]) => failed.map((one, place) => ({ ...one, ref: `D-${place + 1}` })),
		};
		const both = (field: string, other: string) =>
			`${field} (item 0) is "D-1", and what was sent under it in this execution is done; but the same was sent under "${other}" too, and nobody knows what became of it, so nothing was sent`;

		test('is an error of a transfer, which tells the two apart', async () => {
			let sent = 0;
			vendor.current.on(TRANSFER, (call) => (++sent === 2 ? lost : transferred(records, call)));
			const { done, said } = await pay(list.slice(0, 2), { changes, ...placed });

			expect(done).toHaveLength(1);
			expect(sent).toBe(2);
			expect(said).toMatchObject({ outcome: 'unknown' });
			expect(said?.text).toContain(both('Request ID', 'D-2'));
			expect(said?.text).toContain(
				'If this item is the order that was sent under D-1, do not repeat it. Otherwise look up D-2 at the service first: this item may be what was sent under it.',
			);
		});

		test.each([
			['lost', 2, [lost], 'D-2'],
			['lost, as was the one after it', 3, [lost, lost], 'D-2", "D-3'],
		])('is an error of a payment link that was %s', async (_, orders, answers, other) => {
			linkingThen(...answers);
			const { done, failed } = await run(
				payment,
				vendor.current.url,
				links.slice(0, orders),
				placed,
			);

			expect(done).toMatchObject([{ orderId: 'D-1', alreadyExisted: false }]);
			expect(failed.map(({ text }) => text)).toContainEqual(
				expect.stringContaining(both('Order ID', other)),
			);
		});

		test.each([
			['alone, when another one was refused', [refusesIt], 1],
			['beside the one that was lost', [lost], 2],
		])('is no other order when its own number comes again %s', async (_, answers, count) => {
			linkingThen(...answers);
			const again = () => links.slice(0, count);
			const { url } = vendor.current;
			const { done } = await run(payment, url, links.slice(0, 2), { ...placed, again });

			expect(done[1]).toMatchObject({ orderId: 'D-1', alreadyExisted: true });
		});

		testWithResumeToken('is none of it after a stop, when each has its own number', async () => {
			losing(1_000);
			const two = list.slice(0, 2);
			const first = await pay(two, { changes, settings: errorOutput });
			const { resumeToken } = first.run.data;
			const { done } = await pay(two, { changes, settings: errorOutput, resumeToken });

			expect(done).toMatchObject([{ requestId: 'D-2' }]);
			expect(paid()).toEqual([1_000, 1_000]);
		});
	});

	testWithResumeToken('are paid after a stop while the done ones are in the list', async () => {
		losing();
		const first = await pay(list.slice(0, 2), { changes });
		const { resumeToken } = first.run.data;
		const { done } = await pay([delivery('D-0'), ...list], { changes, resumeToken });

		expect(done).toHaveLength(4);
		expect(records.transfers.map(({ requestId }) => requestId)).toEqual([
			'D-1',
			'D-2',
			'D-0',
			'D-3',
		]);
	});

	testWithResumeToken('are paid after a stop in a loop that takes them one by one', async () => {
		losing();
		const first = await pay(list.slice(0, 1), { changes });
		const { resumeToken } = first.run.data;
		await oneByOne(list, resumeToken);

		expect(paid()).toEqual([1_000, 1_000, 1_000]);
	});

	testWithResumeToken(
		'are errors that name both after a stop when the done ones are not in the list',
		async () => {
			losing();
			const first = await pay(list.slice(0, 1), { changes });
			const { resumeToken } = first.run.data;
			const { done, failed } = await pay([delivery('D-2'), { amount: 5_000, ref: 'E-1' }], {
				changes,
				resumeToken,
				settings: errorOutput,
			});

			expect(done).toHaveLength(1);
			expect(paid()).toEqual([1_000, 5_000]);
			expect(failed).toMatchObject([{ outcome: 'unknown' }]);
			expect(failed[0]?.text).toContain(
				'is "D-2", and what this item wants was sent under "D-1" in an earlier try, and no item has that number for it now, so nothing was sent',
			);
		},
	);

	testWithResumeToken('are payment links by the same rule', async () => {
		const order = { amount: 20_000, ref: 'INV-1' };
		const first = await run(payment, vendor.current.url, [order]);
		const { resumeToken } = first.run.data;
		const again = async (...refs: string[]) =>
			await run(
				payment,
				vendor.current.url,
				refs.map((ref) => ({ ...order, ref })),
				{ resumeToken, settings: errorOutput },
			);

		expect((await again('INV-2')).failed[0]?.text).toContain('was sent under "INV-1"');
		expect((await again('INV-1', 'INV-2')).done).toMatchObject([
			{ orderId: 'INV-1' },
			{ orderId: 'INV-2', alreadyExisted: false },
		]);
		expect(records.payments.map(({ order_id }) => order_id)).toEqual(['INV-1', 'INV-2']);
	});
});

async function oneByOne(list: Order[], resumeToken: string | undefined) {
	await runWorkflow({
		credentials: transfer.credentials(vendor.current.url),
		resumeToken,
		steps: [
			{ name: 'Orders', type: 'source', items: [{ json: {} }], to: [['Each']] },
			{
				name: 'Each',
				type: 'function',
				execute: mapping((_, round) => list.slice(round - 1, round).map((one) => ({ ...one }))),
				to: [['Pay']],
			},
			{ ...nodeOf(form, 'Pay'), settings: errorOutput, to: [['Each'], ['Each']] },
		],
	});
}

test('an execution that stops names the unknown one of each item', async () => {
	vendor.current.on(BOOKING, lost);
	vendor.current.on(TRACKING, notTracked);
	const rows = ['S1', 'S2'].map((ref, index) => ({ json: { ref, amount: 50_000 + index } }));
	const { error } = await runWorkflow({
		credentials: parcel.credentials(vendor.current.url),
		steps: [
			{ name: 'Orders', type: 'source', items: rows, to: [['Book']] },
			{ ...nodeOf(parcel, 'Book'), settings: errorOutput, to: [[], ['Renumber']] },
			{
				name: 'Renumber',
				type: 'function',
				execute: mapping((items) =>
					items.map(({ error: _, ...row }) => ({ ...row, ref: `${textIn(row.ref)}v2` })),
				),
				to: [['Book Again']],
			},
			nodeOf(parcel, 'Book Again'),
		],
	});

	expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
	expect(error?.message).toContain('"S1v2", and what this item wants was sent under "S1"');
	expect(error?.description).toContain('Unknown too, and not to be repeated: item 1: S2.');
});
