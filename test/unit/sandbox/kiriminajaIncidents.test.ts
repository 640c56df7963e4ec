import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { codPackage, sampleBooking, samplePackage } from './sampleOrders';
import { control, kiriminAja, type Fields, type Json } from './vendorCalls';
import { startReceiver, type WebhookReceiver } from './webhookReceiver';

let sandbox: Sandbox;
let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox();
	merchant = await startReceiver();
});
beforeEach(() => {
	sandbox.reset();
	sandbox.kiriminAja.callbackUrl = merchant.url;
	merchant.received.length = 0;
});
afterAll(async () => {
	await merchant.close();
	await sandbox.close();
});

const orderId = 'FEB-1782355684238';
const act = (lever: string, body: Fields = {}) => control(sandbox, `kiriminaja/${lever}`, body);
const event = (name: string, more: Fields = {}) =>
	act(`event/${orderId}`, { event: name, ...more });
const track = async () => (await kiriminAja(sandbox, 'tracking', { order_id: orderId })).body;
const bodies = () => merchant.received.map((one) => JSON.parse(one.body) as Json);

/** The pickup number. */
async function book(...packages: Fields[]): Promise<string> {
	const booking = sampleBooking({}, ...packages);
	const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
	return body.pickup_number;
}

async function advance(times: number): Promise<void> {
	for (let step = 0; step < times; step += 1) await act(`advance/${orderId}`);
	merchant.received.length = 0;
}

describe('a parcel on its way', () => {
	beforeEach(() => book());

	it('may have a problem, after which it is delivered or turns back', async () => {
		await advance(2);
		await event('problem_packages', { reason: 'Penerima pindah' });
		expect(bodies()).toEqual([
			{ method: 'problem_packages', data: [{ order_id: orderId, reason: 'Penerima pindah' }] },
		]);
		expect((await track()).status_code).toBe(500);
		await act(`advance/${orderId}?to=sender`);
		expect((await track()).status_code).toBe(401);
	});

	it('may cost something else once it was weighed', async () => {
		await advance(1);
		await event('validated_packages', { shippingCost: 70_000 });
		expect(bodies()).toEqual([
			{ method: 'validated_packages', data: [{ order_id: orderId, shipping_cost: 70_000 }] },
		]);
		expect((await track()).details.costs.shipping_cost).toBe(70_000);
	});

	it('may be corrected', async () => {
		await event('corrected_packages', { reason: 'Koreksi alamat' });
		expect(bodies()).toEqual([
			{ method: 'corrected_packages', data: [{ order_id: orderId, reason: 'Koreksi alamat' }] },
		]);
	});

	it('may be rejected before the pickup, which ends it', async () => {
		sandbox.kiriminAja.settings.webhookStyle = 'complete';
		await event('rejected_packages');
		const row = {
			order_id: orderId,
			rejected_at: expect.any(String),
			reason: 'Paket tidak sesuai',
		};
		expect(bodies()).toEqual([{ method: 'rejected_packages', data: [row] }]);
		expect((await act(`advance/${orderId}`)).status).toBe(409);
	});

	it('that came back is told of once more by the deprecated event', async () => {
		await advance(2);
		expect((await event('return_finished_packages')).status).toBe(409);
		await act(`advance/${orderId}?to=sender`);
		await advance(1);
		await event('return_finished_packages');
		const date = expect.stringMatching(/^\d{4}-\d\d-\d\d 00:00:00$/);
		expect(bodies()).toEqual([
			{ method: 'return_finished_packages', data: [{ order_id: orderId, date }] },
		]);
	});

	it('cannot have a problem or be rejected once it has arrived', async () => {
		await advance(3);
		expect((await event('problem_packages')).status).toBe(409);
		expect((await event('rejected_packages')).status).toBe(409);
		expect(merchant.received).toEqual([]);
	});

	it('has no other events than the documented ones', async () => {
		const answer = await event('lost_packages');
		expect(answer.status).toBe(400);
		expect(answer.body.error).toMatch(/^event must be one of problem_packages, /);
		expect((await event('validated_packages', { shippingCost: -1 })).status).toBe(400);
	});
});

describe('a pickup of many parcels', () => {
	const many = (count: number) =>
		Array.from({ length: count }, (_, number) =>
			samplePackage({ order_id: `FEB-${number}`, shipping_cost: 1_000 }),
		);

	it('is told of in one body of up to 200 rows', async () => {
		const pickup = await book(...many(200));
		await act(`awb/${pickup}`);
		await act(`advance/${pickup}`);
		expect(bodies().map((body) => [body.method, body.data.length])).toEqual([
			['processed_packages', 200],
			['shipped_packages', 200],
		]);
	});

	it('is told of in two bodies when there are more', async () => {
		const pickup = await book(...many(201));
		const { body } = await act(`awb/${pickup}`);
		expect(body.deliveries).toHaveLength(2);
		expect(bodies().map((one) => one.data.length)).toEqual([200, 1]);
	});

	it('does not move when its parcels are in different places', async () => {
		const pickup = await book(...many(2));
		await act(`awb/${pickup}`);
		await act('advance/FEB-0');
		expect((await act(`advance/${pickup}`)).status).toBe(409);
		expect(sandbox.kiriminAja.orders.map((order) => order.statusCode)).toEqual([106, 105]);
	});

	it('is canceled as a whole or not at all', async () => {
		const pickup = await book(...many(2));
		await act(`awb/${pickup}`);
		await act('advance/FEB-0');
		expect((await act(`cancel/${pickup}`)).status).toBe(409);
		expect(sandbox.kiriminAja.orders.map((order) => order.statusCode)).toEqual([106, 105]);
	});
});

describe('the 2023 plugin', () => {
	const cancelPickup = async (pickup_number?: string) =>
		(await kiriminAja(sandbox, 'cancel_pickup', { pickup_number })).body;

	it('cancels a whole pickup', async () => {
		const pickup = await book(...[1, 2].map((n) => samplePackage({ order_id: `FEB-${n}` })));
		expect((await cancelPickup(pickup)).status).toBe(true);
		expect(sandbox.kiriminAja.orders.map((order) => order.statusCode)).toEqual([300, 300]);
	});

	it('is refused when there is nothing to cancel any more', async () => {
		const pickup = await book();
		await advance(2);
		for (const number of [pickup, 'EPR-0']) {
			expect(await cancelPickup(number)).toMatchObject({
				status: false,
				text: 'Pickup tidak dapat dibatalkan',
			});
		}
		expect((await cancelPickup()).text).toBe('The pickup number field is required.');
	});
});

describe('webhooks that are held', () => {
	beforeEach(async () => {
		sandbox.kiriminAja.settings.holdDeliveries = true;
		await book();
		for (let step = 0; step < 3; step += 1) await act(`advance/${orderId}`);
	});

	it('go out one by one, in whatever order is asked for', async () => {
		expect(merchant.received).toEqual([]);
		for (const number of [3, 1, 2]) await act(`redeliver/${number}`);
		expect(bodies().map((body) => body.method)).toEqual([
			'finished_packages',
			'processed_packages',
			'shipped_packages',
		]);
		expect(sandbox.kiriminAja.deliveries).toHaveLength(3);
	});

	it('go out again when they are redelivered twice', async () => {
		await act('redeliver/1');
		await act('redeliver/1');
		expect(merchant.received[1]?.body).toBe(merchant.received[0]?.body);
		expect(sandbox.kiriminAja.deliveries).toHaveLength(4);
	});
});

describe('a COD parcel in a pickup', () => {
	it('moves without its bill, as it has none', async () => {
		const booking = sampleBooking({ payment_method: undefined }, codPackage('FEB-1'));
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
		expect((await act(`advance/${body.pickup_number}`)).body.orders[0]?.statusCode).toBe(105);
	});
});
