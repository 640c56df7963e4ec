import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { instantBooking, instantPackage } from './sampleInstantOrders';
import {
	bearer,
	call,
	control,
	eventually,
	kiriminAja,
	type Fields,
	type Json,
} from './vendorCalls';
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

const orderId = 'MLT-INS-1';
const billed = instantBooking({ payment_method: 'qris', pin: undefined });

/** The payment id. */
async function book(booking: Fields = instantBooking()): Promise<string> {
	const { body } = await kiriminAja(sandbox, 'v6.2/instant/request_pickup', booking);
	return (body.result ?? body.results).payment.payment_id;
}

const act = (lever: string, body: Fields = {}) => control(sandbox, `kiriminaja/${lever}`, body);
const instant = async (method: string, path: string) =>
	(await call(`${sandbox.url}/api/mitra/v4/instant/${path}`, { method, headers: bearer })).body;
const track = async (id = orderId) => (await instant('GET', `tracking/${id}`)).result;
const voidOrder = (id = orderId) => instant('DELETE', `pickup/void/${id}`);
const findDriver = async (id = orderId) =>
	(await kiriminAja(sandbox, 'v4/instant/pickup/find-new-driver', { order_id: id })).body;
const payment = async (id: string) =>
	(await kiriminAja(sandbox, 'v2/get_payment', { payment_id: id })).body;
const bodies = () => merchant.received.map((one) => JSON.parse(one.body) as Json);
const events = () => bodies().map((body) => body.data.status ?? body.method);
const statusCode = () => sandbox.kiriminAja.instantOrders[0]?.statusCode;

const refusal = (text: string) => ({ status: false, text, code: 2, method: null, result: null });
const unknownOrder = refusal('order id yang dipilih tidak valid.');

describe('an instant bill', () => {
	it('can be looked up, without packages until it is paid', async () => {
		const id = await book(billed);
		expect((await payment(id)).result).toEqual({
			payment_id: id,
			amount: 28_000,
			status_code: 9,
			qr_content: expect.stringMatching(/^000201/),
			pay_time: null,
			packages: [],
		});
		await act(`pay/${id}`);
		expect((await payment(id)).result).toMatchObject({
			status_code: 0,
			qr_content: null,
			packages: [{ order_id: orderId, service: 'gosend', service_name: 'instant', status: 101 }],
		});
	});

	it('can be seen as a QR picture', async () => {
		const answer = await call(`${sandbox.url}/qr/${await book(billed)}`);
		expect(answer.headers.get('content-type')).toBe('image/svg+xml');
	});

	it('cannot be paid twice, nor when the booking was paid with KA Credit', async () => {
		const id = await book(billed);
		expect((await act(`pay/${id}`)).status).toBe(200);
		expect((await act(`pay/${id}`)).status).toBe(409);
		const other = instantPackage({ order_id: 'MLT-INS-2' });
		expect((await act(`pay/${await book(instantBooking({}, other))}`)).status).toBe(409);
	});

	it('holds its order back, unless somebody insists', async () => {
		await book(billed);
		expect((await act(`advance/${orderId}`)).body.error).toMatch(/is unpaid/);
		expect((await act(`awb/${orderId}`)).status).toBe(409);
		const { body } = await act(`awb/${orderId}?force=true`);
		expect(body.orders).toEqual([{ orderId, awb: 'GK-11-9000001', statusCode: 105 }]);
	});

	it('is followed by the AWB when the sandbox is set so', async () => {
		sandbox.kiriminAja.settings.autoAwbMs = 1;
		const id = await book(billed);
		await act(`pay/${id}`);
		await eventually(() => merchant.received.length === 1);
		expect(events()).toEqual(['processed_packages']);
	});
});

describe('an instant parcel', () => {
	it.each(['documented', 'observed'] as const)(
		'looks for a driver once paid and goes to the buyer (%s)',
		async (shape) => {
			sandbox.kiriminAja.settings.instantShape = shape;
			const id = await book(billed);
			const codes = [statusCode()];
			await act(`pay/${id}`);
			codes.push(statusCode());
			for (let step = 0; step < 3; step += 1) {
				await act(`advance/${orderId}`);
				codes.push(statusCode());
			}
			expect(codes).toEqual([shape === 'documented' ? 100 : 110, 101, 105, 106, 200]);
			expect(events()).toEqual(['processed_packages', 'shipped_packages', 'finished_packages']);
			expect((await act(`advance/${orderId}`)).status).toBe(409);
		},
	);

	it('is tracked by dates and driver, without a status', async () => {
		await book();
		const created = await track();
		expect(created).toMatchObject({
			driver: { name: null, phone: null, photo: null },
			date: { allocated_at: null, finished_at: null, canceled_at: null },
			cost: { shipping_cost: 27_000, admin_fee: 1_000, total_price: 28_000 },
			item: { price: 150_000, description: 'Casing ponsel' },
			tracking_code: 'GK-11-9000001',
			live_tracking_url: null,
		});
		await act(`advance/${orderId}`);
		const underWay = await track();
		expect(underWay.driver.name).toBe('Agus Pratama');
		expect(underWay.date).toMatchObject({ allocated_at: expect.any(String), finished_at: null });
		expect(underWay.live_tracking_url).toBe('https://track.invalid/GK-11-9000001');
		await act(`advance/${orderId}`);
		expect((await track()).date.finished_at).toMatch(/\.\d{6}Z$/);
	});

	it('nobody knows is not found', async () => {
		expect(await instant('GET', 'tracking/NOPE')).toEqual(refusal('data not found'));
		expect(await voidOrder('NOPE')).toEqual(unknownOrder);
		expect(await findDriver('NOPE')).toEqual(unknownOrder);
		expect((await act('advance/NOPE')).status).toBe(404);
	});

	it('is not known to the express tracking', async () => {
		await book();
		const { body } = await kiriminAja(sandbox, 'tracking', { order_id: orderId });
		expect(body.text).toBe('data not found');
	});

	it('moves with the others of its booking, and one webhook tells of all', async () => {
		const two = ['MLT-1', 'MLT-2'].map((order_id) => instantPackage({ order_id }));
		const id = await book(instantBooking({}, ...two));
		await act(`advance/${id}`);
		expect(bodies()).toHaveLength(1);
		expect(bodies()[0]?.data.map((row: Json) => row.order_id)).toEqual(['MLT-1', 'MLT-2']);
		await act('advance/MLT-1');
		expect((await act(`advance/${id}`)).body.error).toMatch(/is not where the others are/);
	});
});

describe('another driver', () => {
	it('comes with another AWB', async () => {
		await book();
		const { result } = await findDriver();
		expect(result).toEqual({ awb: 'GK-11-9000002', order_id: orderId });
		expect(statusCode()).toBe(101);
		await act(`advance/${orderId}`);
		expect(bodies()[0]?.data[0]?.awb).toBe('GK-11-9000002');
	});

	it('is not looked for before the bill is paid, nor when the parcel is under way', async () => {
		await book(billed);
		expect(await findDriver()).toEqual(unknownOrder);
		sandbox.reset();
		await book();
		await act(`advance/${orderId}`);
		expect(await findDriver()).toEqual(unknownOrder);
	});

	it('is looked for by itself when the first one gives up', async () => {
		await book();
		expect((await act(`event/${orderId}`, { event: 'no_driver' })).status).toBe(409);
		await act(`awb/${orderId}`);
		expect((await track()).driver.name).toBe('Agus Pratama');
		const { body } = await act(`event/${orderId}`, { event: 'no_driver' });
		expect(body.orders[0]?.statusCode).toBe(101);
		expect(await track()).toMatchObject({ driver: { name: null }, date: { allocated_at: null } });
		expect((await act(`event/${orderId}`, { event: 'no_driver' })).status).toBe(409);
	});
});

describe('a merchant who cancels an instant order', () => {
	it('is told that it is accepted, and later that it happened', async () => {
		const id = await book();
		const { result } = await voidOrder();
		expect(result.payment).toMatchObject({ payment_id: id, amount: 27_000, status_code: 0 });
		expect(result.packages).toEqual([expect.objectContaining({ order_id: orderId, status: 105 })]);
		expect((await track()).date.canceled_at).toBeNull();
		expect(merchant.received).toEqual([]);
		await act(`cancel/${orderId}`, { reason: 'Pembeli batal' });
		expect(bodies()[0]).toMatchObject({
			method: 'canceled_packages',
			data: [{ order_id: orderId, reason: 'Pembeli batal' }],
			packages: [{ status: 302 }],
		});
		expect(await track()).toMatchObject({
			date: { canceled_at: expect.any(String) },
			cancel_description: 'Pembeli batal',
		});
	});

	it('may do so once, and not when the parcel is under way', async () => {
		await book();
		expect((await voidOrder()).status).toBe(true);
		expect(await voidOrder()).toEqual(unknownOrder);
		sandbox.reset();
		await book();
		await act(`advance/${orderId}`);
		expect(await voidOrder()).toEqual(unknownOrder);
	});

	it('is too late when it was delivered', async () => {
		await book();
		await act(`advance/${orderId}`);
		await act(`advance/${orderId}`);
		expect((await act(`cancel/${orderId}`)).status).toBe(409);
	});
});

describe('an instant webhook', () => {
	it('tells of a cancellation by the courier with its own code', async () => {
		await book();
		await act(`advance/${orderId}`);
		await act(`cancel/${orderId}`);
		expect(bodies()[1]).toMatchObject({
			data: [{ shipped_at: expect.any(String) }],
			packages: [{ status: 300 }],
		});
	});

	it('says that the bill is unpaid when the AWB was issued all the same', async () => {
		sandbox.kiriminAja.settings.webhookStyle = 'complete';
		const id = await book(billed);
		await act(`awb/${orderId}?force=true`);
		expect(bodies()[0]?.payment).toMatchObject({ payment_id: id, status_code: 9 });
	});

	it('has WIB times when the account is set so', async () => {
		sandbox.kiriminAja.settings.webhookTime = 'legacy';
		await book();
		await act(`advance/${orderId}`);
		expect(bodies()[0]?.data[0]?.shipped_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
	});

	it('comes as often as is asked for', async () => {
		await book();
		await act(`awb/${orderId}?count=3`);
		expect(new Set(merchant.received.map((one) => one.body)).size).toBe(1);
		expect(merchant.received).toHaveLength(3);
	});
});

describe('the older instant callback', () => {
	const legacy = () => (sandbox.kiriminAja.settings.instantWebhook = 'legacy');

	it('tells of the way to the buyer, one order a body', async () => {
		legacy();
		const two = ['MLT-1', 'MLT-2'].map((order_id) => instantPackage({ order_id }));
		const id = await book(instantBooking({}, ...two));
		await act(`advance/${id}`);
		await act(`advance/${id}`);
		expect(bodies().map(({ method, data }) => [method, data.order_id, data.status])).toEqual(
			[
				['MLT-1', 'picked_up'],
				['MLT-2', 'picked_up'],
				['MLT-1', 'sent'],
				['MLT-2', 'sent'],
				['MLT-1', 'delivered'],
				['MLT-2', 'delivered'],
			].map((row) => ['update_instant_packages', ...row]),
		);
		expect(bodies()[0]?.data).toMatchObject({
			driver: { name: 'Agus Pratama' },
			shipping_price: 27_000,
			detail: { weight: 200 },
			cancel_date: null,
		});
	});

	it('tells of a lost driver, a return and a cancellation', async () => {
		legacy();
		await book();
		await act(`awb/${orderId}`);
		await act(`event/${orderId}`, { event: 'no_driver' });
		for (const query of ['', '', '?to=sender', '']) await act(`advance/${orderId}${query}`);
		expect(events()).toEqual(['no_driver', 'picked_up', 'sent', 'return', 'returned']);
		expect(statusCode()).toBe(400);
		await book(instantBooking({}, instantPackage({ order_id: 'MLT-INS-2' })));
		await act('cancel/MLT-INS-2', { reason: 'Toko tutup' });
		expect(bodies().at(-1)?.data).toMatchObject({
			status: 'cancel',
			cancel_date: expect.any(String),
			cancel_reason: 'Toko tutup',
		});
	});

	it('alone knows of returns: the callback of today is not told', async () => {
		await book();
		await act(`advance/${orderId}`);
		const { body } = await act(`advance/${orderId}?to=sender`);
		expect(body).toEqual({
			orders: [{ orderId, awb: 'GK-11-9000001', statusCode: 401 }],
			deliveries: [],
		});
		expect(events()).toEqual(['shipped_packages']);
	});
});
