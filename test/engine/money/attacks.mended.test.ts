import '../support/noPauses';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { inTurn, json, lost, type VendorCall } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import {
	errorOutput,
	parcel,
	run,
	transfer,
	type Order,
	type RunOptions,
} from './support/merchant';
import {
	booked,
	BOOKING,
	TRACKING,
	TRANSFER,
	transferred,
	type Booking,
	type Records,
	useBooks,
} from './support/vendors';
import { expectUnknown } from './support/words';

/** A merchant sees a mistake, stops the execution, mends the node, and presses Retry; or mends it for a second time. */

const { vendor, records } = useBooks();
const pay = async (orders: Order[], options: RunOptions = {}) =>
	await run(transfer, vendor.current.url, orders, options);
const amountOf = ({ body }: VendorCall) =>
	(body as Records['transfers'][number]).payments[0]?.amount ?? 0;
const amountIn = ({ walletTransactions }: IDataObject) =>
	(walletTransactions as IDataObject[])[0]?.amount;
const paid = () => records.transfers.map(({ payments }) => payments[0]?.amount);
const four = [1_000, 2_000, 3_000, 4_000].map((amount, index) => ({ amount, ref: `PAY-${index}` }));

/** KasPro loses the answer for this amount, refuses others, and pays the rest. */
function kasPro({ losing, refusing }: { losing?: number; refusing?: number } = {}) {
	vendor.current.on(TRANSFER, (call) => {
		if (amountOf(call) === refusing) return json({ code: 110_005, message: 'Customer not found' });
		const answer = transferred(records, call);
		return amountOf(call) === losing ? lost : answer;
	});
}

/** An execution that paid two of four and lost the third when it was stopped, so that n8n has stored nothing of it. */
async function stopped(changes: INodeParameters) {
	kasPro({ losing: 3_000 });
	const { run: first } = await pay(four, { changes });
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
			const { done, failed } = await pay(four, { ...retry, changes: { ...given, ...dearer } });

			// With their own numbers the last one is surely another order.
			const isOwn = which === 'their own';
			expect(paid().slice(3)).toEqual(isOwn ? [40_000] : []);
			expect(done.map(amountIn)).toEqual(isOwn ? [40_000] : []);
			expect(failed).toHaveLength(isOwn ? 3 : 4);
		});

		testWithResumeToken('pays nobody again whose number is another one now', async () => {
			const retry = await stopped(given);
			const changes = { requestId: "={{ 'Q' + $json.ref }}" };
			const { done, failed } = await pay(four, { ...retry, changes });

			expect(new Set(paid()).size).toBe(paid().length);
			expect(done.length + failed.length).toBe(4);
			for (const output of done) expect(paid()).toContain(amountIn(output));
		});

		testWithResumeToken('goes on with what is left when all want the same as before', async () => {
			const retry = await stopped(given);
			const changes = { ...given, description: 'Gaji November' };
			const { done, failed } = await pay(four, { ...retry, changes });

			expect(done.map(amountIn)).toEqual([1_000, 2_000, 4_000]);
			expect(failed).toMatchObject([{ outcome: 'unknown' }]);
			expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
		});

		testWithResumeToken(
			'pays nobody again when it is mended only before the retry of the retry',
			async () => {
				const { resumeToken, settings } = await stopped(given);
				kasPro({ refusing: 4_000 });
				const second = await pay(four, { resumeToken, changes: given });
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
		const first = await pay(four.slice(0, 3));
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

/** Nothing is mended; by the time of the retry there is another order for the same person and amount. */
describe('a number that has a date in it', () => {
	const date = '2026-11-21';
	const orders = [1_000, 2_000, 3_000].map((amount, index) => ({
		...{ amount, ref: `A${index + 1}`, date },
	}));
	const later = [orders[1] as Order, { amount: 1_000, ref: 'A4', date } as Order];

	async function stoppedWith(requestId: string) {
		kasPro({ losing: 3_000 });
		const { run: first } = await pay(orders, { changes: { requestId } });
		kasPro();
		return await pay(later, {
			resumeToken: first.data.resumeToken,
			changes: { requestId },
			settings: errorOutput,
		});
	}

	describe.each([
		"={{ $json.ref }}-{{ DateTime.fromISO($json.date).toFormat('yyMMdd') }}",
		"={{ $json.ref + '-' + Date.parse($json.date) }}",
		'={{ $json.ref + new Date($json.date).getTime() }}',
	])('of the row: %s', (requestId) => {
		testWithResumeToken('tells the new order from what was done', async () => {
			const { done, failed } = await stoppedWith(requestId);

			expect(failed).toEqual([]);
			expect(done.map(amountIn)).toEqual([2_000, 1_000]);
			expect(paid()).toEqual([1_000, 2_000, 3_000, 1_000]);
		});
	});

	describe.each([
		"={{ $json.ref + '-' + $now.toFormat('yyMMdd') }}",
		"={{ $json.ref || 'AUTO-' + $now.toMillis() }}",
	])('of today: %s', (requestId) => {
		testWithResumeToken('does what is known, and gives nobody the output of another', async () => {
			const { done, failed } = await stoppedWith(requestId);

			expect(done.map(amountIn)).toEqual([2_000]);
			expect(failed).toHaveLength(1);
			expect(failed[0]?.outcome).toBe('unknown');
			expect(failed[0]?.text).toContain('what this item wants was sent under "A1');
			expect(paid()).toEqual([1_000, 2_000, 3_000]);
		});
	});

	testWithResumeToken('and the time pays nobody again', async () => {
		const requestId = "={{ $json.ref + '-' + Math.random() }}";
		kasPro({ losing: 3_000 });
		const { run: first } = await pay(orders, { changes: { requestId } });
		kasPro();
		const { resumeToken } = first.data;
		const { done, failed } = await pay(orders, {
			resumeToken,
			changes: { requestId },
			settings: errorOutput,
		});

		expect(done).toEqual([]);
		expect(failed).toHaveLength(3);
		expect(paid()).toEqual([1_000, 2_000, 3_000]);
	});
});

/** As merchants build a retry; the number is another one in each round. */
test.each(["={{ 'T' + $now.toMillis() + Math.random() }}", '={{ $json.amount + Math.random() }}'])(
	'a lost transfer that a loop over the error output brings back is sent once under %s',
	async (requestId) => {
		kasPro({ losing: 3_000 });
		const { failed } = await pay([{ amount: 3_000 }], { changes: { requestId }, rounds: 3 });

		expect(paid()).toEqual([3_000]);
		expect(failed).toHaveLength(3);
		expectUnknown(failed[0], records.transfers[0]?.requestId ?? 'nothing was sent');
		for (const { outcome, text } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain(records.transfers[0]?.requestId);
		}
	},
);

describe('an order of the same person and amount in a later round of the loop, while the first is unknown,', () => {
	const inLoop = async (requestId: string) => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				(call) => {
					transferred(records, call);
					return lost;
				},
				(call) => transferred(records, call),
			),
		);
		return await pay([{ amount: 1_000, ref: 'A1' }], {
			changes: { requestId },
			rounds: 2,
			again: () => [{ amount: 1_000, ref: 'A3' }],
		});
	};

	test.each([
		'={{ $json.ref }}',
		"={{ 'PAY-' + $now.toFormat('yyMMdd') + '-' + $json.ref }}",
		"={{ $execution.id + '-' + $json.ref }}",
	])('is paid under %s', async (requestId) => {
		const { done } = await inLoop(requestId);

		expect(done).toHaveLength(1);
		expect(paid()).toEqual([1_000, 1_000]);
	});

	test('is an error that names both under a number of data and the time', async () => {
		const { done, said } = await inLoop('={{ $json.ref + $now.toMillis() + Math.random() }}');

		expect(done).toEqual([]);
		expect(paid()).toEqual([1_000]);
		expect(said?.text).toMatch(/^Request ID \(item 0\) is "A3.* was sent under "A1/);
		expect(said?.outcome).toBe('unknown');
	});
});

/** JSON as it is typed in n8n, with expressions in its texts. */
test.each([
	'"{{ $json.ref }}-{{ Math.floor(Math.random() * 1e9) }}"',
	'"E{{ Math.floor(Math.random() * 1e9) }}"',
	'{{ JSON.stringify($json.ref.padEnd(9, "0") + Math.floor(Math.random() * 1e9)) }}',
])(
	'a lost booking that a loop brings back is sent once under a number in its list: %s',
	async (number) => {
		vendor.current.on(BOOKING, (call) => {
			booked(records, call);
			return lost;
		});
		vendor.current.on(TRACKING, json({ status: false, text: 'Data tidak ditemukan' }));
		const one = JSON.stringify({
			destinationName: 'Sari Wulandari',
			destinationPhone: '081300004321',
			destinationAddress: 'Jl. Kapasan Gang 3 No 7 Simokerto',
			destinationKecamatanId: 6152,
			itemName: 'Kaos Polos',
			itemValue: 250000,
			weight: 1000,
			length: 20,
			width: 30,
			height: 15,
			cod: 0,
			service: 'jne',
			serviceType: 'REG23',
			shippingCost: 18_000,
		});
		const packagesJson = `=[{"orderId":${number},${one.slice(1)}]`;
		const { failed } = await run(parcel, vendor.current.url, [{ ref: 'A-1', amount: 18_000 }], {
			changes: { packageSource: 'json', packagesJson },
			rounds: 3,
		});

		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
		const [{ packages = [] } = {}] = vendor.current.bodiesTo<Booking>(BOOKING);
		expect(failed).toHaveLength(3);
		for (const { outcome, text } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain(packages[0]?.order_id);
		}
	},
);

test('two orders of one person and amount in one run are both paid under numbers that are made anew', async () => {
	kasPro();
	const changes = { requestId: '={{ Math.random() }}' };
	const { done } = await pay([{ amount: 1_000 }, { amount: 1_000 }], { changes });

	expect(done).toHaveLength(2);
	expect(paid()).toEqual([1_000, 1_000]);
});
