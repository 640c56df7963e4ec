import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packedTarball, startN8n, type N8n, type WorkflowFile } from '../../demo/n8n.ts';
import { orderToShip } from '../../demo/order.ts';
import { startRegistry, type Registry } from '../../demo/registry.ts';
import { credentialsFor, setUp, story, type Step } from '../../demo/story.ts';
import versions from '../../host/versions.json';
import manifest from '../../package.json';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { callbackFields } from '../../sandbox/kirimo/callback.ts';
import { communityNodes } from './support/communityNodes.ts';
import { startLocalServer } from './support/localServer.ts';
import { commandsInText, readme, type } from './support/readme.ts';
import { until } from './support/until.ts';

/** What holds in every n8n of host/versions.json, with the packed package, in one start of it. */
let registry: Registry;
let sandbox: Sandbox;
let n8n: N8n;
let workflows: Awaited<ReturnType<typeof setUp>>;
const steps: Step[] = [];

/** Where the n8n of this run is installed (jest.config.js). */
declare const hostFolder: string;

/** What the table of README.md says of this n8n: nothing of it that is not seen here, and nothing seen here that it leaves out. */
const told = versions.find(({ folder }) => folder === hostFolder)?.differs ?? '';

const tarball = packedTarball();

beforeAll(async () => {
	registry = await startRegistry();
	sandbox = await startSandbox({ isLocal: true });
	n8n = await startN8n({
		tarball,
		env: { ...registry.env, N8N_LOG_LEVEL: 'debug' },
		host: hostFolder,
	});
	workflows = await setUp(n8n, sandbox);
	for await (const step of story(n8n, sandbox, workflows)) steps.push(step);
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	await registry?.close();
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
			{ orderId: 'INV-001', paymentStatus: 'paid', creditBalanceAfter: 1936000 },
		]);
		expect(sandbox.kiriminAja.orders).toHaveLength(1);
	});

	test('an issued AWB pays nobody, the delivery pays the driver', () => {
		expect(table('AWB or Delivery')).toMatchObject([
			{ event: 'processed_packages', orderId: 'INV-001' },
		]);
		expect(table('Track the Parcel')).toMatchObject([{ orderId: 'INV-001', state: 'delivered' }]);
		expect(table('Pay the Driver')).toMatchObject([
			{ requestId: 'DRV-INV-001', done: true, amount: 25000 },
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

	test('what n8n shows in red stands in docs/troubleshooting.md', async () => {
		const page = readFileSync('docs/troubleshooting.md', 'utf8');
		const stored = await n8n.rest<Array<{ id: string; type: string }>>('GET', '/rest/credentials');
		for (const credential of credentialsFor(sandbox)) {
			if (credential.type === 'kasProApi') continue;
			const { id } = stored.find(({ type }) => type === credential.type) ?? { id: '' };
			for (const changes of [
				{ apiKey: 'not-the-key' },
				{ baseUrl: 'http://127.0.0.1:1' },
				{ baseUrl: 'http://no-such-host.invalid' },
				{ baseUrl: '127.0.0.1:8787' },
				{ baseUrl: `${sandbox.url}/elsewhere` },
			]) {
				const { message } = await n8n.rest<{ message: string }>('POST', '/rest/credentials/test', {
					credentials: { ...credential, id, data: { ...credential.data, ...changes } },
				});
				const isThere = [`> ${message}\n`, `\`${message}\``].some((text) => page.includes(text));
				expect([changes, message, isThere]).toEqual([changes, message, true]);
			}
		}
	}, 60_000);
});

describe('triggers', () => {
	const runs = async () => (await n8n.executions()).map(({ id }) => id).sort();
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
		expect(await runs()).toEqual(before);
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
		expect(await runs()).toEqual(before);
	});

	test('one right delivery starts one run, and its redelivery none', async () => {
		const before = await runs();
		const first = await post(kiriminAja(), awb, bearer);
		const again = await post(kiriminAja(), awb, bearer);

		expect([first.status, again.status]).toEqual([200, 200]);
		expect(JSON.parse(first.text)).toEqual({ status: true, text: 'Success' });
		expect((await runs()).filter((id) => !before.includes(id))).toHaveLength(1);
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

describe('a sheet of orders', () => {
	const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	const sheet = (ids: string[]) =>
		ids.map((id) => ({
			'Order ID': id,
			'Recipient Name': 'Lita Ang',
			destination_phone: '6281567948619',
			'RECIPIENT ADDRESS': 'Surabaya Baru, Bandar Surabaya, Lampung Tengah, Lampung, 34159',
			'Recipient District': '3175',
			Service: 'jne',
			'Service Type': 'REG23',
			'Shipping Cost (Rupiah)': '64000',
			'Item Name': 'Sepatu',
			'Item Value': 250000,
			'Weight (Grams)': 1000,
			Width: 30,
			Height: 15,
			Length: 20,
			Channel: 'Shopee',
		}));
	const fields: Record<string, string> = {
		orderId: 'Order ID',
		destinationName: 'Recipient Name',
		destinationPhone: 'destination_phone',
		destinationAddress: 'RECIPIENT ADDRESS',
		destinationKecamatanId: 'Recipient District',
		service: 'Service',
		serviceType: 'Service Type',
		shippingCost: 'Shipping Cost (Rupiah)',
		itemName: 'Item Name',
		itemValue: 'Item Value',
		weight: 'Weight (Grams)',
		width: 'Width',
		height: 'Height',
		length: 'Length',
	};
	const byHand = {
		mappingMode: 'defineBelow',
		matchingColumns: [],
		// As n8n keeps it: it converts what is read by its types.
		schema: ['shippingCost', 'orderId'].map((id) => ({
			id,
			displayName: fields[id],
			required: false,
			display: true,
			defaultMatch: false,
			type: id === 'orderId' ? 'string' : 'number',
		})),
		value: {
			...Object.fromEntries(
				Object.entries(fields).map(([id, column]) => [id, `={{ $json['${column}'] }}`]),
			),
			cod: 0,
		},
	};
	const book = async (name: string, rows: object[], more: object) => {
		const id = await importLine(name, [
			start,
			own(
				'Rows',
				'n8n-nodes-base.code',
				{ jsCode: `return ${JSON.stringify(rows.map((json) => ({ json })))}` },
				{ typeVersion: 2 },
			),
			own(
				'Book',
				'n8n-nodes-indonesia-commerce.kiriminAja',
				{
					resource: 'expressOrder',
					operation: 'create',
					name: 'Toko Sumber Rejeki',
					phone: '6281234567890',
					address: 'Kiriminaja Head, Jalan Palagan No 32',
					kecamatanId: byId('5788'),
					kelurahanId: byId('31554'),
					schedule: { __rl: true, mode: 'time', value: `${tomorrow} 10:00:00` },
					...more,
				},
				{ credentials: { kiriminAjaApi: { id: '', name: 'KiriminAja' } } },
			),
		]);
		return await n8n.runWorkflow(id);
	};
	const pickups = () =>
		sandbox.requests.filter(({ path }) => path.endsWith('/request_pickup')).length;

	test.each([
		['maps its columns itself, as a fresh node does', ['SHEET-1', 'SHEET-2', 'SHEET-3'], {}],
		['is mapped by hand', ['HAND-1', 'HAND-2', 'HAND-3'], { columns: byHand }],
	])(
		'that %s is booked in one pickup',
		async (name, ids, more) => {
			const before = pickups();
			const { status, error, nodes } = await book(name, sheet(ids), more);

			expect([status, error?.message]).toEqual(['success', undefined]);
			const [booked = []] = nodes.Book?.[0]?.outputs ?? [];
			expect(booked.map(({ json }) => json.orderId)).toEqual(ids);
			expect(pickups()).toBe(before + 1);
		},
		60_000,
	);

	test.each([
		['itself', {}, 'Column "Shipping Cost (Rupiah)" (item 1) must be a whole number of rupiah'],
		[
			'by hand',
			{ columns: byHand },
			'Columns → Shipping Cost (Rupiah) (item 1) must be a whole number of rupiah',
		],
	])(
		'that is mapped %s and writes thousands with a point is not read as 64 rupiah',
		async (name, more, sentence) => {
			const rows = sheet(['POINT-1', 'POINT-2']);
			Object.assign(rows[1] ?? {}, { 'Shipping Cost (Rupiah)': '64.000' });
			const before = pickups();
			const { status, error } = await book(`Point ${name}`, rows, more);

			expect([status, error?.message]).toEqual(['error', expect.stringContaining(sentence)]);
			expect(pickups()).toBe(before);
		},
		60_000,
	);
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
			body: JSON.stringify(orderToShip('INV-WAIT')),
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

		expect(token !== undefined).toBe(!told.includes('*Wait for Payment* has no token of n8n'));
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
		expect(sandbox.kiriminAja.orders.filter(({ orderId }) => orderId === 'INV-WAIT')).toHaveLength(
			1,
		);
	}, 60_000);
});

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
		// On a busy machine a second is short for it too.
		const unlimited = await importLine('No time limit', [start, pay]);
		sandbox.fault({ kind: 'hang', service: 'kirimo', path: '/api.php?action=payment' });
		const cut = await n8n.runWorkflow(id);
		const again = await n8n.runWorkflow(unlimited);

		expect(cut.status).toBe('canceled');
		expect(again.status).toBe('success');
		expect(again.nodes.Pay?.[0]?.outputs[0]).toMatchObject([{ json: { alreadyExisted: true } }]);
		expect(sandbox.kirimo.orders.filter(({ orderId }) => orderId === 'LIMIT-1')).toHaveLength(1);
	}, 60_000);
});

describe('Retry', () => {
	/** How the retry ends, whether the node has run in it, and how often the transfer was sent in all. */
	const ends = {
		nothing: ['success', false, 1],
		unknown: ['error', true, 1],
		again: ['success', true, 2],
		// All done, and yet n8n may list it with the error of the execution that was stopped.
		againListedAsStopped: ['error', true, 2],
	};
	const runsNothing = told.includes('says "success" and runs nothing');
	// The button has n8n store the execution twice, as it was at first and as it is; up to 2.23 the last one counts.
	const seldom = told.includes('everything again')
		? [ends.again, ends.againListedAsStopped]
		: [ends.unknown];

	// Faults that nothing has come to strike.
	beforeAll(
		async () => void (await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' })),
	);

	test.each([
		['the stop button', 81_001, {}, runsNothing ? [ends.nothing, ...seldom] : [ends.unknown]],
		['a time limit', 81_002, { executionTimeout: 2 }, [runsNothing ? ends.nothing : ends.unknown]],
	])(
		'does after %s what the table says, and what is under way is not sent again unless it says so',
		async (what, amount, settings, expected) => {
			const path = `retry-${amount}`;
			const workflowId = await importLine(
				path,
				[
					own(
						'Order',
						'n8n-nodes-base.webhook',
						{ httpMethod: 'POST', path, responseMode: 'onReceived' },
						{ typeVersion: 2, webhookId: path },
					),
					transfer({ amount, requestId: path }, {}),
				],
				settings,
			);
			await n8n.publishWorkflow(workflowId);
			const sent = () => transfersOf((one) => one === amount).length;
			sandbox.fault({ kind: 'hang', service: 'kasPro', path: '/p2p-transaction/' });
			await fetch(`${n8n.url}/webhook/${path}`, { method: 'POST' });
			await until(() => sent() === 1);
			const { id } = await n8n.waitForExecution((one) => one.workflowId === workflowId);
			if (what === 'the stop button') await n8n.rest('POST', `/rest/executions/${id}/stop`);
			await n8n.waitForExecution((one) => one.id === id && one.status === 'canceled');

			await n8n.rest('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false });
			const { status, nodes, error } = await n8n.waitForExecution(
				(one) =>
					one.workflowId === workflowId &&
					one.mode === 'retry' &&
					!['new', 'running'].includes(one.status),
			);

			expect(expected).toContainEqual([status, Boolean(nodes.Pay), sent()]);
			const ofNode = expect.stringContaining(`The outcome of ${path} is unknown`);
			const ofStop = expect.stringMatching(/cancel/i);
			expect(status === 'success' || error?.message).toEqual(
				status === 'success' || (sent() === 2 ? ofStop : ofNode),
			);
		},
		60_000,
	);
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
		const executions = await n8n.executions();
		const exported = await n8n.rest<Array<{ id: string }>>('GET', '/rest/workflows');
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

describe('installer', () => {
	const { name, version } = manifest;
	const single = 'n8n-nodes-kaspro';
	const leavesThings = told.includes('installer');
	const folder = () => join(n8n.userFolder, '.n8n', 'nodes', 'node_modules');
	const installed = () => readdirSync(folder()).filter((one) => one.startsWith('n8n-nodes-'));

	/** Takes a package out with the command of the README. */
	const byHand = async (packageName: string) => {
		const [command = ''] = commandsInText.filter((one) => one.endsWith(`/nodes ${packageName}`));
		expect(command).toContain('npm uninstall');
		await type(command, n8n.userFolder, { ...registry.env, HOME: n8n.userFolder });
	};

	test('refuses a package with nodes of the same name', async () => {
		const installer = communityNodes(n8n);
		registry.publish(tarball);
		// As far as n8n looks: it tells nodes apart by the names that they show.
		registry.publish(tarball, { manifest: { name: single } });
		await installer.install(name, version);

		const words = leavesThings
			? 'There is already an entry with this name'
			: 'UNIQUE constraint failed: installed_nodes.name';
		await expect(installer.install(single, version)).rejects.toThrow(words);

		expect(readme).toContain(words);
		expect((await installer.list()).map(({ packageName }) => packageName)).toEqual([name]);
		expect(installed()).toEqual(leavesThings ? [name, single] : [name]);
		if (!leavesThings) return;
		const gone = 'This package is not installed';
		await expect(installer.uninstall(single)).rejects.toThrow(gone);
		await byHand(single);
		expect(installed()).toEqual([name]);
	}, 60_000);

	test('fails to update when the file does not come, and updates when it does', async () => {
		const installer = communityNodes(n8n);
		const later = '99.0.0';
		const dist = { tarball: 'http://127.0.0.1:9/' };
		const half = await startLocalServer(() => ({
			name,
			'dist-tags': { latest: later },
			versions: { [later]: { name, version: later, dist } },
		}));
		registry.moveTo(half.url);
		const words = /Command failed: npm pack|Failed to execute npm command/;
		await expect(installer.update(name, later)).rejects.toThrow(words);
		registry.moveTo();
		await half.close();

		expect(await installer.list()).toMatchObject([{ installedVersion: version }]);
		const files = () => readdirSync(join(folder(), name));
		if (leavesThings) expect(files()).toEqual([]);
		else expect(files()).toContain('package.json');
		registry.publish(tarball, { manifest: { version: later } });
		await installer.update(name, later);
		expect(await installer.list()).toMatchObject([{ installedVersion: later }]);
		expect(files()).toContain('package.json');
	}, 60_000);

	test('takes or refuses a version for a later n8n', async () => {
		const installer = communityNodes(n8n);
		const forLater = { ...manifest.n8n, n8nNodesApiVersion: 99 };
		registry.publish(tarball, { manifest: { version: '99.1.0', n8n: forLater } });
		const update = installer.update(name, '99.1.0');

		if (leavesThings) expect(await update).toMatchObject({ installedVersion: '99.1.0' });
		else await expect(update).rejects.toThrow("isn't compatible with your version of n8n");
	}, 60_000);

	test('deletes or keeps the old version when the new one does not load, and what npm leaves is enough for it or not', async () => {
		const installer = communityNodes(n8n);
		const without = { ...manifest.n8n, nodes: ['dist/none.node.js'] };
		registry.publish(tarball, { manifest: { version: '99.2.0', n8n: without } });
		const notLoaded = 'The specified package could not be loaded';
		await expect(installer.update(name, '99.2.0')).rejects.toThrow(notLoaded);
		expect(readme).toContain(notLoaded);
		expect(installed()).toEqual(leavesThings ? [] : [name]);

		await byHand(name);
		const update = installer.update(name, '99.0.0');
		const nowhere = 'Cannot set properties of undefined';
		if (leavesThings) await expect(update).rejects.toThrow(nowhere);
		else expect(await update).toMatchObject({ installedVersion: '99.0.0' });
		expect(readme).toContain(nowhere);
	}, 60_000);
});
