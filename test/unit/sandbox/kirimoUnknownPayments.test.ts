import { accounts } from '../../../sandbox/index.ts';
import { control } from './vendorCalls';
import { sandbox, merchant, MINUTE, set, create, status, list, pay } from './kirimoMerchant';

/** The switches for all that is not known of how a payment ends and is called back. */

describe('a payment', () => {
	it('may be pending for a while after Duitku has told of it', async () => {
		set({ statusLagMs: 2 * MINUTE });
		await create();
		await pay();
		expect((await status()).body.data.status).toBe('pending');
		await sandbox.advance(2 * MINUTE);
		expect((await list()).body.data.transactions[0]?.status).toBe('paid');
	});

	it('may be known to Kirimo by status lookups only', async () => {
		set({ callbackTo: 'merchant' });
		await create();
		await pay();
		expect((await list()).body.data.transactions[0]?.status).toBe('pending');
		expect((await status()).body.data.status).toBe('paid');
	});

	it.each([
		['booked', 'paid', 24_500],
		['ignored', 'expired', 0],
	])('after the hour may be %s', async (latePayment, end, more) => {
		set({ latePayment });
		await create();
		await sandbox.advance(61 * MINUTE);
		expect((await pay()).body.status).toBe('paid');
		expect((await status()).body.data.status).toBe(end);
		expect(sandbox.kirimo.accounts.kirimo.balance).toBe(accounts.kirimo.balance + more);
	});

	it('expires when its link is too old, and may be called failed then', async () => {
		set({ linkMinutes: 30 });
		await create();
		await sandbox.advance(31 * MINUTE);
		expect(sandbox.kirimo.orders[0]?.status).toBe('expired');
		set({ expiredAs: 'failed' });
		expect((await status()).body.data.status).toBe('failed');
	});
});

describe('a callback', () => {
	const paidWith = async (changes: object) => {
		set({ localUrls: 'called', ...changes });
		await create({ notify_url: merchant.url });
		await pay();
		const { body = '' } = merchant.received[0] ?? {};
		return (
			body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
		) as Record<string, unknown>;
	};

	it('may have the nine fields of Kirimo’s page', async () => {
		expect(Object.keys(await paidWith({ callbackFields: 'nine' })).sort()).toEqual([
			'additionalParam',
			'amount',
			'merchantCode',
			'merchantOrderId',
			'merchantUserId',
			'productDetail',
			'reference',
			'resultCode',
			'signature',
		]);
	});

	it.each([
		[{ callbackAmount: 'decimals' }, { amount: '25000.00' }],
		[{ callbackAmount: 'number', callbackEncoding: 'json' }, { amount: 25_000 }],
		[{ signatureCase: 'upper' }, { signature: expect.stringMatching(/^[0-9A-F]{32}$/) }],
		[{ merchantOrderId: 'prefixed' }, { merchantOrderId: 'KRM7-INV-1' }],
		[{ project: 'reseller' }, { merchantCode: 'DKRM001' }],
	])('may be otherwise: %j', async (changes, fields) => {
		expect(await paidWith(changes)).toMatchObject(fields);
	});

	it.each(['01', '02'])('of a failed payment may have the code %s', async (failedCode) => {
		set({ localUrls: 'called', failedCode });
		await create({ notify_url: merchant.url });
		await control(sandbox, 'kirimo/orders/INV-1/fail');
		expect(sandbox.kirimo.deliveries).toMatchObject([{ event: failedCode }]);
	});

	it('of a failed payment may not come, and one of an expired link may', async () => {
		set({ localUrls: 'called', tellsFailures: false, tellsExpiry: true });
		await create({ notify_url: merchant.url });
		await control(sandbox, 'kirimo/orders/INV-1/fail');
		expect(merchant.received).toEqual([]);
		await create({ order_id: 'INV-2', notify_url: merchant.url });
		await sandbox.advance(61 * MINUTE);
		expect(merchant.received).toHaveLength(1);
	});

	it.each(['key', 'code'])('can be forged with a foreign %s, for another order', async (how) => {
		const genuine = await paidWith({});
		await control(sandbox, `kirimo/redeliver/1?forged=${how}`);
		const forged = Object.fromEntries(new URLSearchParams(merchant.received[1]?.body));
		expect(forged.merchantOrderId).toBe('STRANGE-INV-1');
		expect(forged.merchantCode === genuine.merchantCode).toBe(how === 'key');
		expect(forged.signature).not.toBe(genuine.signature);
	});

	it('is forged in no other way', async () => {
		await paidWith({});
		const answer = await control(sandbox, 'kirimo/redeliver/1?forged=maybe');
		expect([answer.status, answer.body.error]).toEqual([400, 'forged must be key or code.']);
	});

	it('that is held goes with the others, in an order that the seed decides', async () => {
		set({ localUrls: 'called', holdDeliveries: true });
		for (let number = 1; number <= 6; number += 1) {
			await create({ order_id: `INV-${number}`, notify_url: merchant.url });
			await control(sandbox, `kirimo/orders/INV-${number}/pay`);
		}
		expect(merchant.received).toEqual([]);
		const { body } = await control(sandbox, 'kirimo/release', { seed: 3, atOnce: 1 });
		expect(body.deliveries).toHaveLength(6);
		const ids = merchant.received.map(({ body: text }) =>
			new URLSearchParams(text).get('merchantOrderId'),
		);
		expect(ids).not.toEqual([...ids].sort());
		expect(new Set(ids).size).toBe(6);
	});

	it('is released with a seed that is a number', async () => {
		const answer = await control(sandbox, 'kirimo/release', { seed: 'x' });
		expect([answer.status, answer.body.error]).toEqual([
			400,
			'seed must be a whole number, 1 or more.',
		]);
	});
});
