import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';
import { credentialsFor, setUp, story, type Step } from '../../demo/story.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';

/** The example workflows in the pinned n8n, with the packed package: what the demo shows, and what strangers try. */
let sandbox: Sandbox;
let n8n: N8n;
let workflows: Awaited<ReturnType<typeof setUp>>;
const steps: Step[] = [];

beforeAll(async () => {
	sandbox = await startSandbox();
	n8n = await startN8n({ tarball: packedTarball() });
	workflows = await setUp(n8n, sandbox);
	for await (const step of story(n8n, sandbox, workflows)) steps.push(step);
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
}, 60_000);

const table = (node: string) => steps.find(({ title }) => title.endsWith(`(${node})`))?.table;

test('an order becomes a payment link', () => {
	expect(table('Find the Area')).toMatchObject([{ districtId: '3175' }]);
	expect(table('Compare Rates')?.length).toBeGreaterThan(5);
	expect(table('Create Payment Link')).toMatchObject([
		{ orderId: 'INV-001', amount: 150000, fee: 3000, netAmount: 147000, status: 'pending' },
	]);
});

test('a paid link becomes a booked shipment', () => {
	expect(table('Payment Received')).toMatchObject([{ event: 'paid', orderId: 'INV-001' }]);
	expect(table('Book the Shipment')).toMatchObject([
		{ orderId: 'FEB-1782355684238', paymentStatus: 'paid', creditBalanceAfter: 1936000 },
	]);
	expect(sandbox.kiriminAja.orders).toHaveLength(1);
});

test('an issued AWB pays the driver', () => {
	expect(table('AWB Issued')).toMatchObject([{ event: 'processed_packages' }]);
	expect(table('Pay the Driver')).toMatchObject([
		{ requestId: 'DRV-FEB-1782355684238', done: true, amount: 25000 },
	]);
	expect(sandbox.kasPro.transfers).toHaveLength(1);
});

test('KiriminAja has the URL of the published trigger', () => {
	expect(sandbox.kiriminAja.callbackUrl).toMatch(new RegExp(`^${n8n.url}/webhook/`));
});

test('each credential passes its test in n8n, and a wrong key does not', async () => {
	for (const credential of credentialsFor(sandbox)) {
		const stored = await n8n.rest<Array<{ id: string; type: string }>>('GET', '/rest/credentials');
		const { id } = stored.find(({ type }) => type === credential.type) ?? { id: '' };
		const right = await n8n.rest('POST', '/rest/credentials/test', {
			credentials: { ...credential, id },
		});
		expect([credential.type, right]).toEqual([
			credential.type,
			expect.objectContaining({ status: 'OK' }),
		]);
		const secret = credential.type === 'kasProApi' ? 'clientSecret' : 'apiKey';
		const wrong = await n8n.rest('POST', '/rest/credentials/test', {
			credentials: { ...credential, id, data: { ...credential.data, [secret]: 'not-the-key' } },
		});
		expect([credential.type, wrong]).toEqual([
			credential.type,
			expect.objectContaining({ status: 'Error', message: expect.any(String) }),
		]);
	}
}, 60_000);

describe('strangers at the webhooks', () => {
	const runs = async () =>
		(await n8n.rest<{ results: Array<{ id: string }> }>('GET', '/rest/executions?limit=100'))
			.results.length;
	const awb = {
		method: 'processed_packages',
		data: [{ order_id: 'SHOP-1', awb: 'DEVEL-9', sorting_code: null }],
	};
	const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
		const form = body instanceof URLSearchParams;
		const response = await fetch(url, {
			method: 'POST',
			headers: form ? headers : { 'content-type': 'application/json', ...headers },
			body: form || typeof body === 'string' ? body : JSON.stringify(body),
		});
		return { status: response.status, text: await response.text() };
	};
	const kiriminAja = () => String(sandbox.kiriminAja.callbackUrl);
	const kirimo = () => String(sandbox.kirimo.orders[0]?.notifyUrl);
	const bearer = { authorization: `Bearer ${accounts.kiriminAja.apiKey}` };

	test("KiriminAja's trigger answers 401 without the key, 400 to nonsense, and starts nothing", async () => {
		const before = await runs();
		expect((await post(kiriminAja(), awb)).status).toBe(401);
		expect((await post(kiriminAja(), awb, { authorization: 'Bearer wrong' })).status).toBe(401);
		expect((await post(kiriminAja(), { method: 'processed_packages' }, bearer)).status).toBe(400);
		expect((await post(kiriminAja(), [1, 2], bearer)).status).toBe(400);
		expect((await post(kiriminAja(), { ...awb, method: 'shipped_packages' }, bearer)).status).toBe(
			200,
		);
		expect(await runs()).toBe(before);
	});

	test("Kirimo's trigger answers 401 to a wrong signature, 400 to a missing one, and starts nothing", async () => {
		const before = await runs();
		const callback = {
			merchantCode: accounts.kirimo.duitkuMerchantCode,
			amount: '150000',
			merchantOrderId: 'INV-001',
			resultCode: '00',
			reference: 'D1',
			signature: '0'.repeat(32),
		};
		expect((await post(kirimo(), new URLSearchParams(callback))).status).toBe(401);
		const { signature, ...unsigned } = callback;
		expect(signature).toHaveLength(32);
		expect((await post(kirimo(), new URLSearchParams(unsigned))).status).toBe(400);
		expect(await runs()).toBe(before);
	});

	test('one right delivery starts one run, and its redelivery none', async () => {
		const before = await runs();
		const first = await post(kiriminAja(), awb, bearer);
		const again = await post(kiriminAja(), awb, bearer);

		expect([first.status, again.status]).toEqual([200, 200]);
		expect(JSON.parse(first.text)).toEqual({ status: true, text: 'Success' });
		expect(await runs()).toBe(before + 1);
	});

	test('the API key that KiriminAja sends along is in no execution', async () => {
		const { results } = await n8n.rest<{ results: Array<{ id: string }> }>(
			'GET',
			'/rest/executions?limit=100',
		);
		expect(results.length).toBeGreaterThan(3);
		for (const { id } of results) {
			const { data } = await n8n.getExecution(id);
			expect(JSON.stringify(data)).not.toContain(accounts.kiriminAja.apiKey);
		}
	});
});
