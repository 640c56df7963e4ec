// Everything that can be run here. Each task has an npm script of the same name.
const { spawn, execFile } = require('node:child_process');
const { existsSync, mkdirSync, readdirSync, rmSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { promisify } = require('node:util');
const gulp = require('gulp');
const manifest = require('./package.json');

const packFolder = join(__dirname, '.cache', 'pack');
const tarball = join(packFolder, `${manifest.name}-${manifest.version}.tgz`);
const servicesFolder = join(__dirname, '.cache', 'services');
const tools = {
	eslint: join(dirname(require.resolve('eslint/package.json')), 'bin', 'eslint.js'),
	jest: require.resolve('jest/bin/jest'),
	prettier: require.resolve('prettier/bin/prettier.cjs'),
	tsc: require.resolve('typescript/bin/tsc'),
	build: join(__dirname, 'scripts', 'build.mjs'),
	gate: join(__dirname, 'scripts', 'gate.mjs'),
	services: join(__dirname, 'scripts', 'services.mjs'),
};

/** Runs a Node program in the foreground, and fails when it fails. */
function node(program, ...args) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [tools[program] ?? program, ...args], {
			cwd: __dirname,
			stdio: 'inherit',
			env: {
				...process.env,
				// An n8n loads thousands of files at each start, and the tests start one some thirty times.
				NODE_COMPILE_CACHE: join(__dirname, '.cache', 'compiled'),
				PACKAGE_TARBALL: existsSync(tarball) ? tarball : '',
				PACKAGE_SERVICES: existsSync(servicesFolder) ? servicesFolder : '',
			},
		});
		const passOn = (signal) => child.kill(signal);
		process.on('SIGINT', passOn).on('SIGTERM', passOn);
		child.on('error', reject);
		child.on('close', (code, signal) => {
			process.off('SIGINT', passOn).off('SIGTERM', passOn);
			if (code === 0) resolve();
			else reject(new Error(`${program} ${args.join(' ')} failed (${signal ?? `exit ${code}`})`));
		});
	});
}

/** `gulp --silent` keeps task lines out of the output; these few take their place. */
function section(title, run) {
	return Object.assign(
		async () => {
			console.log(`── ${title}`);
			try {
				await run();
			} catch (error) {
				console.error(`✖ ${title}: ${error.message}`);
				throw error;
			}
		},
		{ displayName: title },
	);
}

const clean = async () => {
	for (const folder of ['dist', '.cache', 'coverage']) {
		rmSync(join(__dirname, folder), { recursive: true, force: true });
	}
};

const typecheck = section('typecheck', async () => {
	for (const project of ['.', 'demo', 'sandbox', 'bench', 'live'])
		await node('tsc', '-p', project, '--noEmit');
});

const build = section('build', () => node('build'));

const packBuilt = section('pack', async () => {
	rmSync(packFolder, { recursive: true, force: true });
	mkdirSync(packFolder, { recursive: true });
	const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', packFolder];
	await promisify(execFile)('npm', args, { cwd: __dirname });
	console.log(tarball);
});
const pack = gulp.series(build, packBuilt);
const packServices = section('pack, services', () => node('services', '--pack'));

const format = () => node('prettier', '--write', '--log-level=warn', '.');
const ours = ['nodes', 'credentials', 'bundled', 'sandbox', 'demo', 'bench', 'live', 'test'];
const formatCheck = section('format', () => node('prettier', '--check', '--log-level=warn', '.'));
const gateSource = section('gate, source', () => node('gate', 'source'));
const gateTarball = section('gate, tarball', () => node('gate', 'tarball', tarball));
const gateServices = section('gate, services', async () => {
	for (const file of readdirSync(servicesFolder).filter((name) => name.endsWith('.tgz'))) {
		const name = file.slice(0, -`-${manifest.version}.tgz`.length);
		const gate = join(servicesFolder, name, 'scripts', 'gate.mjs');
		await node(gate, 'source');
		await node(gate, 'tarball', join(servicesFolder, file));
	}
});
// No cache: what these rules say of a file hangs on the types of others.
const lintOurs = section('lint, ours', () =>
	node('eslint', '-c', 'eslint.ours.config.mjs', '--no-inline-config', '--max-warnings=0', ...ours),
);
const lint = gulp.parallel(formatCheck, gateSource, lintOurs);

/** What needs no test to run, as much of it at once as there are cores for. */
const checks = gulp.parallel(
	gulp.series(typecheck, formatCheck, gateSource),
	lintOurs,
	gulp.series(pack, gateTarball, packServices, gateServices),
);
const jest = section('tests', () => node('jest', '--ci', '--coverage'));
const coverage = section('coverage', () =>
	node('jest', '--ci', '--coverage', '--selectProjects', 'unit', 'contract', 'engine'),
);

/** The test only compares, unless it is told to write. */
const matrix = async () => {
	process.env.WRITE_MATRIX = 'true';
	await node(
		'jest',
		'--ci',
		'test/engine/reliability/matrix.test.ts',
		'--selectProjects',
		'engine, sweeps',
	);
};
matrix.description = 'Write the fault matrix of docs/reliability.md';

/** The same for what n8n shows of an output before the first run. */
const schemas = async () => {
	process.env.WRITE_SCHEMAS = 'true';
	await node('jest', '--ci', 'test/contract/schemas.test.ts', '--selectProjects', 'contract');
};
schemas.description = 'Write the output schemas of nodes/*/__schema__';

/** As many and as other stories as there is time for; a failing one prints its seed. */
const stories = async () => {
	process.env.MODEL_SEED ??= 'random';
	process.env.MODEL_RUNS ??= '30000';
	process.env.PROPERTY_SEED ??= 'random';
	process.env.PROPERTY_RUNS ??= '10000';
	const files = [
		'money/model',
		'unit/properties',
		'shared/values/sameText',
		'shared/wire/exactJson',
	];
	await node('jest', ...files, '--ci', '--selectProjects', 'engine, sweeps', 'unit');
};

/** Whether the tests notice when the code is changed. */
const mutants = () => node('scripts/mutants.mjs');
const guarded = () => node('scripts/mutants.mjs', '--guarded');
mutants.description = 'Spoil the lines that differ from main, and see that the tests notice';
guarded.description = 'The same for all of the code around money';

/** Each n8n that merchants run; the setting-up of that script installs them. */
const versions = gulp.series(pack, () => node('scripts/versions.mjs'));
versions.description = 'Test every n8n of host/versions.json, and write the table of README.md';

/** The faults of n8n's queue mode that take long, beside those of every test run. */
const scale = gulp.series(pack, async () => {
	process.env.SCALE = 'long';
	await node('jest', '--ci', '--selectProjects', 'scale');
});
scale.description = "Break n8n's queue mode in every way that docs/scaling.md names";

const watch = () => gulp.watch(['nodes/**', 'credentials/**', 'icons/**', 'bundled/**'], build);
watch.description = 'Build, and build again after each change';

Object.assign(exports, {
	clean,
	build,
	watch: gulp.series(build, watch),
	pack,
	'pack:services': gulp.series(packServices),
	typecheck,
	lint,
	'lint:tarball': gulp.series(pack, gateTarball),
	'lint:services': gulp.series(packServices, gateServices),
	format,
	test: gulp.series(checks, jest),
	'test:versions': versions,
	'test:scale': scale,
	coverage,
	stories,
	matrix,
	schemas,
	mutants,
	'mutants:guarded': guarded,
	sandbox: () => node('sandbox/main.ts'),
	demo: gulp.series(pack, () => node('demo/main.ts')),
	'demo:queue': gulp.series(pack, () => node('demo/queueMain.ts')),
	screenshots: gulp.series(pack, () => node('demo/screenshots.ts')),
	panels: gulp.series(pack, () => node('demo/panelsMain.ts')),
});
