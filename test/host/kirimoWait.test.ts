import { packedTarball, startN8n, type Execution, type N8n } from '../../demo/n8n.ts';
import type { WorkflowFile } from '../../demo/n8n.ts';
import { orderToShip } from '../../demo/order.ts';
import { credentialsFor, productionUrlOf, withNotifyUrl } from '../../demo/story.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { callbackFields } from '../../sandbox/kirimo/callback.ts';
import { example, startChat, type Chat } from './support/examples.ts';

/** Examples 4 and 5 in the pinned n8n: a link in a chat, and one workflow that waits for its money. */
let sandbox: Sandbox;
let n8n: N8n;
let chat: Chat;
let shipping: string;
let chatting: string;
/** Started first, because it has to wait a minute. */
let unpaid: { executionId: string; invoice: string };

const BOUND = 30_000;

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	sandbox.kirimo.settings.retryMs = [250, 250, 250, 250];
	chat = await startChat();
	n8n = await startN8n({ tarball: packedTarball() });
	await n8n.importCredentials(credentialsFor(sandbox));
	shipping = await publish('5-wait-for-payment-then-ship');
	chatting = await publish('4-payment-link-in-chat');
	const short = example('5-wait-for-payment-then-ship', chat);
	for (const node of short.nodes) {
		const parameters = node.parameters as Record<string, unknown>;
		if (parameters.operation === 'wait') parameters.timeLimit = 1;
		if (parameters.path) parameters.path = 'order-for-a-minute';
		if (node.webhookId) node.webhookId = '00000000-0000-4000-8000-000000000001';
	}
	const shortId = await n8n.importWorkflow(short);
	await n8n.publishWorkflow(shortId);
	unpaid = await waiting('INV-UNPAID', {
		workflowId: shortId,
		path: 'order-for-a-minute',
	});
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await chat?.close();
	await sandbox?.close();
}, 60_000);

async function publish(file: string): Promise<string> {
	const workflow = example(file, chat);
	const id = await n8n.importWorkflow(withNotifyUrl(workflow, productionUrlOf(n8n, workflow)));
	await n8n.publishWorkflow(id);
	return id;
}

/** The shop posts an order. */
async function order(path: string, invoice: string, body: object = orderToShip(invoice)) {
	const answer = await fetch(`${n8n.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(answer.status).toBe(200);
}

/** An order whose execution waits for its money. */
async function waiting(
	invoice: string,
	{ workflowId = shipping, path = 'order-to-ship', body = orderToShip(invoice) } = {},
) {
	const known = await executionsOf(workflowId);
	await order(path, invoice, body);
	const { id } = await n8n.waitForExecution(
		(one) => one.workflowId === workflowId && !known.includes(one.id) && one.status === 'waiting',
		BOUND,
	);
	return { executionId: id, invoice };
}

const executionsOf = async (workflowId: string) =>
	(await n8n.executions(workflowId)).map(({ id }) => id);

async function settle(invoice: string, action: string, choice: object = {}) {
	const path = `/__sandbox/kirimo/orders/${invoice}/${action}`;
	const answer = await fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(choice) });
	expect(answer.status).toBe(200);
}

/** The execution once it has ended, well or not. */
const ended = async (id: string, bound = BOUND): Promise<Execution> =>
	await n8n.waitForExecution(
		(one) => one.id === id && !['new', 'running', 'waiting'].includes(one.status),
		bound,
	);

const paymentOf = (invoice: string) => {
	const found = sandbox.kirimo.orders.find(({ orderId }) => orderId === invoice);
	if (!found) throw new Error(`No payment ${invoice}`);
	return found;
};
const shipmentsOf = (invoice: string) =>
	sandbox.kiriminAja.orders.filter(({ orderId }) => orderId === invoice);
const itemsOf = (execution: Execution, node: string) =>
	(execution.nodes[node]?.at(-1)?.outputs[0] ?? []).map(({ json }) => json);

/** Duitku's form for a payment, changed as a stranger would. */
async function post(url: string, invoice: string, changes: Record<string, string> = {}) {
	const fields = { ...callbackFields(paymentOf(invoice), 'md5'), resultCode: '00', ...changes };
	const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
	await answer.text();
	return answer.status;
}

const resumeUrlOf = (invoice: string) => String(paymentOf(invoice).notifyUrl);

test('the payment resumes the workflow, and the shipment is booked', async () => {
	const { executionId, invoice } = await waiting('INV-PAID');
	expect(chat.messages.at(-1)).toEqual({
		to: '081234567890',
		message: `Halo Budi Santoso, silakan bayar Rp 150.000 untuk ${invoice}: ${paymentOf(invoice).paymentUrl}`,
	});
	expect(shipmentsOf(invoice)).toEqual([]);

	const start = performance.now();
	await settle(invoice, 'pay');
	const execution = await ended(executionId);
	const milliseconds = Math.round(performance.now() - start);
	process.stdout.write(`payment to booked shipment: ${milliseconds} ms\n`);

	expect(execution.status).toBe('success');
	expect(itemsOf(execution, 'Wait for the Money')).toMatchObject([
		{ orderId: invoice, amount: 150000, status: 'paid', paid: true },
	]);
	expect(itemsOf(execution, 'Book the Shipment')).toMatchObject([{ orderId: invoice }]);
	expect(execution.nodes['Look Once More']).toBeUndefined();
	expect(shipmentsOf(invoice)).toHaveLength(1);
}, 60_000);

test('late and repeated callbacks change nothing', async () => {
	const { executionId, invoice } = await waiting('INV-REPEATED');
	const answer = await fetch(`${sandbox.url}/__sandbox/kirimo/orders/${invoice}/pay?count=5`, {
		method: 'POST',
	});
	expect(answer.status).toBe(200);
	const execution = await ended(executionId);

	expect(execution.status).toBe('success');
	expect(await post(resumeUrlOf(invoice), invoice)).toBe(409);
	expect(shipmentsOf(invoice)).toHaveLength(1);
	expect(execution.nodes['Book the Shipment']).toHaveLength(1);
}, 60_000);

test('forged, foreign and early callbacks do not resume it; the genuine one does', async () => {
	const { executionId, invoice } = await waiting('INV-FORGED');
	const other = await waiting('INV-FOREIGN');
	await settle(other.invoice, 'pay', { lost: true });
	const url = resumeUrlOf(invoice);
	const withoutToken = url.split('?')[0] ?? '';

	const answers = {
		'no token of n8n': await post(withoutToken, invoice),
		'wrong signature': await post(url, invoice, { signature: '0'.repeat(32) }),
		'missing signature': await post(url, invoice, { signature: '' }),
		'another order, genuinely paid': await post(url, other.invoice),
		'this order, not yet paid': await post(url, invoice),
	};
	expect(answers).toEqual({
		'no token of n8n': 401,
		'wrong signature': 401,
		'missing signature': 400,
		'another order, genuinely paid': 409,
		'this order, not yet paid': 503,
	});
	expect((await n8n.getExecution(executionId)).status).toBe('waiting');
	expect(shipmentsOf(invoice)).toEqual([]);

	await settle(invoice, 'pay');
	expect((await ended(executionId)).status).toBe('success');
	expect(shipmentsOf(invoice)).toHaveLength(1);
	expect(await post(resumeUrlOf(other.invoice), other.invoice)).toBe(200);
	await ended(other.executionId);
	expect(shipmentsOf(other.invoice)).toHaveLength(1);
}, 90_000);

test('a failed payment resumes it unpaid, and nothing is shipped', async () => {
	const { executionId, invoice } = await waiting('INV-FAILED');
	await settle(invoice, 'fail');
	const execution = await ended(executionId);

	expect(itemsOf(execution, 'Wait for the Money')).toMatchObject([
		{ status: 'failed', paid: false },
	]);
	expect(itemsOf(execution, 'Not Paid')).toHaveLength(1);
	expect(shipmentsOf(invoice)).toEqual([]);
}, 60_000);

test('a payment made before the wait began goes straight on', async () => {
	const invoice = 'INV-EARLY';
	const known = await executionsOf(shipping);
	// The buyer pays while the message is still on its way: its own callback finds no execution that waits.
	const workflow = example('5-wait-for-payment-then-ship', chat);
	for (const node of workflow.nodes) {
		if (node.name === 'Send the Link') {
			(node.parameters as Record<string, unknown>).url =
				`${sandbox.url}/__sandbox/kirimo/orders/${invoice}/pay`;
		}
		if (node.webhookId) node.webhookId = '00000000-0000-4000-8000-000000000002';
		const parameters = node.parameters as Record<string, unknown>;
		if (parameters.path) parameters.path = 'order-paid-early';
	}
	const early = await n8n.importWorkflow(workflow);
	await n8n.publishWorkflow(early);
	await order('order-paid-early', invoice);
	const execution = await n8n.waitForExecution(
		(one) => one.workflowId === early && !known.includes(one.id) && one.status !== 'running',
		BOUND,
	);

	expect(execution.status).toBe('success');
	expect(itemsOf(execution, 'Wait for the Money')).toMatchObject([{ paid: true }]);
	expect(shipmentsOf(invoice)).toHaveLength(1);
}, 60_000);

test('an order whose data could not be booked gets no link, and the shop is told', async () => {
	const good = orderToShip('INV-BAD');
	const { shipment } = good;
	for (const bad of [
		{ ...good, invoice: '1001' },
		{ ...good, invoice: 'INV-1234567890-123456' },
		{ ...good, shipment: { ...shipment, kecamatanId: '' } },
		{ ...good, shipment: { ...shipment, kecamatanId: 'Simokerto' } },
		{ ...good, shipment: { ...shipment, weight: undefined } },
		{ ...good, shipment: { ...shipment, phone: '12' } },
		{ ...good, buyer: { ...good.buyer, phone: undefined } },
		{ ...good, shipment: { ...shipment, address: 'Jl. 3' } },
		{ ...good, shipment: { ...shipment, shippingCost: '18.000' } },
		{ ...good, shipment: undefined },
	]) {
		const known = await executionsOf(shipping);
		await order('order-to-ship', bad.invoice, bad);
		const { status, nodes } = await n8n.waitForExecution(
			(one) =>
				one.workflowId === shipping &&
				!known.includes(one.id) &&
				!['new', 'running'].includes(one.status),
			BOUND,
		);

		expect([status, Object.keys(nodes)]).toEqual([
			'success',
			['Order Received', 'Can It Be Booked?', 'Tell the Shop'],
		]);
		expect(chat.messages.at(-1)).toEqual({
			to: '081234567890',
			message: expect.stringMatching(
				new RegExp(`^Pesanan ${bad.invoice} perlu dilihat: tautan pembayaran tidak dibuat`),
			),
		});
	}
}, 60_000);

test('what only the booking finds out is told with the money that was paid, an expired link without', async () => {
	const good = orderToShip('INV-REFUSED');
	const body = { ...good, shipment: { ...good.shipment, service: 'JNE' } };
	const { executionId, invoice } = await waiting(good.invoice, { body });
	await settle(invoice, 'pay');
	const execution = await ended(executionId);

	expect(execution.status).toBe('success');
	expect(shipmentsOf(invoice)).toEqual([]);
	expect(chat.messages.at(-1)).toEqual({
		to: '081234567890',
		message: expect.stringMatching(
			/^Pesanan INV-REFUSED sudah dibayar Rp 150\.000, tetapi belum dikirim: KiriminAja refused/,
		),
	});

	const late = await waiting('INV-LATE');
	await settle(late.invoice, 'expire');
	const known = await executionsOf(shipping);
	await order('order-to-ship', late.invoice);
	await n8n.waitForExecution(
		(one) => one.workflowId === shipping && !known.includes(one.id) && one.status === 'success',
		BOUND,
	);
	const { message } = chat.messages.at(-1) ?? {};
	expect(message).toMatch(/^Pesanan INV-LATE perlu dilihat: .*its payment link has expired/);
	expect(message).not.toContain('dibayar');
}, 60_000);

test.each([
	['INV-BOTH', 'INV-BOTH-L2'],
	['INV-BACK-L2', 'INV-BACK'],
])(
	'who pays %s and then %s gets one parcel, and the shop hears of it',
	async (...links) => {
		for (const link of links) {
			const { executionId } = await waiting(link);
			await settle(link, 'pay');
			expect((await ended(executionId)).status).toBe('success');
		}
		const invoice = String(links[0]).replace('-L2', '');

		expect(shipmentsOf(invoice)).toHaveLength(1);
		expect(chat.messages.at(-1)).toEqual({
			to: '081234567890',
			message: `Pembayaran ${links[1]} (Rp 150.000) sudah masuk, tetapi kurir pesanan ${invoice} sudah dipesan sebelumnya dan tidak dipesan lagi. Cek di Kirimo apakah pembeli membayar dua kali`,
		});
	},
	60_000,
);

test('who has paid is not asked to pay again, and nothing is booked twice', async () => {
	const { executionId, invoice } = await waiting('INV-AGAIN');
	await settle(invoice, 'pay');
	await ended(executionId);
	const messages = chat.messages.length;
	const known = await executionsOf(shipping);
	await order('order-to-ship', invoice);
	const again = await n8n.waitForExecution(
		(one) => one.workflowId === shipping && !known.includes(one.id) && one.status === 'success',
		BOUND,
	);

	expect(itemsOf(again, 'Create Payment Link')).toMatchObject([{ orderId: invoice, paid: true }]);
	expect(again.nodes['Send the Link']).toBeUndefined();
	expect(itemsOf(again, 'Book the Shipment')).toMatchObject([{ alreadyExisted: true }]);
	expect(chat.messages).toHaveLength(messages);
	expect(shipmentsOf(invoice)).toHaveLength(1);
}, 60_000);

test('n8n is killed while it waits, and the payment still resumes it', async () => {
	const { executionId, invoice } = await waiting('INV-KILLED');
	await n8n.kill();
	await n8n.restart();
	await settle(invoice, 'pay');
	const execution = await ended(executionId);

	expect(execution.status).toBe('success');
	expect(itemsOf(execution, 'Wait for the Money')).toMatchObject([{ paid: true }]);
	expect(shipmentsOf(invoice)).toHaveLength(1);
}, 150_000);

test('several orders wait one after the other in a loop, started in the editor', async () => {
	const invoices = ['INV-LOOP-1', 'INV-LOOP-2'];
	const id = await n8n.importWorkflow(loopOver(invoices));
	const { executionId } = await n8n.rest<{ executionId: string }>(
		'POST',
		`/rest/workflows/${id}/run`,
		{ triggerToStartFrom: { name: 'Start' } },
	);
	for (const invoice of invoices) {
		await n8n.waitForExecution(
			(one) =>
				one.id === executionId &&
				one.status === 'waiting' &&
				sandbox.kirimo.orders.some(({ orderId }) => orderId === invoice),
			BOUND,
		);
		await settle(invoice, 'pay');
	}
	const execution = await ended(executionId);

	expect(execution.status).toBe('success');
	expect(itemsOf(execution, 'Loop')).toMatchObject(
		invoices.map((orderId) => ({ orderId, paid: true })),
	);
}, 60_000);

/** Start → orders → Loop Over Items → Create → Wait → back to the loop, as the node's error says. */
function loopOver(invoices: string[]): WorkflowFile {
	const { nodes } = example('5-wait-for-payment-then-ship', chat);
	const named = (name: string) => nodes.filter((node) => node.name === name);
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	const orders = invoices.map((invoice) => ({
		body: { invoice, total: 150000, buyer: { name: 'Budi Santoso', email: 'budi@example.com' } },
	}));
	const plain = { typeVersion: 1, position: [0, 0] };
	return {
		name: 'Loop',
		nodes: [
			{
				...plain,
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				parameters: {},
			},
			{
				...plain,
				id: 'orders',
				name: 'Orders',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: `return ${JSON.stringify(orders.map((json) => ({ json })))}` },
			},
			{
				...plain,
				id: 'loop',
				name: 'Loop',
				type: 'n8n-nodes-base.splitInBatches',
				typeVersion: 3,
				parameters: { batchSize: 1, options: {} },
			},
			...named('Create Payment Link'),
			...named('Wait for the Money'),
		],
		connections: {
			Start: { main: [to('Orders')] },
			Orders: { main: [to('Loop')] },
			Loop: { main: [[], to('Create Payment Link')] },
			'Create Payment Link': { main: [to('Wait for the Money')] },
			'Wait for the Money': { main: [to('Loop')] },
		},
		settings: { executionOrder: 'v1' },
	};
}

test('a link goes out in a chat message, and the shop is told when it is paid', async () => {
	const invoice = 'INV-CHAT';
	await order('chat-order', invoice);
	const sent = await n8n.waitForExecution(
		(one) => one.workflowId === chatting && one.status === 'success',
		BOUND,
	);
	expect(itemsOf(sent, 'Send the Link')).toEqual([{ sent: true }]);
	expect(chat.messages.at(-1)?.message).toContain(paymentOf(invoice).paymentUrl);

	await settle(invoice, 'pay', { paymentCode: 'SP' });
	await n8n.waitForExecution(
		(one) => one.workflowId === chatting && one.id !== sent.id && one.status === 'success',
		BOUND,
	);
	expect(chat.messages.at(-1)).toEqual({
		to: '081234567890',
		message: `Pembayaran ${invoice} sudah diterima: Rp 150.000, QRIS: ShopeePay`,
	});
}, 60_000);

test('past the time limit nothing is taken for paid', async () => {
	const execution = await ended(unpaid.executionId, 180_000);

	expect(execution.status).toBe('success');
	const passedOn = itemsOf(execution, 'Wait for the Money');
	expect(passedOn).toEqual([{ sent: true }]);
	expect(itemsOf(execution, 'Look Once More')).toMatchObject([
		{ orderId: unpaid.invoice, status: 'pending', paid: false },
	]);
	expect(itemsOf(execution, 'Not Paid')).toHaveLength(1);
	expect(shipmentsOf(unpaid.invoice)).toEqual([]);
}, 200_000);
