import { deadAddress } from '../support/answering';
import { kasProCredential } from '../support/kasPro';
import { sandbox, sari, joko, transfers, calls, held, pay, payTo } from './support/transfers';

test('moves the money once and says so', async () => {
	const { json, error, hints } = await pay({ requestId: 'PAYOUT-1', reference: 'NOTA-778' });

	expect(error).toBeUndefined();
	expect(hints).toEqual([]);
	expect(json).toEqual([
		{
			done: true,
			pending: false,
			requestId: 'PAYOUT-1',
			responseId: expect.stringMatching(/^OLSP2\d{17}$/),
			reference: json[0]?.responseId,
			destination: joko,
			code: 0,
			message: 'Berhasil',
			pocketId: '2',
			walletTransactions: [
				{
					account: joko,
					amount: 25_000,
					reference: expect.stringMatching(/^\d+$/),
					balanceBefore: '1250000',
					balanceAfter: '1225000',
				},
			],
		},
	]);
	expect(transfers()).toEqual([
		expect.objectContaining({ requestId: 'PAYOUT-1', reference: 'NOTA-778', amount: 25_000 }),
	]);
	expect([held(sari), held(joko)]).toEqual([1_225_000, 110_000]);
});

test('makes a request ID and uses it as the reference when both are left empty', async () => {
	const { json } = await pay();

	const [call] = calls();
	expect(json[0]?.requestId).toMatch(/^N8N-[0-9A-Z]{16}$/);
	expect(call?.body).toEqual({
		requestId: json[0]?.requestId,
		mobileNumber: sari,
		payments: [{ pocketId: '2', amount: 25_000, reference: json[0]?.requestId }],
		destination: joko,
	});
});

test('gives each item a request ID of its own, in the order of the items', async () => {
	const { outputs } = await pay(
		{ amount: '={{ $json.fee }}' },
		{ items: [{ fee: 1000 }, { fee: '2000' }, { fee: 3000 }] },
	);

	expect(transfers().map(({ amount }) => amount)).toEqual([1000, 2000, 3000]);
	expect(new Set(transfers().map(({ requestId }) => requestId)).size).toBe(3);
	expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
});

test('never shows code 1 as a success', async () => {
	const { json, error, hints } = await payTo(
		'{"code":1,"message":"In Process","responseId ":"ABCDE1","data":{"reffId":"ABCDE20261121091500123","flowType":"Async"}}',
	);

	expect(error).toBeUndefined();
	expect(hints).toEqual([]);
	expect(json).toEqual([
		{
			done: false,
			pending: true,
			requestId: 'PAYOUT-1',
			reference: 'ABCDE20261121091500123',
			reffId: 'ABCDE20261121091500123',
			responseId: 'ABCDE1',
			destination: joko,
			code: 1,
			message: 'In Process',
			flowType: 'Async',
		},
	]);
});

test('merges the additional body fields last, and null removes a field', async () => {
	const { received, json } = await payTo(
		'{"code":"0","message":"Berhasil"}',
		200,
		{},
		{
			additionalFields: {
				additionalBodyFields: '{"requestId": "OURS-9", "payments": null, "channel": "APP"}',
				extraHeaders: '{"Accept-Language": "ID"}',
				path: '/partner/p2p/',
			},
		},
	);

	expect(received).toEqual([
		{
			url: '/partner/p2p/',
			headers: expect.objectContaining({ 'accept-language': 'ID' }),
			body: { requestId: 'OURS-9', mobileNumber: sari, destination: joko, channel: 'APP' },
		},
	]);
	expect(json[0]?.requestId).toBe('OURS-9');
});

describe('exactly once', () => {
	const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test.each(['resetAfter', 'emptyBody', 'truncatedJson'] as const)(
		'a transfer whose answer is lost (%s) is unknown and never sent again, also not by Retry On Fail',
		async (kind) => {
			sandbox.current.fault({ kind, path: '/p2p-transaction/', times: 99 });

			const { error } = await pay({ requestId: 'PAYOUT-1' }, { settings: retryOnFail });

			expect(error).toMatchObject({
				message: expect.stringMatching(/^The outcome of PAYOUT-1 is unknown: /),
				description: expect.stringContaining('Ask KasPro about request ID PAYOUT-1'),
				context: { outcome: 'unknown' },
			});
			expect(calls()).toHaveLength(1);
			expect(transfers()).toHaveLength(1);
			expect([held(sari), held(joko)]).toEqual([1_225_000, 110_000]);
		},
	);

	test('keeps the derived request ID to quote over all tries', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: '/p2p-transaction/' });

		const { error } = await pay({}, { settings: retryOnFail });

		expect(error?.message).toContain(transfers()[0]?.requestId);
		expect(transfers()).toHaveLength(1);
	});

	test.each([
		['HTTP 502 with a page', '<html><h1>502 Bad Gateway</h1></html>', 502],
		['HTTP 500 with a code', '{"code":190099,"message":"Timeout"}', 500],
		['HTTP 200 without a code', '{"message":"accepted"}', 200],
		['HTTP 400 with a good code', '{"code":0,"message":"Berhasil"}', 400],
		['HTTP 200 with a page', '<html>Login</html>', 200],
	])('is unknown, and not tried again, after %s', async (_, body, status) => {
		const { error, received } = await payTo(body, status, { settings: retryOnFail });

		expect(error?.context.outcome).toBe('unknown');
		expect(error?.message).toMatch(/^The outcome of PAYOUT-1 is unknown: /);
		expect(received).toHaveLength(1);
	});

	test('a transfer that never left is tried again by Retry On Fail', async () => {
		const credentials = kasProCredential(sandbox.current, {
			baseUrl: await deadAddress(),
			authMode: 'none',
		});

		const { error } = await pay({}, { credentials, settings: retryOnFail });

		expect(error).toMatchObject({
			message: 'KasPro refused the connection',
			context: { outcome: 'unsent' },
		});
	});

	test('an expired token is renewed once and the money moves once', async () => {
		const credentials = kasProCredential(sandbox.current);
		await pay({}, { credentials });
		sandbox.current.kasPro.tokens = [];

		const { json } = await pay({}, { credentials, executionId: '2' });

		expect(json[0]?.done).toBe(true);
		expect(calls().map(({ status }) => status)).toEqual([200, 401, 200]);
		expect(transfers()).toHaveLength(2);
		expect(held(sari)).toBe(1_200_000);
	});

	test('a stop at the third of five says what is done, and a retried execution does the rest only', async () => {
		const fees = [1000, 2000, 3000, 4000, 5000];
		const parameters = { amount: '={{ $json.fee }}', destination: '={{ $json.to }}' };
		const items = fees.map((fee, index) => ({ fee, to: index === 2 ? '081299999999' : joko }));

		const first = await pay(parameters, { items });

		const [one, two] = transfers();
		expect(first.error?.message).toBe(
			'KasPro refused the request: Customer not found (code 110005)',
		);
		expect(first.error?.description).toContain(
			`Already done and not undone: item 0: transfer ${one?.requestId} to ${joko}; item 1: transfer ${two?.requestId} to ${joko}.`,
		);
		expect(transfers().map(({ amount }) => amount)).toEqual([1000, 2000]);

		// The merchant mends the node; the items are the stored ones.
		const mended = { ...parameters, destination: joko };
		const second = await pay(mended, { retry: first.run, executionId: '2' });

		expect(second.error).toBeUndefined();
		expect(second.json.map(({ requestId }) => requestId)).toEqual(
			transfers().map(({ requestId }) => requestId),
		);
		expect(transfers().map(({ amount }) => amount)).toEqual(fees);
	});

	test('another execution makes another request ID', async () => {
		await pay();
		await pay();

		expect(new Set(transfers().map(({ requestId }) => requestId)).size).toBe(2);
	});
});

test('a PIN among the additional body fields appears nowhere in the execution', async () => {
	sandbox.unknownFields = ['pin'];
	const { run } = await pay(
		{
			additionalFields: { additionalBodyFields: '={{ { pin: $json.pin } }}' },
		},
		{ items: [{ pin: '924617' }] },
	);

	const own = run.data.resultData.runData['Under Test'];
	expect(calls()[0]?.body).toMatchObject({ pin: '924617' });
	expect(JSON.stringify(own)).not.toContain('924617');
});

test('additional body fields that are not JSON are not repeated in the error', async () => {
	const { error } = await pay({
		additionalFields: { additionalBodyFields: '{"pin": x924617}' },
	});

	expect(error?.message).toBe(
		"Additional Fields → Additional Body Fields (JSON) (item 0) must be JSON: Unexpected token 'x'.",
	);
	expect(error?.description).toBe('Nothing was sent in this try.');
});
