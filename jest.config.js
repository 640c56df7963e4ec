/** One kind of test: a folder under test/. */
function project(name) {
	return {
		displayName: name,
		testEnvironment: 'node',
		setupFilesAfterEnv: ['<rootDir>/test/freshProcess.ts'],
		testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
		roots: ['<rootDir>/test', '<rootDir>/nodes', '<rootDir>/credentials', '<rootDir>/bundled'],
		transform: {
			'\\.ts$': [
				'@swc/jest',
				{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' },
			],
		},
	};
}

/** Each of these starts a real n8n: one after the other. */
const serial = (name) => ({ ...project(name), runner: '<rootDir>/test/serialRunner.cjs' });

module.exports = {
	projects: [
		project('unit'),
		project('contract'),
		project('engine'),
		serial('host'),
		serial('browser'),
	],
	maxWorkers: 2,
	// Ends what hangs; a busy machine is no reason to fail.
	testTimeout: 30_000,
	reporters: ['default', '<rootDir>/test/report.cjs'],
	// What the tests that run our code in their own process have to reach; the pinned n8n runs the packed code.
	collectCoverageFrom: ['nodes/**/*.ts'],
	coverageReporters: ['text-summary', 'html'],
	coverageThreshold: { global: { statements: 95, branches: 90 } },
};
