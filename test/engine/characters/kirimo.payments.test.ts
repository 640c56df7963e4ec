import '../support/noPauses';
import { forgetPaces } from '../../../nodes/shared/wire/pace';
import { accounts, characters } from '../../../sandbox/index.ts';
import { kirimo } from '../../unit/sandbox/vendorCalls';
import { type Order } from '../money/support/merchant';
import { samplePayment } from '../support/kirimo';
import {
	sandbox,
	MINUTE,
	create,
	read,
	control,
	first,
	expectTrue,
	expectClear,
	saidOf,
} from './support/kirimo';

/** What is asked of payments, under each character. */

describe.each(characters)('under the character %s', (character) => {
	beforeEach(() => sandbox.current.become(character));

	describe('a payment', () => {
		/** Links of which one is paid, one has failed, one is too old and one still waits. */
		beforeEach(async () => {
			const links: Order[] = [
				{ ref: 'OLD', amount: 24_000 },
				{ ref: 'PAID', amount: 25_000 },
				{ ref: 'FAILED', amount: 26_000 },
				{ ref: 'OPEN', amount: 27_000 },
			];
			await create(links.slice(0, 1));
			await sandbox.current.advance(61 * MINUTE);
			await create(links.slice(1));
			expect((await control('orders/PAID/pay')).status).toBe(200);
			expect((await control('orders/FAILED/fail')).status).toBe(200);
			expect(sandbox.current.kirimo.orders).toHaveLength(4);
		});

		test.each([
			['OLD', 'expired'],
			['PAID', 'paid'],
			['FAILED', 'failed'],
			['OPEN', 'pending'],
		])('%s is shown as Kirimo has it, and in the end as %s', async (orderId, status) => {
			const { json } = await read('get', { orderId });
			expect(json).toHaveLength(1);
			expectTrue(json[0] ?? {});

			await sandbox.current.advance(10 * MINUTE);
			const [late = {}] = (await read('get', { orderId })).json;
			expectTrue(late);
			const { expiredAs } = sandbox.current.kirimo.settings;
			expect(late.status).toBe(status === 'expired' ? expiredAs : status);
		});

		test('that is paid is not paid before Kirimo says so, and Wait passes it on', async () => {
			const { run: held, json } = await read('wait', { orderId: 'PAID' });
			if (held.waitTill === undefined) expectTrue(json[0] ?? {});
			await sandbox.current.advance(10 * MINUTE);
			const { json: late, error } = await read('wait', { orderId: 'PAID' });

			expect(error).toBeUndefined();
			expect(late).toMatchObject([{ orderId: 'PAID', paid: true, amount: 25_000 }]);
		});

		test.each(['get', 'wait'])('that nobody has made is an error of %s', async (operation) => {
			const { error, json } = await read(operation, { orderId: 'NOBODY' });

			expect(json).toEqual([]);
			expectClear(saidOf(error));
		});

		test.each(['get', 'wait'])('is found by %s under its own capitals only', async (operation) => {
			const { error, json } = await read(operation, { orderId: 'paid' });

			expect(json).toEqual([]);
			expectClear(saidOf(error));
		});

		test('stands in the list once, with the figures that Kirimo has', async () => {
			const { json } = await read('getAll', { returnAll: true });

			expect(json.map(({ orderId }) => orderId).sort()).toEqual(['FAILED', 'OLD', 'OPEN', 'PAID']);
			for (const item of json) expectTrue(item);
		});

		test('adds to the balance once', async () => {
			for (let times = 0; times < 3; times += 1) await read('get', { orderId: 'PAID' });
			await sandbox.current.advance(10 * MINUTE);
			await read('get', { orderId: 'PAID' });
			const { json } = await read('get', {}, { resource: 'balance' });

			const { balance, limitUsed } = sandbox.current.kirimo.accounts.kirimo;
			expect(json).toMatchObject([{ balance, limitUsed }]);
			expect(balance).toBe(accounts.kirimo.balance + 24_500);
		});

		test('is none of the other merchant', async () => {
			const credential = { apiKey: accounts.otherKirimo.apiKey };
			const { json, error } = await read('get', { orderId: 'PAID' }, { credential });

			expect(json).toEqual([]);
			expectClear(saidOf(error));
			const { json: listed } = await read('getAll', { returnAll: true }, { credential });
			expect(listed).toEqual([]);
		});
	});

	test('a list of three pages has every payment once', async () => {
		for (let number = 1; number <= 41; number += 1) {
			await kirimo(sandbox.current, 'action=payment', {
				order_id: `LIST-${number}`,
				amount: 10_000 + number,
				customer_name: 'Sari Wulandari',
				customer_email: 'sari@example.com',
			});
		}
		const { json, error } = await read('getAll', { returnAll: true });

		expect(error).toBeUndefined();
		expect(new Set(json.map(({ orderId }) => orderId)).size).toBe(41);
		expect(json).toHaveLength(41);
		for (const item of json) expectTrue(item);
	});

	test('an empty list is no error', async () => {
		expect(await read('getAll', { returnAll: true })).toMatchObject({ json: [], error: undefined });
	});

	test('a wrong key is an error that leads to the key', async () => {
		const credential = { apiKey: 'KRM-WRONG' };
		for (const [operation, parameters] of [
			['get', { orderId: 'PAID' }],
			['getAll', {}],
			['create', samplePayment],
		] as const) {
			const { error, json } = await read(operation, parameters, { credential });
			expect(json).toEqual([]);
			expectClear(saidOf(error), 'API');
			expect(saidOf(error).text).toMatch(/API key/i);
			expect(saidOf(error).text).not.toContain('KRM-WRONG');
		}
	});

	test('who asks too much hears what Kirimo has on record, or that it was too much', async () => {
		sandbox.current.kirimo.settings.statusChecksPerMinute = 2;
		await create([first]);
		await control('orders/INV-1/pay', { lost: true });
		sandbox.current.kirimo.accounts.kirimo.blockedUntil = new Date(
			sandbox.current.kirimo.clock.now().getTime() + 60 * MINUTE,
		);
		const { json, error } = await read('get', { orderId: 'INV-1' });
		for (const item of json) expectTrue(item);
		if (json.length === 0) expectClear(saidOf(error));
		// The other merchant is not shut out.
		expect(sandbox.current.kirimo.accounts.otherKirimo.blockedUntil).toBeNull();

		await sandbox.current.advance(61 * MINUTE);
		// For the nodes the hour has passed too.
		forgetPaces();
		const { json: later } = await read('get', { orderId: 'INV-1' });
		expect(later).toHaveLength(1);
		expectTrue(later[0] ?? {});
	});
});
