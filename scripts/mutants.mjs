// Changes the code in small ways (Stryker) and asks the tests whether they notice. A change that nobody notices, a survivor, that is not in
// test/mutants.json fails the run.
//   (no arguments)   the lines that differ from main, or from the commit in MUTANTS_SINCE
//   --guarded        all of what may never go wrong unnoticed
//   <file> …         these files
//   --accept         writes the survivors into test/mutants.json; say in the commit why each may live
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const stryker = join(
	dirname(require.resolve('@stryker-mutator/core/package.json')),
	'bin',
	'stryker.js',
);
const work = join(root, '.cache', 'mutants');
const baselineFile = join(root, 'test', 'mutants.json');
const noticed = join(work, 'noticed.json');
mkdirSync(work, { recursive: true });

/** Where money is asked for, found again, or believed to have come. */
const GUARDED = [
	'nodes/shared/**/*.ts',
	'nodes/KiriminAja/wire/{orders,pin}.ts',
	'nodes/KiriminAja/operations/*/book.ts',
	'nodes/KasPro/operations/{pay,payout,walletPayment}.ts',
	'nodes/KasPro/wire/sendOnce.ts',
	'nodes/Kirimo/operations/payment/create.ts',
	'nodes/Kirimo/trigger/{verification,duitku,lookups}.ts',
];

/** The tests that are named as the file. They judge first: each mutant loads all test files of its judges, and most need no other. */
const ownTests = (file) =>
	['', '.*']
		.map((rest) => `unit/${file.replace('.ts', rest)}`)
		.filter((path) => globSync(`test/${path}.test.ts`, { cwd: root }).length > 0);

/**
 * Who judges what a file's own tests leave alive, the first folder that fits: what is quick, and then what runs the nodes in n8n's engine.
 * Sandbox, matrix and random stories are left out: they take a minute for each mutant.
 */
const JUDGES = [
	{ of: 'nodes/shared/', tests: [['unit/nodes/shared/**/*'], ['engine/money/*', 'engine/run']] },
	{
		of: 'nodes/KiriminAja/trigger/',
		tests: [
			['unit/nodes/KiriminAja/**/*'],
			['engine/kiriminAjaTrigger/*', 'engine/kiriminAja/callback'],
		],
	},
	{
		of: 'nodes/KiriminAja/',
		tests: [['unit/nodes/KiriminAja/**/*'], ['engine/kiriminAja/*'], ['engine/money/*']],
	},
	{
		of: 'nodes/Kirimo/trigger/',
		tests: [['unit/nodes/Kirimo/**/*'], ['engine/kirimoTrigger/*', 'engine/kirimo/payment.wait']],
	},
	{
		of: 'nodes/Kirimo/',
		tests: [['unit/nodes/Kirimo/**/*'], ['engine/kirimo/*'], ['engine/money/*']],
	},
	{
		of: 'nodes/KasPro/',
		tests: [['unit/nodes/KasPro/**/*'], ['engine/kasPro/*'], ['engine/money/*']],
	},
];
const fileOf = (place) => place.replace(/:.*/, '');
const judgedBy = (path) => JUDGES.findIndex(({ of }) => path.startsWith(of));

const args = process.argv.slice(2);
const accept = args.includes('--accept');
const named = args.filter((arg) => !arg.startsWith('--'));
const isOurs = (file) => /^nodes\/.*\.ts$/.test(file);

/** `file:from-to` for each stretch of changed lines. */
function changed() {
	const since = process.env.MUTANTS_SINCE || mainCommit();
	const diff = execFileSync('git', ['diff', '--unified=0', since, '--', 'nodes'], {
		cwd: root,
	}).toString();
	const ranges = [];
	let file = '';
	for (const line of diff.split('\n')) {
		if (line.startsWith('+++ ')) file = line.replace('+++ b/', '');
		const [, from, count = '1'] = /^@@ .*\+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
		if (from && count !== '0' && isOurs(file))
			ranges.push(`${file}:${from}-${Number(from) + Number(count) - 1}`);
	}
	return ranges;
}

/** Where this branch has left main. */
function mainCommit() {
	for (const main of ['origin/main', 'main']) {
		const { status, stdout } = spawnSync('git', ['merge-base', 'HEAD', main], { cwd: root });
		if (status === 0) return stdout.toString().trim();
	}
	throw new Error('There is no main to compare with. Name a commit in MUTANTS_SINCE.');
}

/** What names a mutant though its line moves. */
function keyOf(file, source, { mutatorName, replacement, location: { start, end } }) {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
	lines[0] = lines[0].slice(start.column - 1);
	const plain = (text = '') => text.replace(/\s+/g, ' ').slice(0, 160);
	return `${file} | ${mutatorName} | ${plain(lines.join('\n'))} → ${plain(replacement)}`;
}

/** Has the tests judge what judges before them have left alive, and gives the keys of what is alive still. */
function survivorsOf(mutate, tests) {
	const report = join(work, 'report.json');
	const configuration = {
		testRunner: 'jest',
		plugins: ['@stryker-mutator/jest-runner'],
		jest: {
			projectType: 'custom',
			configFile: 'jest.mutants.config.js',
			enableFindRelatedTests: true,
		},
		coverageAnalysis: 'perTest',
		// What is made when a file is loaded, descriptions for the most part, would take every test for each mutant.
		ignoreStatic: true,
		ignorePatterns: [
			'host/*',
			'!host/versions.json',
			'dist',
			'.cache',
			'coverage',
			'docs',
			'demo',
			'bench',
			'examples',
		],
		tempDirName: '.cache/mutants/sandbox',
		reporters: ['progress-append-only', 'json'],
		jsonReporter: { fileName: report },
		// What was noticed once in this run is not judged again.
		incremental: true,
		incrementalFile: noticed,
		timeoutMS: 20_000,
		allowEmpty: true,
		mutate,
		...(process.env.MUTANTS_AT_ONCE && { concurrency: Number(process.env.MUTANTS_AT_ONCE) }),
	};
	const file = join(work, 'stryker.json');
	writeFileSync(file, JSON.stringify(configuration, null, '\t'));
	const judges = tests.map((path) => `<rootDir>/test/${path}.test.ts`);
	const env = { ...process.env, MUTANTS_JUDGES: JSON.stringify(judges) };
	const { status } = spawnSync(process.execPath, [stryker, 'run', file], {
		cwd: root,
		env,
		stdio: 'inherit',
	});
	if (status !== 0) throw new Error('Stryker did not run to its end, see above.');
	const files = new Set(mutate.map(fileOf));
	return Object.entries(JSON.parse(readFileSync(report, 'utf8')).files)
		.filter(([file]) => files.has(file))
		.flatMap(([file, { source, mutants }]) =>
			mutants
				.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
				.map((mutant) => keyOf(file, source, mutant)),
		);
}

const wanted = args.includes('--guarded')
	? globSync(GUARDED, { cwd: root }).filter(isOurs)
	: named.length > 0
		? named
		: changed();
rmSync(noticed, { force: true });
const survivors = [];
for (const [index, { tests }] of JUDGES.entries()) {
	const mutate = wanted.filter((path) => judgedBy(path) === index);
	for (const file of new Set(mutate.map(fileOf))) {
		const own = ownTests(file);
		if (own.length > 0)
			survivorsOf(
				mutate.filter((path) => fileOf(path) === file),
				own,
			);
	}
	if (mutate.length > 0)
		survivors.push(...tests.map((judges) => survivorsOf(mutate, judges)).at(-1));
}

const baseline = existsSync(baselineFile) ? JSON.parse(readFileSync(baselineFile, 'utf8')) : [];
const left = [...baseline];
const fresh = survivors.filter((key) => {
	const place = left.indexOf(key);
	if (place >= 0) left.splice(place, 1);
	return place < 0;
});
if (accept) {
	writeFileSync(baselineFile, `${JSON.stringify([...baseline, ...fresh].sort(), null, '\t')}\n`);
	console.log(`${fresh.length} survivors were added to test/mutants.json.`);
} else if (fresh.length > 0) {
	console.error(`No test notices ${fresh.length} of the changes:\n${fresh.join('\n')}`);
	process.exitCode = 1;
} else {
	console.log(`The tests notice all changes but ${survivors.length} that test/mutants.json knows.`);
}
