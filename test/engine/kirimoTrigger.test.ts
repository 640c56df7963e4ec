import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { accounts } from '../../sandbox/index.ts';
import { kirimoCredential } from './support/kirimo';
import { useSandbox } from './support/sandbox';
import { serveTrigger, type ServedTrigger } from './support/webhook';

const sandbox = useSandbox();
const orderId = 'INV-20261121-0001';
const accepted = { statusCode: '00' };
const lookups = () => sandbox.current.requests.filter(({ query }) => query.action === 'status');

const open: ServedTrigger[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(async (trigger) => await trigger.close()));
});

async function serve(
	parameters: INodeParameters = {},
	{
		credential = {},
		...options
	}: Partial<Parameters<typeof serveTrigger>[0]> & {
		credential?: object;
	} = {},
) {
	const trigger = await serveTrigger({
		type: 'kirimoTrigger',
		parameters,
		credentials: kirimoCredential(sandbox.current, credential),
		...options,
	});
	open.push(trigger);
	return trigger;
}

const allEvents = { events: ['paid', 'failed', 'other'] };
const withoutKey = { credential: { duitkuMerchantKey: '', duitkuMerchantCode: '' } };

/** A payment at the sandbox, made as the merchant's node makes it. */
async function order(changes: object = {}) {
	const answer = await fetch(`${sandbox.current.url}/api.php?action=payment`, {
		method: 'POST',
		headers: { 'X-API-KEY': accounts.kirimo.apiKey, 'Content-Type': 'application/json' },
		body: JSON.stringify({
			order_id: orderId,
			amount: 175000,
			customer_name: 'Sari Wulandari',
			customer_email: 'sari@example.com',
			...changes,
		}),
	});
	expect(answer.status).toBe(200);
}

/** `pay` and `fail` at the payment page; `lost: true` leaves the callback to the test. */
async function settle(action: 'pay' | 'fail', choice: object = { lost: true }, id = orderId) {
	const path = `/__sandbox/kirimo/orders/${encodeURIComponent(id)}/${action}`;
	const answer = await fetch(sandbox.current.url + path, {
		method: 'POST',
		body: JSON.stringify(choice),
	});
	expect(answer.status).toBe(200);
	return (await answer.json()) as { delivery: { status: number } };
}

const fixtures = join(process.cwd(), 'test/fixtures');
const fixture = (path: string) => readFileSync(join(fixtures, path), 'utf8').trim();
const genuine = JSON.parse(fixture('duitku/callback.va-success.hmac.json')) as Record<
	string,
	string
>;

async function post(
	{ url }: ServedTrigger,
	body: string | undefined,
	contentType = 'application/x-www-form-urlencoded',
) {
	const headers = body === undefined ? undefined : { 'Content-Type': contentType };
	const answer = await fetch(url, { method: 'POST', body, headers });
	return { status: answer.status, body: (await answer.json()) as unknown };
}

const postForm = async (trigger: ServedTrigger, fields: Record<string, string>) =>
	await post(trigger, new URLSearchParams(fields).toString());

describe('a payment at the sandbox', () => {
	test.each([
		['md5', 'form'],
		['md5', 'json'],
		['hmac-sha256', 'form'],
		['hmac-sha256', 'json'],
	])('signed with %s and sent as %s starts one run', async (scheme, encoding) => {
		const trigger = await serve();
		await order({ notify_url: trigger.url });
		const { delivery } = await settle('pay', { scheme, encoding, paymentCode: 'SQ' });

		expect(delivery.status).toBe(200);
		expect(trigger.runs).toEqual([
			[
				{
					eventId: `${orderId}:00`,
					event: 'paid',
					receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/),
					verification: { signature: scheme, statusLookup: 'paid' },
					orderId,
					amount: 175000,
					resultCode: '00',
					reference: expect.stringMatching(/^D7001/),
					paymentCode: 'SQ',
					paymentMethod: 'QRIS: Nusapay',
					issuerCode: '93600812',
					issuer: 'KasPro',
					settlementDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
					customerName: 'Sa** Wulan****',
					merchantCode: 'DTEST01',
					merchantOrderId: orderId,
					productDetail: 'Pembayaran via Toko Contoh',
					additionalParam: '',
					merchantUserId: '',
					publisherOrderId: expect.any(String),
					spUserHash: '',
				},
			],
		]);
	});

	test('starts its run at the second try, when Kirimo could not be asked at the first', async () => {
		sandbox.current.kirimo.settings.retryMs = 1;
		const trigger = await serve();
		await order({ notify_url: trigger.url });
		sandbox.current.fault({ kind: 'html500', path: '/api.php?action=status' });
		const { delivery } = await settle('pay', {});

		expect(delivery.status).toBe(503);
		const [sent] = sandbox.current.kirimo.deliveries;
		const deadline = Date.now() + 3000;
		while (sent?.status !== 200 && Date.now() < deadline) await new Promise(setImmediate);
		expect(sent).toMatchObject({ status: 200, attempts: 2 });
		expect(trigger.runs).toHaveLength(1);
		expect(lookups()).toHaveLength(2);
	});
});

describe('every callback of the fixtures', () => {
	const files = [
		...readdirSync(join(fixtures, 'duitku'))
			.filter((name) => name.startsWith('callback.'))
			.map((name) => `duitku/${name}`),
		'kirimo/webhook.documented-shape.json',
	];
	const expected: Array<[pattern: RegExp, status: number, event?: object]> = [
		[/bad-signature/, 401],
		[/missing-signature/, 400],
		[/failed\.hmac/, 200, { event: 'failed', orderId: 'INV-20261121-0002', amount: 320000 }],
		[
			/failed\.md5/,
			200,
			{ event: 'failed', paymentMethod: 'Credit card: Visa / Mastercard / JCB' },
		],
		[
			/qris-success/,
			200,
			{ event: 'paid', amount: 10000, issuer: 'ShopeePay', customerName: 'An** Wij***' },
		],
		[/va-success/, 200, { event: 'paid', amount: 175000, paymentMethod: 'Virtual account: BCA' }],
		[
			/nine-fields|documented-shape/,
			200,
			{ event: 'paid', paymentCode: null, paymentMethod: null, settlementDate: null, issuer: null },
		],
	];

	test.each(files)('%s', async (file) => {
		const trigger = await serve(allEvents);
		await order();
		await order({ order_id: 'INV-20261121-0002', amount: 320000 });
		await order({ order_id: 'ORD-20261121-7F3A9C10', amount: 10000 });
		await settle('pay');
		await settle('fail', { lost: true }, 'INV-20261121-0002');
		await settle('pay', { lost: true }, 'ORD-20261121-7F3A9C10');

		const type = file.endsWith('.json') ? 'application/json' : undefined;
		const answer = await post(trigger, fixture(file), type);
		const [, status, event] = expected.find(([pattern]) => pattern.test(file)) ?? [];
		expect(answer.status).toBe(status);
		expect(trigger.runs).toEqual(event ? [[expect.objectContaining(event)]] : []);
		if (event) expect(answer.body).toEqual(accepted);
		if (event) expect(Object.keys(trigger.runs[0]?.[0] ?? {})).not.toContain('signature');
	});
});

describe('every signature vector on the wire', () => {
	const { vectors, negative } = JSON.parse(fixture('duitku/signature-vectors.json')) as Record<
		'vectors' | 'negative',
		Array<Record<string, string>>
	>;
	const signed = vectors.flatMap(({ md5 = '', hmacSha256 = '', ...vector }) => [
		{ ...vector, name: `${vector.name}, md5`, signature: md5, status: 200 },
		{ ...vector, name: `${vector.name}, hmac-sha256`, signature: hmacSha256, status: 200 },
	]);
	const refused = negative.map((vector) => ({
		...vector,
		status: vector.expected === 'reject' ? 401 : 200,
	}));

	test.each([...signed, ...refused])('$name is answered $status', async ({ status, ...vector }) => {
		const { merchantCode, amount, merchantOrderId, merchantKey, signature } =
			vector as unknown as Record<string, string>;
		const credential = { duitkuMerchantCode: merchantCode, duitkuMerchantKey: merchantKey };
		const trigger = await serve({ verification: 'signature' }, { credential });
		const fields = { merchantCode, amount, merchantOrderId, signature, resultCode: '00' };

		expect((await postForm(trigger, fields as Record<string, string>)).status).toBe(status);
		expect(trigger.runs).toHaveLength(status === 200 ? 1 : 0);
	});

	test('the flipped result code, which is genuinely signed, does not get past the lookup', async () => {
		const flipped = negative.find(({ name }) => name === 'result-code-flipped') ?? {};
		const trigger = await serve();
		await order();
		await settle('fail');

		expect((await postForm(trigger, flipped)).status).toBe(503);
		expect(trigger.runs).toEqual([]);
	});
});

describe('a body that is no callback is answered 400', () => {
	test.each(['merchantCode', 'amount', 'merchantOrderId', 'resultCode', 'signature'])(
		'when %s is missing, empty or repeated',
		async (name) => {
			const trigger = await serve();
			const { [name]: value = '', ...others } = genuine;
			const rest = new URLSearchParams(others).toString();
			const bodies = [rest, `${rest}&${name}=`, `${rest}&${name}=${value}&${name}=${value}`];

			for (const body of bodies) {
				const message = `${name} is missing, empty, repeated or no text`;
				expect(await post(trigger, body)).toEqual({ status: 400, body: { message } });
			}
			expect(trigger.runs).toEqual([]);
			expect(lookups()).toEqual([]);
		},
	);

	test.each([
		['nothing', undefined, ''],
		['plain text', 'merchantCode=DTEST01', 'text/plain'],
		['a file', 'merchantCode=DTEST01', 'application/octet-stream'],
		['a list', '[]', 'application/json'],
		['null', 'null', 'application/json'],
		['an amount in words', JSON.stringify({ ...genuine, amount: 'ten' }), 'application/json'],
		['an amount as number', JSON.stringify({ ...genuine, amount: 175000 }), 'application/json'],
		['half a rupiah', JSON.stringify({ ...genuine, amount: '175000.5' }), 'application/json'],
	])('when it is %s', async (_what, body, type) => {
		const trigger = await serve();

		expect((await post(trigger, body, type)).status).toBe(400);
		expect(trigger.runs).toEqual([]);
	});

	test('and broken JSON is refused by n8n itself', async () => {
		const trigger = await serve();

		expect((await post(trigger, '{"merchantCode":', 'application/json')).status).toBe(422);
		expect(trigger.runs).toEqual([]);
	});
});

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

describe('Trigger On', () => {
	test('answers an event that is not chosen without a run and without asking Kirimo', async () => {
		const trigger = await serve();
		await order();
		const failed = JSON.parse(fixture('duitku/callback.failed.md5.json'));

		expect(await postForm(trigger, failed)).toEqual({ status: 200, body: accepted });
		expect(trigger.runs).toEqual([]);
		expect(lookups()).toEqual([]);
	});

	test('passes an undocumented result code as another event', async () => {
		const trigger = await serve(allEvents);
		await order();

		expect((await postForm(trigger, { ...genuine, resultCode: '07' })).status).toBe(200);
		expect(trigger.runs).toMatchObject([[{ event: 'other', resultCode: '07' }]]);
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

describe('a try that failed before another one paid', () => {
	const control = async (path: string, body: object = {}) => {
		const answer = await fetch(`${sandbox.current.url}/__sandbox/kirimo/${path}`, {
			method: 'POST',
			body: JSON.stringify(body),
		});
		expect(answer.status).toBe(200);
	};

	/** Both callbacks are held: number 1 tells of the failure, number 2 of the payment. */
	async function held() {
		sandbox.current.kirimo.settings.holdCallbacks = true;
		const trigger = await serve(allEvents);
		await order({ notify_url: trigger.url });
		await settle('fail', { stillOpen: true });
		return trigger;
	}

	test('starts a run of its own when it is told in time', async () => {
		const trigger = await held();
		await control('redeliver/1');
		await settle('pay', {});
		await control('redeliver/3');

		expect(trigger.runs.map(([item]) => item?.event)).toEqual(['failed', 'paid']);
	});

	test('starts none when it is told late, and no run is doubled', async () => {
		const trigger = await held();
		await settle('pay', {});
		for (const number of [2, 2, 1, 1]) await control(`redeliver/${number}`);

		expect(trigger.runs.map(([item]) => item?.event)).toEqual(['paid']);
	});
});

describe('Drop Redeliveries', () => {
	beforeEach(async () => {
		await order();
		await settle('pay');
	});

	test('starts one run for many copies that arrive at once', async () => {
		const trigger = await serve();
		const copies = Array.from({ length: 10 }, async () => await postForm(trigger, genuine));

		const answers = await Promise.all(copies);
		expect(answers).toEqual(answers.map(() => ({ status: 200, body: accepted })));
		expect(trigger.runs).toHaveLength(1);
	});

	test('drops a replay that only has another reference', async () => {
		const trigger = await serve();
		await postForm(trigger, genuine);
		await postForm(trigger, { ...genuine, reference: 'DTEST0126FORGED00000', paymentCode: 'VC' });

		expect(trigger.runs).toHaveLength(1);
	});

	test('remembers across a restart of n8n', async () => {
		const before = await serve();
		await postForm(before, genuine);
		const after = await serve({}, { staticData: before.staticData() });

		expect(await postForm(after, genuine)).toEqual({ status: 200, body: accepted });
		expect(after.runs).toEqual([]);
	});

	test('starts a run for each copy when it is off', async () => {
		const trigger = await serve({ dropRedeliveries: false });
		await postForm(trigger, genuine);
		await postForm(trigger, genuine);

		expect(trigger.runs).toHaveLength(2);
	});

	test('remembers nothing in a test run of the editor', async () => {
		const trigger = await serve({}, { mode: 'manual' });
		await postForm(trigger, genuine);
		await postForm(trigger, genuine);

		expect(trigger.runs).toHaveLength(2);
		expect(trigger.staticData()).toEqual({});
	});

	test('passes other fields through, but none that n8n takes for an error', async () => {
		const trigger = await serve();
		const body = `{"error":"x","__proto__":{"polluted":1},"extra":7,${JSON.stringify(genuine).slice(1)}`;
		await post(trigger, body, 'application/json');

		expect(trigger.runs).toMatchObject([[{ event: 'paid', extra: 7, errorValue: 'x' }]]);
		expect(Object.keys(trigger.runs[0]?.[0] ?? {})).not.toContain('error');
		expect(trigger.runs[0]?.[0]?.polluted).toBeUndefined();
	});

	test('keeps keys and signature out of the items', async () => {
		const trigger = await serve();
		await postForm(trigger, genuine);

		const items = JSON.stringify(trigger.runs);
		expect(items).toContain(orderId);
		for (const secret of [
			genuine.signature,
			accounts.kirimo.apiKey,
			accounts.kirimo.duitkuMerchantKey,
		]) {
			expect(items).not.toContain(secret);
		}
	});
});
