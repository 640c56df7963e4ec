/** One kind of test: a folder under test/, or some of its files. */
function project(name, files = [`${name}/**/*`], modules = {}) {
	return {
		displayName: name,
		testEnvironment: 'node',
		setupFilesAfterEnv: ['<rootDir>/test/freshProcess.ts'],
		testMatch: files.map((file) => `<rootDir>/test/${file}.test.ts`),
		moduleNameMapper: modules,
		roots: ['<rootDir>/test', '<rootDir>/nodes', '<rootDir>/credentials', '<rootDir>/bundled'],
		transform: {
			'\\.ts$': [
				'@swc/jest',
				{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' },
			],
		},
	};
}

/** What differs between versions of n8n: how it runs a node, what its request helper throws, how it calls a webhook. */
const ENGINE = [
	'engine/money/!(model.*)',
	'engine/reliability/*',
	'engine/*Trigger/*',
	'engine/{run,kirimoWait}',
	'engine/kasPro/{customer.get,transfer.toUser}',
];

/** The engine tests on the core of another n8n than the pinned one. */
function engineOn(version, files = ENGINE) {
	return project(`engine on n8n ${version}`, files, {
		'^n8n-core$': require.resolve(`n8n-core-${version}`),
		'^n8n-workflow$': require.resolve(`n8n-workflow-${version}`),
	});
}

/** What reaches zod, with the versions of it that n8n has had and will have. */
const withZod = (version) =>
	project(
		`zod ${version}`,
		['contract/*', 'unit/nodes/**/*', 'unit/structure', 'engine/kasPro/*'],
		{
			'^zod$': require.resolve(`zod-${version}`),
		},
	);

/** Each of these starts a real n8n: one after the other. */
const serial = (name) => ({ ...project(name), runner: '<rootDir>/test/serialRunner.cjs' });

module.exports = {
	projects: [
		project('unit'),
		project('contract'),
		project('engine'),
		engineOn('1.123'),
		engineOn('2.23'),
		...['3.23', '4.0', '4.1', '4.6'].map(withZod),
		serial('host'),
		serial('browser'),
	],
	maxWorkers: 2,
	reporters: ['default', '<rootDir>/test/report.cjs'],
	// What the tests that run our code in their own process have to reach; the pinned n8n runs the packed code.
	collectCoverageFrom: ['nodes/**/*.ts'],
	coverageReporters: ['text-summary', 'html'],
	coverageThreshold: { global: { statements: 95, branches: 90 } },
};
