import { startSandbox, type Sandbox } from '../sandbox/index.ts';
import { missingServers } from '../scripts/servers.cjs';
import { packedTarball } from './n8n.ts';
import { textOf } from './print.ts';
import { startQueue, type Queue } from './queue.ts';
import { publishWaiting } from './queue/waiting.ts';
import { setUp, story } from './story.ts';

/** The merchant's story in n8n's queue mode: a main process, two webhook processors and two workers behind nginx. */
const say = (text: string) => process.stdout.write(`${text}\n`);

let sandbox: Sandbox | undefined;
let queue: Queue | undefined;
let stopping: Promise<void> | undefined;

function stop(): Promise<void> {
	stopping ??= (async () => {
		await queue?.stop();
		await sandbox?.close();
	})();
	return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		say('Stopping …');
		void stop().then(() => process.exit(0));
	});
}

try {
	const missing = missingServers();
	if (missing.length > 0) throw new Error(`${missing.join(', ')} is not installed here.`);
	sandbox = await startSandbox({ isLocal: true });
	say('PostgreSQL, Redis, nginx and five n8n processes are starting …');
	queue = await startQueue({ tarball: packedTarball() });
	const workflows = await setUp(queue, sandbox);
	say(`n8n's queue runs behind ${queue.url}\n`);
	let number = 0;
	for await (const step of story(queue, sandbox, workflows)) say(textOf(step, ++number));

	const waiting = await publishWaiting(queue, sandbox);
	const invoice = 'INV-WAITING';
	const id = await waiting.order(invoice);
	await queue.main.kill();
	say(`${invoice} waits for its money in execution ${id}; n8n's main process has been killed.`);
	await waiting.pay(invoice);
	await queue.main.restart();
	const { status } = await waiting.ended(id);
	if (!waiting.isBooked(invoice)) throw new Error(`${invoice} was not shipped (${status}).`);
	say('It was paid meanwhile, a processor and a worker went on with it, and it is shipped.\n');
	say('The story is complete: an order was paid, shipped, and its driver paid.');
} catch (error) {
	process.stderr.write(`\nThe demo stopped: ${(error as Error).message}\n`);
	process.exitCode = 1;
} finally {
	await stop();
}
