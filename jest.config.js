const versions = require('./host/versions.json');

/**
 * Tests run in a context of their own, where every look at a global costs about as much as a hundred at a variable. Not what tests replace,
 * such as the time.
 */
const sandboxInjectedGlobals = [
	...['Array', 'Boolean', 'Error', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise'],
	...['RegExp', 'Set', 'String', 'WeakMap'],
];

const swc = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' };

/** One kind of test: a folder under test/, or some of its files, or with `!` none of them. */
function project(name, files = [`${name}/**/*`]) {
	return {
		displayName: name,
		runner: '<rootDir>/test/runner.cjs',
		testEnvironment: 'node',
		sandboxInjectedGlobals,
		setupFilesAfterEnv: ['<rootDir>/test/freshProcess.ts'],
		testMatch: files.map((file) => `${file.replace(/^!?/, `$&${__dirname}/test/`)}.test.ts`),
		roots: ['<rootDir>/test', '<rootDir>/nodes', '<rootDir>/credentials', '<rootDir>/bundled'],
		transform: { '\\.ts$': ['@swc/jest', swc] },
	};
}

/** What hangs on the version of n8n: how it runs a node, what its request helper throws, how it calls a webhook; once, not in numbers. */
const OF_THE_ENGINE = [
	'engine/money/!(model.*)',
	'engine/reliability/!(three)',
	'engine/*Trigger/!(storm)',
	'engine/run',
	'engine/kirimo/payment.wait',
	'engine/kasPro/{authentication,customer.get,transfer.toUser*}',
];

/** What is covered is counted once, with the pinned n8n and what tests one thing at a time: to count it costs time. */
const uncounted = { coveragePathIgnorePatterns: ['.'] };

/** Everything with everything, or thousands of times: minutes each, so they begin first. */
const SWEEPS = [
	'engine/money/model.*',
	'engine/reliability/{matrix,three}',
	'engine/*Trigger/storm',
];
const sweeps = {
	...project('engine, sweeps', SWEEPS),
	...uncounted,
	globals: { beginsFirst: true },
};

/** The same tests with the engine of another n8n than the pinned one. */
const onN8n = (version) => ({
	...project(`engine on n8n ${version}`, OF_THE_ENGINE),
	...uncounted,
	moduleNameMapper: {
		'^n8n-core$': require.resolve(`n8n-core-${version}`),
		'^n8n-workflow$': require.resolve(`n8n-workflow-${version}`),
	},
});

/** What checks values: each n8n brings its own zod, and nodes get that. */
const OF_ZOD = [
	'unit/nodes/*/operations/**/*',
	'unit/nodes/shared/{run/input,values/kinds,wire/shape}',
	'unit/nodes/{KasPro/wire/{body,result},Kirimo/{trigger/events,wire/payment}}',
	'contract/{kaspro,kasproPages,kiriminaja,kirimo}',
	'engine/kasPro/{customer.register,payouts,transfer.toUser.refused}',
	'engine/kiriminAja/{expressOrder.form,expressOrder.columns,sender}',
];

/** The same tests with another zod. */
const withZod = (version) => ({
	...project(`zod ${version}`, OF_ZOD),
	...uncounted,
	transform: { '\\.ts$': ['<rootDir>/test/anotherZod.cjs', { ...swc, zod: `zod-${version}` }] },
});

/** Each of these starts a real n8n: one after the other, in one of two lanes. */
const serial = (name, files, beginsLast = false) => ({
	...project(name, files),
	globals: { hostFolder: 'host', beginsLast },
});

/** What has to hold in every n8n, in another one than the pinned. */
const inN8n = ({ version, folder }) => ({
	...serial(`host on n8n ${version}`, ['host/versions']),
	globals: { hostFolder: folder, beginsLast: true },
});
/** `npm test` has the oldest one beside the pinned one; `npm run test:versions` has them all. */
const hosts = process.env.ALL_VERSIONS ? versions : versions.slice(0, 1);

/** Where money is asked for, found again, or believed to have come: no way through these is without a test. */
const guarded = [
	'nodes/shared/ledger/{code,empty,numbers,refusals}.ts',
	'nodes/shared/wire/{errors,shape,exactJson,download,stopped}.ts',
	'nodes/shared/trigger/seen.ts',
	'nodes/KiriminAja/wire/{orders,pin,credit,tracking,instantTracking,states}.ts',
	'nodes/KiriminAja/operations/credit/validatePin.ts',
	'nodes/KasPro/operations/payout.ts',
	'nodes/KasPro/wire/{api,authentication,sendOnce,signature,result,body,customers,figures}.ts',
	'nodes/Kirimo/trigger/{verification,duitku,lookups,resume}.ts',
	'nodes/Kirimo/wire/{api,lookup,payment}.ts',
];
/** Nearly so: what is left are ways that the types ask for and no run can take. */
const nearly = {
	'./nodes/shared/ledger/{book,ledger,memory,perform,recognition,settle,wants}.ts': {
		branches: 96,
	},
	'./nodes/shared/wire/{answer,request,thrown}.ts': { branches: 99 },
	'./nodes/KiriminAja/wire/api.ts': { branches: 98 },
	'./nodes/KasPro/operations/walletPayment.ts': { branches: 90 },
	'./nodes/Kirimo/operations/payment/create.ts': { branches: 93 },
	'./nodes/KiriminAja/operations/{expressOrder,instantOrder}/book.ts': { branches: 84 },
};
const each = (paths, threshold) =>
	Object.fromEntries(paths.map((path) => [`./${path}`, threshold]));

module.exports = {
	projects: [
		project('unit'),
		project('contract'),
		project('engine', ['engine/**/*', ...SWEEPS.map((files) => `!${files}`)]),
		sweeps,
		...['1.123', '2.23'].map(onN8n),
		...['3.23', '4.0', '4.1', '4.6'].map(withZod),
		serial('host'),
		...hosts.map(inN8n),
		serial('browser', undefined, true),
		serial('scale', [process.env.SCALE === 'long' ? 'scale/**/*' : 'scale/*'], true),
	],
	maxWorkers: 2,
	// Each n8n that a worker has loaded stays in its memory; after enough of them it begins anew.
	workerIdleMemoryLimit: '1.5GB',
	// Ends what hangs; a busy machine is no reason to fail.
	testTimeout: 30_000,
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
