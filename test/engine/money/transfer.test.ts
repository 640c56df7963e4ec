import '../support/noPauses';
import { deadAddress } from '../support/answering';
import { html, inTurn, json, lost, never } from '../support/scriptedVendor';
import { hurryTimeouts } from '../reliability/impatience';
import {
	errorOutput,
	formFor,
	nodeOf,
	retryOnFail,
	run,
	transfer,
	type Order,
	type RunOptions,
} from './support/merchant';
import { mapping } from '../support/nodeTypes';
import { runWorkflow } from '../support/runWorkflow';
import { TRANSFER, transferred, useBooks } from './support/vendors';
import { expectUnknown, NOT_SENT_AGAIN } from './support/words';

/** KasPro has no look-up: what was sent and not answered stays unknown, and is never sent again. */

const { vendor, records } = useBooks();
const pay = async (orders: Order[], options: RunOptions = {}) =>
	await run(transfer, vendor.current.url, orders, options);
const sent = () => vendor.current.bodiesTo<{ requestId: string }>(TRANSFER);
const paid = () => records.transfers.map(({ payments }) => payments[0]?.amount);
/** KasPro pays, and the merchant does not hear of it. */
const paysSilently = (answer = lost) =>
	vendor.current.on(TRANSFER, (call) => {
		transferred(records, call);
		return answer;
	});

const silences = {
	'the connection breaks after the request': lost,
	'HTTP 408 with HTML': html(408),
	'HTTP 502 with HTML': html(502),
	'HTTP 500 with JSON': json({ message: 'Server Error' }, 500),
	'an empty object': json({}),
	'a text without a verdict': json({ message: 'Too many attempts' }),
	'half of the answer': { text: '{"code":0,"mess' },
	'no answer body': { text: '' },
	'a list': json([]),
	'a code that is a word': json({ code: 'ok', message: 'Berhasil' }),
	'code 0 in an error of HTTP 503': json({ code: 0, message: 'Berhasil' }, 503),
};

describe.each(Object.entries(silences))('when KasPro pays and %s', (_, answer) => {
	beforeEach(() => paysSilently(answer));

	test('a loop over the error output sends the own request id once', async () => {
		const { done, failed, rounds } = await pay([{ ref: 'PAY-1', amount: 25_000 }], { rounds: 3 });

		expect(sent()).toHaveLength(1);
		expect(done).toEqual([]);
		expect(rounds).toBe(3);
		expect(failed).toHaveLength(3);
		for (const said of failed) expectUnknown(said, 'PAY-1');
		for (const { text } of failed.slice(1)) expect(text).toMatch(NOT_SENT_AGAIN);
	});

	test('a loop sends an empty request id once, and all errors quote the one that was sent', async () => {
		const { done, failed } = await pay([{ amount: 25_000 }], { rounds: 3 });

		expect(sent()).toHaveLength(1);
		expect(done).toEqual([]);
		expect(failed).toHaveLength(3);
		for (const said of failed) expectUnknown(said, sent()[0]?.requestId ?? 'nothing was sent');
	});

	test.each([{ ref: 'PAY-1' }, {}])('Retry On Fail sends it once: %j', async (own) => {
		const { said } = await pay([{ ...own, amount: 25_000 }], { settings: retryOnFail });

		expect(sent()).toHaveLength(1);
		expectUnknown(said, sent()[0]?.requestId ?? 'nothing was sent');
	});

	test('Retry On Fail and a loop together send it once', async () => {
		const { failed } = await pay([{ amount: 25_000 }], { rounds: 3, settings: retryOnFail });

		expect(sent()).toHaveLength(1);
		expect(failed).toHaveLength(3);
	});

	test.each([{ ref: 'PAY-1' }, {}])('a retried execution does not send it: %j', async (own) => {
		const first = await pay([{ ...own, amount: 25_000 }]);
		const second = await pay([], { retry: first.run });
		const third = await pay([], { retry: second.run });

		expect(sent()).toHaveLength(1);
		for (const { said } of [first, second, third]) {
			expectUnknown(said, sent()[0]?.requestId ?? 'nothing was sent');
		}
		expect(third.said?.text).toMatch(NOT_SENT_AGAIN);
	});
});

test('an answer that never comes leaves the outcome unknown', async () => {
	hurryTimeouts(
		(method) => method === 'POST',
		() => vendor.current.calls.filter(({ body }) => body !== undefined).length,
	);
	paysSilently(never);

	const { failed } = await pay([{ ref: 'PAY-1', amount: 25_000 }], { rounds: 2 });

	jest.restoreAllMocks();
	expect(sent()).toHaveLength(1);
	expect(failed).toHaveLength(2);
	for (const said of failed) expectUnknown(said, 'PAY-1');
});

describe('in a loop', () => {
	test('a transfer that KasPro refused is sent again and done', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(json({ code: 190010, message: 'Insufficient balance' }), (call) =>
				transferred(records, call),
			),
		);
		const { done, failed } = await pay([{ ref: 'PAY-1', amount: 25_000 }], { rounds: 3 });

		expect(sent().map(({ requestId }) => requestId)).toEqual(['PAY-1', 'PAY-1']);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['refused']);
		expect(done).toHaveLength(1);
		expect(paid()).toEqual([25_000]);
	});

	test('what could not be sent at all is sent when KasPro is back', async () => {
		const { failed } = await run(transfer, await deadAddress(), [{ ref: 'PAY-1', amount: 1_000 }], {
			rounds: 2,
		});

		expect(failed.map(({ outcome }) => outcome)).toEqual(['unsent', 'unsent']);
	});

	test('another amount under a request id of unknown outcome is not paid', async () => {
		paysSilently();
		const { failed, done } = await pay([{ ref: 'PAY-1', amount: 1_000 }], {
			rounds: 3,
			again: (orders) => orders.map((order) => ({ ...order, amount: order.amount + 500 })),
		});

		expect(paid()).toEqual([1_000]);
		expect(done).toEqual([]);
		expect(failed).toHaveLength(3);
		for (const { text } of failed) expect(text).toContain('PAY-1');
	});

	test('one item’s lost answer does not stop the others, and none is paid twice', async () => {
		vendor.current.on(TRANSFER, (call, nth) => {
			const answer = transferred(records, call);
			return nth === 2 ? lost : answer;
		});
		const orders = [1_000, 2_000, 3_000].map((amount) => ({ amount }));
		const { done, failed } = await pay(orders, { rounds: 3 });

		expect(paid()).toEqual([1_000, 2_000, 3_000]);
		expect(done).toHaveLength(2);
		expect(failed).toHaveLength(3);
		for (const said of failed) expectUnknown(said, sent()[1]?.requestId ?? 'nothing was sent');
	});

	test('items that change places are still told apart', async () => {
		paysSilently();
		const orders = [1_000, 2_000, 3_000].map((amount) => ({ amount }));
		await pay(orders, { rounds: 4, again: (all) => [...all].reverse() });

		expect(paid()).toEqual([1_000, 2_000, 3_000]);
	});
});

test('two orders that are alike, without request ids, are two orders', async () => {
	const { done } = await pay([{ amount: 25_000 }, { amount: 25_000 }]);

	expect(done).toHaveLength(2);
	expect(paid()).toEqual([25_000, 25_000]);
	expect(new Set(sent().map(({ requestId }) => requestId)).size).toBe(2);
});

test('two orders that are alike stay two when both answers are lost', async () => {
	paysSilently();
	const { failed } = await pay([{ amount: 25_000 }, { amount: 25_000 }], { rounds: 3 });

	expect(paid()).toEqual([25_000, 25_000]);
	expect(failed).toHaveLength(6);
	const references = sent().map(({ requestId }) => requestId);
	expect(new Set(references).size).toBe(2);
	for (const { text } of failed) {
		expect(references.filter((reference) => text.includes(reference))).toHaveLength(1);
	}
});

test('the same order after a success is a new order when it has no request id', async () => {
	const { error } = await runWorkflow({
		credentials: transfer.credentials(vendor.current.url),
		steps: [
			{ name: 'Orders', type: 'source', items: [{ json: { amount: 1_000 } }], to: [['Pay']] },
			{ ...nodeOf(formFor(transfer, []), 'Pay'), to: [['Three Times']] },
			{
				name: 'Three Times',
				type: 'function',
				execute: mapping((_, round) => (round < 3 ? [{ amount: 1_000 }] : [])),
				to: [['Pay']],
			},
		],
	});

	expect(error).toBeUndefined();
	expect(paid()).toEqual([1_000, 1_000, 1_000]);
	expect(new Set(sent().map(({ requestId }) => requestId)).size).toBe(3);
});

describe('a transfer that KasPro has taken on and not finished (code 1)', () => {
	const takesOn = { code: 1, message: 'In Process', responseId: 'ABCDE20261121160000001' };
	beforeEach(() =>
		vendor.current.on(TRANSFER, (call) => {
			transferred(records, call);
			return json(takesOn);
		}),
	);

	test.each([{ ref: 'PAY-1' }, {}])('is pending, and not sent again in a loop: %j', async (own) => {
		const again = mapping((_, round) => (round < 2 ? [{ ...own, amount: 1_000 }] : []));
		const { itemsOf } = await runWorkflow({
			credentials: transfer.credentials(vendor.current.url),
			steps: [
				{
					name: 'Orders',
					type: 'source',
					items: [{ json: { ...own, amount: 1_000 } }],
					to: [['Pay']],
				},
				{ ...nodeOf(formFor(transfer, [own]), 'Pay'), settings: errorOutput, to: [['Again'], []] },
				{ name: 'Again', type: 'function', execute: again, to: [['Pay']] },
			],
		});

		expect(paid()).toEqual([1_000]);
		expect(itemsOf('Pay', 0)).toMatchObject([{ json: { pending: true, done: false } }]);
		expect(itemsOf('Pay', 1)).toMatchObject([
			{
				json: {
					error: {
						message: expect.stringMatching(/is unknown: KasPro had taken it on \(code 1\)/),
						outcome: 'unknown',
						description: expect.stringMatching(NOT_SENT_AGAIN),
					},
				},
			},
		]);
	});
});
