import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { callbackSignature } from '../../../sandbox/kirimo/signature.ts';
import vectors from '../../fixtures/duitku/signature-vectors.json';
import { control, eventually, kirimo } from './vendorCalls';
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

async function create(changes: Record<string, unknown> = {}): Promise<void> {
	await kirimo(sandbox, 'action=payment', {
		order_id: 'INV-20261121-0001',
		amount: 175_000,
		customer_name: 'Sari Wulandari',
		customer_email: 'sari@example.com',
		notify_url: merchant.url,
		...changes,
	});
}

const pay = (body: unknown = {}) => control(sandbox, 'kirimo/orders/INV-20261121-0001/pay', body);

const lastForm = () => Object.fromEntries(new URLSearchParams(merchant.received.at(-1)?.body));

describe('the signature of a callback', () => {
	it.each(vectors.vectors)('follows the vector $name', (vector) => {
		expect(callbackSignature('md5', vector, vector.merchantKey)).toBe(vector.md5);
		expect(callbackSignature('hmac-sha256', vector, vector.merchantKey)).toBe(vector.hmacSha256);
	});

	const rejected = vectors.negative.filter(({ expected }) => expected === 'reject');
	it.each(rejected)('is another than that of $name', (vector) => {
		expect(callbackSignature('md5', vector, vector.merchantKey)).not.toBe(vector.signature);
	});
});

describe('a merchant with a notify_url', () => {
	it('hears of the payment by a form in Duitku’s words, signed MD5', async () => {
		await create();
		const { body } = await pay();
		expect(body).toEqual({
			status: 'paid',
			delivery: { id: 1, event: '00', url: merchant.url, attempts: 1, status: 200, error: null },
		});
		expect(merchant.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect(lastForm()).toEqual({
			merchantCode: 'DTEST01',
			amount: '175000',
			merchantOrderId: 'INV-20261121-0001',
			productDetail: 'Pembayaran via Toko Contoh',
			additionalParam: '',
			paymentCode: 'BC',
			resultCode: '00',
			merchantUserId: '',
			reference: 'D700100001',
			signature: '1e0edb5f69c87e4b6c7006f8c09f7e29',
			publisherOrderId: 'MGSANDBOXREF0001',
			spUserHash: '',
			settlementDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
			issuerCode: '',
		});
	});

	it('hears of it signed HMAC-SHA256, by JSON, or from a QRIS wallet when asked for', async () => {
		await create();
		await pay({ scheme: 'hmac-sha256', encoding: 'json', paymentCode: 'SP' });
		const [delivery] = merchant.received;
		expect(delivery?.headers['content-type']).toBe('application/json');
		expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
			amount: '175000',
			signature: 'c4caa9cf1b3bc51f9c58c0fb45c7b6d137c159fb608a754ec2f9e8e32e7f1fbb',
			paymentCode: 'SP',
			issuerCode: '93600918',
			customerName: 'Sa** Wulan****',
		});
	});

	it('hears of a failed payment with result code 01', async () => {
		await create();
		await control(sandbox, 'kirimo/orders/INV-20261121-0001/fail');
		expect(lastForm()).toMatchObject({
			resultCode: '01',
			signature: '1e0edb5f69c87e4b6c7006f8c09f7e29',
		});
	});

	it('gets an order id with blanks and signs through the form unharmed', async () => {
		const order_id = 'INV 2026+11/21#9';
		await create({ order_id, amount: 99_000 });
		await control(sandbox, `kirimo/orders/${encodeURIComponent(order_id)}/pay`);
		expect(lastForm()).toMatchObject({
			merchantOrderId: order_id,
			signature: 'd6a26a5760e50b6445622e534b8b10e0',
		});
	});

	it('is tried again until it answers 200', async () => {
		await create();
		sandbox.kirimo.settings.retryMs = [1, 1, 1, 1];
		merchant.answers.push(500, 201);
		await pay();
		const delivery = await eventually(() =>
			sandbox.kirimo.deliveries.find((one) => one.status === 200),
		);
		expect(delivery.attempts).toBe(3);
		expect(new Set(merchant.received.map((one) => one.body)).size).toBe(1);
	});

	it('is given up on after five attempts', async () => {
		await create();
		merchant.answers.push(...Array.from({ length: 9 }, () => 500));
		await pay();
		await sandbox.advance(24 * 60 * 60_000);
		expect(sandbox.kirimo.deliveries).toMatchObject([{ attempts: 5, status: 500 }]);
	});

	it('hears nothing when the notice is lost or the link expires', async () => {
		await create();
		expect((await pay({ lost: true })).body).toEqual({ status: 'paid', delivery: null });
		await create({ order_id: 'INV-2' });
		await control(sandbox, 'kirimo/orders/INV-2/expire');
		expect(merchant.received).toEqual([]);
	});

	it('hears of a failed try while the link stays open, and then of the payment', async () => {
		await create();
		const path = 'kirimo/orders/INV-20261121-0001/fail';
		const { body } = await control(sandbox, path, { stillOpen: true });
		expect(body).toMatchObject({ status: 'pending', delivery: { event: '01' } });
		expect((await pay()).body).toMatchObject({ status: 'paid', delivery: { event: '00' } });
	});

	it('hears nothing while callbacks are held, and then in any order', async () => {
		await create();
		await control(sandbox, 'kirimo/settings', { holdDeliveries: true });
		await control(sandbox, 'kirimo/orders/INV-20261121-0001/fail', { stillOpen: true });
		await pay();
		expect(merchant.received).toEqual([]);
		await control(sandbox, 'kirimo/redeliver/2');
		await control(sandbox, 'kirimo/redeliver/1');
		const codes = merchant.received.map(({ body }) => new URLSearchParams(body).get('resultCode'));
		expect(codes).toEqual(['00', '01']);
	});

	it('hears of one payment as often as is asked for', async () => {
		await create();
		await control(sandbox, 'kirimo/orders/INV-20261121-0001/pay?count=3');
		expect(new Set(merchant.received.map(({ body }) => body)).size).toBe(1);
		expect(merchant.received).toHaveLength(3);
	});

	it('gets the same text again when it is resent', async () => {
		await create();
		await pay();
		await control(sandbox, 'kirimo/redeliver/1');
		expect(merchant.received[1]?.body).toBe(merchant.received[0]?.body);
	});
});

describe('a merchant without a notify_url', () => {
	it('is paid all the same', async () => {
		await create({ notify_url: undefined });
		expect((await pay()).body).toEqual({ status: 'paid', delivery: null });
	});
});

describe('whoever runs the sandbox', () => {
	it.each([
		[{ scheme: 'sha1' }, 'scheme must be md5 or hmac-sha256.'],
		[{ encoding: 'xml' }, 'encoding must be form or json.'],
		[{ lost: 'yes' }, 'lost must be true or false.'],
		[{ stillOpen: 1 }, 'stillOpen must be true or false.'],
	])('is told what is wrong with %j, and nobody has paid', async (body, error) => {
		await create();
		const answer = await pay(body);
		expect([answer.status, answer.body.error]).toEqual([400, error]);
		expect(sandbox.kirimo.orders[0]?.status).toBe('pending');
	});
});

it('the merchant key of the sandbox is that of the vectors', () => {
	expect(accounts.kirimo.duitkuMerchantKey).toBe(vectors.merchantKey);
});
