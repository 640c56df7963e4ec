import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'flatted';
import { packedTarball, startN8n, type N8n, type WorkflowFile } from '../../demo/n8n.ts';
import { credentialsFor } from '../../demo/story.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';

/** What senders do on a bad day, to triggers in the pinned n8n. docs/reliability.md, "Triggers", states what this shows. */
let sandbox: Sandbox;
let n8n: N8n;

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	// The block for heavy status checks is tried elsewhere; here all 200 come within a minute.
	sandbox.kirimo.settings.statusChecksPerMinute = null;
	// The triggers use no expressions; n8n's usual engine would build a virtual machine for each delivery and take ten times as long.
	const env = { N8N_EXPRESSION_ENGINE: 'legacy' };
	n8n = await startN8n({ tarball: packedTarball(), env });
	await n8n.importCredentials(credentialsFor(sandbox));
}, 120_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
}, 60_000);

interface Workflow {
	id: string;
	url: string;
}

/** A published workflow of nothing but the trigger: its executions are the record of what ran. */
async function publish(type: 'kiriminAja' | 'kirimo', parameters = {}): Promise<Workflow> {
	const webhookId = `${type}-${published++}`;
	const workflow: WorkflowFile = {
		name: `Load ${webhookId}`,
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				type: `n8n-nodes-indonesia-commerce.${type}Trigger`,
				typeVersion: 1,
				position: [0, 0],
				parameters,
				credentials: { [`${type}Api`]: { id: '', name: '' } },
				webhookId,
			},
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	};
	const id = await n8n.importWorkflow(workflow);
	await n8n.publishWorkflow(id);
	return { id, url: `${n8n.url}/webhook/${webhookId}/webhook` };
}
let published = 0;

interface Delivery {
	/** The order that the event is about. */
	orderId: string;
	body: string | URLSearchParams;
	headers?: Record<string, string>;
}

interface Answer {
	delivery: Delivery;
	/** Nothing when the connection broke. */
	status: number | undefined;
	milliseconds: number;
}

async function send(url: string, delivery: Delivery): Promise<Answer> {
	const { body, headers } = delivery;
	const start = performance.now();
	const status = await fetch(url, { method: 'POST', body, headers }).then(
		async (response) => {
			await response.text();
			return response.status;
		},
		() => undefined,
	);
	return { delivery, status, milliseconds: Math.round(performance.now() - start) };
}

/** Fifty at once, and the next fifty when all of them are answered. */
async function sendInBursts(url: string, deliveries: Delivery[]): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (let first = 0; first < deliveries.length; first += 50) {
		const burst = deliveries.slice(first, first + 50);
		answers.push(...(await Promise.all(burst.map((delivery) => send(url, delivery)))));
	}
	return answers;
}

function awbIssued(orderId: string, key = accounts.kiriminAja.apiKey): Delivery {
	const data = [{ order_id: orderId, awb: `AWB-${orderId}` }];
	return {
		orderId,
		body: JSON.stringify({ method: 'processed_packages', data }),
		headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
	};
}

/** As Duitku signs and sends it. */
function paid(orderId: string, key = accounts.kirimo.duitkuMerchantKey): Delivery {
	const merchantCode = accounts.kirimo.duitkuMerchantCode;
	const signed = `${merchantCode}50000${orderId}${key}`;
	return {
		orderId,
		body: new URLSearchParams({
			merchantCode,
			amount: '50000',
			merchantOrderId: orderId,
			resultCode: '00',
			reference: `D-${orderId}`,
			signature: createHash('md5').update(signed).digest('hex'),
		}),
	};
}

const orderIds = (prefix: string, count: number) =>
	Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`);

/** The same disorder each time. */
function shuffled<Value>(values: Value[]): Value[] {
	const rank = (index: number) => createHash('sha256').update(String(index)).digest('hex');
	return values
		.map((value, index) => ({ value, rank: rank(index) }))
		.sort((a, b) => (a.rank < b.rank ? -1 : 1))
		.map(({ value }) => value);
}

/** How often each order's event started the workflow, from n8n's database: also runs that were cut off. */
function runsOf(workflow: Workflow): Map<string, number> {
	const runs = new Map<string, number>();
	for (const data of query<{ data: string }>(
		'SELECT data FROM execution_data JOIN execution_entity ON id = executionId WHERE workflowId = ?',
		workflow,
	)) {
		for (const orderId of ordersIn(parse(data.data) as Stored)) {
			runs.set(orderId, (runs.get(orderId) ?? 0) + 1);
		}
	}
	return runs;
}

interface Stored {
	resultData: { runData: { Trigger?: Array<{ data?: Outputs }> } };
	executionData?: { nodeExecutionStack: Array<{ data: Outputs }> };
}
type Outputs = { main: Array<Array<{ json: { orderId?: string } }>> };

/**
 * The trigger's items: what it has put out, or what it is about to. When n8n starts again after a crash, it notes an
 * artificial item (without an order) for a node of which its event log alone says that it ended; the item itself is
 * still the one to be run.
 */
function ordersIn({ resultData, executionData }: Stored): string[] {
	const stages = [resultData.runData.Trigger?.[0], executionData?.nodeExecutionStack[0]];
	const items = stages.flatMap((stage) => stage?.data?.main[0] ?? []);
	return [...new Set(items.flatMap(({ json }) => json.orderId ?? []))];
}

function query<Row>(sql: string, { id }: Workflow): Row[] {
	const database = new DatabaseSync(join(n8n.userFolder, '.n8n', 'database.sqlite'), {
		readOnly: true,
	});
	try {
		return database.prepare(sql).all(id) as Row[];
	} finally {
		database.close();
	}
}

/** Until every run has ended, of those that have begun after the one with this id. */
async function settled(workflow: Workflow, since = 0): Promise<void> {
	const end = Date.now() + 30_000;
	const sql =
		"SELECT id FROM execution_entity WHERE workflowId = ? AND status IN ('new', 'running')";
	const open = () => query<{ id: number }>(sql, workflow).filter(({ id }) => id > since);
	while (open().length > 0) {
		if (Date.now() > end) throw new Error('Some runs have not ended within 30 s.');
		await sleep(100);
	}
}

const once = (ids: string[]) => new Map(ids.map((id) => [id, 1]));
const sorted = (runs: Map<string, number>) => [...runs].sort();

function statuses(answers: Answer[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of answers) counts[String(status)] = (counts[String(status)] ?? 0) + 1;
	return counts;
}

/** For the reader of the test's output; times depend on the machine, so nothing is asserted about them. */
function report(title: string, answers: Answer[]): void {
	const times = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
	const at = (share: number) => times[Math.floor((times.length - 1) * share)];
	process.stdout.write(
		`${title}: ${times.length} answers, median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, slowest ${at(1)} ms\n`,
	);
}

test('of 2,000 deliveries, some of them doubled, some forged, each genuine event runs once', async () => {
	const workflow = await publish('kiriminAja', { events: ['processed_packages'] });
	const genuine = orderIds('LOAD', 1500);
	const forged = [...genuine.slice(0, 50), ...orderIds('FORGED', 50)];
	const deliveries = shuffled([
		...genuine.map((id) => awbIssued(id)),
		...genuine.slice(-400).map((id) => awbIssued(id)),
		...forged.map((id) => awbIssued(id, 'not-the-key')),
	]);

	const answers = await sendInBursts(workflow.url, deliveries);
	await settled(workflow);

	expect(statuses(answers)).toEqual({ 200: 1900, 401: 100 });
	expect(sorted(runsOf(workflow))).toEqual(sorted(once(genuine)));
	report('KiriminAja Trigger, 2,000 deliveries in bursts of 50', answers);
}, 120_000);

test('what was answered before n8n was killed is in its list, and the rest runs when it is sent again', async () => {
	const workflow = await publish('kiriminAja', { events: ['processed_packages'] });
	const ids = orderIds('CRASH', 150);
	const waiting = ids.map((id) => awbIssued(id));
	const before: Answer[] = [];
	let killed: Promise<void> | undefined;
	// Fifty senders, so that n8n dies with deliveries at every stage.
	await Promise.all(
		Array.from({ length: 50 }, async () => {
			for (let one = waiting.pop(); one; one = waiting.pop()) {
				before.push(await send(workflow.url, one));
				if (before.length === 75) killed = n8n.kill();
			}
		}),
	);
	await killed;
	await n8n.restart();

	const [accepted, unanswered] = [200, undefined].map((wanted) =>
		before.flatMap(({ delivery, status }) => (status === wanted ? [delivery.orderId] : [])),
	) as [string[], string[]];
	expect(accepted.length + unanswered.length).toBe(150);
	expect(unanswered.length).toBeGreaterThan(0);
	const kept = runsOf(workflow);
	expect(accepted.filter((id) => !kept.has(id))).toEqual([]);

	// What n8n had only begun to store when it was killed may stay as it is.
	const [last] = query<{ id: number }>(
		'SELECT max(id) AS id FROM execution_entity WHERE workflowId = ?',
		workflow,
	);
	const again = await sendInBursts(
		workflow.url,
		unanswered.map((id) => awbIssued(id)),
	);
	await settled(workflow, last?.id);
	expect(statuses(again)).toEqual({ 200: unanswered.length });
	const runs = runsOf(workflow);
	expect([...runs.keys()].sort()).toEqual(ids);
	// Stored, but not answered yet when n8n was killed: only these may run again.
	const twice = [...runs].flatMap(([id, count]) => (count > 1 ? [id] : []));
	expect(twice.filter((id) => accepted.includes(id))).toEqual([]);
	process.stdout.write(
		`Killed after ${accepted.length} answers of 150; ${unanswered.length} sent again, ${twice.length} of them are in the list twice\n`,
	);
}, 90_000);

test('of 200 payment notifications, some of them doubled, some forged, each paid order runs once', async () => {
	const workflow = await publish('kirimo', { events: ['paid'] });
	const genuine = orderIds('PAID', 150);
	for (const id of genuine) await payFor(id);
	const deliveries = shuffled([
		...genuine.map((id) => paid(id)),
		...genuine.slice(-40).map((id) => paid(id)),
		...genuine.slice(0, 5).map((id) => paid(id, 'not-the-key')),
		...orderIds('FORGED', 5).map((id) => paid(id, 'not-the-key')),
	]);

	const answers = await sendInBursts(workflow.url, deliveries);
	await settled(workflow);

	expect(statuses(answers)).toEqual({ 200: 190, 401: 10 });
	expect(sorted(runsOf(workflow))).toEqual(sorted(once(genuine)));
	report('Kirimo Trigger, 200 deliveries in bursts of 50', answers);
}, 90_000);

/** A payment that the sandbox has taken; its own notification is left to the test. */
async function payFor(orderId: string): Promise<void> {
	const post = async (path: string, body: object, headers = {}) => {
		const answer = await fetch(sandbox.url + path, {
			method: 'POST',
			headers,
			body: JSON.stringify(body),
		});
		if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${path}`);
	};
	const customer = { customer_name: 'Sari Wulandari', customer_email: 'sari@example.com' };
	await post(
		'/api.php?action=payment',
		{ order_id: orderId, amount: 50000, ...customer },
		{ 'X-API-KEY': accounts.kirimo.apiKey, 'content-type': 'application/json' },
	);
	await post(`/__sandbox/kirimo/orders/${orderId}/pay`, { lost: true });
}
