import { execFile, execFileSync } from 'node:child_process';
import {
	existsSync,
	globSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json';

/** What `npm run pack:services` writes, before it is built: one source tree for each service. */
const SERVICES = {
	'n8n-nodes-kaspro': ['KasPro'],
	'n8n-nodes-kiriminaja': ['KiriminAja', 'KiriminAjaTrigger'],
	'n8n-nodes-kirimo': ['Kirimo', 'KirimoTrigger'],
};
const names = Object.keys(SERVICES) as Array<keyof typeof SERVICES>;
const source = manifest.repository.url.replace(/^git\+|\.git$/g, '');

let folder: string;
beforeAll(() => {
	// Inside the project, where the compiler finds the libraries.
	mkdirSync('.cache', { recursive: true });
	folder = mkdtempSync(join(process.cwd(), '.cache', 'services-'));
	execFileSync(process.execPath, ['scripts/services.mjs', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesIn = (name: string) =>
	globSync('{*,.*,**/*,.github/**/*}', { cwd: join(folder, name) }).filter((path) =>
		statSync(join(folder, name, path)).isFile(),
	);
const read = (name: string, path: string) => readFileSync(join(folder, name, path), 'utf8');
const json = <T>(name: string, path: string) => JSON.parse(read(name, path)) as T;

test('every tree compiles by itself', async () => {
	const tsc = require.resolve('typescript/bin/tsc');
	const compile = names.map((name) =>
		promisify(execFile)(process.execPath, [tsc, '-p', join(folder, name), '--noEmit']),
	);

	await expect(Promise.all(compile)).resolves.toHaveLength(3);
}, 120_000);

describe.each(names)('%s', (name) => {
	const own = SERVICES[name];
	const service = String(own[0]);
	const others = names.map((one) => String(SERVICES[one][0])).filter((one) => one !== service);

	test('has no file of another service', () => {
		const paths = filesIn(name);
		const foreign = others.map((one) => one.toLowerCase());

		expect(paths.length).toBeGreaterThan(50);
		expect(paths.filter((path) => foreign.some((one) => path.toLowerCase().includes(one)))).toEqual(
			[],
		);
		expect(paths.includes('bundled/qr.ts')).toBe(name !== 'n8n-nodes-kaspro');
	});

	test('has no shared file that it does not use', () => {
		const code = filesIn(name).filter((path) => path.endsWith('.ts'));
		const imported = code.flatMap((path) =>
			[...read(name, path).matchAll(/from '(\.[^']+)'/g)].map(([, target = '']) =>
				join(dirname(path), target),
			),
		);
		const shared = code.filter((path) => path.startsWith('nodes/shared/'));

		expect(shared.length).toBeGreaterThan(10);
		expect(shared.filter((path) => !imported.includes(path.replace(/\.ts$/, '')))).toEqual([]);
	});

	test('goes by its own name everywhere, and names the package it is made from by its address only', () => {
		const leftover = filesIn(name).filter((path) => {
			const text = read(name, path).replaceAll(source, '');
			return text.includes(manifest.name) || text.includes('repository.invalid');
		});

		// The build script is the same everywhere, and finds nothing to fill in here.
		expect(leftover).toEqual(['scripts/build.mjs']);
		expect(read(name, 'README.md')).toMatch(new RegExp(`^# ${name}\n`));
		expect(read(name, 'README.md')).not.toContain('{{');
	});

	test('lists its nodes, its credential, and what builds it', () => {
		const packed = json<typeof manifest>(name, 'package.json');
		const lock = read(name, 'pnpm-lock.yaml').split(/^packages:/m)[0];

		expect(packed).toMatchObject({ name, version: manifest.version, author: manifest.author });
		expect(packed.repository.url).toBe(`git+${dirname(source)}/${name}.git`);
		expect(packed.n8n.nodes).toEqual(own.map((node) => `dist/nodes/${service}/${node}.node.js`));
		expect(packed.n8n.credentials).toEqual([`dist/credentials/${service}Api.credentials.js`]);
		expect(packed.keywords).toContain('n8n-community-node-package');
		expect(packed).not.toHaveProperty('dependencies');
		expect([...String(lock).matchAll(/^ {6}'?([^\s':]+)'?:$/gm)].map(([, one]) => one)).toEqual(
			Object.keys(packed.devDependencies),
		);
	});

	test('is published from its own repository as this package is from its own', () => {
		const workflow = read(name, '.github/workflows/publish.yml');
		const [, below = ''] = workflow.split(/^jobs:$/m);
		const jobs = [...below.matchAll(/^ {2}(\w+):$/gm)].map(([, job]) => job);

		expect(jobs).toEqual(['test', 'publish', 'scan', 'release']);
		expect(readFileSync('.github/workflows/publish.yml', 'utf8')).toContain(workflow.trimEnd());
		expect(read(name, 'scripts/release.mjs')).toBe(readFileSync('scripts/release.mjs', 'utf8'));
	});

	test('has pages, pictures and examples wherever it leads to them', () => {
		const pages = filesIn(name).filter((path) => path.endsWith('.md'));
		const dead = pages.flatMap((page) =>
			[...read(name, page).matchAll(/\]\(([^)#\s]+)/g)]
				.map(([, target = '']) => target)
				.filter((target) => !/^[a-z]+:/.test(target))
				.filter((target) => !existsSync(join(folder, name, dirname(page), target)))
				.map((target) => `${page} → ${target}`),
		);
		const elsewhere = pages
			.flatMap((page) => [...read(name, page).matchAll(/\]\(([^)#\s]+)/g)])
			.map(([, target = '']) => target)
			.filter((target) => target.startsWith(`${source}/blob/main/`))
			.map((target) => target.slice(`${source}/blob/main/`.length));

		expect(pages).toContain(`docs/${service.toLowerCase()}.md`);
		expect(dead).toEqual([]);
		expect(elsewhere).toContain('docs/reliability.md');
		expect(elsewhere.filter((path) => !existsSync(path))).toEqual([]);
	});

	test('has examples whose nodes the three packages have', () => {
		const known = names.flatMap((one) =>
			SERVICES[one]
				.map((node) => `${one}.${node.charAt(0).toLowerCase()}${node.slice(1)}`)
				// A model uses the same node under a type of its own.
				.flatMap((type) => (type.endsWith('Trigger') ? [type] : [type, `${type}Tool`])),
		);
		const examples = filesIn(name).filter((path) => path.startsWith('examples/'));
		expect(examples.length).toBeGreaterThan(1);
		for (const example of examples) {
			const { nodes } = json<{ nodes: Array<{ type: string }> }>(name, example);
			const types = nodes
				.map(({ type }) => type)
				.filter((type) => !/^(@n8n\/)?n8n-nodes-(base|langchain)\./.test(type));
			expect([example, types.filter((type) => !known.includes(type))]).toEqual([example, []]);
			expect(types.some((type) => type.startsWith(`${name}.`))).toBe(true);
			expect(read(name, 'README.md')).toContain(`(examples/${basename(example)})`);
		}
	});

	test('has a codex file by which n8n finds each of its nodes', () => {
		for (const node of own) {
			const codex = json<{ node: string }>(name, `nodes/${service}/${node}.node.json`);
			expect(codex.node.toLowerCase()).toBe(`${name}.${node}`.toLowerCase());
		}
	});

	test('tells in its changelog what changed in its own service', () => {
		const changelog = read(name, 'CHANGELOG.md');
		const entries = changelog.split('\n').filter((line) => line.startsWith('- '));

		expect(entries.length).toBeGreaterThan(2);
		expect(entries.some((entry) => entry.startsWith(`- **${service}**`))).toBe(true);
		const ofOthers = entries.filter(
			(entry) => !entry.startsWith('- **') && /KiriminAja|Kirimo|KasPro/.test(entry),
		);
		expect(ofOthers).toEqual([]);
		expect(changelog).not.toMatch(new RegExp(`\\*\\*(${others.join('|')})( Trigger)?\\*\\*`));
		expect(changelog).toContain(`## ${manifest.version} (`);
	});
});
