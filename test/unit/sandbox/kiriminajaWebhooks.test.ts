import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { sampleBooking, samplePackage } from './sampleOrders';
import { control, eventually, kiriminAja, type Fields, type Json } from './vendorCalls';
import { startReceiver, type WebhookReceiver } from './webhookReceiver';

let sandbox: Sandbox;
let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
});
beforeEach(async () => {
	sandbox.reset();
	merchant = await startReceiver();
});
afterEach(() => merchant.close());
afterAll(() => sandbox.close());

const orderId = 'FEB-1782355684238';

const setCallback = async (url: string) =>
	(await kiriminAja(sandbox, 'set_callback', { url })).body;

async function bookedAndListening(...packages: Fields[]): Promise<Json> {
	await setCallback(merchant.url);
	return (await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking({}, ...packages))).body;
}

const bodies = () => merchant.received.map((one) => JSON.parse(one.body) as Json);

describe('a merchant who registers a callback', () => {
	it('is told where it points', async () => {
		expect(await setCallback('http://localhost:5678/webhook/x')).toEqual({
			status: true,
			method: 'set_callback',
			text: 'Callback di set ke http://localhost:5678/webhook/x',
		});
	});

	it.each(['no url', 'ftp://127.0.0.1/x', 'https://no-such-host.invalid/x', 'http://'])(
		'is refused %s and keeps the old one',
		async (url) => {
			await setCallback(merchant.url);
			expect(await setCallback(url)).toEqual({
				status: false,
				method: 'set_callback',
				text: 'The url is not a valid URL.',
			});
			expect(sandbox.kiriminAja.callbackUrl).toBe(merchant.url);
		},
	);

	it.each(['http://localhost:5678/x', 'http://192.168.1.5/x', 'http://n8n/x'])(
		'is refused %s, which KiriminAja can not reach',
		async (url) => {
			sandbox.kiriminAja.settings.localUrls = 'refused';
			expect((await setCallback(url)).status).toBe(false);
			expect(sandbox.kiriminAja.callbackUrl).toBeNull();
			expect((await setCallback('https://n8n.example.com:5678/x')).status).toBe(true);
		},
	);

	it('loses the one registered before: an account has one', async () => {
		await setCallback('http://127.0.0.1:9/older');
		await setCallback(merchant.url);
		expect(sandbox.kiriminAja.callbackUrl).toBe(merchant.url);
	});
});

describe('the AWB arrives', () => {
	it('with the four documented headers and the short body', async () => {
		await bookedAndListening();
		const { body } = await control(sandbox, `kiriminaja/awb/${orderId}`);
		expect(body.deliveries).toEqual([
			{
				id: 1,
				event: 'processed_packages',
				url: merchant.url,
				attempts: 1,
				status: 200,
				error: null,
			},
		]);
		const [delivery] = merchant.received;
		expect(delivery?.headers).toMatchObject({
			'content-type': 'application/json',
			accept: 'application/json',
			'user-agent': 'KiriminAja-Push-Services',
			authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
		});
		expect(bodies()).toEqual([
			{
				method: 'processed_packages',
				data: [{ order_id: orderId, awb: 'DEVEL-000000101', sorting_code: 'JOG-JOG1000-SUB2000' }],
			},
		]);
	});

	it('with payment and package when the account is set to complete bodies', async () => {
		sandbox.kiriminAja.settings.webhookStyle = 'complete';
		const { pickup_number } = await bookedAndListening();
		await control(sandbox, `kiriminaja/awb/${orderId}`);
		const [body] = bodies();
		expect(body?.data).toEqual([
			{
				order_id: orderId,
				awb: 'DEVEL-000000101',
				date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
				shipped_at: null,
				finished_at: null,
				returned_at: null,
				rejected_at: null,
				reason: null,
			},
		]);
		expect(body?.payment).toEqual({
			payment_id: pickup_number,
			amount: 64_000,
			status_code: 0,
			qr_content: null,
			pay_time: null,
		});
		expect(body?.packages).toEqual([
			expect.objectContaining({ order_id: orderId, awb: 'DEVEL-000000101', status: 105 }),
		]);
	});

	it('for several orders of one pickup in one body', async () => {
		const two = ['FEB-1', 'FEB-2'].map((order_id) => samplePackage({ order_id }));
		const { pickup_number } = await bookedAndListening(...two);
		await control(sandbox, `kiriminaja/awb/${pickup_number}`);
		expect(bodies()).toHaveLength(1);
		expect(bodies()[0]?.data.map((row: Json) => row.order_id)).toEqual(['FEB-1', 'FEB-2']);
	});

	it('as often as is asked for, always the same', async () => {
		await bookedAndListening();
		await control(sandbox, `kiriminaja/awb/${orderId}?count=3`);
		expect(bodies()).toHaveLength(3);
		expect(new Set(merchant.received.map((one) => one.body)).size).toBe(1);
	});

	it('again when it is issued again, still the first one', async () => {
		await bookedAndListening();
		await control(sandbox, `kiriminaja/awb/${orderId}`);
		await control(sandbox, `kiriminaja/awb/${orderId}`);
		expect(bodies().map((body) => body.data[0]?.awb)).toEqual([
			'DEVEL-000000101',
			'DEVEL-000000101',
		]);
	});

	it('once more when a delivery is repeated', async () => {
		await bookedAndListening();
		await control(sandbox, `kiriminaja/awb/${orderId}`);
		await control(sandbox, 'kiriminaja/redeliver/1');
		expect(merchant.received[1]?.body).toBe(merchant.received[0]?.body);
	});

	it('by itself some time after the booking when the sandbox is set so', async () => {
		await control(sandbox, 'kiriminaja/settings', { autoAwbMs: 1 });
		await bookedAndListening();
		await eventually(() => merchant.received.length === 1);
		expect(sandbox.kiriminAja.orders[0]).toMatchObject({ statusCode: 105 });
	});

	it('by itself after payment, not before, when there is a bill', async () => {
		sandbox.kiriminAja.settings.autoAwbMs = 1;
		await setCallback(merchant.url);
		const booking = sampleBooking({ payment_method: 'qris' });
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
		expect(sandbox.kiriminAja.orders[0]?.awb).toBeNull();
		await control(sandbox, `kiriminaja/pay/${body.pickup_number}`);
		await eventually(() => merchant.received.length === 1);
	});
});

describe('later events', () => {
	it('carry their own time, ISO with microseconds or WIB text', async () => {
		await bookedAndListening();
		await control(sandbox, `kiriminaja/awb/${orderId}`);
		await control(sandbox, `kiriminaja/advance/${orderId}`);
		await control(sandbox, 'kiriminaja/settings', { webhookTime: 'legacy' });
		await control(sandbox, `kiriminaja/advance/${orderId}`);
		expect(bodies().slice(1)).toEqual([
			{
				method: 'shipped_packages',
				data: [{ order_id: orderId, shipped_at: expect.stringMatching(/T.*\.\d{6}Z$/) }],
			},
			{
				method: 'finished_packages',
				data: [
					{
						order_id: orderId,
						finished_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
					},
				],
			},
		]);
	});

	it('tell of a return twice, the second time with returned_at', async () => {
		await bookedAndListening();
		for (const query of ['', '', '?to=sender', '']) {
			await control(sandbox, `kiriminaja/advance/${orderId}${query}`);
		}
		const returns = bodies().filter((body) => body.method === 'returned_packages');
		expect(returns.map((body) => body.data[0]?.returned_at)).toEqual([null, expect.any(String)]);
	});

	it('tell of a cancellation with its reason', async () => {
		await bookedAndListening();
		await control(sandbox, `kiriminaja/cancel/${orderId}`, { reason: '3pl rejection' });
		expect(bodies()[0]).toMatchObject({
			method: 'canceled_packages',
			data: [{ order_id: orderId, canceled_at: expect.any(String), reason: '3pl rejection' }],
		});
	});
});

describe('a delivery that does not arrive', () => {
	it('is reported with the status of the receiver and not repeated', async () => {
		await bookedAndListening();
		merchant.answers.push(503);
		const { body } = await control(sandbox, `kiriminaja/awb/${orderId}`);
		expect(body.deliveries).toEqual([expect.objectContaining({ status: 503, attempts: 1 })]);
	});

	it('is reported with the reason when nobody listens, and the AWB is issued all the same', async () => {
		await bookedAndListening();
		await merchant.close();
		const { body } = await control(sandbox, `kiriminaja/awb/${orderId}`);
		expect(body.deliveries).toEqual([
			expect.objectContaining({ status: null, error: expect.stringContaining('ECONNREFUSED') }),
		]);
		expect(body.orders[0]?.awb).toBe('DEVEL-000000101');
	});

	it('is not attempted without a callback URL, which the answer says', async () => {
		await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking());
		const { body } = await control(sandbox, `kiriminaja/awb/${orderId}`);
		expect(body).toMatchObject({ deliveries: [], note: expect.stringContaining('set_callback') });
	});
});
