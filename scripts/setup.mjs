// Installs what the demo and the tests need, into this folder only, and does nothing when that is
// there already. Runs on the system's Node, before any dependency exists.
//   --no-host  leaves the pinned n8n out        --browser   also provides Chromium
//   --oldest   also installs the oldest n8n     --versions  every n8n of host/versions.json
//   --queue    also provides PostgreSQL, Redis and nginx, for n8n's queue mode
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from './chromium.cjs';
import servers from './servers.cjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pnpm = 'pnpm@10.34.9';
const modules = join(root, 'node_modules');
const node24 = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
// The headers that native modules are compiled against come with our Node: no download.
const headers = join(modules, 'node', 'node_modules', `node-${process.platform}-${process.arch}`);

// The first that fits: a module that found no ready-made build complains of the network as well.
const causes = [
	[/ENOSPC/, 'The disk is full. Free about 4 GB and run the same command again.'],
	[
		/gyp ERR!/,
		'n8n needs its SQLite module compiled here. Install a C++ compiler, make and python3 (Debian: apt-get install build-essential python3), then run the same command again.',
	],
	[
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|EHOSTUNREACH|META_FETCH_FAIL/,
		'The npm registry cannot be reached. Check the network or the proxy, then run the same command again.',
	],
	[
		/OUTDATED_LOCKFILE/,
		`package.json and pnpm-lock.yaml disagree. Run "npx ${pnpm} install" in that folder and commit the lockfile.`,
	],
	[
		/EACCES|EPERM/,
		'This folder is not writable by you. Change its owner, then run the command again.',
	],
];

/** Ends the commands under way with everything they started, so that the next set-up works alone. */
const children = new Set();
function end() {
	for (const child of children) process.kill(-child.pid, 'SIGTERM');
	process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

function stop(message) {
	console.error(`set-up: ${message}`);
	end();
}

/** Runs a command quietly, saying every ten seconds that it still goes on. */
async function run(title, command, args, options) {
	console.log(`set-up: ${title} …`);
	const start = Date.now();
	const seconds = () => Math.round((Date.now() - start) / 1000);
	const ticker = setInterval(() => {
		const step = /^Progress: (.*?)(?:, done)?$/m.exec(
			output.slice(output.lastIndexOf('\nProgress: ') + 1),
		);
		console.log(`set-up:   ${title}: ${seconds()} s${step ? `, ${step[1]}` : ''}`);
	}, 10_000);
	let output = '';
	const code = await new Promise((resolve) => {
		const child = spawn(command, args, {
			...options,
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: process.platform !== 'win32',
		});
		if (process.platform !== 'win32' && child.pid !== undefined) children.add(child);
		child.on('close', () => children.delete(child));
		const collect = (chunk) => (output += chunk);
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.on('error', (error) => resolve(collect(String(error))));
		child.on('close', resolve);
	});
	clearInterval(ticker);
	if (code === 0) console.log(`set-up:   ${title}: done in ${seconds()} s`);
	return { ok: code === 0, output };
}

function install(title, folder) {
	const env = {
		...process.env,
		PATH: `${dirname(node24)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
		npm_config_loglevel: 'info', // also under `npm run --silent`: the cause of a failure is in there
		npm_config_fetch_retry_mintimeout: '2000',
		npm_config_fetch_retry_maxtimeout: '10000',
		...(existsSync(join(headers, 'include')) && { npm_config_nodedir: headers }),
	};
	const args = ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'];
	return run(title, 'npx', args, { cwd: folder, env, shell: process.platform === 'win32' });
}

/** Installs a folder unless the stamp says that exactly this was installed, to the end. */
async function provide(title, folder, works) {
	const stamp = join(folder, 'node_modules', '.set-up-done');
	const hash = createHash('sha256');
	for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
		hash.update(readFileSync(join(folder, file)));
	}
	const wanted = hash.digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && works()) return;

	rmSync(stamp, { force: true });
	let result = await install(title, folder);
	if (!result.ok || !works()) {
		const known = causes.find(([pattern]) => pattern.test(result.output));
		if (known) stop(known[1]);
		// An install that was cut off can leave a tree that pnpm takes for complete.
		rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
		result = await install(`${title}, once more from scratch`, folder);
	}
	if (!result.ok || !works()) {
		const cause = causes.find(([pattern]) => pattern.test(result.output));
		console.error(result.output.trim().split('\n').slice(-25).join('\n'));
		stop(cause?.[1] ?? `${title} failed, see above. Delete ${folder}/node_modules and try again.`);
	}
	writeFileSync(stamp, wanted);
}

const answers = (command, args, cwd = root) =>
	spawnSync(command, args, { cwd, stdio: 'ignore' }).status === 0;

async function provideN8n({ version, folder }) {
	const path = join(root, folder);
	await provide(`installing n8n ${version}, once (about 2 GB, a few minutes)`, path, () =>
		answers(node24, ['-e', "require('n8n/package.json'); require('sqlite3')"], path),
	);
}

/** From Debian, where this is a Debian and we may. */
async function installPackages(title, packages) {
	if (process.getuid?.() !== 0 || !answers('apt-get', ['--version'])) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const update = ['sh', ['-c', `apt-get update && apt-get install -y ${packages}`]];
	await run(title, ...update, { cwd: root, env });
}

async function provideChromium() {
	if (chromium.findChromium()) return;
	await installPackages('installing Chromium for the browser tests', 'chromium');
	if (chromium.findChromium()) return;
	console.log(
		'set-up: no Chromium here, so the browser tests will be skipped. Install Chromium or set CHROMIUM_PATH to run them.',
	);
}

/** Debian asks this file whether a package may start its service; ours run on their own, in folders that are thrown away. */
const policy = '/usr/sbin/policy-rc.d';

async function provideServers() {
	if (servers.missingServers().length === 0) return;
	const isOurs = process.getuid?.() === 0 && !existsSync(policy);
	if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
	const packages = 'postgresql redis-server nginx-light';
	await installPackages("installing PostgreSQL, Redis and nginx for n8n's queue mode", packages);
	if (isOurs) rmSync(policy, { force: true });
	const missing = servers.missingServers();
	if (missing.length === 0) return;
	console.log(
		`set-up: no ${missing.join(', ')} here, so the tests of n8n's queue mode will be skipped. Install PostgreSQL, Redis and nginx to run them.`,
	);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
	stop(`Node ${process.versions.node} is too old. Install Node 20 or newer (https://nodejs.org).`);
}
mkdirSync(modules, { recursive: true });
await provide('installing the tools and Node 24 (about 300 MB)', root, () =>
	answers(node24, ['--version']),
);
const has = (flag) => process.argv.includes(flag);
const versions = JSON.parse(readFileSync(join(root, 'host', 'versions.json'), 'utf8'));
const wanted = versions.filter((n8n) => {
	const isPinned = n8n === versions.at(-1) && !has('--no-host');
	const isOldest = n8n === versions[0] && has('--oldest');
	return isPinned || isOldest || has('--versions');
});
async function providePackages() {
	if (has('--browser')) await provideChromium();
	if (has('--queue')) await provideServers();
}
// Side by side: they wait for registries more than they compute.
await Promise.all([...wanted.map(provideN8n), providePackages()]);
