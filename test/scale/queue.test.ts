import { readFileSync } from 'node:fs';
import { packedTarball, type WorkflowFile } from '../../demo/n8n.ts';
import { startQueue, type Queue } from '../../demo/queue.ts';
import { publishWaiting } from '../../demo/queue/waiting.ts';
import { setUp, story } from '../../demo/story.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { missingServers } from '../../scripts/servers.cjs';
import {
	awbIssued,
	booking,
	buyers,
	countsOf,
	inARow,
	link,
	onceEach,
	orderIds,
	paid,
	retry,
	runsOf,
	send,
	settled,
	startedFor,
	takePayment,
	trigger,
	until,
	webhook,
	workerOf,
	type Delivery,
} from './support/desk.ts';

/** n8n's queue mode as examples/queue describes it. docs/scaling.md states what this shows. */
const withServers = missingServers().length === 0 || process.env.CI ? describe : describe.skip;

withServers("n8n's queue mode", () => {
	let sandbox: Sandbox;
	let queue: Queue;

	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		sandbox.kirimo.settings.statusChecksPerMinute = null;
		sandbox.kiriminAja.creditBalance = 1_000_000_000;
		// The triggers use no expressions; n8n's usual engine would build a virtual machine for each delivery.
		const env = { N8N_EXPRESSION_ENGINE: 'legacy' };
		queue = await startQueue({ tarball: packedTarball(), env });
	}, 300_000);
	afterAll(async () => {
		await queue?.stop();
		await sandbox?.close();
	}, 60_000);

	test("takes the merchant's story to its end", async () => {
		const workflows = await setUp(queue, sandbox);
		const titles: string[] = [];
		for await (const { title } of story(queue, sandbox, workflows)) titles.push(title);

		expect(titles).toHaveLength(8);
	}, 120_000);

	describe.each([
		['kiriminAja', awbIssued],
		['kirimo', paid],
	] as const)('the trigger of %s', (of, delivery) => {
		const prepare = async (ids: string[]) => {
			if (of === 'kirimo') for (const id of ids) await takePayment(sandbox, id);
		};

		test('behind the balancer starts each event once, of which two copies come at the same moment', async () => {
			const ids = orderIds(of.toUpperCase(), 40);
			await prepare(ids);
			const path = `${of}-balanced`;
			const workflowId = await queue.importWorkflow(inARow(path, [trigger(of, path)]));
			await queue.publishWorkflow(workflowId);
			const [first = ''] = ids;
			const forged = [delivery(first, 'not-the-key'), delivery('NOBODY-0001', 'not-the-key')];

			const refused = await Promise.all(forged.map((one) => send(queue.url, path, one)));
			const answers = await inBursts(
				ids.map((id) => delivery(id)),
				async (one) => [
					await Promise.all([send(queue.url, path, one), send(queue.url, path, one)]),
				],
			);
			await settled(queue, workflowId);

			expect(refused).toEqual([401, 401]);
			expect(countsOf(answers.flat())).toEqual({ 200: 80 });
			expect(countsOf(await startedFor(queue, workflowId))).toEqual(onceEach(ids));
		}, 120_000);

		/** Somebody has left the balancer's line out. */
		test('without it starts an event twice, and what the second would do is done already', async () => {
			const ids = orderIds(`${of.toUpperCase()}DIRECT`, 10);
			await prepare(ids);
			const path = `${of}-direct`;
			const workflow = inARow(path, [trigger(of, path), link()]);
			const workflowId = await queue.importWorkflow(workflow);
			await queue.publishWorkflow(workflowId);
			const before = sandbox.kirimo.orders.length;

			const answers = await inBursts(
				ids.map((id) => delivery(id)),
				async (one) => [await Promise.all(queue.processors.map(({ url }) => send(url, path, one)))],
			);
			await settled(queue, workflowId);

			expect(countsOf(answers.flat())).toEqual({ 200: 20 });
			const runs = await runsOf(queue, workflowId);
			process.stdout.write(
				`${of}: of 10 events sent to both processors at once, ${runs.length - 10} ran twice\n`,
			);
			expect(countsOf(runs.map(({ status }) => status))).toEqual({ success: runs.length });
			const links = sandbox.kirimo.orders.slice(before).map((one) => one.customerEmail);
			expect(countsOf(links)).toEqual(onceEach(ids.map((id) => `${id.toLowerCase()}@example.com`)));
		}, 120_000);
	});

	/** The links and the bookings of the run that was killed are nowhere but at the vendor. */
	test('books each of 120 orders once when their worker is killed and the merchant presses Retry', async () => {
		const nodes = [webhook('parcels'), buyers(120), booking()];
		const workflowId = await queue.importWorkflow(inARow('Parcels', nodes));
		await queue.publishWorkflow(workflowId);
		const before = sandbox.kiriminAja.orders.length;
		const booked = () => sandbox.kiriminAja.orders.slice(before);
		const path = '/api/mitra/v6.2/request_pickup';
		sandbox.fault([
			{ kind: 'latency', delayMs: 10, path },
			{ kind: 'hang', path },
		]);

		await fetch(`${queue.url}/webhook/parcels`, { method: 'POST' });
		await until(() => booked().length === 100);
		const [killed] = await runsOf(queue, workflowId);
		const { id = 0 } = killed ?? {};
		const worker = workerOf(queue, id);
		await worker.kill();
		await worker.restart();
		const statusOf = async () => (await runsOf(queue, workflowId))[0]?.status;
		await until(async () => (await statusOf()) === 'crashed');
		const { status } = await retry(queue, id);

		expect(status).toBe('success');
		expect(new Set(booked().map(({ destination }) => destination.name)).size).toBe(120);
		expect(booked()).toHaveLength(120);
	}, 240_000);

	/** Example 9, with orders of this shop. */
	test('lists the orders that are not booked', async () => {
		const text = readFileSync('examples/9-what-is-unfinished.json', 'utf8');
		const [booked] = sandbox.kiriminAja.orders;
		const { name, nodes, connections, settings } = JSON.parse(
			text.replace('SHOP-1001', booked?.orderId ?? ''),
		) as WorkflowFile;
		const id = await queue.importWorkflow({ name, nodes, connections, settings });
		const execution = await queue.runWorkflow(id);
		const itemsOf = (node: string) =>
			execution.nodes[node]?.[0]?.outputs[0]?.map(({ json }) => json);

		expect(itemsOf('Booked')).toMatchObject([{ orderId: booked?.orderId }]);
		expect(itemsOf('Unfinished')).toEqual([
			{ orderId: 'SHOP-1002', why: expect.stringMatching(/SHOP-1002|tidak|not/i) },
		]);
	}, 120_000);

	test('goes on with an order that was paid while the main process was dead', async () => {
		const waiting = await publishWaiting(queue, sandbox);
		const [id, later] = [await waiting.order('INV-DEAD'), await waiting.order('INV-BACK')];

		await queue.main.kill();
		await waiting.pay('INV-DEAD');
		await until(() => waiting.isBooked('INV-DEAD'));
		await queue.main.restart();
		await waiting.pay('INV-BACK');

		expect((await waiting.ended(id)).status).toBe('success');
		expect((await waiting.ended(later)).status).toBe('success');
		expect(waiting.isBooked('INV-BACK')).toBe(true);
	}, 240_000);
});

/** Ten at once. */
async function inBursts<Answer>(
	deliveries: Delivery[],
	sendOne: (delivery: Delivery) => Promise<Answer[]>,
): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (let first = 0; first < deliveries.length; first += 10) {
		const burst = deliveries.slice(first, first + 10);
		answers.push(...(await Promise.all(burst.map(sendOne))).flat());
	}
	return answers;
}
