import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());

/** What `npm run check:live` does after it has built, without a terminal. */
async function checkLive(args: string[], env: NodeJS.ProcessEnv) {
	const child = spawn(process.execPath, ['live/main.ts', ...args], {
		env: { PATH: process.env.PATH, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (text) => (said += String(text)));
	const [code] = (await once(child, 'close')) as [number];
	return { code, said };
}

test('the live check asks with the keys of the environment, and the built nodes read the answers', async () => {
	const { code, said } = await checkLive([], {
		KIRIMINAJA_API_KEY: accounts.kiriminAja.apiKey,
		KIRIMINAJA_BASE_URL: sandbox.url,
		KIRIMO_API_KEY: accounts.kirimo.apiKey,
		KIRIMO_BASE_URL: sandbox.url,
		KASPRO_BASE_URL: sandbox.url,
		KASPRO_CLIENT_ID: accounts.kasPro.clientId,
		KASPRO_CLIENT_SECRET: accounts.kasPro.clientSecret,
		KASPRO_HMAC_KEY: accounts.kasPro.hmacKey,
		KASPRO_HMAC_SECRET: accounts.kasPro.hmacSecret,
		KASPRO_ORIGIN: accounts.kasPro.origin,
	});

	expect(said).toMatch(/Facts of docs\/contracts: \d+ confirmed, 0 contradicted, \d+ not seen/);
	expect(said).toContain('✔ kaspro.md §3 documented: the node takes it for a no');
	expect(said).not.toContain(accounts.kiriminAja.apiKey);
	expect(code).toBe(0);
});

test('without keys and without a terminal it asks nothing and says how', async () => {
	const { code, said } = await checkLive([], {});

	expect(said).toContain('No key was given, so nothing was asked.');
	expect(code).toBe(2);
});
