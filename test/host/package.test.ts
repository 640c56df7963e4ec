import { execFileSync } from 'node:child_process';
import { packedTarball } from '../../demo/n8n.ts';
import manifest from '../../package.json';

/** What the package consists of; install.test.ts puts it into n8n. */
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
