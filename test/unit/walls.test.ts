import { readFileSync, readdirSync, statSync } from 'node:fs';
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
	expect(breaches('sandbox', (target) => /^(nodes|credentials|test|demo)\//.test(target))).toEqual(
		[],
	);
});

test.each(['nodes', 'credentials', 'bundled'])(
	'%s knows nothing of sandbox, demo and tests',
	(folder) => {
		expect(breaches(folder, (target) => /^(sandbox|demo|test|bench)\//.test(target))).toEqual([]);
	},
);

test('what the services share knows none of them', () => {
	expect(breaches('nodes/shared', (target) => !target.startsWith('nodes/shared/'))).toEqual([]);
});

test.each(['KiriminAja', 'Kirimo', 'KasPro'])('%s knows no other service', (service) => {
	const own = [`nodes/${service}/`, 'nodes/shared/', 'bundled/'];
	expect(
		breaches(`nodes/${service}`, (target) => !own.some((place) => target.startsWith(place))),
	).toEqual([]);
});
