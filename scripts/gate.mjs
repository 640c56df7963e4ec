// n8n's gate, run here: no error and no warning in what n8n's scanner looks at.
//   node scripts/gate.mjs source             the sources in this repository
//   node scripts/gate.mjs tarball <file>     everything inside a packed package
import { ESLint } from 'eslint';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['package.json', '{nodes,credentials}/**/*.{js,ts,json}'];
const published = ['package.json', '**/*.{js,json}'];

/** Unpacks inside this repository, where the plugins' rules find package.json as in the scanner. */
function unpack(tarball) {
	const folder = join(root, '.cache', 'gate');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	return folder;
}

async function lint(title, folder, patterns) {
	const files = [...new Set(globSync(patterns, { cwd: folder }))];
	const code = files.filter((file) => !file.endsWith('.json'));
	if (code.length === 0) throw new Error(`gate: no code to check in ${folder}`);
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: join(root, 'eslint.config.mjs'),
	});
	const results = await eslint.lintFiles(files);
	const findings = results.filter(({ errorCount, warningCount }) => errorCount + warningCount > 0);
	if (findings.length > 0) {
		const formatter = await eslint.loadFormatter('stylish');
		console.error(await formatter.format(findings));
		process.exitCode = 1;
	}
	const count = (key) => results.reduce((sum, result) => sum + result[key], 0);
	console.log(
		`gate: ${title}: ${results.length} files, ${count('errorCount')} errors, ${count('warningCount')} warnings`,
	);
}

const [what, tarball] = process.argv.slice(2);
if (what === 'tarball') await lint('tarball', unpack(tarball), published);
else await lint('source', root, sources);
