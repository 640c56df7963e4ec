import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { sampleBooking, samplePackage } from './sampleOrders';
import { control, kiriminAja, type Json } from './vendorCalls';
import { startReceiver, type WebhookReceiver } from './webhookReceiver';

/** How webhooks of KiriminAja may come, besides what is published of them. */
let sandbox: Sandbox;
let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
});
beforeEach(async () => {
	sandbox.reset();
	merchant = await startReceiver();
	sandbox.kiriminAja.callbackUrl = merchant.url;
});
afterEach(() => merchant.close());
afterAll(() => sandbox.close());

const MINUTE = 60_000;
const set = (changes: object) => void Object.assign(sandbox.kiriminAja.settings, changes);
const bodies = () => merchant.received.map(({ body }) => JSON.parse(body) as Json);

/** Books the orders as one pickup, and gives them their AWBs. */
async function issued(...orderIds: string[]): Promise<void> {
	const packages = orderIds.map((order_id) => samplePackage({ order_id }));
	const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking({}, ...packages));
	await control(sandbox, `kiriminaja/awb/${body.pickup_number}`);
}

describe('a complete webhook', () => {
	it.each([
		['none', ['data', 'method', 'packages', 'payment']],
		['payment', ['data', 'method', 'packages']],
		['packages', ['data', 'method', 'payment']],
		['both', ['data', 'method']],
	])('may lack blocks: %s', async (missingBlocks, keys) => {
		set({ webhookStyle: 'complete', missingBlocks });
		await issued('A-1');
		expect(Object.keys(bodies()[0] ?? {}).sort()).toEqual(keys);
	});
});

describe('webhooks that are held', () => {
	it('go out with several pickups in one body, one for each event', async () => {
		set({ holdDeliveries: true, severalPickups: true, webhookStyle: 'complete' });
		await issued('A-1', 'A-2');
		await issued('B-1');
		await control(sandbox, 'kiriminaja/advance/B-1');
		const { body } = await control(sandbox, 'kiriminaja/release', { seed: 1 });

		expect(body.deliveries).toHaveLength(2);
		const rowsOf = (method: string) =>
			bodies()
				.filter((one) => one.method === method)
				.map(({ data, packages }) =>
					[data, packages].map((rows) => rows.map((row: Json) => row.order_id)),
				);
		expect(rowsOf('processed_packages')).toEqual([
			[
				['A-1', 'A-2', 'B-1'],
				['A-1', 'A-2', 'B-1'],
			],
		]);
		expect(rowsOf('shipped_packages')).toEqual([[['B-1'], ['B-1']]]);
	});

	it('go out one by one otherwise', async () => {
		set({ holdDeliveries: true });
		await issued('A-1', 'A-2');
		await issued('B-1');
		const { body } = await control(sandbox, 'kiriminaja/release');
		expect(body.deliveries).toHaveLength(2);
		expect(
			bodies()
				.map(({ data }) => data.length)
				.sort(),
		).toEqual([1, 2]);
	});
});

describe('a webhook that fails', () => {
	it('comes again by the clock when KiriminAja does so', async () => {
		set({ retryMs: [MINUTE, 10 * MINUTE], retryAfter: 'breakdowns' });
		merchant.answers.push(503, 503);
		await issued('A-1');
		await sandbox.advance(5 * MINUTE);
		expect(merchant.received).toHaveLength(2);
		await sandbox.advance(10 * MINUTE);
		expect(sandbox.kiriminAja.deliveries).toMatchObject([{ attempts: 3, status: 200 }]);
	});
});

describe('a forged webhook', () => {
	it('has another key and other orders', async () => {
		set({ webhookStyle: 'complete' });
		await issued('A-1');
		await control(sandbox, 'kiriminaja/redeliver/1?forged=true');
		const [genuine, forged] = merchant.received;
		expect(forged?.headers.authorization).toMatch(/^Bearer sandbox\.kiriminaja\./);
		expect(forged?.headers.authorization).not.toBe(genuine?.headers.authorization);
		expect(bodies()[1]).toMatchObject({
			method: 'processed_packages',
			data: [{ order_id: 'STRANGE-A-1' }],
			packages: [{ order_id: 'STRANGE-A-1' }],
		});
	});
});
