import '../support/noPauses';
import { characters } from '../../../sandbox/index.ts';
import { retryOnFail, type Said } from '../money/support/merchant';
import {
	sandbox,
	CREATION,
	MINUTE,
	create,
	three,
	first,
	second,
	third,
	linksOf,
	creations,
	expectTrue,
	expectClear,
	expectEnds,
	settings,
} from './support/kirimo';

/** What is made, under each character. */

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
});
