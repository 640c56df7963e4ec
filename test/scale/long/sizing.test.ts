import { cpus } from 'node:os';
import { packedTarball } from '../../../demo/n8n.ts';
import { startQueue, type Queue } from '../../../demo/queue.ts';
import { credentialsFor } from '../../../demo/story.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { missingServers } from '../../../scripts/servers.cjs';
import {
	awbIssued,
	inARow,
	link,
	orderIds,
	runsOf,
	send,
	settled,
	trigger,
} from '../support/desk.ts';

/** How many events a minute a queue does with one, two and four workers; the figures of docs/scaling.md. Nothing is asserted about times. */
const withServers = missingServers().length === 0 || process.env.CI ? describe : describe.skip;
const EVENTS = 200;

withServers('a queue', () => {
	let sandbox: Sandbox;
	let queue: Queue;

	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		queue = await startQueue({ tarball: packedTarball(), workers: 1 });
		await queue.importCredentials(credentialsFor(sandbox));
	}, 600_000);
	afterAll(async () => {
		await queue?.stop();
		await sandbox?.close();
	}, 60_000);

	test.each([1, 2, 4])(
		'with %d workers makes a link for each event',
		async (workers) => {
			while (queue.workers.length < workers) await queue.addWorker();
			const path = `size-${workers}`;
			const workflow = inARow(path, [trigger('kiriminAja', path), link()]);
			const workflowId = await queue.importWorkflow(workflow);
			await queue.publishWorkflow(workflowId);
			const left = orderIds(`SIZE${'ABCDE'[workers]}`, EVENTS);
			const start = performance.now();
			const work = async () => {
				for (let id = left.shift(); id; id = left.shift()) {
					expect(await send(queue.url, path, awbIssued(id))).toBe(200);
				}
			};
			await Promise.all(Array.from({ length: 20 }, work));
			const answered = (performance.now() - start) / 1000;
			await settled(queue, workflowId);
			const done = (performance.now() - start) / 1000;

			const runs = await runsOf(queue, workflowId);
			expect(runs.filter(({ status }) => status === 'success')).toHaveLength(EVENTS);
			process.stdout.write(
				`${workers} workers, ${cpus().length} cores: ${EVENTS} events answered in ${answered.toFixed(1)} s, done in ${done.toFixed(1)} s\n`,
			);
		},
		600_000,
	);
});
