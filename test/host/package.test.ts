import { execFileSync } from 'node:child_process';
import manifest from '../../package.json';
import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';

const tarball = packedTarball();

it('is published with its build, its papers, and nothing else', () => {
	const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
	const names = files.map((file) => file.replace(/^package\//, ''));
	const papers = names.filter((name) => !name.startsWith('dist/')).sort();
	expect(papers).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
	const built = names.filter((name) => name.startsWith('dist/'));
	expect(built).toEqual(
		expect.arrayContaining([...manifest.n8n.nodes, ...manifest.n8n.credentials]),
	);
	expect(built.filter((name) => !/\.(js|json|svg)$/.test(name))).toEqual([]);
});

it('needs nothing but what n8n brings along', () => {
	expect(manifest).not.toHaveProperty('dependencies');
	const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
	const code = files.filter((file) => file.endsWith('.js'));
	expect(code.length).toBeGreaterThan(50);
	const text = execFileSync('tar', ['-xzOf', tarball, ...code], {
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
	});
	const required = [...text.matchAll(/require\(["']([^."'][^"']*)["']\)/g)].map(([, name]) => name);
	expect([...new Set(required)].sort()).toEqual(['crypto', 'luxon', 'n8n-workflow', 'zod']);
});

describe('in the pinned n8n', () => {
	let n8n: N8n;
	beforeAll(async () => {
		n8n = await startN8n({ tarball });
	}, 150_000);
	afterAll(async () => {
		await n8n?.stop();
	}, 30_000);

	it('offers all five nodes', async () => {
		const ours = (await n8n.nodeTypes()).filter(({ name }) => name.startsWith(`${manifest.name}.`));
		const names = ours.map(({ name }) => name.slice(manifest.name.length + 1));
		expect([...new Set(names)].sort()).toEqual(
			expect.arrayContaining([
				'kasPro',
				'kiriminAja',
				'kiriminAjaTrigger',
				'kirimo',
				'kirimoTrigger',
			]),
		);
	});

	it('offers all three credential types', async () => {
		const names = (await n8n.credentialTypes()).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['kiriminAjaApi', 'kirimoApi', 'kasProApi']));
	});

	it('loads without a complaint about this package in its log', () => {
		expect(
			n8n
				.log()
				.split('\n')
				.filter((line) => line.includes(manifest.name)),
		).toEqual([]);
	});
});
