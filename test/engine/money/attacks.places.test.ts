import '../support/noPauses';
import { mapping } from '../support/nodeTypes';
import { runWorkflow } from '../support/runWorkflow';
import { testWithResumeToken } from '../support/versions';
import { errorOutput, nodeOf, transfer, type Order } from './support/merchant';
import { amountIn, useTransfers } from './support/transfers';

/** Numbers of the merchant's own that are places in a list, and a list that is another one when a stopped execution is retried. */

const { vendor, pay, paid, refusing } = useTransfers();

/** Each is paid once, or is an error that says why it may have been. */
const noneTwice = () => expect(paid()).toEqual([...new Set(paid())]);

const rows = (...amounts: number[]): Order[] =>
	amounts.map((amount, index) => ({ amount, row_number: index + 2, ref: `REF-${index + 1}` }));

/** The same, counted from the end of the list. */
const fromBelow = (...amounts: number[]): Order[] =>
	amounts.map((amount, index) => ({ amount, ref: `REF-${amounts.length - index}` }));

/** In a loop, where each of them is the first of its round. */
async function oneByOne(list: Order[], changes: object, more: object = {}) {
	const form = { ...transfer, parameters: { ...transfer.parameters, ...changes } };
	return await runWorkflow({
		...more,
		credentials: transfer.credentials(vendor.current.url),
		steps: [
			{ name: 'Orders', type: 'source', items: [{ json: {} }], to: [['Each']] },
			{
				name: 'Each',
				type: 'function',
				execute: mapping((_, round) => list.slice(round - 1, round).map((one) => ({ ...one }))),
				to: [['Pay']],
			},
			{ ...nodeOf(form, 'Pay'), ...more, to: [['Each'], ['Each']] },
		],
	});
}

/** A shop gives the newest order first, and a row that is put into a sheet moves all behind it. */
describe.each([
	'=REF-{{ $itemIndex }}',
	"={{ 'REF-' + ($itemIndex + 1) }}",
	"={{ 'GAJI-' + $json.row_number }}",
	// Made by a node before this one, so that nothing in this one tells.
	'={{ $json.ref }}',
])('orders whose number is their place in the list (%s)', (requestId) => {
	const changes = { requestId };
	const afterStop = async (list: Order[], retried: Order[]) => {
		refusing(3_000);
		const first = await pay(list, { changes });
		expect(paid()).toEqual([5_000, 4_000]);
		refusing();
		const { resumeToken } = first.run.data;
		return await pay(retried, { changes, settings: errorOutput, resumeToken });
	};

	testWithResumeToken('are paid once each when a new one stands on top at the retry', async () => {
		const list = [5_000, 4_000, 3_000, 2_000];
		await afterStop(rows(...list), rows(6_000, ...list));

		noneTwice();
		expect(paid()).toEqual(expect.arrayContaining(list.slice(0, 2)));
	});

	testWithResumeToken('are paid once each when the list is turned round', async () => {
		const list = [5_000, 4_000, 3_000, 2_000, 1_000];
		await afterStop(rows(...list), rows(...list.reverse()));

		noneTwice();
	});

	testWithResumeToken('are paid once each in a loop that takes them one by one', async () => {
		// There each of them is the first of its round.
		if (requestId.includes('$itemIndex')) changes.requestId = '={{ $json.ref }}';
		const list = [5_000, 4_000, 3_000, 2_000];
		refusing(3_000);
		const first = await oneByOne(rows(...list), changes);
		expect(paid()).toEqual([5_000, 4_000]);
		refusing();
		const { resumeToken } = first.run.data;
		await oneByOne(rows(6_000, ...list), changes, { settings: errorOutput, resumeToken });

		noneTwice();
	});
});

/** Made by a node before, so that nothing in the money node tells; and the first one that is wanted now has a number that nobody has. */
describe('orders whose number is their place, made one node before,', () => {
	const changes = { requestId: '={{ $json.ref }}' };
	const settings = errorOutput;

	for (const [name, numbers, refused, left] of [
		['the first one, which was refused, is taken out', rows, [5_000], [4_000, 3_000, 2_000]],
		[
			'they are counted from below, and a new one stands there',
			fromBelow,
			[],
			[5_000, 4_000, 3_000, 1_000],
		],
	] as const) {
		testWithResumeToken(`are paid once each when ${name}`, async () => {
			refusing(...refused);
			const first = await pay(numbers(5_000, 4_000, 3_000), { changes, settings });
			expect(paid()).toHaveLength(3 - refused.length);
			refusing();
			const { resumeToken } = first.run.data;
			const { failed } = await pay(numbers(...left), { changes, settings, resumeToken });

			noneTwice();
			expect(failed[0]?.outcome).toBe('unknown');
			expect(failed[0]?.text).toMatch(/was sent under "REF-\d" in an earlier try/);
		});
	}

	testWithResumeToken(
		'are paid once each in a loop when the refused first one is taken out',
		async () => {
			refusing(5_000);
			const first = await oneByOne(rows(5_000, 4_000, 3_000), changes, { settings });
			expect(paid()).toEqual([4_000, 3_000]);
			refusing();
			const { resumeToken } = first.run.data;
			await oneByOne(rows(4_000, 3_000, 2_000), changes, { settings, resumeToken });

			noneTwice();
		},
	);

	const mended = { ...changes, amount: '={{ $json.amount + 0 }}' };

	testWithResumeToken(
		'are paid once each when a field is mended and a new one stands on top',
		async () => {
			const first = await pay(rows(5_000, 4_000, 3_000), { changes, settings });
			const { resumeToken } = first.run.data;
			await pay(rows(6_000, 5_000, 4_000, 3_000), { changes: mended, settings, resumeToken });

			noneTwice();
		},
	);

	testWithResumeToken(
		'are paid once each in a loop when a field is mended and a new one stands on top',
		async () => {
			const first = await oneByOne(rows(5_000, 4_000, 3_000), changes, { settings });
			const { resumeToken } = first.run.data;
			await oneByOne(rows(6_000, 5_000, 4_000, 3_000), mended, { settings, resumeToken });

			noneTwice();
		},
	);

	testWithResumeToken(
		'are paid once each when a new one that is not complete stands between',
		async () => {
			const first = await pay(rows(5_000, 4_000, 3_000), { changes, settings });
			const { resumeToken } = first.run.data;
			const list = rows(5_000, 4_000, 1_000, 3_000, 2_000);
			delete (list[2] as Partial<Order>).amount;
			const { failed } = await pay(list, { changes, settings, resumeToken });

			noneTwice();
			expect(paid()).toContain(2_000);
			expect(failed.at(-1)?.text).toContain('was sent under "REF-3" in an earlier try');
		},
	);

	testWithResumeToken('are paid once each when a second retry has the old list again', async () => {
		refusing(2_000);
		const first = await pay(rows(5_000, 4_000, 3_000, 2_000), { changes });
		refusing();
		const { resumeToken } = first.run.data;
		await pay(rows(6_000, 5_000, 4_000, 3_000, 2_000), { changes, settings, resumeToken });
		expect(paid()).toEqual([5_000, 4_000, 3_000, 2_000]);
		await pay(rows(5_000, 4_000, 3_000, 2_000), { changes, settings, resumeToken });

		noneTwice();
	});

	testWithResumeToken('are paid under a number that was refused when they are mended', async () => {
		refusing(5_000);
		const first = await pay(rows(5_000, 4_000, 3_000), { changes, settings });
		const { resumeToken } = first.run.data;
		const { done } = await pay(rows(5_500, 4_000, 3_000), { changes, settings, resumeToken });

		expect(done.map(amountIn)).toEqual([5_500, 4_000, 3_000]);
		expect(paid()).toEqual([4_000, 3_000, 5_500]);
	});
});
