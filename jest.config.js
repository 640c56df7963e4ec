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

/** Where money is asked for, found again, or believed to have come: no way through these is without a test. */
const guarded = [
	'nodes/shared/ledger/{perform,refusals}.ts',
	'nodes/shared/wire/{request,errors,shape,exactJson,download}.ts',
	'nodes/shared/trigger/seen.ts',
	'nodes/KiriminAja/wire/{api,orders,pin,credit,tracking,instantTracking,states}.ts',
	'nodes/KiriminAja/operations/credit/validatePin.ts',
	'nodes/KasPro/operations/payout.ts',
	'nodes/KasPro/wire/{api,authentication,sendOnce,signature,result,body}.ts',
	'nodes/Kirimo/trigger/{verification,duitku,lookups,resume}.ts',
	'nodes/Kirimo/wire/{api,payment}.ts',
];
/** Nearly so: what is left are ways that the types ask for and no run can take. */
const nearly = {
	'./nodes/shared/ledger/{ledger,settle}.ts': { branches: 96 },
	'./nodes/KasPro/operations/walletPayment.ts': { branches: 91 },
	'./nodes/Kirimo/operations/payment/create.ts': { branches: 93 },
	'./nodes/KiriminAja/operations/{expressOrder,instantOrder}/book.ts': { branches: 84 },
};
const each = (paths, threshold) =>
	Object.fromEntries(paths.map((path) => [`./${path}`, threshold]));

module.exports = {
	projects: [
		project('unit'),
		project('contract'),
		project('engine'),
		serial('host'),
		serial('browser'),
	],
	maxWorkers: 2,
	reporters: ['default', '<rootDir>/test/report.cjs'],
	// What the tests that run our code in their own process have to reach; the pinned n8n runs the packed code.
	collectCoverageFrom: ['nodes/**/*.ts'],
	coverageReporters: ['text-summary', 'html'],
	coverageThreshold: {
		global: { statements: 95, branches: 90 },
		...each(guarded, { branches: 100 }),
		...nearly,
	},
};
