// Runs test/host/versions.test.ts in every n8n of host/versions.json, which scripts/setup.mjs installs, and writes what it saw
// into the table of README.md. A version that does not pass stops no other one; it stands in the table and ends this with 1.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const results = join(root, '.cache', 'versions');

/** The tests of one version, by the groups they are in, with their states. */
function run(version) {
	const outputFile = join(results, `${version}.json`);
	const args = ['--ci', '--json', '--outputFile', outputFile];
	spawnSync(process.execPath, [jest, ...args, '--selectProjects', `host on n8n ${version}`], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, ALL_VERSIONS: 'true' },
	});
	const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8'));
	const groups = new Map();
	for (const { ancestorTitles, status } of testResults.flatMap((file) => file.assertionResults)) {
		const [group] = ancestorTitles;
		groups.set(group, [...(groups.get(group) ?? []), status]);
	}
	return groups;
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const rows = [];
for (const { version, differs } of JSON.parse(
	readFileSync(join(root, 'host', 'versions.json'), 'utf8'),
)) {
	console.log(`── n8n ${version}`);
	const groups = [...run(version)];
	const passed = groups.filter(([, states]) => states.every((state) => state === 'passed'));
	const others = groups.filter((group) => !passed.includes(group)).map(([name]) => name);
	if (others.length > 0 || passed.length === 0) process.exitCode = 1;
	const seen = others.length > 0 ? `**not passed: ${others.join(', ')}**` : differs;
	rows.push(`| ${version} | ${passed.map(([name]) => name).join(', ') || 'nothing'} | ${seen} |`);
}

const path = join(root, 'README.md');
const table = ['| n8n | passed | what differs |', '| --- | --- | --- |', ...rows].join('\n');
writeFileSync(
	path,
	readFileSync(path, 'utf8').replace(
		/(?<=<!-- versions -->\n)[\s\S]*(?=<!-- end of versions -->)/,
		() => `\n${table}\n\n`,
	),
);
console.log(table);
