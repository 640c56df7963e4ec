import { accounts } from '../../../sandbox/index.ts';
import { kirimoCredential } from '../support/kirimo';
import { allEvents, useKirimoTrigger, withoutKey } from '../support/kirimoTrigger';
import { runNode } from '../support/runNode';
import { postToWaiting } from '../support/waiting';

/** What nobody knows of Kirimo and Duitku, as the trigger and an execution that waits meet it. */
const { sandbox, serve, order, settle } = useKirimoTrigger();

const MINUTE = 60_000;
const id = 'INV-7';
const options = () => sandbox.current.kirimo.settings;
const delivered = () => sandbox.current.kirimo.deliveries;
const advance = async (minutes: number) => await sandbox.current.advance(minutes * MINUTE);

async function listening(changes: object = {}, credential: object = {}) {
	Object.assign(options(), { retryMs: [MINUTE, MINUTE, MINUTE, MINUTE], ...changes });
	const trigger = await serve(allEvents, credential);
	await order({ order_id: id, notify_url: trigger.url });
	return trigger;
}

const get = async () =>
	await runNode({
		type: 'kirimo',
		resource: 'payment',
		operation: 'get',
		parameters: { orderId: id },
		credentials: kirimoCredential(sandbox.current),
	});

describe('a payment that comes after the link has expired', () => {
	test('starts its run when Kirimo books it', async () => {
		const trigger = await listening({ latePayment: 'booked' });
		await advance(61);
		await settle('pay', {}, id);

		expect(trigger.runs).toMatchObject([[{ orderId: id, event: 'paid' }]]);
		expect((await get()).json).toMatchObject([{ status: 'paid', paid: true }]);
	});

	test('starts no run when Kirimo keeps it as expired: nobody can know here that Duitku has the money', async () => {
		const trigger = await listening({ latePayment: 'ignored' });
		await advance(61);
		await settle('pay', {}, id);
		await advance(10);

		expect(delivered()).toMatchObject([{ event: '00', attempts: 5, status: 503 }]);
		expect(trigger.runs).toEqual([]);
		expect((await get()).json).toMatchObject([{ status: 'expired', paid: false }]);
	});
});

describe('a link that expires by the clock', () => {
	test('tells nobody', async () => {
		const trigger = await listening();
		await advance(61);

		expect(delivered()).toEqual([]);
		expect(trigger.runs).toEqual([]);
	});

	test('starts one run as failed, should Duitku tell of it', async () => {
		const trigger = await listening({ tellsExpiry: true, copies: 2 });
		await advance(61);

		expect(trigger.runs).toMatchObject([
			[{ orderId: id, event: 'failed', verification: { statusLookup: 'expired' } }],
		]);
	});
});

describe('an order id that Kirimo has put something before', () => {
	test.each(['form', 'json'] as const)(
		'starts the run of the merchant’s own order: %s',
		async (encoding) => {
			const trigger = await listening({
				merchantOrderId: 'prefixed',
				findsByReference: true,
				callbackEncoding: encoding,
			});
			await settle('pay', {}, id);

			expect(trigger.runs).toMatchObject([[{ orderId: id, merchantOrderId: `KRM7-${id}` }]]);
		},
	);

	test('is refused when Kirimo does not find it by the reference either, and starts nothing', async () => {
		const trigger = await listening({ merchantOrderId: 'prefixed' });
		await settle('pay', {}, id);
		await advance(10);

		expect(delivered()).toMatchObject([{ attempts: 5, status: 409 }]);
		expect(trigger.runs).toEqual([]);
	});

	test.each(['404', 'http200', 'noData', 'emptyList'] as const)(
		'is found by the reference, however Kirimo says that it has no such order: %s',
		async (notFound) => {
			const trigger = await listening({
				merchantOrderId: 'prefixed',
				findsByReference: true,
				notFound,
			});
			await settle('pay', {}, id);

			expect(trigger.runs).toMatchObject([[{ orderId: id, event: 'paid' }]]);
		},
	);

	test('resumes the execution that waits for the order', async () => {
		await listening({ merchantOrderId: 'prefixed' });
		const credentials = kirimoCredential(sandbox.current);
		const { run: held } = await runNode({
			type: 'kirimo',
			resource: 'payment',
			operation: 'wait',
			parameters: { orderId: id },
			credentials,
		});
		await settle('pay', {}, id);
		const body = Object.fromEntries(new URLSearchParams(delivered()[0]?.body));

		expect(body.merchantOrderId).toBe(`KRM7-${id}`);
		expect(await postToWaiting(held, body, credentials)).toMatchObject({
			status: 200,
			items: [{ orderId: id, paid: true }],
		});
	});
});

describe('a status that lags behind the callback', () => {
	test('starts the run with a later try, and not before', async () => {
		const trigger = await listening({ statusLagMs: 90_000 });
		await settle('pay', {}, id);
		expect(delivered()).toMatchObject([{ attempts: 1, status: 503 }]);
		expect(trigger.runs).toEqual([]);
		await advance(3);

		expect(delivered()).toMatchObject([{ attempts: 3, status: 200 }]);
		expect(trigger.runs).toMatchObject([[{ orderId: id, event: 'paid' }]]);
	});

	test('longer than Duitku’s last try starts none, and the status is there to be asked for', async () => {
		const trigger = await listening({ statusLagMs: 20 * MINUTE });
		await settle('pay', {}, id);
		await advance(30);

		expect(delivered()).toMatchObject([{ attempts: 5, status: 503 }]);
		expect(trigger.runs).toEqual([]);
		expect((await get()).json).toMatchObject([{ status: 'paid', paid: true }]);
	});
});

describe('a Kirimo that can not ask Duitku', () => {
	test.each(['ownRecord', '429', '500'] as const)(
		'(%s) starts no run before it can, and then does',
		async (blockedAnswer) => {
			const trigger = await listening({
				blockedAnswer,
				callbackTo: 'merchant',
				retryMs: [20 * MINUTE, 20 * MINUTE, 30 * MINUTE],
			});
			const now = sandbox.current.kirimo.clock.now().getTime();
			sandbox.current.kirimo.accounts.kirimo.blockedUntil = new Date(now + 60 * MINUTE);
			await settle('pay', {}, id);
			await advance(50);
			expect(delivered()).toMatchObject([{ attempts: 3, status: 503 }]);
			expect(trigger.runs).toEqual([]);
			await advance(30);

			expect(delivered()).toMatchObject([{ attempts: 4, status: 200 }]);
			expect(trigger.runs).toMatchObject([[{ orderId: id, event: 'paid' }]]);
		},
	);
});

test.each(['401', '403', '200'] as const)(
	'a key that Kirimo refuses with HTTP %s starts no run, and the sender is asked to come again',
	async (badKey) => {
		await listening({ badKey });
		const strange = await serve(allEvents, { credential: { apiKey: 'KRM-WRONG' } });
		const [link] = sandbox.current.kirimo.orders;
		if (link) link.notifyUrl = strange.url;
		await settle('pay', {}, id);

		expect(delivered()).toMatchObject([{ attempts: 1, status: 503 }]);
		expect(strange.runs).toEqual([]);
	},
);

test('an address on this machine is not called, when Kirimo takes it without a word', async () => {
	const trigger = await listening({ localUrls: 'neverCalled' });
	await settle('pay', {}, id);

	expect(delivered()).toEqual([]);
	expect(trigger.runs).toEqual([]);
});

test.each([
	['nine fields', { callbackFields: 'nine' }],
	['an amount with decimals', { callbackAmount: 'decimals' }],
	['an amount that is a JSON number', { callbackAmount: 'number', callbackEncoding: 'json' }],
	['a signature in capitals', { signatureCase: 'upper', callbackScheme: 'hmac-sha256' }],
])('a callback with %s starts its run', async (_what, changes) => {
	const trigger = await listening(changes);
	await settle('pay', {}, id);

	expect(trigger.runs).toMatchObject([[{ orderId: id, event: 'paid', amount: 175_000 }]]);
});

test('two merchants with one order id do not start each other’s runs', async () => {
	const own = await listening({}, withoutKey);
	const other = await serve(allEvents, {
		credential: { ...withoutKey.credential, apiKey: accounts.otherKirimo.apiKey },
	});
	await settle('pay', {}, id);
	const [sent] = delivered();
	const answer = await fetch(other.url, {
		method: 'POST',
		headers: sent?.headers,
		body: sent?.body,
	});

	expect(answer.status).toBe(409);
	expect(own.runs).toHaveLength(1);
	expect(other.runs).toEqual([]);
});
