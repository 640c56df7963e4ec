import type { INodeParameters } from 'n8n-workflow';
import { accounts } from '../../../sandbox/index.ts';
import { callbackFields } from '../../../sandbox/kirimo/callback.ts';
import { kirimoCredential, samplePayment } from '../support/kirimo';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';
import { postToWaiting } from '../support/waiting';

const sandbox = useSandbox();
const orderId = samplePayment.orderId;
const withKey = (changes = {}) => kirimoCredential(sandbox.current, changes);
const withoutKey = () => withKey({ duitkuMerchantKey: '', duitkuMerchantCode: '' });

type Options = Partial<Parameters<typeof runNode>[0]>;

const run = (operation: string, parameters: INodeParameters, options: Options = {}) =>
	runNode({
		type: 'kirimo',
		resource: 'payment',
		operation,
		parameters,
		credentials: withKey(),
		...options,
	});
const create = (changes: INodeParameters = {}) => run('create', { ...samplePayment, ...changes });
const wait = (parameters: INodeParameters = { orderId }, options: Options = {}) =>
	run('wait', { simplify: false, ...parameters }, options);

async function settle(action: string, choice: object = { lost: true }, id = orderId) {
	const path = `/__sandbox/kirimo/orders/${id}/${action}`;
	const body = JSON.stringify(choice);
	expect((await fetch(sandbox.current.url + path, { method: 'POST', body })).status).toBe(200);
}

/** Duitku's callback for a payment at the sandbox, changed at will. */
function callback(changes: object = {}, id = orderId) {
	const order = sandbox.current.kirimo.orders.find((one) => one.orderId === id);
	if (!order) throw new Error(`No payment ${id}`);
	return { ...callbackFields(order, 'hmac-sha256'), resultCode: '00', ...changes };
}

describe('Payment → Create, notifying this execution', () => {
	test("gives Kirimo the execution's own resume URL", async () => {
		const notify = { notify: 'thisExecution', notifyUrl: 'https://n8n.example.com/old' };
		await run('create', { ...samplePayment, ...notify }, { executionId: '77' });

		const [order] = sandbox.current.kirimo.orders;
		expect(order?.notifyUrl).toMatch(/^https:\/\/n8n\.example\.com\/webhook-waiting\/77(\?|$)/);
	});

	test('leaves the URL out when none is typed', async () => {
		await create({ notify: 'url' });

		expect(sandbox.current.kirimo.orders[0]?.notifyUrl).toBeNull();
	});
});

describe('Payment → Wait', () => {
	test('holds the execution for an hour while the payment is pending', async () => {
		await create();
		const before = Date.now();
		const { error, run: held } = await wait({ orderId }, { items: [{ order: 7 }] });

		expect(error).toBeUndefined();
		const minutes = (Number(held.waitTill) - before) / 60_000;
		expect(minutes).toBeGreaterThanOrEqual(60);
		expect(minutes).toBeLessThan(61);
		// What n8n passes on when the time is up: the input, which does not look paid.
		const [stacked] = held.data.executionData?.nodeExecutionStack ?? [];
		expect(stacked?.data.main).toMatchObject([[{ json: { order: 7 } }]]);
	});

	test.each([
		['pay', 'paid', true],
		['fail', 'failed', false],
		['expire', 'expired', false],
	])('goes straight on when the payment is final: %s', async (action, status, paid) => {
		await create();
		await settle(action);
		const { json, run: done } = await wait();

		expect(json).toMatchObject([{ orderId, amount: 175000, status, paid }]);
		expect(done.waitTill).toBeUndefined();
	});

	test('says how to loop when it gets several items, and asks nothing', async () => {
		const { error } = await wait({ orderId }, { items: [{}, {}] });

		expect(error?.message).toBe('Wait for Payment takes one item at a time, and it got 2');
		expect(error?.description).toContain('Loop Over Items node (Batch Size 1)');
		expect(sandbox.current.requests).toEqual([]);
	});

	test('refuses an input item that would look paid when the time is up', async () => {
		await create();
		const { error, run: stopped } = await wait({ orderId }, { items: [{ paid: true }] });

		expect(error?.message).toContain('has a field "paid" already');
		expect(stopped.waitTill).toBeUndefined();
	});

	test.each([
		[{ orderId: '={{ "" }}' }, 'Order ID (item 0) is required.'],
		[
			{ orderId, timeLimit: 0 },
			'Time Limit (Minutes) (item 0) must be at least 1 minutes; it is 0.',
		],
		[
			{ orderId, timeLimit: 1441 },
			'Time Limit (Minutes) (item 0) must be at most 1.440 minutes; it is 1.441.',
		],
	])('refuses %j', async (parameters, message) => {
		expect((await wait(parameters)).error?.message).toBe(message);
	});

	test('does not wait for an order that Kirimo does not know', async () => {
		const { error, run: stopped } = await wait({ orderId: 'INV-UNKNOWN' });

		expect(error?.httpCode).toBe('404');
		expect(stopped.waitTill).toBeUndefined();
	});
});

describe('a callback for an execution that waits', () => {
	const other = 'INV-OTHER';
	/** Posts it to an execution that waits for the sample payment, whose order id comes from its input item. */
	async function post(body: unknown, credentials = withKey()) {
		const parameters = { orderId: '={{ $json.order }}' };
		const items = [{ order: orderId }];
		const { run: held } = await wait(parameters, { items });
		return { held, answer: await postToWaiting(held, body, credentials) };
	}

	beforeEach(async () => {
		await create();
		await create({ orderId: other });
	});

	test.each([
		['signed', withKey],
		['unsigned, when no merchant key is set', withoutKey],
	])('resumes it with the payment as Kirimo has it: %s', async (_what, credentials) => {
		const { run: held } = await wait();
		await settle('pay');
		const changes = credentials === withKey ? {} : { signature: 'none' };

		expect(await postToWaiting(held, callback(changes), credentials())).toEqual({
			status: 200,
			items: [
				expect.objectContaining({
					orderId,
					amount: 175000,
					status: 'paid',
					paid: true,
					paidAtIso: expect.stringMatching(/\+07:00$/),
				}),
			],
		});
	});

	test('resumes it with ten fields of a payment that was picked from the list', async () => {
		const picked = { __rl: true, mode: 'list', value: orderId };
		const { run: held } = await wait({ orderId: picked, simplify: true });
		await settle('pay');

		const { items = [] } = await postToWaiting(held, callback(), withKey());
		expect(items).toMatchObject([{ orderId, status: 'paid', paid: true }]);
		expect(Object.keys(items[0] ?? {})).toHaveLength(10);
	});

	test('resumes it when Kirimo has put something before the order id', async () => {
		const { run: held } = await wait();
		await settle('pay');
		const changed = callback({ merchantOrderId: `KRM7-${orderId}`, signature: 'none' });

		const answer = await postToWaiting(held, changed, withoutKey());
		expect(answer).toMatchObject({ status: 200, items: [{ orderId, status: 'paid' }] });
	});

	test('is looked up once for copies that come at once', async () => {
		const { run: held } = await wait();
		await settle('pay');
		const asked = () =>
			sandbox.current.requests.filter(({ query }) => query.action === 'status').length;
		const before = asked();
		await Promise.all(Array.from({ length: 5 }, () => postToWaiting(held, callback(), withKey())));

		expect(asked() - before).toBe(1);
	});

	test('is asked about five times a minute while the payment is open', async () => {
		const { run: held } = await wait();
		const statuses: number[] = [];
		for (let copy = 0; copy < 8; copy++) {
			statuses.push((await postToWaiting(held, callback(), withKey())).status);
		}

		expect(statuses).toEqual(statuses.map(() => 503));
		const asked = sandbox.current.requests.filter(({ query }) => query.action === 'status');
		// One of them before the wait began.
		expect(asked).toHaveLength(6);
	});

	test.each([
		['an amount that is a JSON number', { amount: 175000 }, 503],
		['another amount that is one', { amount: 17500 }, 401],
	])('with %s is checked like any other', async (_what, changes, status) => {
		expect((await post(callback(changes))).answer).toEqual({ status });
	});

	test('of another Duitku project is answered 401 although signatures are not checked', async () => {
		const credentials = withKey({ duitkuMerchantKey: '', duitkuMerchantCode: 'DTEST02' });

		expect((await post(callback(), credentials)).answer).toEqual({ status: 401 });
	});

	test('of a failed payment resumes it unpaid', async () => {
		const { run: held } = await wait();
		await settle('fail');

		expect(await postToWaiting(held, callback({ resultCode: '01' }), withKey())).toMatchObject({
			status: 200,
			items: [{ status: 'failed', paid: false }],
		});
	});

	test('whose genuine 01 was changed to 00 is not taken for paid', async () => {
		const { run: held } = await wait();
		await settle('fail', { lost: true, stillOpen: true });
		expect(await postToWaiting(held, callback(), withKey())).toEqual({ status: 503 });
		await settle('fail');

		const { items } = await postToWaiting(held, callback(), withKey());
		expect(items).toMatchObject([{ status: 'failed', paid: false }]);
	});

	test.each([
		['401 when it is forged', { signature: '0'.repeat(64) }, 401],
		['401 when it is of another Duitku project', { merchantCode: 'DTEST02' }, 401],
		['400 when it is not signed at all', { signature: '' }, 400],
		['400 when it is no callback', { amount: 'ten' }, 400],
		['503 when the payment is still pending', {}, 503],
	])('is answered %s, and the execution waits on', async (_what, changes, status) => {
		const { answer } = await post(callback(changes));

		expect(answer).toEqual({ status });
	});

	test('is answered 409 when it is of another order, although that is paid', async () => {
		await settle('pay', { lost: true }, other);

		expect((await post(callback({}, other))).answer).toEqual({ status: 409 });
	});

	test('is answered 409 when digits have slid between amount and order id', async () => {
		await create({ orderId: '5-SLID', amount: 17500 });
		const { run: held } = await wait({ orderId: '5-SLID' });
		await create({ orderId: '-SLID', amount: 175005 });
		const { run: target } = await wait({ orderId: '-SLID' });
		await settle('pay', { lost: true }, '-SLID');
		await settle('pay', { lost: true }, '5-SLID');
		const genuine = callback({}, '5-SLID');
		const slid = { ...genuine, amount: '175005', merchantOrderId: '-SLID' };
		const wrong = { ...slid, amount: '1750050', merchantOrderId: '-SLID' };

		expect(await postToWaiting(held, slid, withKey())).toEqual({ status: 409 });
		expect(await postToWaiting(target, wrong, withoutKey())).toEqual({ status: 409 });
	});

	test('is answered 503 when Kirimo can not be asked', async () => {
		const { run: held } = await wait();
		await settle('pay');
		sandbox.current.fault({ kind: 'html500', path: '/api.php?action=status' });

		expect(await postToWaiting(held, callback(), withKey())).toEqual({ status: 503 });
	});

	test('is answered 503 when the credential is gone, and the execution waits on', async () => {
		const { run: held } = await wait();
		await settle('pay');

		expect(await postToWaiting(held, callback(), {})).toEqual({ status: 503 });
	});

	test('leaves no key in what n8n stores', async () => {
		const { held } = await post(callback());

		const stored = JSON.stringify(held.data);
		expect(stored).toContain(orderId);
		expect(stored).not.toContain(accounts.kirimo.apiKey);
		expect(stored).not.toContain(accounts.kirimo.duitkuMerchantKey);
	});
});
