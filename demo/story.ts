import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accounts, type Sandbox } from '../sandbox/index.ts';
import type { Credential, Driver, Execution, Item, WorkflowFile } from './n8n.ts';

/** The order of the story: the sample shipment of KiriminAja's documentation, paid like the sample payment of Kirimo's, under one number. */
export const order = {
	invoice: 'INV-001',
	total: 150000,
	buyer: { name: 'Budi Santoso', email: 'budi@example.com', phone: '081234567890' },
	area: 'Bandar Surabaya',
	weight: 1000,
	itemValue: 86000,
	service: 'jne',
	serviceType: 'REG23',
};

/** One thing that happened, for a person to read. */
export interface Step {
	title: string;
	/** Rows of the same columns. */
	table: Array<Record<string, unknown>>;
	milliseconds: number;
	/** Where it can be seen. */
	link: string;
}

const files = {
	link: '1-order-to-payment-link',
	booking: '2-paid-order-to-shipment',
	driver: '3-awb-to-driver-payment',
};
type Workflows = Record<keyof typeof files, string>;

/** What a merchant would type into the three credentials, for the sandbox. */
export function credentialsFor({ url }: Sandbox): Credential[] {
	const { kiriminAja, kirimo, kasPro } = accounts;
	return [
		{
			name: 'KiriminAja',
			type: 'kiriminAjaApi',
			data: {
				environment: 'custom',
				baseUrl: url,
				apiKey: kiriminAja.apiKey,
				pin: kiriminAja.pin,
			},
		},
		{
			name: 'Kirimo',
			type: 'kirimoApi',
			data: {
				baseUrl: url,
				apiKey: kirimo.apiKey,
				duitkuMerchantCode: kirimo.duitkuMerchantCode,
				duitkuMerchantKey: kirimo.duitkuMerchantKey,
			},
		},
		{
			name: 'KasPro',
			type: 'kasProApi',
			data: {
				baseUrl: url,
				authMode: 'oauth2Hmac',
				clientId: kasPro.clientId,
				clientSecret: kasPro.clientSecret,
				hmacKey: kasPro.hmacKey,
				hmacSecret: kasPro.hmacSecret,
				origin: kasPro.origin,
			},
		},
	];
}

/** Puts credentials and example workflows into n8n and publishes them; KiriminAja learns its callback URL by that. */
export async function setUp(
	n8n: Driver,
	sandbox: Sandbox,
	root = process.cwd(),
): Promise<Workflows> {
	await n8n.importCredentials(credentialsFor(sandbox));
	const ids: Partial<Workflows> = {};
	const read = (file: string) =>
		JSON.parse(readFileSync(join(root, 'examples', `${file}.json`), 'utf8')) as WorkflowFile;
	const notifyUrl = productionUrlOf(n8n, read(files.booking));
	for (const [key, file] of Object.entries(files)) {
		const id = await n8n.importWorkflow(withNotifyUrl(read(file), notifyUrl));
		await n8n.publishWorkflow(id);
		ids[key as keyof Workflows] = id;
	}
	return ids as Workflows;
}

/** What a Kirimo Trigger shows as its Production URL. */
export function productionUrlOf(n8n: Pick<Driver, 'url'>, { nodes }: WorkflowFile): string {
	const trigger = nodes.find(({ type }) => type.endsWith('.kirimoTrigger'));
	return `${n8n.url}/webhook/${String(trigger?.webhookId)}/webhook`;
}

/** Pastes that URL where an example says to. */
export function withNotifyUrl(workflow: WorkflowFile, url: string): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		const parameters = node.parameters as Record<string, unknown>;
		return 'notifyUrl' in parameters
			? { ...node, parameters: { ...parameters, notifyUrl: url } }
			: node;
	});
	return { ...workflow, nodes };
}

/** Tells the merchant's day, step by step; throws with n8n's own error when a step does not happen. */
export async function* story(
	n8n: Driver,
	sandbox: Sandbox,
	workflows: Workflows,
): AsyncGenerator<Step> {
	const first = clock();
	const answer = await fetch(`${n8n.url}/webhook/order-received`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(order),
	});
	const ordered = await finished(n8n, workflows.link);
	const link = itemsOf(ordered, 'Create Payment Link')[0]?.json ?? {};
	yield step(n8n, ordered, 'Find the Area', 'The area of the order', [
		'fullAddress',
		'districtId',
		'subdistrictId',
	]);
	yield step(n8n, ordered, 'Compare Rates', 'Couriers to Bandar Surabaya, cheapest first', [
		'service',
		'serviceType',
		'etd',
		'shippingCost',
		'total',
		'cod',
	]);
	yield {
		...step(n8n, ordered, 'Create Payment Link', 'A link to pay', [
			'orderId',
			'amount',
			'fee',
			'netAmount',
			'status',
			'paymentUrl',
		]),
		milliseconds: first(),
	};
	if (!answer.ok) throw new Error(`The shop got HTTP ${answer.status} instead of the link.`);

	const second = clock();
	const page = String(link.paymentUrl);
	await pressPay(page);
	const booked = await finished(n8n, workflows.booking);
	yield step(
		n8n,
		booked,
		'Payment Received',
		`Budi pays on ${page}; the notification is verified`,
		['event', 'orderId', 'amount', 'paymentMethod', 'reference'],
	);
	yield {
		...step(n8n, booked, 'Book the Shipment', 'The shipment is booked, paid with KA Credit', [
			'orderId',
			'pickupNumber',
			'service',
			'serviceType',
			'shippingCost',
			'paymentStatus',
			'creditBalanceAfter',
		]),
		milliseconds: second(),
	};

	const third = clock();
	await control(sandbox, `kiriminaja/awb/${order.invoice}`);
	const issued = await finished(n8n, workflows.driver);
	yield step(
		n8n,
		issued,
		'AWB or Delivery',
		'The courier issues the AWB; KiriminAja calls the workflow, and nobody is paid yet',
		['event', 'orderId', 'awb'],
	);
	if (issued.nodes['Pay the Driver']) throw new Error('The driver was paid before the delivery.');
	await control(sandbox, `kiriminaja/advance/${order.invoice}`);
	await control(sandbox, `kiriminaja/advance/${order.invoice}`);
	const driver = await finished(n8n, workflows.driver, issued.id);
	yield step(n8n, driver, 'Track the Parcel', 'The parcel is delivered', [
		'orderId',
		'awb',
		'state',
		'statusText',
	]);
	yield {
		...step(n8n, driver, 'Pay the Driver', "The driver is paid from the shop's KasPro wallet", [
			'requestId',
			'done',
			'walletTransactions.0.account',
			'walletTransactions.0.amount',
			'walletTransactions.0.balanceBefore',
			'walletTransactions.0.balanceAfter',
		]),
		milliseconds: third(),
	};
}

function clock(): () => number {
	const start = performance.now();
	return () => Math.round(performance.now() - start);
}

/** Opens the hosted payment page and presses its Pay button, as a browser does. */
export async function pressPay(page: string): Promise<void> {
	const html = await (await fetch(page)).text();
	if (!html.includes('id="pay"')) throw new Error(`The payment page ${page} has no Pay button.`);
	const form = new URLSearchParams({ action: 'pay', paymentCode: 'SP' });
	const pressed = await fetch(page, { method: 'POST', body: form });
	if (!pressed.ok) throw new Error(`The payment page answered HTTP ${pressed.status} to Pay.`);
}

async function control(sandbox: Sandbox, path: string): Promise<void> {
	const response = await fetch(`${sandbox.url}/__sandbox/${path}`, { method: 'POST' });
	if (!response.ok) throw new Error(`The sandbox could not do ${path}: ${await response.text()}`);
}

/** The workflow's one execution, but for the one that was before; its own error when it failed. */
async function finished(n8n: Driver, workflowId: string, before?: string): Promise<Execution> {
	const execution = await n8n.waitForExecution(
		(candidate) =>
			candidate.workflowId === workflowId &&
			candidate.id !== before &&
			!['new', 'running'].includes(candidate.status),
	);
	if (execution.status === 'success') return execution;
	const { message, description } = execution.error ?? { message: execution.status };
	throw new Error(
		[`n8n says: ${message}`, description, seeIn(n8n, execution)].filter(Boolean).join('\n'),
	);
}

function itemsOf(execution: Execution, node: string): Item[] {
	const items = execution.nodes[node]?.at(-1)?.outputs[0] ?? [];
	if (items.length === 0) throw new Error(`"${node}" returned nothing.`);
	return items;
}

function step(
	n8n: Driver,
	execution: Execution,
	node: string,
	title: string,
	columns: string[],
): Step {
	const table = itemsOf(execution, node).map(({ json }) =>
		Object.fromEntries(
			columns.map((path) => [path.split('.').at(-1) ?? path, valueAt(json, path)] as const),
		),
	);
	const milliseconds = execution.nodes[node]?.at(-1)?.milliseconds ?? 0;
	return { title: `${title} (${node})`, table, milliseconds, link: seeIn(n8n, execution) };
}

/** `walletTransactions.0.amount` of an item. */
function valueAt(json: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], json);
}

function seeIn(n8n: Driver, { workflowId, id }: Execution): string {
	return `${n8n.url}/workflow/${workflowId}/executions/${id}`;
}
