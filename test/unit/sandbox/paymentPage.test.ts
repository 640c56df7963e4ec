import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { call, eventually, kirimo } from './vendorCalls';
import { startReceiver, type WebhookReceiver } from './webhookReceiver';

let sandbox: Sandbox;
let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	merchant = await startReceiver();
});
beforeEach(() => {
	sandbox.reset();
	merchant.received.length = 0;
});
afterAll(async () => {
	await merchant.close();
	await sandbox.close();
});

async function link(changes: Record<string, unknown> = {}): Promise<string> {
	const { body } = await kirimo(sandbox, 'action=payment', {
		order_id: 'INV-001',
		amount: 150_000,
		customer_name: 'Sari Wulandari',
		customer_email: 'sari@example.com',
		notify_url: merchant.url,
		return_url: 'https://toko.example.com/terima-kasih?lang=id',
		...changes,
	});
	return body.data.payment_url;
}

const press = (url: string, action: string) =>
	call(url, {
		body: `action=${action}&paymentCode=SP`,
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
	});

describe('a payer who opens a payment link', () => {
	it('sees what to pay and three buttons', async () => {
		const { status, text } = await call(await link());
		expect(status).toBe(200);
		expect(text).toContain('Rp 150.000');
		expect(text).toContain('INV-001');
		expect(text).toContain('data-status="pending"');
		expect(text).toMatch(/<button name="action" value="pay"/);
		expect(text).toMatch(/<button name="action" value="fail"/);
		expect(text).toMatch(/<button name="action" value="expire"/);
	});

	it('pays, is shown so, can go back to the shop, and the merchant is told', async () => {
		const url = await link();
		const answer = await press(url, 'pay');
		expect([answer.status, answer.headers.get('location')]).toEqual([303, new URL(url).pathname]);
		const { text } = await call(url);
		expect(text).toContain('data-status="paid"');
		expect(text).not.toContain('<button');
		expect(text).toContain(
			'href="https://toko.example.com/terima-kasih?lang=id&amp;merchantOrderId=INV-001&amp;resultCode=00&amp;reference=D700100001"',
		);
		await eventually(() => merchant.received.length === 1);
		const form = new URLSearchParams(merchant.received[0]?.body);
		expect([form.get('resultCode'), form.get('paymentCode')]).toEqual(['00', 'SP']);
	});

	it('gives up, and the payment has failed', async () => {
		const url = await link();
		await press(url, 'fail');
		expect((await call(url)).text).toContain('data-status="failed"');
		expect(sandbox.kirimo.orders[0]?.status).toBe('failed');
	});

	it('lets the link expire, and can not pay any more', async () => {
		const url = await link();
		expect((await press(url, 'expire')).status).toBe(303);
		expect((await call(url)).text).toContain('data-status="expired"');
		await press(url, 'pay');
		expect(sandbox.kirimo.orders[0]?.status).toBe('expired');
		expect(merchant.received).toEqual([]);
	});

	it('cannot pay twice with a second click', async () => {
		const url = await link();
		await press(url, 'pay');
		const balance = sandbox.kirimo.accounts.kirimo.balance;
		expect((await press(url, 'pay')).status).toBe(303);
		expect(sandbox.kirimo.accounts.kirimo.balance).toBe(balance);
		expect(sandbox.kirimo.deliveries).toHaveLength(1);
	});

	it('comes too late after an hour', async () => {
		const url = await link();
		const [order] = sandbox.kirimo.orders;
		if (order) order.createdAt = new Date(Date.now() - 61 * 60_000);
		expect((await call(url)).text).toContain('data-status="expired"');
		await press(url, 'pay');
		expect(order?.status).toBe('expired');
	});

	it('sees a hostile name as text', async () => {
		const { text } = await call(await link({ customer_name: '<script>alert(1)</script>' }));
		expect(text).not.toContain('<script>');
		expect(text).toContain('&lt;script&gt;');
	});

	it('is told when the link is none', async () => {
		expect((await call(`${sandbox.url}/topup/topupdirect/NOPE`)).status).toBe(404);
	});
});
