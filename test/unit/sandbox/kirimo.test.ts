import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { call, control, kirimo, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const payment = {
	order_id: 'INV-001',
	amount: 150_000,
	customer_name: 'Sari Wulandari',
	customer_email: 'sari@example.com',
	customer_phone: '081234567890',
	return_url: 'https://toko.example.com/terima-kasih',
};

const create = (changes: Record<string, unknown> = {}) =>
	kirimo(sandbox, 'action=payment', { ...payment, ...changes });
const status = async (orderId: string): Promise<Json> =>
	(await kirimo(sandbox, `action=status&order_id=${orderId}`)).body.data;
const balance = async (): Promise<Json> => (await kirimo(sandbox, 'action=balance')).body.data;

describe('a merchant who makes a payment link', () => {
	it('gets the link and what will be left after the fee', async () => {
		const { status, body } = await create();
		expect(status).toBe(200);
		expect(body).toEqual({
			status: 'success',
			message: 'Transaksi berhasil dibuat.',
			data: {
				order_id: 'INV-001',
				amount: 150_000,
				fee: 3_000,
				net_amount: 147_000,
				payment_url: `${sandbox.url}/topup/topupdirect/SANDBOXREF0001`,
				reference: 'D700100001',
				status: 'pending',
			},
		});
	});

	it('gets an order id when none is given, empty or left out', async () => {
		for (const order_id of [undefined, '']) {
			const { body } = await create({ order_id });
			expect(body.data.order_id).toMatch(/^ORD-\d{8}-[0-9A-F]{8}$/);
		}
		expect(sandbox.kirimo.orders).toHaveLength(2);
	});

	it.each([
		[{ customer_name: undefined }, 'Field customer_name wajib diisi.'],
		[{ customer_email: '' }, 'Field customer_email wajib diisi.'],
		[{ amount: undefined }, 'Field amount wajib diisi.'],
		[{ customer_email: 'sari.example.com' }, 'Format customer_email tidak valid.'],
		[{ amount: '150000' }, 'Field amount harus berupa bilangan bulat.'],
		[{ amount: 10_000.5 }, 'Field amount harus berupa bilangan bulat.'],
		[{ amount: 9_999 }, 'Jumlah pembayaran minimal Rp 10.000.'],
		[{ order_id: 17 }, 'Field order_id harus berupa teks.'],
		[{ order_id: 'x'.repeat(51) }, 'Field order_id maksimal 50 karakter.'],
		[{ notify_url: 'toko.example.com' }, 'Format notify_url tidak valid.'],
		[{ return_url: 'http://a b' }, 'Format return_url tidak valid.'],
	])('is refused %j', async (changes, message) => {
		const answer = await create(changes);
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({ status: 'error', message });
		expect(sandbox.kirimo.orders).toEqual([]);
	});

	it('hears of the missing name before the bad e-mail before the small amount before the used order id', async () => {
		await create();
		const bad = { customer_name: '', customer_email: 'x', amount: 1 };
		const messages = [];
		for (const fixed of [
			{},
			{ customer_name: 'A' },
			{ customer_email: 'a@b.id' },
			{ amount: 10_000 },
		]) {
			Object.assign(bad, fixed);
			messages.push((await create(bad)).body.message);
		}
		expect(messages).toEqual([
			'Field customer_name wajib diisi.',
			'Format customer_email tidak valid.',
			'Jumlah pembayaran minimal Rp 10.000.',
			'order_id sudah digunakan.',
		]);
	});

	it('is refused a body that is not JSON', async () => {
		const { status, body } = await kirimo(sandbox, 'action=payment', '{"amount":');
		expect([status, body.message]).toEqual([400, 'Body JSON tidak valid.']);
	});

	it('is refused once the package limit is used up, but may still look', async () => {
		await control(sandbox, 'kirimo/settings', { limit: accounts.kirimo.limitUsed + 149_999 });
		expect((await create()).status).toBe(403);
		expect((await kirimo(sandbox, 'action=balance')).status).toBe(200);
	});
});

describe('the door to Kirimo', () => {
	it('asks for the key before anything else', async () => {
		const answer = await call(`${sandbox.url}/api.php?action=nonsense`);
		expect(answer.status).toBe(401);
		expect(answer.body).toEqual({ status: 'error', message: 'API key tidak valid.' });
	});

	it('lets only listed addresses in when there is a list', async () => {
		sandbox.kirimo.settings.ipWhitelist = ['203.0.113.7'];
		expect((await kirimo(sandbox, 'action=balance')).status).toBe(403);
		sandbox.kirimo.settings.ipWhitelist = ['127.0.0.1'];
		expect((await kirimo(sandbox, 'action=balance')).status).toBe(200);
	});

	it.each(['', 'action=refund', 'action=payment', 'action=status'])(
		'answers 400 to GET ?%s',
		async (query) => {
			expect((await kirimo(sandbox, query)).status).toBe(400);
		},
	);

	it('answers 400 to a POST of what is only read', async () => {
		expect((await kirimo(sandbox, 'action=balance', {})).status).toBe(400);
	});
});

describe('a payment', () => {
	it('that is paid adds its net amount to the balance, once', async () => {
		const before = await balance();
		await create();
		await control(sandbox, 'kirimo/orders/INV-001/pay');
		expect(await status('INV-001')).toEqual({
			order_id: 'INV-001',
			amount: 150_000,
			fee: 3_000,
			net_amount: 147_000,
			status: 'paid',
			payment_url: expect.any(String),
			customer_name: 'Sari Wulandari',
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			paid_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
		});
		await status('INV-001');
		expect(await balance()).toEqual({
			balance: before.balance + 147_000,
			package: 'basic',
			limit_used: before.limit_used + 150_000,
		});
	});

	it('that fails adds nothing and has no paid_at', async () => {
		const before = await balance();
		await create();
		await control(sandbox, 'kirimo/orders/INV-001/fail');
		expect(await status('INV-001')).toMatchObject({ status: 'failed', paid_at: null });
		expect(await balance()).toEqual(before);
	});

	it('whose notice was lost stays pending in the list until somebody looks it up', async () => {
		const before = await balance();
		await create();
		await control(sandbox, 'kirimo/orders/INV-001/pay', { lost: true });
		const listed = async () =>
			(await kirimo(sandbox, 'action=transactions')).body.data.transactions[0]?.status;
		expect(await listed()).toBe('pending');
		expect((await balance()).balance).toBe(before.balance);
		expect((await status('INV-001')).status).toBe('paid');
		expect(await listed()).toBe('paid');
		expect((await balance()).balance).toBe(before.balance + 147_000);
	});

	it('expires after sixty minutes, when somebody looks', async () => {
		await create();
		const [order] = sandbox.kirimo.orders;
		if (order) order.createdAt = new Date(Date.now() - 59 * 60_000);
		expect((await status('INV-001')).status).toBe('pending');
		if (order) order.createdAt = new Date(Date.now() - 60 * 60_000);
		expect((await status('INV-001')).status).toBe('expired');
	});

	it('keeps its end: it is neither paid after expiry nor failed after payment', async () => {
		await create();
		await control(sandbox, 'kirimo/orders/INV-001/expire');
		const late = await control(sandbox, 'kirimo/orders/INV-001/pay');
		expect(late.status).toBe(409);
		await create({ order_id: 'INV-002' });
		await control(sandbox, 'kirimo/orders/INV-002/pay');
		expect((await control(sandbox, 'kirimo/orders/INV-002/fail')).status).toBe(409);
		expect((await status('INV-002')).status).toBe('paid');
	});

	it('nobody made is not found, and no order id is a bad request', async () => {
		const unknown = await kirimo(sandbox, 'action=status&order_id=INV-404');
		expect([unknown.status, unknown.body.message]).toEqual([404, 'Transaksi tidak ditemukan.']);
		expect((await kirimo(sandbox, 'action=status')).status).toBe(400);
	});
});

describe('the list of transactions', () => {
	it('comes newest first in pages of twenty', async () => {
		for (let number = 1; number <= 23; number += 1) await create({ order_id: `INV-${number}` });
		const page = async (query: string): Promise<Json> =>
			(await kirimo(sandbox, `action=transactions${query}`)).body.data;
		const first = await page('');
		expect(first).toMatchObject({ page: 1, per_page: 20, total: 23, total_pages: 2 });
		expect(first.transactions).toHaveLength(20);
		expect(first.transactions[0]?.order_id).toBe('INV-23');
		expect(first.transactions[0]).not.toHaveProperty('payment_url');
		const second = await page('&page=2&per_page=100');
		expect(second.transactions.map((row: Json) => row.order_id)).toEqual([
			'INV-3',
			'INV-2',
			'INV-1',
		]);
		expect(await page('&page=3')).toMatchObject({ transactions: [], total_pages: 2 });
	});
});
