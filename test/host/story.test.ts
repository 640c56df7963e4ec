import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';
import { credentialsFor, setUp, story, type Step } from '../../demo/story.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';

/** The example workflows in the pinned n8n, with the packed package: what the demo shows, and what strangers try. */
let sandbox: Sandbox;
let n8n: N8n;
let workflows: Awaited<ReturnType<typeof setUp>>;
const steps: Step[] = [];

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	n8n = await startN8n({ tarball: packedTarball(), env: { N8N_LOG_LEVEL: 'debug' } });
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
});

test('a time limit in the middle of a create leaves one payment, which the next execution finds', async () => {
	const own = (id: string, type: string, parameters: object, more: object = {}) => ({
		id,
		name: id,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...more,
	});
	const payment = {
		resource: 'payment',
		operation: 'create',
		customerName: 'Budi Santoso',
		customerEmail: 'budi@example.com',
		amount: 25000,
		orderId: 'LIMIT-1',
	};
	const id = await n8n.importWorkflow({
		name: 'Time limit',
		nodes: [
			own('Start', 'n8n-nodes-base.manualTrigger', {}),
			own('Pay', 'n8n-nodes-indonesia-commerce.kirimo', payment, {
				credentials: { kirimoApi: { id: '', name: 'Kirimo' } },
			}),
		],
		connections: { Start: { main: [[{ node: 'Pay', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', executionTimeout: 1 },
	});
	sandbox.fault({ kind: 'hang', service: 'kirimo', path: '/api.php?action=payment' });
	const cut = await n8n.runWorkflow(id);
	const again = await n8n.runWorkflow(id);

	expect(cut.status).toBe('canceled');
	expect(again.status).toBe('success');
	expect(again.nodes.Pay?.[0]?.outputs[0]).toMatchObject([{ json: { alreadyExisted: true } }]);
	expect(sandbox.kirimo.orders.filter(({ orderId }) => orderId === 'LIMIT-1')).toHaveLength(1);
}, 60_000);

test("no secret is in an execution, in an exported workflow, or in n8n's log", async () => {
	const { kiriminAja, kirimo, kasPro } = accounts;
	const secrets = [
		kiriminAja.apiKey,
		kirimo.apiKey,
		kirimo.duitkuMerchantKey,
		kasPro.clientSecret,
		kasPro.hmacSecret,
	];
	const list = async (path: string) => {
		const answer = await n8n.rest<{ id: string }[] | { results: { id: string }[] }>('GET', path);
		return Array.isArray(answer) ? answer : answer.results;
	};
	const executions = await list('/rest/executions?limit=100');
	const exported = await list('/rest/workflows');
	expect(executions.length).toBeGreaterThan(3);
	expect(exported.length).toBeGreaterThan(3);
	const kept = [
		...(await Promise.all(executions.map(({ id }) => n8n.getExecution(id)))),
		...(await Promise.all(exported.map(({ id }) => n8n.rest('GET', `/rest/workflows/${id}`)))),
	].map((entry) => JSON.stringify(entry));

	expect(n8n.log()).toContain('Kirimo');
	for (const secret of secrets) {
		expect(kept.filter((text) => text.includes(secret))).toEqual([]);
		expect(n8n.log()).not.toContain(secret);
	}
}, 60_000);
