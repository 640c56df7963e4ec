import { createHash } from 'node:crypto';
import type { WorkflowFile } from '../../../demo/n8n.ts';
import type { Member, Queue } from '../../../demo/queue.ts';
import manifest from '../../../package.json';
import { accounts, type Sandbox } from '../../../sandbox/index.ts';
import { bookingForm } from '../../host/support/bookingForm.ts';

/** What a shop has in its queue, and what its vendors send there. */
type Node = WorkflowFile['nodes'][number];

const plain = { typeVersion: 1, position: [0, 0] };
const credential = (type: string) => ({ [type]: { id: '', name: '' } });

/** Waits for something that the queue and the sandbox have to do. */
export async function until(
	condition: () => boolean | Promise<boolean>,
	seconds = 120,
): Promise<void> {
	const end = Date.now() + seconds * 1000;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`It did not happen within ${seconds} seconds`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

/** Nodes one behind the other. */
export function inARow(name: string, nodes: Node[], settings = {}): WorkflowFile {
	const connections = nodes.slice(0, -1).map((node, index) => {
		const to = { node: nodes[index + 1]?.name, type: 'main', index: 0 };
		return [node.name, { main: [[to]] }] as const;
	});
	return {
		name,
		nodes,
		connections: Object.fromEntries(connections),
		settings: { executionOrder: 'v1', ...settings },
	};
}

export const webhook = (path: string): Node => ({
	...plain,
	typeVersion: 2,
	id: 'hook',
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	webhookId: path,
	parameters: { httpMethod: 'POST', path },
});

/** The path stands in the URL: `/webhook/<path>/webhook`. */
export const trigger = (of: 'kiriminAja' | 'kirimo', path: string): Node => ({
	...plain,
	id: 'trigger',
	name: 'Trigger',
	type: `${manifest.name}.${of}Trigger`,
	webhookId: path,
	parameters:
		of === 'kirimo'
			? { events: ['paid'] }
			: { registerCallback: false, events: ['processed_packages'] },
	credentials: credential(`${of}Api`),
});

/** As many buyers, all of another name. */
export const buyers = (count: number): Node => ({
	...plain,
	typeVersion: 2,
	id: 'buyers',
	name: 'Buyers',
	type: 'n8n-nodes-base.code',
	parameters: {
		jsCode: `const letter = (n) => String.fromCharCode(65 + (n % 26));
return Array.from({ length: ${count} }, (_, n) => ({
	json: { buyer: 'Sari ' + letter(n) + letter(Math.floor(n / 26)) + letter(Math.floor(n / 676)) },
}));`,
	},
});

/** These rows. */
export const items = (rows: object[]): Node => ({
	...plain,
	typeVersion: 2,
	id: 'items',
	name: 'Items',
	type: 'n8n-nodes-base.code',
	parameters: { jsCode: `return ${JSON.stringify(rows.map((json) => ({ json })))};` },
});

/** Where the parcel of each item is. */
export const tracking = (): Node => ({
	...plain,
	id: 'track',
	name: 'Track',
	type: `${manifest.name}.kiriminAja`,
	credentials: credential('kiriminAjaApi'),
	parameters: { resource: 'expressOrder', operation: 'track', orderId: '={{ $json.orderId }}' },
});

/** A parcel for each item, paid with KA Credit and picked up tomorrow, its order ID left empty. */
export const booking = (): Node => ({
	...plain,
	id: 'book',
	name: 'Book',
	type: `${manifest.name}.kiriminAja`,
	credentials: credential('kiriminAjaApi'),
	parameters: bookingForm(accounts.kiriminAja.pin, '={{ $json.buyer }}'),
});

/** A payment link for the order that an event is about, its order ID left empty. */
export const link = (): Node => ({
	...plain,
	id: 'link',
	name: 'Link',
	type: `${manifest.name}.kirimo`,
	parameters: {
		resource: 'payment',
		operation: 'create',
		customerName: 'Sari Wulandari',
		customerEmail: '={{ $json.orderId.toLowerCase() }}@example.com',
		amount: 20000,
		orderId: '',
	},
	credentials: credential('kirimoApi'),
});

export interface Delivery {
	/** The order that it is about. */
	orderId: string;
	headers?: Record<string, string>;
	body: string | URLSearchParams;
}

/** KiriminAja tells that an order has got its AWB. */
export function awbIssued(orderId: string, key = accounts.kiriminAja.apiKey): Delivery {
	const data = [{ order_id: orderId, awb: `AWB-${orderId}` }];
	return {
		orderId,
		headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
		body: JSON.stringify({ method: 'processed_packages', data }),
	};
}

/** Duitku tells that an order is paid. */
export function paid(orderId: string, key = accounts.kirimo.duitkuMerchantKey): Delivery {
	const merchantCode = accounts.kirimo.duitkuMerchantCode;
	const signed = `${merchantCode}50000${orderId}${key}`;
	const signature = createHash('md5').update(signed).digest('hex');
	const fields = { merchantOrderId: orderId, resultCode: '00', reference: `D-${orderId}` };
	const body = new URLSearchParams({ merchantCode, amount: '50000', ...fields, signature });
	return { orderId, body };
}

/** An order that was paid with Kirimo; its own notification is left to the test. */
export async function takePayment(sandbox: Sandbox, orderId: string): Promise<void> {
	const post = async (path: string, body: object, headers = {}) => {
		const text = JSON.stringify(body);
		const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body: text });
		if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${path}`);
	};
	const customer = { customer_name: 'Sari Wulandari', customer_email: 'sari@example.com' };
	const headers = { 'X-API-KEY': accounts.kirimo.apiKey, 'content-type': 'application/json' };
	const order = { order_id: orderId, amount: 50000, ...customer };
	await post('/api.php?action=payment', order, headers);
	await post(`/__sandbox/kirimo/orders/${orderId}/pay`, { lost: true });
}

/** The HTTP status that the sender hears; nothing when the connection broke. */
export async function send(base: string, path: string, { headers, body }: Delivery) {
	const request = { method: 'POST', headers, body };
	return await fetch(`${base}/webhook/${path}/webhook`, request).then(
		async (answer) => {
			await answer.text();
			return answer.status;
		},
		() => undefined,
	);
}

export const orderIds = (prefix: string, count: number) =>
	Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`);

/** How often each thing is there. */
export function countsOf(things: unknown[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const thing of things) counts[String(thing)] = (counts[String(thing)] ?? 0) + 1;
	return counts;
}

export const onceEach = (ids: string[]) => Object.fromEntries(ids.map((id) => [id, 1]));

/** What n8n's database says of the runs of a workflow. */
export interface StoredRun {
	id: number;
	status: string;
	mode: string;
}

export const runsOf = async (queue: Queue, workflowId: string) =>
	await queue.postgres.query<StoredRun>(
		`SELECT id, status, mode FROM execution_entity WHERE "workflowId" = '${workflowId}' ORDER BY id`,
	);

/** Of which orders the runs of a workflow are, one entry for each run. */
export async function startedFor(queue: Queue, workflowId: string): Promise<string[]> {
	const rows = await queue.postgres.query<{ awb: string | null; reference: string | null }>(
		`SELECT substring(data from 'AWB-([A-Z]+-[0-9]+)') AS awb, substring(data from '"D-([A-Z]+-[0-9]+)"') AS reference
		FROM execution_data JOIN execution_entity ON id = "executionId" WHERE "workflowId" = '${workflowId}'`,
	);
	return rows.map(({ awb, reference }) => awb ?? reference ?? 'of no order');
}

/** Until no run of the workflow waits or goes on. */
export async function settled(queue: Queue, workflowId: string): Promise<void> {
	const isOpen = ({ status }: StoredRun) => ['new', 'running'].includes(status);
	await until(async () => !(await runsOf(queue, workflowId)).some(isOpen));
}

/** The worker that has an execution. */
export function workerOf(queue: Queue, executionId: number): Member {
	const has = (one: Member) => one.log().includes(`Worker started execution ${executionId} `);
	const worker = queue.workers.find(has);
	if (!worker) throw new Error(`No worker has execution ${executionId}`);
	return worker;
}

/** The merchant presses Retry. */
export async function retry(queue: Queue, executionId: number): Promise<{ status: string }> {
	return await queue.rest('POST', `/rest/executions/${executionId}/retry`, { loadWorkflow: false });
}
