import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';
import { credentialsFor } from '../../demo/story.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { until } from './support/until.ts';

/** n8n is killed in the middle of a node and keeps none of the node's memory; the merchant presses Retry. docs/reliability.md */
let sandbox: Sandbox;
let n8n: N8n;
const folder = mkdtempSync(join(tmpdir(), 'n8n-killed-'));
/** While it is there, no run gets to its first node. */
const hold = join(folder, 'hold');

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	const env = {
		// One run at a time, so that an event can wait for its turn.
		N8N_CONCURRENCY_PRODUCTION_LIMIT: '1',
		EXTERNAL_HOOK_FILES: join(__dirname, 'support', 'holdRuns.cjs'),
		// The hook comes within the run, and not before it is stored.
		N8N_PRE_EXECUTE_ERROR_CREATES_EXECUTION: 'true',
		HOLD_RUNS: hold,
	};
	n8n = await startN8n({ tarball: packedTarball(), env });
	await n8n.importCredentials(credentialsFor(sandbox));
}, 180_000);
afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	rmSync(folder, { recursive: true });
}, 60_000);

const BUYERS = ['Sari', 'Budi', 'Rina', 'Joko'];
const PAYMENT = { path: '/api.php?action=payment' };

test('a retry finds the links that were made, although no order IDs were given', async () => {
	const kirimoApi = credentialsFor(sandbox).find(({ type }) => type === 'kirimoApi');
	const id = await n8n.importWorkflow({
		name: 'Links for four',
		settings: { executionOrder: 'v1', saveExecutionProgress: true },
		nodes: [
			{
				id: 'hook',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: 'killed',
				parameters: { httpMethod: 'POST', path: 'killed' },
			},
			{
				id: 'buyers',
				name: 'Buyers',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				position: [200, 0],
				parameters: {
					jsCode: `return ${JSON.stringify(BUYERS)}.map((name) => ({ json: { name } }));`,
				},
			},
			{
				id: 'links',
				name: 'Links',
				type: 'n8n-nodes-indonesia-commerce.kirimo',
				typeVersion: 1,
				position: [400, 0],
				parameters: {
					resource: 'payment',
					operation: 'create',
					customerName: '={{ $json.name }} Wulandari',
					customerEmail: '={{ $json.name.toLowerCase() }}@example.com',
					amount: 20000,
				},
				credentials: { kirimoApi: { id: kirimoApi?.id ?? '', name: kirimoApi?.name ?? '' } },
			},
		],
		connections: {
			Webhook: { main: [[{ node: 'Buyers', type: 'main', index: 0 }]] },
			Buyers: { main: [[{ node: 'Links', type: 'main', index: 0 }]] },
		},
	});
	await n8n.publishWorkflow(id);
	sandbox.fault({ kind: 'latency', delayMs: 50, times: 2, ...PAYMENT });
	sandbox.fault({ kind: 'hang', ...PAYMENT });
	await fetch(`${n8n.url}/webhook/killed`, { method: 'POST' });
	await until(() => sandbox.kirimo.orders.length === 3);

	await n8n.kill();
	await n8n.restart();
	const crashed = await n8n.waitForExecution(
		({ workflowId, status }) => workflowId === id && status === 'crashed',
	);
	await n8n.rest('POST', `/rest/executions/${crashed.id}/retry`, { loadWorkflow: false });
	const retried = await n8n.waitForExecution(
		({ workflowId, mode }) => workflowId === id && mode === 'retry',
	);

	expect(retried.error).toBeUndefined();
	const items = retried.nodes.Links?.[0]?.outputs[0]?.map(({ json }) => json.alreadyExisted);
	expect(items).toEqual([true, true, true, false]);
	expect(sandbox.kirimo.orders.map(({ customerName }) => customerName)).toEqual(
		BUYERS.map((name) => `${name} Wulandari`),
	);
}, 120_000);

/** A payment link for the order of each event, and what becomes of them. */
async function linksForParcels(path: string, orderIdField = '') {
	const [kirimoApi, kiriminAjaApi] = ['kirimoApi', 'kiriminAjaApi'].map((wanted) => {
		const { id = '', name = '' } =
			credentialsFor(sandbox).find(({ type }) => type === wanted) ?? {};
		return { [wanted]: { id, name } };
	});
	const id = await n8n.importWorkflow({
		name: 'Links for parcels',
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				type: 'n8n-nodes-indonesia-commerce.kiriminAjaTrigger',
				typeVersion: 1,
				position: [0, 0],
				webhookId: path,
				parameters: { registerCallback: false },
				credentials: kiriminAjaApi,
			},
			{
				id: 'link',
				name: 'Link',
				type: 'n8n-nodes-indonesia-commerce.kirimo',
				typeVersion: 1,
				position: [200, 0],
				parameters: {
					resource: 'payment',
					operation: 'create',
					customerName: 'Sari Wulandari',
					customerEmail: '={{ $json.orderId.toLowerCase() }}@example.com',
					amount: 20000,
					orderId: orderIdField,
				},
				credentials: kirimoApi,
			},
		],
		connections: { Trigger: { main: [[{ node: 'Link', type: 'main', index: 0 }]] } },
	});
	await n8n.publishWorkflow(id);
	const send = async (orderId: string) =>
		await fetch(`${n8n.url}/webhook/${path}/webhook`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
			},
			body: JSON.stringify({ method: 'processed_packages', data: [{ order_id: orderId }] }),
		}).then(
			({ status }) => status,
			() => 'no answer',
		);
	const executions = async () => await n8n.executions(id);
	const linksOf = (orderId: string) =>
		sandbox.kirimo.orders.filter(
			({ customerEmail }) => customerEmail === `${orderId.toLowerCase()}@example.com`,
		).length;
	return { id, send, executions, linksOf };
}

/** n8n runs what waited for its turn when it starts again, and the sender, which got no answer, sends it again. */
test.each([
	['its own order number', 'own', '={{ $json.orderId }}'],
	['the event, which gives both runs one number,', 'empty', ''],
])(
	'an event that was waiting for its turn runs twice, and %s makes that one link',
	async (_, path, orderIdField) => {
		const { send, executions, linksOf } = await linksForParcels(path, orderIdField);
		sandbox.fault({ kind: 'hang', ...PAYMENT });
		expect(await send(`FIRST-${path}`)).toBe(200);
		await until(() => linksOf(`FIRST-${path}`) === 1);
		const waiting = send(`SECOND-${path}`);
		await until(async () => (await executions()).length === 2);
		await n8n.kill();
		expect(await waiting).toBe('no answer');
		await n8n.restart();

		await until(() => linksOf(`SECOND-${path}`) === 1);
		expect(await send(`SECOND-${path}`)).toBe(200);
		await until(async () => (await executions()).every(({ status }) => status !== 'running'));
		expect((await executions()).map(({ status }) => status).sort()).toEqual([
			'crashed',
			'success',
			'success',
		]);
		expect(linksOf(`SECOND-${path}`)).toBe(1);
	},
	120_000,
);

/** At its start n8n looks into its event log, and leaves a run alone of which that has the start and no node. */
test('a run that is cut off before its first node stays "running", and is done when it is tried again', async () => {
	const { id, send, executions, linksOf } = await linksForParcels('cut');
	const hasStarted = () =>
		readFileSync(join(n8n.userFolder, '.n8n', 'n8nEventLog.log'), 'utf8')
			.split('\n')
			.some((line) => line.includes('n8n.workflow.started') && line.includes(id));
	const statuses = async () => (await executions()).map(({ status }) => status).sort();

	writeFileSync(hold, '');
	expect(await send('CUT')).toBe(200);
	await until(hasStarted);
	await n8n.kill();
	rmSync(hold);
	await n8n.restart();
	// What n8n takes up by itself would come before this one.
	expect(await send('NEXT')).toBe(200);
	await until(async () => (await statuses()).includes('success'));
	expect(await statuses()).toEqual(['running', 'success']);
	expect([linksOf('CUT'), linksOf('NEXT')]).toEqual([0, 1]);

	const cut = (await executions()).find(({ status }) => status === 'running');
	await n8n.rest('POST', `/rest/executions/${cut?.id}/retry`, { loadWorkflow: false });
	expect([linksOf('CUT'), linksOf('NEXT')]).toEqual([1, 1]);
}, 120_000);
