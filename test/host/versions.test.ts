import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packedTarball, startN8n, type N8n, type WorkflowFile } from '../../demo/n8n.ts';
import { credentialsFor, setUp, story, type Step } from '../../demo/story.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { callbackFields } from '../../sandbox/kirimo/callback.ts';
import { startLocalServer } from './support/localServer.ts';

/** What holds in every n8n of host/versions.json, with the packed package, in one start of it. */
let sandbox: Sandbox;
let n8n: N8n;
let workflows: Awaited<ReturnType<typeof setUp>>;
const steps: Step[] = [];

/** Where the n8n of this run is installed (jest.config.js). */
declare const hostFolder: string;

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	n8n = await startN8n({
		tarball: packedTarball(),
		env: { N8N_LOG_LEVEL: 'debug' },
		host: hostFolder,
	});
	workflows = await setUp(n8n, sandbox);
	for await (const step of story(n8n, sandbox, workflows)) steps.push(step);
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
}, 60_000);

describe('story', () => {
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
});

describe('credential tests', () => {
	test('each credential passes its test in n8n, and a wrong key does not', async () => {
		for (const credential of credentialsFor(sandbox)) {
			const stored = await n8n.rest<Array<{ id: string; type: string }>>(
				'GET',
				'/rest/credentials',
			);
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
});

describe('triggers', () => {
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

/** A node of a workflow that is made up here. */
const own = (name: string, type: string, parameters: object, more: object = {}) => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	...more,
});
const start = own('Start', 'n8n-nodes-base.manualTrigger', {});
/** One node after the other. */
async function importLine(
	name: string,
	nodes: WorkflowFile['nodes'],
	settings: object = {},
): Promise<string> {
	const next = (index: number) => [{ node: nodes[index + 1]?.name, type: 'main', index: 0 }];
	return await n8n.importWorkflow({
		name,
		nodes,
		connections: Object.fromEntries(
			nodes.slice(0, -1).map((node, index) => [node.name, { main: [next(index)] }]),
		),
		settings: { executionOrder: 'v1', ...settings },
	});
}

/** Pays by KasPro → Transfer → To User. */
const transfer = (parameters: object, settings: object) =>
	own(
		'Pay',
		'n8n-nodes-indonesia-commerce.kasPro',
		{
			resource: 'transfer',
			operation: 'toUser',
			mobileNumber: '081234560001',
			destination: '081234560002',
			...parameters,
		},
		{ credentials: { kasProApi: { id: '', name: 'KasPro' } }, ...settings },
	);
const transfersOf = (isOurs: (amount: number) => boolean) =>
	sandbox.kasPro.transfers.map(({ amount }) => amount).filter(isOurs);

describe('error output', () => {
	test('has the 3 bad rows of 300, and the other 297 are paid once each', async () => {
		const rows = Array.from({ length: 300 }, (_, order) => ({
			order,
			// By its form the first one is bad, by KasPro the others.
			fee: order === 0 ? 'ten' : order + 1,
			to: [150, 299].includes(order) ? '081299999999' : '081234560002',
		}));
		const code = `return ${JSON.stringify(rows.map((json) => ({ json })))}`;
		const id = await importLine('Error output', [
			start,
			own('Rows', 'n8n-nodes-base.code', { jsCode: code }, { typeVersion: 2 }),
			transfer(
				{ amount: '={{ $json.fee }}', destination: '={{ $json.to }}' },
				{ onError: 'continueErrorOutput' },
			),
		]);

		const { status, nodes } = await n8n.runWorkflow(id);

		const [done = [], failed = []] = nodes.Pay?.[0]?.outputs ?? [];
		expect([status, done.length, failed.length]).toEqual(['success', 297, 3]);
		expect(done.filter(({ json }) => json.done !== true)).toEqual([]);
		const refused = { message: expect.stringContaining('Customer not found'), outcome: 'refused' };
		expect(failed.map(({ json }) => json)).toEqual([
			{
				...rows[0],
				error: { message: expect.stringContaining('(item 0) must be a whole number') },
			},
			{ ...rows[150], error: expect.objectContaining(refused) },
			{ ...rows[299], error: expect.objectContaining(refused) },
		]);
		const paid = transfersOf((amount) => amount <= 300);
		expect([paid.length, new Set(paid).size]).toEqual([297, 297]);
	}, 60_000);
});

describe('Retry On Fail', () => {
	test('sends a transfer once whose connection broke, and says that it is unknown', async () => {
		const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const id = await importLine('Retry On Fail', [
			start,
			transfer({ amount: 77_000 }, retryOnFail),
		]);
		sandbox.fault({ kind: 'resetAfter', service: 'kasPro', path: '/p2p-transaction/', times: 3 });

		const { status, error } = await n8n.runWorkflow(id);

		expect([status, error?.message]).toEqual(['error', expect.stringMatching(/unknown/i)]);
		const sent = sandbox.requests.filter(({ body }) =>
			JSON.stringify(body ?? '').includes('77000'),
		);
		expect(sent.map(({ path }) => path)).toEqual(['/p2p-transaction/']);
		expect(transfersOf((amount) => amount === 77_000)).toHaveLength(1);
	}, 60_000);
});

/** Their URLs that resume an execution are guarded by the signature and the look-up alone. */
const WITHOUT_RESUME_TOKEN = ['host/1.123', 'host/2.0'];

describe('Wait for Payment', () => {
	test('stays through forged callbacks; the payment resumes it, and the shipment is booked', async () => {
		const chat = await startLocalServer(() => ({ sent: true }));
		const file = join(process.cwd(), 'examples', '5-wait-for-payment-then-ship.json');
		const example = readFileSync(file, 'utf8').replaceAll(
			'https://chat.example.com/messages',
			chat.url,
		);
		const workflowId = await n8n.importWorkflow(JSON.parse(example) as WorkflowFile);
		await n8n.publishWorkflow(workflowId);
		await fetch(`${n8n.url}/webhook/order-to-ship`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(paidOnTheWay),
		});
		const { id } = await n8n.waitForExecution(
			(one) => one.workflowId === workflowId && one.status === 'waiting',
		);
		const payment = sandbox.kirimo.orders.find(({ orderId }) => orderId === 'INV-WAIT');
		if (!payment) throw new Error('There is no link to pay.');
		const resumeUrl = String(payment.notifyUrl);
		const [withoutToken = '', token] = resumeUrl.split('?');
		const genuine = { ...callbackFields(payment, 'md5'), resultCode: '00' };
		const forged = { ...genuine, signature: '0'.repeat(32) };
		const post = async (url: string, fields: Record<string, string>) =>
			(await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).status;

		expect(token !== undefined).toBe(!WITHOUT_RESUME_TOKEN.includes(hostFolder));
		expect(await post(resumeUrl, forged)).toBe(401);
		expect(await post(withoutToken, forged)).toBe(401);
		// Kirimo does not know of the money yet.
		expect(await post(resumeUrl, genuine)).toBe(503);
		expect((await n8n.getExecution(id)).status).toBe('waiting');
		await fetch(`${sandbox.url}/__sandbox/kirimo/orders/INV-WAIT/pay`, { method: 'POST' });
		const ended = await n8n.waitForExecution(
			(one) => one.id === id && !['new', 'running', 'waiting'].includes(one.status),
		);
		await chat.close();

		expect(ended.status).toBe('success');
		expect(ended.nodes['Wait for the Money']?.at(-1)?.outputs[0]).toMatchObject([
			{ json: { orderId: 'INV-WAIT', paid: true } },
		]);
		expect(
			sandbox.kiriminAja.orders.filter(({ orderId }) => orderId === 'PKG-INV-WAIT'),
		).toHaveLength(1);
	}, 60_000);
});

/** What the shop posts. */
const paidOnTheWay = {
	invoice: 'INV-WAIT',
	total: 150000,
	buyer: { name: 'Budi Santoso', email: 'budi@example.com', phone: '081234567890' },
	shipment: {
		orderId: 'PKG-INV-WAIT',
		name: 'Lita Ang',
		phone: '6281567948619',
		address: 'Surabaya Baru, Bandar Surabaya, Lampung Tengah, Lampung, 34159',
		provinsiId: 18,
		kabupatenId: 225,
		kecamatanId: 3175,
		zipcode: '34159',
		item: 'Sepatu',
		itemValue: 250000,
		weight: 1000,
		width: 30,
		height: 15,
		length: 20,
		service: 'jne',
		serviceType: 'REG23',
		shippingCost: 64000,
		note: 'Sepatu bagus.',
	},
};

describe('time limit', () => {
	test('a time limit in the middle of a create leaves one payment, which the next execution finds', async () => {
		const payment = {
			resource: 'payment',
			operation: 'create',
			customerName: 'Budi Santoso',
			customerEmail: 'budi@example.com',
			amount: 25000,
			orderId: 'LIMIT-1',
		};
		const pay = own('Pay', 'n8n-nodes-indonesia-commerce.kirimo', payment, {
			credentials: { kirimoApi: { id: '', name: 'Kirimo' } },
		});
		const id = await importLine('Time limit', [start, pay], { executionTimeout: 1 });
		sandbox.fault({ kind: 'hang', service: 'kirimo', path: '/api.php?action=payment' });
		const cut = await n8n.runWorkflow(id);
		const again = await n8n.runWorkflow(id);

		expect(cut.status).toBe('canceled');
		expect(again.status).toBe('success');
		expect(again.nodes.Pay?.[0]?.outputs[0]).toMatchObject([{ json: { alreadyExisted: true } }]);
		expect(sandbox.kirimo.orders.filter(({ orderId }) => orderId === 'LIMIT-1')).toHaveLength(1);
	}, 60_000);
});

describe('secrets', () => {
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
});
