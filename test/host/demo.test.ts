import { existsSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../demo/n8n/ports.ts';
import { packedTarball } from '../../demo/n8n.ts';
import { order } from '../../demo/story.ts';

let demo: ChildProcess;
afterEach(() => void demo.kill());

/** Starts the demo with all that it says in `said`, on free ports. */
async function start(command: string, args: string[], stdin: 'ignore' | 'pipe') {
	const env = {
		...process.env,
		PACKAGE_TARBALL: packedTarball(),
		SANDBOX_PORT: String(await freePort()),
		N8N_PORT: String(await freePort()),
	};
	demo = spawn(command, args, { env, stdio: [stdin, 'pipe', 'pipe'] });
	const heard = { said: '' };
	const ended = once(demo, 'close') as Promise<[number]>;
	for (const stream of [demo.stdout, demo.stderr])
		stream?.on('data', (text) => (heard.said += String(text)));
	return {
		heard,
		ended,
		editor: `http://127.0.0.1:${env.N8N_PORT}`,
		board: `http://127.0.0.1:${env.SANDBOX_PORT}`,
	};
}

/** What `npm run demo` does after it has packed. */
test('the demo tells its story to the end, and ends by itself without a terminal', async () => {
	const { heard, ended, editor, board } = await start(process.execPath, ['demo/main.ts'], 'ignore');
	const [code] = await ended;

	expect(heard.said).toContain(`stand in on ${board}\n`);
	expect(heard.said).toContain(`n8n runs on ${editor} `);
	expect(heard.said).toContain('The story is complete');
	expect(code).toBe(0);
}, 180_000);

/** Gives a program a terminal; part of Linux. */
const script = '/usr/bin/script';
const onTerminal = existsSync(script) ? test : test.skip;

onTerminal(
	'on a terminal it leaves editor and board open until Ctrl+C',
	async () => {
		const args = ['-qefc', `"${process.execPath}" demo/main.ts`, '/dev/null'];
		const { heard, ended, editor, board } = await start(script, args, 'pipe');
		await Promise.race([
			ended.then(() => Promise.reject(new Error(`The demo has ended: ${heard.said}`))),
			until(() => heard.said.includes('Ctrl+C ends everything.')),
		]);

		expect(heard.said).toContain(`Editor: ${editor} `);
		expect(heard.said).toContain(`Board:  ${board} `);
		expect((await fetch(`${editor}/healthz`)).status).toBe(200);
		expect(await (await fetch(board)).text()).toContain(order.invoice);

		demo.stdin?.write('\x03');
		await ended;
		await expect(fetch(board)).rejects.toThrow('fetch failed');
	},
	240_000,
);

/** Looks whenever the demo says something more. */
async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await once(demo.stdout as NodeJS.EventEmitter, 'data');
}
