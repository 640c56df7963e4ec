import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	accepted,
	allEvents,
	fixture,
	genuine,
	orderId,
	postForm,
	withoutKey,
	useKirimoTrigger,
} from '../support/kirimoTrigger';

const { sandbox, serve, lookups, order, settle } = useKirimoTrigger();

describe('a callback of somebody else', () => {
	test.each([
		['another amount', { amount: '17500' }],
		['another order', { merchantOrderId: 'INV-20261121-0009' }],
		['no digest at all', { signature: 'paid' }],
		['a digest of zeros', { signature: '0'.repeat(64) }],
	])('is answered 401 when the signature is for %s', async (_what, changes) => {
		const trigger = await serve();

		expect(await postForm(trigger, { ...genuine, ...changes })).toEqual({
			status: 401,
			body: { message: 'Invalid signature' },
		});
		expect(trigger.runs).toEqual([]);
		expect(lookups()).toEqual([]);
	});

	test('is answered 401 when it is of another Duitku project', async () => {
		const trigger = await serve({}, { credential: { duitkuMerchantCode: 'DTEST02' } });

		expect((await postForm(trigger, genuine)).status).toBe(401);
	});

	test('is answered 409 when Kirimo does not know the order', async () => {
		const trigger = await serve();

		expect((await postForm(trigger, genuine)).status).toBe(409);
		expect(trigger.runs).toEqual([]);
	});

	test('is answered 409 when digits have slid from the order id into the amount', async () => {
		const trigger = await serve({ ...allEvents });
		// One signature for both: 15000 + 0INV-777 and 150000 + INV-777.
		const slid = {
			...genuine,
			amount: '150000',
			merchantOrderId: 'INV-777',
			signature: '4366a8dfc0b366065264d527c348e93ea831d412727e1a90be97e1d5d422eb12',
		};
		await order({ order_id: '0INV-777', amount: 15000 });
		await order({ order_id: 'INV-777', amount: 990000 });
		await settle('pay', { lost: true }, '0INV-777');
		await settle('pay', { lost: true }, 'INV-777');

		expect((await postForm(trigger, slid)).status).toBe(409);
		expect(trigger.runs).toEqual([]);
		const unslid = { ...slid, amount: '15000', merchantOrderId: '0INV-777' };
		expect((await postForm(trigger, unslid)).status).toBe(200);
		expect(trigger.runs).toMatchObject([[{ orderId: '0INV-777', amount: 15000 }]]);
	});

	test('is answered 409 when Kirimo finds an order of nearly the same id', async () => {
		const careless = createServer((_request, response) => {
			const data = { order_id: orderId.toLowerCase(), amount: '175000', status: 'paid' };
			response.end(JSON.stringify({ status: 'success', data }));
		});
		await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
		const baseUrl = `http://127.0.0.1:${(careless.address() as AddressInfo).port}`;
		const trigger = await serve({}, { credential: { baseUrl } });

		expect((await postForm(trigger, genuine)).status).toBe(409);
		expect(trigger.runs).toEqual([]);
		careless.closeAllConnections();
		careless.close();
	});
});

describe('a claim that Kirimo does not bear out', () => {
	const failed = { ...genuine, resultCode: '01' };

	test('is not taken for paid when a genuine 01 is replayed as 00', async () => {
		const trigger = await serve(allEvents);
		await order();
		await settle('fail');

		expect((await postForm(trigger, failed)).status).toBe(200);
		expect((await postForm(trigger, genuine)).status).toBe(503);
		expect(trigger.runs).toMatchObject([[{ event: 'failed' }]]);
	});

	test('starts its run later, when the payment that was pending has been paid', async () => {
		const trigger = await serve();
		await order();

		expect(await postForm(trigger, genuine)).toEqual({
			status: 503,
			body: { message: 'The payment is pending at Kirimo' },
		});
		expect(trigger.runs).toEqual([]);
		await settle('pay');
		expect((await postForm(trigger, genuine)).status).toBe(200);
		expect(trigger.runs).toHaveLength(1);
	});

	test('is sent again when Kirimo can not be asked, and starts one run then', async () => {
		const trigger = await serve();
		await order();
		await settle('pay');
		sandbox.current.fault({ kind: 'resetBefore', path: '/api.php?action=status' });

		expect((await postForm(trigger, genuine)).status).toBe(503);
		expect(trigger.runs).toEqual([]);
		expect((await postForm(trigger, genuine)).status).toBe(200);
		expect(trigger.runs).toHaveLength(1);
	});

	test('is accepted without a run when a failure is told of a paid payment', async () => {
		const trigger = await serve(allEvents);
		await order();
		await settle('pay');

		expect(await postForm(trigger, failed)).toEqual({ status: 200, body: accepted });
		expect(trigger.runs).toEqual([]);
	});

	test('is a failed try when it is signed and the link is still open', async () => {
		const trigger = await serve(allEvents);
		await order();

		expect((await postForm(trigger, failed)).status).toBe(200);
		expect(trigger.runs).toMatchObject([
			[{ event: 'failed', verification: { statusLookup: 'pending' } }],
		]);
	});

	test('is no failure when nobody has signed it and the link is still open', async () => {
		const trigger = await serve(allEvents, withoutKey);
		await order();

		expect((await postForm(trigger, failed)).status).toBe(503);
		await settle('fail');
		expect((await postForm(trigger, failed)).status).toBe(200);
		expect(trigger.runs).toMatchObject([
			[{ event: 'failed', verification: { signature: null, statusLookup: 'failed' } }],
		]);
	});
});

describe('Verification', () => {
	const unsigned = { ...genuine, signature: 'x' };

	test('Automatic without a merchant key asks Kirimo only', async () => {
		const trigger = await serve({}, withoutKey);
		await order();
		await settle('pay');

		expect((await postForm(trigger, unsigned)).status).toBe(200);
		expect(trigger.runs).toMatchObject([
			[{ verification: { signature: null, statusLookup: 'paid' } }],
		]);
	});

	test('Status Lookup ignores the signature although there is a key', async () => {
		const trigger = await serve({ verification: 'statusLookup' });
		await order();
		await settle('pay');

		expect((await postForm(trigger, unsigned)).status).toBe(200);
		expect(trigger.runs).toHaveLength(1);
	});

	test('Signature does not ask Kirimo', async () => {
		const trigger = await serve({ verification: 'signature' });

		expect((await postForm(trigger, unsigned)).status).toBe(401);
		expect((await postForm(trigger, genuine)).status).toBe(200);
		expect(trigger.runs).toMatchObject([
			[{ verification: { signature: 'hmac-sha256', statusLookup: null } }],
		]);
		expect(lookups()).toEqual([]);
	});

	test.each(['signature', 'both'])(
		'%s accepts nothing while the key is missing',
		async (choice) => {
			const trigger = await serve({ verification: choice }, withoutKey);
			await order();
			await settle('pay');

			const { status, body } = await postForm(trigger, genuine);
			expect(status).toBe(500);
			expect(body).toMatchObject({
				message: 'Verification by signature needs the Duitku Merchant Key in the Kirimo credential',
			});
			expect(trigger.runs).toEqual([]);
		},
	);

	test('hashes the order id after the form has been decoded', async () => {
		const trigger = await serve();
		const id = 'INV 2026+11/21#9';
		await order({ order_id: id, amount: 99000 });
		await settle('pay', { lost: true }, id);
		const fields = {
			...genuine,
			amount: '99000',
			merchantOrderId: id,
			signature: 'D6A26A5760E50B6445622E534B8B10E0',
		};

		expect((await postForm(trigger, fields)).status).toBe(200);
		expect(trigger.runs).toMatchObject([[{ orderId: id, verification: { signature: 'md5' } }]]);
	});
});

describe('Source IP Addresses', () => {
	beforeEach(async () => {
		await order();
		await settle('pay');
	});

	test.each([
		['no list', ''],
		['a list that has it', '182.23.85.8, 127.0.0.1'],
	])('%s lets the sender notify', async (_what, sourceIps) => {
		const trigger = await serve({ sourceIps });

		expect((await postForm(trigger, genuine)).status).toBe(200);
		expect(trigger.runs).toHaveLength(1);
	});

	test('a list without it is answered 403, and Kirimo is not asked', async () => {
		const { production, sandbox: test } = JSON.parse(fixture('duitku/callback-ips.json')) as Record<
			string,
			string[]
		>;
		const trigger = await serve({ sourceIps: [...(production ?? []), ...(test ?? [])].join('\n') });

		expect((await postForm(trigger, genuine)).status).toBe(403);
		expect(trigger.runs).toEqual([]);
		expect(lookups()).toEqual([]);
	});
});
