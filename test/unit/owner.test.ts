import { globSync, readFileSync, statSync } from 'node:fs';
import manifest from '../../package.json';

/** Whose this is stands in package.json (RELEASING.md), so that a new owner changes one file. */
const page = manifest.repository.url.replace(/^git\+|\.git$/g, '');
const isOurs = (path: string) =>
	!/(^|\/)(node_modules|dist|coverage|\.cache|\.git)(\/|$)/.test(path);

const files = globSync('{*,.github/**/*,*/**/*}', { exclude: (path) => !isOurs(path) }).filter(
	(path) => path !== 'package.json' && isOurs(path) && statSync(path).isFile(),
);

test('package.json alone says who owns this, where it lies and whom to write to', () => {
	expect(files).toEqual(expect.arrayContaining(['README.md', '.github/workflows/ci.yml']));
	const said = [page.replace('https://', ''), manifest.author.email, manifest.author.name];
	const repeated = files.filter((path) => {
		const text = readFileSync(path, 'utf8');
		return said.some((words) => text.includes(words));
	});

	expect(repeated).toEqual([]);
});

test('homepage, repository and place for issues are the same one', () => {
	expect(page).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/);
	expect(manifest.homepage).toBe(`${page}#readme`);
	expect(manifest.bugs.url).toBe(`${page}/issues`);
});
