import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
	accepted,
	allEvents,
	fixture,
	fixtures,
	genuine,
	orderId,
	post,
	postForm,
	useKirimoTrigger,
} from '../support/kirimoTrigger';

const { sandbox, serve, lookups, order, settle } = useKirimoTrigger();

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
					eventId: `${orderId}:175000:paid`,
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
					raw: {},
				},
			],
		]);
	});

	test('starts its run at the second try, when Kirimo could not be asked at the first', async () => {
		sandbox.current.kirimo.settings.retryMs = [1];
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

test('an amount that is a JSON number is taken as it prints, and the signature is over that', async () => {
	const trigger = await serve();
	await order();
	await settle('pay');
	const json = async (changes: object) =>
		await post(trigger, JSON.stringify({ ...genuine, ...changes }), 'application/json');

	expect((await json({ amount: 175001 })).status).toBe(401);
	expect((await json({ amount: 175000 })).status).toBe(200);
	expect(trigger.runs).toMatchObject([[{ event: 'paid', amount: 175000 }]]);
});

describe('a probe of the URL', () => {
	test.each(['GET', 'HEAD'])('by %s is answered 200, and starts nothing', async (method) => {
		const trigger = await serve({ sourceIps: '182.23.85.8' });

		expect((await fetch(trigger.url, { method })).status).toBe(200);
		expect(trigger.runs).toEqual([]);
		expect(lookups()).toEqual([]);
	});

	test('by any other method is answered 404 by n8n', async () => {
		const trigger = await serve();

		expect((await fetch(trigger.url, { method: 'PUT' })).status).toBe(404);
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
		['half a rupiah as number', JSON.stringify({ ...genuine, amount: 0.5 }), 'application/json'],
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

describe('Trigger On', () => {
	test('answers an event that is not chosen without a run and without asking Kirimo', async () => {
		const trigger = await serve();
		await order();
		const failed = JSON.parse(fixture('duitku/callback.failed.md5.json')) as typeof genuine;

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
