import {
	apiKey,
	everyEvent,
	ignored,
	post,
	short,
	useKiriminAjaTrigger,
} from '../support/kiriminAjaTrigger';

const serve = useKiriminAjaTrigger();

const order = { orderId: 'MLT-0000001001', awb: 'DEVEL-000000101' };

describe('the bearer', () => {
	test.each([
		['is missing', {}],
		['is another key', { Authorization: 'Bearer kiriminaja.sandbox.0000' }],
		['is a beginning of the key', { Authorization: `Bearer ${apiKey.slice(0, -1)}` }],
		['is empty', { Authorization: 'Bearer ' }],
	])('is refused with 401 when it %s', async (_what, headers: Record<string, string>) => {
		const trigger = await serve();

		expect((await post(trigger, short, headers)).status).toBe(401);
		expect(trigger.runs).toEqual([]);
	});

	test.each([apiKey, `bearer ${apiKey}`, `Bearer   ${apiKey} `])(
		'is accepted as the key is sent: %#',
		async (value) => {
			const trigger = await serve();

			expect((await post(trigger, short, { Authorization: value })).status).toBe(200);
			expect(trigger.runs).toHaveLength(1);
		},
	);

	test('is compared without the blanks that were pasted into the credential', async () => {
		const credentials = { kiriminAjaApi: { environment: 'production', apiKey: ` ${apiKey}\n` } };
		const trigger = await serve({}, { credentials });

		expect((await post(trigger, short)).status).toBe(200);
		expect((await post(trigger, short, { Authorization: 'Bearer ' })).status).toBe(401);
		expect(trigger.runs).toHaveLength(1);
	});

	const keyless: Array<Record<string, string>> = [{ apiKey: '' }, { apiKey: '  ' }, {}];
	test.each(keyless)('is never right while the credential has no key: %j', async (none) => {
		const credentials = { kiriminAjaApi: { environment: 'production', ...none } };
		const trigger = await serve({}, { credentials });

		for (const bearer of ['', 'undefined', 'null']) {
			const headers = { Authorization: `Bearer ${bearer}` };
			expect((await post(trigger, short, headers)).status).toBe(401);
		}
	});
});

describe('a probe of the URL', () => {
	test.each(['GET', 'HEAD'])(
		'by %s is answered 200 without a key, and starts nothing',
		async (method) => {
			const trigger = await serve(everyEvent);

			expect((await fetch(trigger.url, { method })).status).toBe(200);
			expect(trigger.runs).toEqual([]);
		},
	);

	test('by any other method is answered 404 by n8n', async () => {
		const trigger = await serve();

		expect((await fetch(trigger.url, { method: 'DELETE' })).status).toBe(404);
	});
});

describe('a body that is no event is answered 400', () => {
	test.each([
		['nothing', ''],
		['null', 'null'],
		['a list', '[]'],
		['without a method', JSON.stringify({ data: short.data })],
		['without a row', JSON.stringify({ method: 'processed_packages', data: [] })],
		[
			'rows without order ids only',
			JSON.stringify({ method: 'processed_packages', data: [{}, { awb: 'JNE-1' }] }),
		],
		['rows that are texts', JSON.stringify({ method: 'processed_packages', data: ['MLT-1'] })],
	])('when it is %s', async (_what, body) => {
		const trigger = await serve();

		expect((await post(trigger, body)).status).toBe(400);
		expect(trigger.runs).toEqual([]);
	});
});

describe('Trigger On', () => {
	test('answers an event that is not chosen without a run', async () => {
		const trigger = await serve({ events: ['shipped_packages'] });

		expect(await post(trigger, short)).toEqual({ status: 200, body: ignored });
		expect(trigger.runs).toEqual([]);
	});

	test('passes an event that is not documented as unknown', async () => {
		const trigger = await serve({ events: ['unknown'] });

		await post(trigger, { ...short, method: 'repacked_packages' });
		expect(trigger.runs).toMatchObject([
			[
				{ event: 'unknown', method: 'repacked_packages', ...order },
				{ event: 'unknown', orderId: 'MLT-0000001002' },
			],
		]);
	});
});
