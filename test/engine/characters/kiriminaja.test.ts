import type { IDataObject } from 'n8n-workflow';
import { accounts, characters } from '../../../sandbox/index.ts';
import { errorOutput, retryOnFail, run, type Order } from '../money/support/merchant';
import { pin } from '../support/kiriminAja';
import {
	ask,
	AMOUNT,
	becomeFor,
	bookWith,
	credentials,
	express,
	expectClear,
	families,
	instant,
	judge,
	kept,
	keptAs,
	one,
	orderPrefix,
	requests,
	sandbox,
	three,
} from './support/kiriminaja';

/** Bookings under each character. */

describe.each(characters)('with KiriminAja as %s', (character) => {
	beforeEach(() => becomeFor(character));

	describe.each(families)('%s', (_family, form, path) => {
		const book = bookWith(form);

		test('are booked once each, at the cost that was asked for', async () => {
			const result = await book(three);

			judge(result, three);
			expect(result.failed).toEqual([]);
			expect(result.done).toHaveLength(three.length);
			expect(kept()).toHaveLength(three.length);
		});

		test('are booked once when the answer is lost', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book([one]);

			judge(result, [one]);
			expect(keptAs(one.ref)).toHaveLength(1);
			expect(requests(path)).toHaveLength(1);
			for (const { outcome, text } of result.failed) {
				expect([outcome, text.includes('MLT-1')]).toEqual(['unknown', true]);
			}
		});

		test('are booked once when the answer is lost and n8n retries the node', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book(three, { settings: retryOnFail });

			judge(result, three);
			expect(new Set(kept().map(({ orderId }) => orderId)).size).toBe(kept().length);
		});

		test('are booked once when the loop leads what failed back into the node', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book(three, { rounds: 3 });

			judge(result, three);
			for (const order of three) expect(keptAs(order.ref).length).toBeLessThanOrEqual(1);
			const refs = [...result.done.map(({ orderId }) => orderId)];
			expect(refs).toEqual([...new Set(refs)]);
		});

		test('are booked once the server works again', async () => {
			sandbox.current.fault({ kind: 'resetBefore', path });
			const result = await book([one], { settings: retryOnFail });

			judge(result, [one]);
			expect(kept().length).toBeLessThanOrEqual(1);
			expect(requests(path).length).toBeLessThanOrEqual(1);
		});

		test('with an empty reference are booked once, also by a retry', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book([{ amount: AMOUNT }], { settings: retryOnFail });

			judge(result, [{ amount: AMOUNT }]);
			expect(requests(path)).toHaveLength(1);
		});

		test('that another execution has booked are there once', async () => {
			await book([one]);
			await sandbox.current.advance(3 * 60_000);
			const result = await book([one]);

			judge(result, [one]);
			expect(keptAs(one.ref)).toHaveLength(1);
			expect(result.done).toHaveLength(1);
		});

		test('that another execution has booked a moment ago are no reason to book again', async () => {
			await book([one]);
			const result = await book([one]);

			judge(result, [one]);
			expect(keptAs(one.ref)).toHaveLength(1);
			for (const { text } of result.failed) expect(text).toMatch(/before you book with another/);
		});

		test('under a reference that is for somebody else are no success', async () => {
			await book([one]);
			await sandbox.current.advance(3 * 60_000);
			const other = { ...one, name: 'Budi Santoso', phone: '081377778888' };
			const result = await book([other]);

			expect(keptAs(one.ref)).toHaveLength(1);
			if (sandbox.current.kiriminAja.settings.repeatedOrder === 'replayed') return;
			expect(result.done).toEqual([]);
			judge(result, [other]);
		});

		test('of a doubled reference are not booked at all', async () => {
			const result = await book([one, one]);

			judge(result, [one, one]);
			expect(result.failed).toHaveLength(2);
			expect(kept()).toEqual([]);
		});

		test('among which one is refused are booked without it', async () => {
			const bad = { ref: 'MLT-9', amount: AMOUNT, name: 'Siti & Co <b>' };
			const orders = [three[0], bad, three[1]] as Order[];
			const result = await book(orders);

			judge(result, orders);
			if (sandbox.current.kiriminAja.settings.nameSymbols === 'refused') {
				expect(keptAs(bad.ref)).toEqual([]);
			}
			for (const order of [three[0], three[1]]) expect(keptAs(order?.ref)).toHaveLength(1);
		});

		test('are refused with a key that is wrong, and it says so', async () => {
			const result = await run(
				{ ...form, credentials: () => credentials('wrong-key') },
				sandbox.current.url,
				three,
				{ settings: errorOutput },
			);

			judge(result, three);
			expect(kept()).toEqual([]);
			expect(result.failed).toHaveLength(three.length);
			for (const { outcome, text } of result.failed) {
				expect(outcome).toBe('refused');
				expect(text).toMatch(/credential/);
			}
			// Nobody is asked again and again with a key that is wrong.
			expect(requests(path).length).toBeLessThanOrEqual(three.length);
		});

		test('stop with an error that names the item when nothing can be booked', async () => {
			const result = await book([{ ...one, amount: 0 }], { settings: {} });

			expect(result.error?.message).toMatch(/item 0/);
			expectClear(result.said?.text ?? '');
			expect(kept()).toEqual([]);
		});
	});

	test('of more bookings than a minute allows one is refused, the others wait, and none is lost', async () => {
		const many = Array.from({ length: 14 }, (_, index) => ({
			ref: `MLT-I${index}`,
			amount: AMOUNT,
		}));
		const result = await run(instant, sandbox.current.url, many, { settings: errorOutput });

		judge(result, many);
		// Where KiriminAja changes the order id, each booking is looked up, and the fifth look-up suspends the account for ten minutes.
		const isLookedUp = sandbox.current.kiriminAja.settings.orderPrefix === 'added';
		expect(result.failed.map(({ outcome }) => outcome)).toEqual(
			isLookedUp ? ['unknown', ...Array<string>(6).fill('refused')] : ['refused'],
		);
		expect(result.done).toHaveLength(isLookedUp ? 7 : 13);
		expect(kept()).toHaveLength(isLookedUp ? 8 : 13);
	});

	const otherKey = accounts.otherKiriminAja.apiKey;
	const other = { ...instant, credentials: () => credentials(otherKey) };
	const ofOther = () => sandbox.current.otherKiriminAja.instantOrders;

	test('a key whose calls are used up leaves those of another account alone', async () => {
		sandbox.current.kiriminAja.settings.rateLimitPerMinute = 1;
		const [first, second, third] = three as [Order, Order, Order];
		const settings = errorOutput;
		const { url } = sandbox.current;

		const used = await run(instant, url, [first, second], { settings });
		const rest = await run(other, url, [third], { settings });
		// Where KiriminAja changes the order id, a booking is looked up, and that waits for the next minute.
		expect(used.done).toHaveLength(1);
		expect(rest.done).toHaveLength(1);
		expect([...used.failed, ...rest.failed]).toHaveLength(1);
		for (const { text } of used.failed) expectClear(text);
		expect(keptAs(first.ref)).toHaveLength(1);
		expect(keptAs(second.ref)).toEqual([]);
		expect(ofOther()).toHaveLength(1);
	});

	test('one order id of two accounts is two orders, and neither account sees that of the other', async () => {
		const settings = errorOutput;
		const { url } = sandbox.current;
		const mine = await run(instant, url, [one], { settings });
		const theirs = await run(other, url, [{ ...one, amount: 31_000 }], { settings });
		await sandbox.current.advance(3 * 60_000);

		expect([mine.done.length, theirs.done.length]).toEqual([1, 1]);
		expect(keptAs(one.ref)).toMatchObject([{ shippingCost: AMOUNT }]);
		expect(ofOther()).toMatchObject([{ shippingCost: 31_000 }]);
		expect(ofOther()[0]?.paymentId).not.toBe(keptAs(one.ref)[0]?.bill);
		const track = async (key?: string) =>
			(await ask('instantOrder', 'track', { orderId: String(one.ref), simplify: false }, {}, key))
				.json;
		expect((await track()).map(({ shippingCost }) => Number(shippingCost))).toEqual([AMOUNT]);
		expect((await track(otherKey)).map(({ shippingCost }) => Number(shippingCost))).toEqual([
			31_000,
		]);
	});

	test('a booking with KA Credit shows the balance that is left', async () => {
		const changes = { paymentMethod: 'credit', pin };
		const result = await run(express, sandbox.current.url, [one], { changes });

		judge(result, [one]);
		expect(result.done).toHaveLength(1);
		const [{ creditBalanceAfter, alreadyExisted }] = result.done as [IDataObject];
		// Tracking, which has found it when the answer names another id, knows no balance.
		if (alreadyExisted) return;
		expect(Number(creditBalanceAfter)).toBe(sandbox.current.kiriminAja.creditBalance);
	});

	test('a balance that is too low is an error, and nothing is booked', async () => {
		sandbox.current.kiriminAja.creditBalance = AMOUNT - 1;
		for (const checkCredit of [false, true]) {
			const additionalFields = { orderIdPrefix: orderPrefix, checkCredit };
			const changes = { paymentMethod: 'credit', pin, additionalFields };
			const result = await run(express, sandbox.current.url, [one], {
				changes,
				settings: errorOutput,
			});
			judge(result, [one]);
			expect(result.failed).toHaveLength(1);
		}
		expect(kept()).toEqual([]);
	});

	test('a wrong PIN is sent once, whatever the answer to it looks like', async () => {
		const changes = { paymentMethod: 'credit', pin: '000000' };
		const result = await run(instant, sandbox.current.url, three, {
			changes,
			settings: { ...errorOutput, ...retryOnFail },
		});

		judge(result, three);
		expect(result.done).toEqual([]);
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
		expect(kept()).toEqual([]);
	});
});
