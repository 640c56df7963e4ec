import { accounts, startSandbox, type Sandbox } from '../sandbox/index.ts';
import { owner, packedTarball, startN8n, type N8n } from './n8n.ts';
import { requireFreePort } from './n8n/ports.ts';
import { textOf } from './print.ts';
import { setUp, story } from './story.ts';

/**
 * The merchant's story in a real n8n against the sandbox. On a terminal it stays up for a look around; without one it ends by itself.
 */
const portOf = (name: string, usual: number) => Number(process.env[name] ?? usual);
const say = (text: string) => process.stdout.write(`${text}\n`);

let sandbox: Sandbox | undefined;
let n8n: N8n | undefined;
let stopping: Promise<void> | undefined;

function stop(): Promise<void> {
	stopping ??= (async () => {
		await n8n?.stop();
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
	const sandboxPort = await requireFreePort(portOf('SANDBOX_PORT', 8787), 'SANDBOX_PORT');
	sandbox = await startSandbox({ port: sandboxPort, isLocal: true });
	say(`KiriminAja, Kirimo and KasPro stand in on ${sandbox.url}`);
	say('n8n is starting …');
	n8n = await startN8n({ tarball: packedTarball(), port: portOf('N8N_PORT', 5678) });
	const workflows = await setUp(n8n, sandbox);
	say(`n8n runs on ${n8n.url} with three workflows published\n`);

	let number = 0;
	for await (const step of story(n8n, sandbox, workflows)) say(textOf(step, ++number));
	say(
		'The story is complete: an order was paid, shipped and delivered under one number, and its driver paid.',
	);

	if (process.stdin.isTTY) {
		say('\nLook around:');
		say(`Editor: ${n8n.url}   sign in: ${owner.email} / ${owner.password}`);
		say(`Board:  ${sandbox.url}   KA Credit PIN: ${accounts.kiriminAja.pin}`);
		say(
			'The board shows orders, payments, wallets and webhooks, and has buttons for what comes next.',
		);
		say('Ctrl+C ends everything.');
	} else {
		await stop();
	}
} catch (error) {
	process.stderr.write(`\nThe demo stopped: ${(error as Error).message}\n`);
	process.exitCode = 1;
	await stop();
}
