import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../demo/n8n/ports.ts';
import { packedTarball } from '../../demo/n8n.ts';

let demo: ChildProcess;
afterAll(() => void demo.kill());

/** What `npm run demo` does after it has packed. */
test('the demo tells its story to the end, and ends by itself without a terminal', async () => {
	const env = {
		...process.env,
		PACKAGE_TARBALL: packedTarball(),
		SANDBOX_PORT: String(await freePort()),
		N8N_PORT: String(await freePort()),
	};
	demo = spawn(process.execPath, ['demo/main.ts'], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	for (const stream of [demo.stdout, demo.stderr])
		stream?.on('data', (text) => (said += String(text)));
	const [code] = (await once(demo, 'close')) as [number];

	expect(said).toContain(`stand in on http://127.0.0.1:${env.SANDBOX_PORT}\n`);
	expect(said).toContain(`n8n runs on http://127.0.0.1:${env.N8N_PORT} `);
	expect(said).toContain('The story is complete');
	expect(code).toBe(0);
}, 180_000);
