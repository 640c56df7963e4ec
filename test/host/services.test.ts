import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
	installPackage,
	packedServices,
	packedTarball,
	startN8n,
	type N8n,
} from '../../demo/n8n.ts';
import { startRegistry, type Registry } from '../../demo/registry.ts';
import { setUp, story, type Step } from '../../demo/story.ts';
import manifest from '../../package.json';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { communityNodes } from './support/communityNodes.ts';

/** The packages of the single services, installed beside each other. */
const tarballs = packedServices();
const names = ['n8n-nodes-kaspro', 'n8n-nodes-kiriminaja', 'n8n-nodes-kirimo'];

test('there are three, each with its build, its papers, and nothing else', () => {
	expect(tarballs.map((file) => file.replace(/^.*\/|-[\d.]+\.tgz$/g, '')).sort()).toEqual(names);
	for (const tarball of tarballs) {
		const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
		const papers = files.map((file) => file.replace(/^package\//, ''));
		expect(papers.filter((file) => !file.startsWith('dist/')).sort()).toEqual([
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'package.json',
		]);
	}
});

describe("installed by the pinned n8n's own installer", () => {
	let registry: Registry;
	let sandbox: Sandbox;
	let n8n: N8n;
	let installer: ReturnType<typeof communityNodes>;
	const steps: Step[] = [];
	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		registry = await startRegistry();
		for (const tarball of tarballs) registry.publish(tarball);
		n8n = await startN8n({ tarball: [], env: registry.env });
		installer = communityNodes(n8n);
		for (const name of names) await installer.install(name);
		// This tree has the workflows of the story, with the names of the nodes in these packages.
		const tree = join(dirname(String(tarballs[0])), 'n8n-nodes-kiriminaja');
		const workflows = await setUp(n8n, sandbox, tree);
		for await (const step of story(n8n, sandbox, workflows)) steps.push(step);
	}, 180_000);
	afterAll(async () => {
		await n8n?.stop();
		await sandbox?.close();
		await registry?.close();
	}, 60_000);

	const packagesOf = (types: Array<{ name: string }>) =>
		[...new Set(types.map(({ name }) => name.split('.')[0]))]
			.filter((name) => [...names, manifest.name].includes(String(name)))
			.sort();

	test('an order is paid with one, shipped with another, and its driver paid with the third', () => {
		const table = (node: string) => steps.find(({ title }) => title.endsWith(`(${node})`))?.table;
		expect(table('Create Payment Link')).toMatchObject([{ orderId: 'INV-001', amount: 150000 }]);
		expect(table('Book the Shipment')).toMatchObject([
			{ orderId: 'INV-001', paymentStatus: 'paid' },
		]);
		expect(table('Pay the Driver')).toMatchObject([{ done: true, amount: 25000 }]);
		expect(sandbox.kiriminAja.orders).toHaveLength(1);
		expect(sandbox.kasPro.transfers).toHaveLength(1);
	});

	test('n8n knows their nodes by their own names', async () => {
		expect(packagesOf(await n8n.nodeTypes())).toEqual(names);
	});

	test('n8n does not install the combined package beside them: it tells nodes apart by their names', async () => {
		registry.publish(packedTarball());
		await expect(installer.install(manifest.name)).rejects.toThrow(
			'Failed to save installed package\\nCause: SQLITE_CONSTRAINT: UNIQUE constraint failed: installed_nodes.name',
		);

		const installed = await installer.list();
		expect(installed.map(({ packageName }) => packageName).sort()).toEqual(names);
		expect(packagesOf(await n8n.nodeTypes())).toEqual(names);
	}, 60_000);

	describe('with the combined package there too, by hand', () => {
		beforeAll(async () => {
			installPackage(packedTarball(), n8n.userFolder);
			// Told apart by this: the one of the combined package would send no key.
			const type = 'dist/credentials/KirimoApi.credentials.js';
			const file = join(n8n.userFolder, '.n8n/nodes/node_modules', manifest.name, type);
			const text = readFileSync(file, 'utf8');
			expect(text).toContain("'X-API-KEY'");
			writeFileSync(file, text.replace("'X-API-KEY'", "'X-Nothing'"));
			await n8n.restart();
		}, 150_000);

		const node = (name: string, type: string, parameters: object, more: object = {}) => ({
			id: name,
			name,
			type,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			...more,
		});
		const start = node('Start', 'n8n-nodes-base.manualTrigger', {});
		const transfer = (name: string, packageName: string) =>
			node(
				name,
				`${packageName}.kasPro`,
				{
					resource: 'transfer',
					operation: 'toUser',
					mobileNumber: '081234560001',
					destination: '081234560002',
					amount: 1000,
					requestId: 'BOTH-1',
				},
				{
					onError: 'continueRegularOutput',
					credentials: { kasProApi: { id: '', name: 'KasPro' } },
				},
			);

		/** As the editor asks for it, when a node has not run yet. */
		const shown = async (packageName: string, node: string, path: string): Promise<unknown> => {
			const url = `${n8n.url}/schemas/${packageName}.${node}/1.0.0${path}.json`;
			return await ((await fetch(url)).json() as Promise<unknown>);
		};

		test.each(['KasPro', 'KiriminAja', 'Kirimo'])(
			'n8n shows the fields of every output of %s, from both packages',
			async (service) => {
				const type = `${service.charAt(0).toLowerCase()}${service.slice(1)}`;
				const folder = `nodes/${service}/__schema__`;
				const files = globSync('**/*.json', { cwd: folder });
				expect(files.length).toBeGreaterThan(4);
				for (const file of files) {
					const path = file.replace(/^v1\.0\.0|\.json$/g, '');
					const node = path === '' ? `${type}Trigger` : type;
					const wanted: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
					for (const name of [manifest.name, `n8n-nodes-${service.toLowerCase()}`]) {
						expect(await shown(name, node, path)).toEqual(wanted);
					}
				}
			},
			60_000,
		);

		test('n8n lists both nodes and both credential types of each service', async () => {
			expect(packagesOf(await n8n.nodeTypes())).toEqual([manifest.name, ...names].sort());
			const types = (await n8n.credentialTypes()).map(({ name }) => name);
			const ours = types.filter((name) => /^(kasPro|kiriminAja|kirimo)Api$/.test(name)).sort();
			expect(ours).toEqual([
				...['kasProApi', 'kasProApi', 'kiriminAjaApi', 'kiriminAjaApi'],
				...['kirimoApi', 'kirimoApi'],
			]);
		});

		test('n8n takes each credential type from the package that it loaded last', async () => {
			const id = await n8n.importWorkflow({
				name: 'Whose type',
				nodes: [
					start,
					node(
						'Balance',
						`${manifest.name}.kirimo`,
						{ resource: 'balance', operation: 'get' },
						{ credentials: { kirimoApi: { id: '', name: 'Kirimo' } } },
					),
				],
				connections: { Start: { main: [[{ node: 'Balance', type: 'main', index: 0 }]] } },
			});
			const run = await n8n.runWorkflow(id);

			expect(run.error).toBeUndefined();
			expect(run.nodes.Balance?.[0]?.outputs[0]).toHaveLength(1);
		}, 60_000);

		test('a credential serves the nodes of both, and the memory of what was sent is one', async () => {
			const before = sandbox.kasPro.transfers.length;
			const id = await n8n.importWorkflow({
				name: 'Both',
				nodes: [start, transfer('Combined', manifest.name), transfer('Single', 'n8n-nodes-kaspro')],
				connections: {
					Start: { main: [[{ node: 'Combined', type: 'main', index: 0 }]] },
					Combined: { main: [[{ node: 'Single', type: 'main', index: 0 }]] },
				},
			});
			const run = await n8n.runWorkflow(id);

			expect(run.nodes.Combined?.[0]?.outputs[0]).toMatchObject([{ json: { done: true } }]);
			expect(run.nodes.Single?.[0]?.outputs[0]).toMatchObject([
				{
					json: {
						error: { message: 'BOTH-1 was already done, or found to be done, in this execution' },
					},
				},
			]);
			expect(sandbox.kasPro.transfers).toHaveLength(before + 1);
		}, 60_000);
	});
});
