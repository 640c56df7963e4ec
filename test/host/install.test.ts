import {
	cpSync,
	globSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packedTarball, startN8n, type Execution, type N8n } from '../../demo/n8n.ts';
import { startRegistry, type Registry } from '../../demo/registry.ts';
import { credentialsFor } from '../../demo/story.ts';
import manifest from '../../package.json';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { communityNodes } from './support/communityNodes.ts';
import { startLocalServer, type LocalServer } from './support/localServer.ts';
import { commandsInText, commandsUnder, readme, type } from './support/readme.ts';
import { until } from './support/until.ts';

/** Every way into a merchant's n8n: the commands of docs/installing.md, and n8n's own installer. */
const { name, version } = manifest;
const tarball = packedTarball();
const folder = mkdtempSync(join(tmpdir(), 'install-'));
const at = (...path: string[]) => join(folder, ...path);
/** Where these commands are typed: a clone in which the tests' own run has done `npm run`. */
const clone = at('clone');
const bin = at('bin');
const [withNpm = '', withDocker = '', forDevelopers = ''] = commandsUnder('## By hand');

let registry: Registry;
let sandbox: Sandbox;
let n8n: N8n;
let installer: ReturnType<typeof communityNodes>;

const typed = (home: string, commands: string) =>
	type(commands, clone, {
		...registry.env,
		HOME: at(home),
		NPM: join(String(registry.env.PATH?.split(delimiter)[0]), 'npm'),
		PATH: [bin, registry.env.PATH].join(delimiter),
	});
const program = (file: string, text: string) =>
	writeFileSync(join(bin, file), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

beforeAll(async () => {
	for (const path of [bin, at('npm'), at('docker'), at('developer')]) mkdirSync(path);
	cpSync(tarball, join(clone, '.cache', 'pack', `${name}-${version}.tgz`));
	program('npm', '[ "$1" = run ] || exec "$NPM" "$@"');
	program('n8n', 'printf %s "$N8N_CUSTOM_EXTENSIONS"');
	registry = await startRegistry();
	// What npm takes along unasked.
	const unwanted = { n8n: {}, peerDependencies: {}, version: '1.0.0' };
	registry.publish(tarball, { manifest: { ...unwanted, name: 'zod' } });
	const dependencies = { zod: '*' };
	registry.publish(tarball, { manifest: { ...unwanted, name: 'n8n-workflow', dependencies } });
	registry.publish(tarball);
	sandbox = await startSandbox({ isLocal: true });
}, 60_000);
afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	await registry?.close();
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

describe('by hand, with the commands of docs/installing.md', () => {
	const packagesIn = (home: string) => readdirSync(at(home, '.n8n', 'nodes', 'node_modules'));
	const alone = ['.package-lock.json', name];

	test('npm install alone would add libraries that win over those of n8n', async () => {
		const plain = `mkdir -p ~/.n8n/nodes && cd ~/.n8n/nodes && npm install "${tarball}"`;
		await typed('npm', plain);

		expect(packagesIn('npm').sort()).toEqual([...alone, 'n8n-workflow', 'zod'].sort());
	}, 30_000);

	test('with n8n from npm, the package comes alone, and such libraries go', async () => {
		await typed('npm', withNpm);

		expect(packagesIn('npm')).toEqual(alone);
		expect(globSync('**/{n8n-workflow,zod,luxon}', { cwd: at('npm') })).toEqual([]);
	}, 30_000);

	test('with Docker, the same comes into the volume', async () => {
		// There is no image here. Its user is node with the home /home/node, where n8n's folder is.
		const [, mounts, inside = ''] = /^docker run (.*) -c '\n([^']*)'$/m.exec(withDocker) ?? [];
		expect(mounts).toBe(
			'--rm -v n8n_data:/home/node/.n8n -v "$PWD/.cache/pack:/pack:ro" --entrypoint sh n8nio/n8n',
		);
		await typed('docker', inside.replaceAll(' /pack/', ' "$PWD"/.cache/pack/'));

		expect(packagesIn('docker')).toEqual(alone);
	}, 30_000);

	test('uninstalled, it is gone', async () => {
		const [uninstall = ''] = commandsInText.filter(
			(one) => one.startsWith('npm uninstall') && one.endsWith(` ${name}`),
		);
		await typed('docker', uninstall);

		expect(packagesIn('docker')).toEqual(['.package-lock.json']);
	}, 30_000);

	test('n8n loads them from there, and those of developers from theirs, without complaint', async () => {
		const custom = await typed('developer', forDevelopers);
		expect(custom).toBe(at('developer', 'n8n-custom'));
		const env = { ...registry.env, N8N_CUSTOM_EXTENSIONS: custom };
		n8n = await startN8n({ tarball: [], userFolder: at('npm'), env });
		installer = communityNodes(n8n);

		const types = (await n8n.nodeTypes()).map((one) => one.name);
		for (const node of ['kasPro', 'kiriminAja', 'kiriminAjaTrigger', 'kirimo', 'kirimoTrigger'])
			expect(types).toEqual(expect.arrayContaining([`${name}.${node}`, `CUSTOM.${node}`]));
		const credentials = (await n8n.credentialTypes()).map((one) => one.name);
		expect(credentials).toEqual(
			expect.arrayContaining(['kiriminAjaApi', 'kirimoApi', 'kasProApi']),
		);
		const lines = n8n.log().split('\n');
		expect(lines.filter((line) => line.includes(name) || line.includes('CUSTOM'))).toEqual([]);
	}, 150_000);
});

describe("by n8n's own installer", () => {
	const tooNew = 'n8n-nodes-for-a-later-n8n';
	const forLater = { ...manifest.n8n, n8nNodesApiVersion: 99 };
	const nextVersion = '99.0.0';
	/** n8n refuses with this status and these words, and docs/installing.md says what they mean. */
	const expectRefusal = async (asked: Promise<unknown>, status: number, message: string) => {
		const json = JSON.stringify({ code: status, message }).slice(0, -1);
		await expect(asked).rejects.toThrow(`n8n answered ${status}`);
		await expect(asked).rejects.toThrow(json);
		const [words] = message.replace(/^Error .*?: ?/, '').split('.');
		expect(readme).toContain(`*${words}`);
	};
	const tooOld =
		"This community node isn't compatible with your version of n8n. Update n8n to use it.";

	describe('what the merchant reads, and nothing is installed', () => {
		afterAll(async () => {
			registry.moveTo();
			expect(await installer.list()).toEqual([]);
		}, 30_000);

		test.each<[string, number, string]>([
			['indonesia-commerce', 400, 'Package name must start with n8n-nodes-'],
			['n8n nodes', 400, 'Package name must be a single word'],
			...['n8n-nodes-indonesia-komersial', `${name}@9.9.9`].map(
				(wrong): [string, number, string] => [
					wrong,
					500,
					`Error loading package "${wrong}" :Package version does not exist`,
				],
			),
		])(
			'for the name "%s"',
			async (wrong, code, message) => {
				await expectRefusal(installer.install(wrong), code, message);
			},
			30_000,
		);

		test.each([
			['is down', 'http://127.0.0.1:9', 'Failed to check package version existence'],
			[
				'is not to be found without a network',
				'http://registry.invalid',
				'The community nodes service is temporarily unreachable. Please try again later.',
			],
		])(
			'when the registry %s',
			async (_case, url, message) => {
				registry.moveTo(url);

				const words = `Error loading package "${name}" :${message}`;
				await expectRefusal(installer.install(name), 500, words);
				registry.moveTo();
			},
			60_000,
		);

		test('when their n8n is too old for the package', async () => {
			registry.publish(tarball, { manifest: { name: tooNew, n8n: forLater } });

			await expectRefusal(installer.install(tooNew), 400, tooOld);
		}, 30_000);

		test('when their n8n takes no unverified packages, as a later one will not by itself', () => {
			expect(n8n.log()).toContain(
				'N8N_UNVERIFIED_PACKAGES_ENABLED -> The default for this variable will change to `false`',
			);
			const words = 'Installation of unverified community packages is forbidden!';
			const service = 'modules/community-packages/community-packages.service.js';
			expect(readFileSync(`host/node_modules/n8n/dist/${service}`, 'utf8')).toContain(words);
			expect(readme).toContain(`*${words}*`);
		});
	});

	describe('installed, over the one that was put there by hand', () => {
		/** A Kirimo that answers when the test says so, and the shop that hears of each parcel. */
		let server: LocalServer;
		let isAsked = false;
		let answerIt: () => void;
		const parcels: string[] = [];

		const node = (label: string, type: string, parameters: object, more: object = {}) => ({
			id: label,
			name: label,
			type: type.includes('.') ? type : `${name}.${type}`,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			...more,
		});
		const kirimo = (label: string, parameters: object, credential = 'Kirimo') =>
			node(label, 'kirimo', parameters, {
				credentials: { kirimoApi: { id: '', name: credential } },
			});
		/** Nodes in a row behind a button. */
		const workflow = (title: string, ...nodes: Array<ReturnType<typeof node>>) => {
			const all = [node('Start', 'n8n-nodes-base.manualTrigger', {}), ...nodes];
			const wires = nodes.map(({ name: next }, index) => [
				all[index]?.name,
				{ main: [[{ node: next, type: 'main', index: 0 }]] },
			]);
			const connections = Object.fromEntries(wires) as Record<string, unknown>;
			return n8n.importWorkflow({ name: title, nodes: all, connections });
		};
		const balance = { resource: 'balance', operation: 'get' };
		const itemOf = (execution: Execution, label: string) =>
			execution.nodes[label]?.at(-1)?.outputs[0]?.[0]?.json;

		const awbIssued = async (orderId: string) => {
			const answer = await fetch(`${n8n.url}/webhook/awb/webhook`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
				},
				body: JSON.stringify({ method: 'processed_packages', data: [{ order_id: orderId }] }),
			});
			return { status: answer.status, text: await answer.text() };
		};
		beforeAll(async () => {
			const mayAnswer = new Promise<void>((resolve) => void (answerIt = resolve));
			const { apiKey } = accounts.kirimo;
			server = await startLocalServer(({ url }, body, response) => {
				if (url === '/shop') {
					parcels.push(String(body.orderId));
					return {};
				}
				isAsked = true;
				const real = fetch(`${sandbox.url}${url}`, { headers: { 'x-api-key': apiKey } });
				void Promise.all([real.then((answer) => answer.text()), mayAnswer]).then(([text]) =>
					response.setHeader('content-type', 'application/json').end(text),
				);
				return undefined;
			});
			await n8n.importCredentials([
				...credentialsFor(sandbox),
				{ name: 'Slow Kirimo', type: 'kirimoApi', data: { baseUrl: server.url, apiKey } },
			]);
		}, 30_000);
		afterAll(async () => await server?.close(), 30_000);

		test('is listed, and its nodes work', async () => {
			const { installedVersion, installedNodes } = await installer.install(name);

			expect(installedVersion).toBe(version);
			expect(installedNodes.map((one) => one.name).sort()).toEqual([
				...['KasPro', 'KiriminAja', 'KiriminAja Trigger', 'Kirimo', 'Kirimo Trigger'],
			]);
			const ran = await n8n.runWorkflow(await workflow('Balance', kirimo('Balance', balance)));
			expect(ran.error).toBeUndefined();
			expect(itemOf(ran, 'Balance')).toMatchObject({ balance: expect.any(Number) });
			await expect(installer.install(name)).rejects.toThrow('is already installed');
			expect(readme).toContain('is already installed*');
		}, 60_000);

		test('an update takes hold at once, and loses nothing of the workflows that go on', async () => {
			// One waits for its money, one for an answer, one is called again and again.
			const orderId = 'INV-UPDATE';
			const buyer = { customerName: 'Budi Santoso', customerEmail: 'budi@example.com' };
			const create = { resource: 'payment', operation: 'create', notify: 'thisExecution' };
			const unpaid = await n8n.runWorkflow(
				await workflow(
					'Paid later',
					kirimo('Link', { ...create, ...buyer, amount: 150000, orderId }),
					kirimo('Wait', { resource: 'payment', operation: 'wait', orderId }),
				),
			);
			expect(unpaid.status).toBe('waiting');
			const pay = (label: string) =>
				node(
					label,
					'kasPro',
					{
						...{ resource: 'transfer', operation: 'toUser', requestId: 'UPDATE-1', amount: 1000 },
						...{ mobileNumber: '081234560001', destination: '081234560002' },
					},
					{ credentials: { kasProApi: { id: '', name: '' } }, onError: 'continueRegularOutput' },
				);
			const answeredLater = n8n.runWorkflow(
				await workflow(
					'Answered later',
					pay('Pay'),
					kirimo('Before', balance, 'Slow Kirimo'),
					kirimo('After', balance),
					pay('Pay Again'),
				),
			);
			await until(() => isAsked);
			const credentials = { kiriminAjaApi: { id: '', name: 'KiriminAja' } };
			const toShop = { method: 'POST', url: `${server.url}/shop`, sendBody: true };
			const orderIdOf = { parameters: [{ name: 'orderId', value: '={{ $json.orderId }}' }] };
			const shipped = await n8n.importWorkflow({
				name: 'Shipped',
				nodes: [
					node('AWB', 'kiriminAjaTrigger', {}, { credentials, webhookId: 'awb' }),
					node(
						'Tell the Shop',
						'n8n-nodes-base.httpRequest',
						{ ...toShop, bodyParameters: orderIdOf },
						{ typeVersion: 4.2 },
					),
				],
				connections: { AWB: { main: [[{ node: 'Tell the Shop', type: 'main', index: 0 }]] } },
				// The list of n8n has room for a hundred.
				settings: { saveDataSuccessExecution: 'none' },
			});
			await n8n.publishWorkflow(shipped);
			const delivered: string[] = [];
			const refused: unknown[] = [];
			const deliver = async (orderId: string) => {
				const answer = await awbIssued(orderId);
				if (answer.status === 200) delivered.push(orderId);
				else refused.push(answer);
			};
			await deliver('FIRST');

			const file = 'dist/nodes/Kirimo/operations/balance/get.js';
			const files = { [file]: ['package: data.package', 'package: "as in the update"'] } as const;
			registry.publish(tarball, { manifest: { version: nextVersion }, files });
			expect(await installer.list()).toMatchObject([{ updateAvailable: nextVersion }]);
			let goesOn = true;
			const calls = Array.from({ length: 3 }, async (_, line) => {
				for (let number = 0; goesOn; number++) await deliver(`${line}-${number}`);
			});
			const { installedVersion } = await installer.update(name, nextVersion);
			goesOn = false;
			await Promise.all(calls);
			answerIt();

			expect(installedVersion).toBe(nextVersion);
			const answered = await answeredLater;
			expect(answered.error).toBeUndefined();
			expect(itemOf(answered, 'Before')).toMatchObject({ package: expect.any(String) });
			expect(itemOf(answered, 'Before')).not.toMatchObject({ package: 'as in the update' });
			expect(itemOf(answered, 'After')).toMatchObject({ package: 'as in the update' });
			expect(itemOf(answered, 'Pay')).toMatchObject({ done: true });
			expect(itemOf(answered, 'Pay Again')).toMatchObject({
				error: { message: 'UPDATE-1 was already done, or found to be done, in this execution' },
			});
			expect(sandbox.kasPro.transfers).toHaveLength(1);

			await fetch(`${sandbox.url}/__sandbox/kirimo/orders/${orderId}/pay`, { method: 'POST' });
			const paid = await n8n.waitForExecution(
				({ id, status }) => id === unpaid.id && !['running', 'waiting'].includes(status),
			);
			expect(itemOf(paid, 'Wait')).toMatchObject({ orderId, paid: true });

			// Still published.
			await deliver('LAST');
			await until(() => parcels.length >= delivered.length);
			expect(refused).toEqual([]);
			expect([...parcels].sort()).toEqual(delivered.sort());
		}, 120_000);

		test('an update that is for a later n8n, or that can not be fetched, leaves the package as it is', async () => {
			registry.publish(tarball, { manifest: { version: '99.1.0', n8n: forLater } });
			await expectRefusal(installer.update(name, '99.1.0'), 400, tooOld);
			registry.moveTo('http://127.0.0.1:9');
			const words = `Error updating package "${name}":Failed to check package version existence`;
			await expectRefusal(installer.update(name, '99.1.0'), 500, words);
			registry.moveTo();

			expect(await installer.list()).toMatchObject([{ installedVersion: nextVersion }]);
			expect(await awbIssued('AFTER-ALL')).toMatchObject({ status: 200 });
		}, 60_000);

		test('uninstalled, its nodes are gone, and published workflows say so to their callers', async () => {
			await installer.uninstall(name);

			expect(await installer.list()).toEqual([]);
			expect(await n8n.rest('GET', '/rest/credentials')).toHaveLength(4);
			const left = (await n8n.nodeTypes()).filter((one) => one.name.startsWith(`${name}.`));
			expect(left).toEqual([]);
			expect(await awbIssued('GONE')).toEqual({
				status: 400,
				text: expect.stringContaining(
					`Unrecognized node type: ${name}.kiriminAjaTrigger`,
				) as string,
			});
			expect(globSync(`npm/.n8n/nodes/node_modules/${name}*`, { cwd: folder })).toEqual([]);
		}, 30_000);
	});
});
