import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
	globSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packed } from './support/host.ts';
import {
	figure,
	milliseconds,
	number,
	progress,
	spread,
	type Findings,
	type Part,
} from './support/report.ts';
import { alternate, spreadOf } from './support/rounds.ts';

const MB = 1_000_000;
const MOST_MS = 25;
const MOST_MB = 5;
const MOST_TARBALL_KB = 200;

const installed = join(import.meta.dirname, '..', 'host', 'node_modules');
const base = join(installed, 'n8n-nodes-base', 'dist');

/** The files of some of n8n's own nodes and their credentials. */
function peer(nodes: string, credentials: string): string[] {
	const patterns = [`nodes/${nodes}/*.node.js`, `credentials/${credentials}*.credentials.js`];
	return globSync(patterns, { cwd: base }).map((file) => join(base, file));
}

const EMPTY = `
exports.Empty = class {
	description = {
		displayName: 'Empty', name: 'empty', group: ['transform'], version: 1, description: 'Does nothing',
		defaults: { name: 'Empty' }, inputs: ['main'], outputs: ['main'], properties: [],
	};
	async execute() { return [this.getInputData()]; }
};`;

/** What our package.json lists. */
function ours(folder: string): string[] {
	execFileSync('tar', ['-xzf', packed(), '-C', folder, '--strip-components=1']);
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return [...n8n.credentials, ...n8n.nodes].map((file) => join(folder, file));
}

interface Loaded {
	time: number;
	heap: number;
}

/** n8n has installed packages find its own libraries by this path. */
async function loaded(files: string[]): Promise<Loaded> {
	const child = fork(join(import.meta.dirname, 'support', 'loadChild.ts'), [installed, ...files], {
		execArgv: ['--expose-gc'],
		env: { ...process.env, NODE_PATH: installed },
	});
	const ended = once(child, 'exit');
	const [answer] = (await Promise.race([
		once(child, 'message'),
		ended.then(() => Promise.reject(new Error(`Could not be loaded: ${files.join(', ')}`))),
	])) as [Loaded];
	await ended;
	return answer;
}

async function run(): Promise<Findings> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-indonesia-commerce-load-'));
	const [own, empty] = ['own', 'empty'].map((name) => join(folder, name)) as [string, string];
	for (const one of [own, empty]) mkdirSync(one);
	writeFileSync(join(empty, 'Empty.node.js'), EMPTY);
	const packages = {
		'An empty package': [join(empty, 'Empty.node.js')],
		'Ours, all of it': ours(own),
		'HTTP Request': peer('HttpRequest', 'Http'),
		Shopify: peer('Shopify', 'Shopify'),
		Stripe: peer('Stripe', 'Stripe'),
		'Google Sheets': peer('Google/Sheet', 'GoogleSheets'),
	};
	type Name = keyof typeof packages;
	const names = Object.keys(packages) as Name[];
	const heaps = new Map<Name, number[]>(names.map((name) => [name, []]));
	const side = (name: Name) => async () => {
		const { time, heap } = await loaded(packages[name]);
		heaps.get(name)?.push(heap / MB);
		return time;
	};
	const sides = Object.fromEntries(names.map((name) => [name, side(name)])) as Record<
		Name,
		() => Promise<number>
	>;
	const loadTimes = await alternate(sides);
	rmSync(folder, { recursive: true, force: true });

	const timeOf = (name: Name) => spreadOf(loadTimes[name]);
	const heapOf = (name: Name) => spreadOf(heaps.get(name) ?? []);
	const over = (of: (name: Name) => { median: number }) =>
		of('Ours, all of it').median - of('An empty package').median;
	const [time, heap, tarball] = [over(timeOf), over(heapOf), statSync(packed()).size / 1000];
	progress(`load: ${milliseconds(time)} and ${figure(heap)} MB over an empty package`);
	return {
		about: `All nodes and credentials of a package, required and made in a fresh process that has n8n-workflow, zod and luxon loaded already, as n8n has. The tarball has ${figure(tarball)} kB.`,
		tables: [
			{
				title: 'Loading',
				columns: ['package', 'files', 'time', 'heap'],
				rows: names.map((name) => [
					name,
					number(packages[name].length),
					spread(timeOf(name), milliseconds),
					spread(heapOf(name), (megabytes) => `${figure(megabytes)} MB`),
				]),
			},
		],
		goals: [
			{
				text: `Load time over an empty package: at most ${MOST_MS} ms`,
				value: milliseconds(time),
				isMet: time <= MOST_MS,
			},
			{
				text: `Heap over an empty package: at most ${MOST_MB} MB`,
				value: `${figure(heap)} MB`,
				isMet: heap <= MOST_MB,
			},
			{
				text: `Tarball: at most ${MOST_TARBALL_KB} kB`,
				value: `${figure(tarball)} kB`,
				isMet: tarball <= MOST_TARBALL_KB,
			},
		],
	};
}

export const load: Part = { title: 'Loading the package', run };
