import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Who may know whom (CONTRIBUTING.md). */
const root = process.cwd();

function sourcesIn(folder: string): string[] {
	return readdirSync(join(root, folder)).flatMap((name) => {
		const path = join(folder, name);
		if (statSync(join(root, path)).isDirectory())
			return name === 'node_modules' ? [] : sourcesIn(path);
		return /\.(ts|mjs|js)$/.test(name) ? [path] : [];
	});
}

/** The files of this project that a file imports, as paths from the root. */
function importsOf(file: string): string[] {
	const text = readFileSync(join(root, file), 'utf8');
	const found = [...text.matchAll(/(?:from|import|require)\s*\(?\s*'(\.[^']+)'/g)];
	return found.map(([, target = '']) => relative(root, join(root, dirname(file), target)));
}

const breaches = (from: string, isForbidden: (target: string) => boolean) => {
	const sources = sourcesIn(from);
	expect(sources.length).toBeGreaterThan(0);
	return sources.flatMap((file) =>
		importsOf(file)
			.filter(isForbidden)
			.map((target) => `${file} imports ${target}`),
	);
};

test('the sandbox knows nothing of the nodes', () => {
	expect(
		breaches('sandbox', (target) => /^(nodes|credentials|test|demo|live)\//.test(target)),
	).toEqual([]);
});

test.each(['nodes', 'credentials', 'bundled'])(
	'%s knows nothing of sandbox, demo and tests',
	(folder) => {
		expect(breaches(folder, (target) => /^(sandbox|demo|test|bench|live)\//.test(target))).toEqual(
			[],
		);
	},
);

test('what is asked of the real services is written from the documents alone', () => {
	expect(breaches('live', (target) => !target.startsWith('live/'))).toEqual([]);
});

test('what the services share knows none of them', () => {
	expect(breaches('nodes/shared', (target) => !target.startsWith('nodes/shared/'))).toEqual([]);
});

test.each(['KiriminAja', 'Kirimo', 'KasPro'])('%s knows no other service', (service) => {
	const own = [`nodes/${service}/`, 'nodes/shared/', 'bundled/'];
	expect(
		breaches(`nodes/${service}`, (target) => !own.some((place) => target.startsWith(place))),
	).toEqual([]);
});

const ROOMS = ['run', 'values', 'ledger', 'wire', 'trigger'];

test('what the services share lies in rooms that are known here', () => {
	expect(readdirSync(join(root, 'nodes/shared')).sort()).toEqual([...ROOMS].sort());
});

test.each([
	['values', ['values']],
	['wire', ['wire', 'values']],
	['ledger', ['ledger', 'wire', 'values']],
	['trigger', ['trigger', 'wire', 'values']],
	['run', ['run', 'ledger', 'wire', 'values']],
])('the room %s knows only %p', (room, known) => {
	expect(
		breaches(
			`nodes/shared/${room}`,
			(target) => !known.some((other) => target.startsWith(`nodes/shared/${other}/`)),
		),
	).toEqual([]);
});

/** The file that an import without its ending, or of a folder, means. */
function fileOf(target: string): string {
	const candidates = [
		target,
		`${target}.ts`,
		join(target, 'index.ts'),
		target.replace(/\.js$/, '.ts'),
	];
	const isFile = (path: string) =>
		existsSync(join(root, path)) && statSync(join(root, path)).isFile();
	const found = candidates.find(isFile);
	if (found === undefined) throw new Error(`Nothing is at ${target}`);
	return found;
}

/** Every circle of imports that a walk from these files meets, as the way round. */
function circlesAmong(graph: Map<string, string[]>): string[] {
	const circles: string[] = [];
	const left = new Set<string>();
	const walk = (file: string, way: string[]) => {
		if (way.includes(file)) {
			circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
			return;
		}
		if (left.has(file)) return;
		for (const target of graph.get(file) ?? []) walk(target, [...way, file]);
		left.add(file);
	};
	for (const file of graph.keys()) walk(file, []);
	return circles;
}

test('no files import each other in a circle, types included', () => {
	const files = ['nodes', 'credentials', 'bundled'].flatMap(sourcesIn);
	const graph = new Map(files.map((file) => [file, importsOf(file).map(fileOf)]));

	expect(graph.get('nodes/shared/ledger/call.ts')).toContain('nodes/shared/ledger/ledger.ts');
	expect(circlesAmong(graph)).toEqual([]);
});

test('the walk finds circles', () => {
	const graph = new Map([
		['a', ['b', 'c']],
		['b', ['c']],
		['c', ['d']],
		['d', ['b', 'd']],
	]);

	expect(circlesAmong(graph)).toEqual(['b → c → d → b', 'd → d']);
});

/** The lines of code under nodes/ that a pattern is on, comments left out, as `file: line`. */
function linesWith(pattern: RegExp, isAllowed: (file: string, line: string) => boolean): string[] {
	return sourcesIn('nodes').flatMap((file) =>
		codeOf(file)
			.split('\n')
			.filter((line) => pattern.test(line) && !isAllowed(file, line))
			.map((line) => `${file}: ${line.trim()}`),
	);
}

function codeOf(file: string): string {
	return readFileSync(join(root, file), 'utf8')
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.replace(/^\s*\/\/.*$/gm, '');
}

const isLedgers = (file: string) => file.startsWith('nodes/shared/ledger/');

describe("nothing outside the ledger's folder reads or writes what was sent", () => {
	test("nothing else keeps things in the execution's data", () => {
		expect(linesWith(/\bgetContext\b|\bcustomData\b|\bsetMetadata\b/, isLedgers)).toEqual([]);
	});

	test('only triggers keep things in the data of the workflow', () => {
		const isTriggers = (file: string) =>
			file.includes('/trigger/') || file.endsWith('Trigger.node.ts');

		expect(linesWith(/\bgetWorkflowStaticData\b/, isTriggers)).toEqual([]);
	});

	test('a ledger is made by the runner, told which numbers a run has, asked what has other values, and used by its own folder', () => {
		const isMaking = (file: string, line: string) =>
			file === 'nodes/shared/run/run.ts' &&
			[
				'ledger: Ledger;',
				'ledger: new Ledger(ctx, name),',
				'const { ctx, ledger } = run;',
				'ledger.announce(good);',
				'function tellOfChanged({ ledger, hint }: Run): void {',
				'const changed = ledger.changed();',
				'function callOf({ ctx, ledger, hint, line }: Run, item: number): Call {',
				'return { ctx, item, ledger, hint, line, references: [] };',
			].includes(line.trim());
		const isAllowed = (file: string, line: string) =>
			isLedgers(file) || /^import\b/.test(line) || isMaking(file, line);

		expect(linesWith(/\bledger\b|\bLedger\b/, isAllowed)).toEqual([]);
		expect(linesWith(/\bnew Ledger\(/, isLedgers)).toHaveLength(1);
	});

	test('the ledger itself is taken by the runner, its types by the others', () => {
		const values = linesWith(
			/^import\b.*\/ledger\/(?:ledger|memory|recognition|wants)'/,
			(file, line) => isLedgers(file) || /^import type\b/.test(line),
		);

		expect(values).toEqual(["nodes/shared/run/run.ts: import { Ledger } from '../ledger/ledger';"]);
	});

	/** What a process may remember between executions, and why it says nothing of what was sent. */
	const REMEMBERED = [
		// Answers to the editor's lists, for a few minutes.
		'nodes/KiriminAja/lists/cache.ts: const answers = new Map<string, Kept>();',
		// When an access token was renewed last.
		'nodes/KasPro/wire/api.ts: const renewals = new Map<string, { at: number; over: Promise<unknown> }>();',
		// Ids of events that came in.
		'nodes/shared/trigger/seen.ts: const memories = new Map<string, Memory>();',
		// Look-ups of the last minute, so that strangers can not have the account blocked.
		'nodes/Kirimo/trigger/lookups.ts: const latest = new Map<string, Lookup[]>();',
		// The credential of a trigger, for a few seconds.
		'nodes/shared/trigger/credential.ts: const kept = new Map<string, Kept>();',
		// How fast each service may be asked.
		'nodes/shared/wire/pace.ts: const paces = new Map<string, Pace>();',
		// The credential of a run that is under way, for a second.
		'nodes/shared/wire/request.ts: const credentials = new WeakMap<Context, Read>();',
	];

	test('no module remembers things by itself', () => {
		const growing =
			/^(export )?(const|let|var) \w+(: [^=]+)? = (new (Weak)?(Map|Set)(<.*>)?\(\)|\[\]|\{\});/;
		const changing = /^(export )?(let|var) /;

		expect(linesWith(growing, isLedgers).sort()).toEqual([...REMEMBERED].sort());
		expect(linesWith(changing, isLedgers)).toEqual([]);
	});

	test('no module fills a collection of its own while it runs', () => {
		const made = /^(?:export )?const (\w+)(?:: [^=]+)? = new (?:Weak)?(?:Map|Set)\b/gm;
		const filled = sourcesIn('nodes')
			.filter((file) => !isLedgers(file))
			.flatMap((file) => {
				const code = codeOf(file);
				return [...code.matchAll(made)]
					.filter(([, name]) => new RegExp(`\\b${name}\\.(set|add)\\(`).test(code))
					.map(([, name]) => `${file}: ${name}`);
			});

		expect(filled.sort()).toEqual(
			REMEMBERED.map((line) => line.replace(/: const (\w+).*/, ': $1')).sort(),
		);
	});
});
