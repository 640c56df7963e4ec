import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { LoggedRequest } from '../../../sandbox/index.ts';
import type { RunResult } from '../support/runNode';
import { forgetRefused } from '../../../nodes/shared/ledger/refusals';
import { useSandbox } from '../support/sandbox';
import { hurryTimeouts } from './impatience';
import { matrixFaults, type MatrixFault } from './matrixFaults';
import { nodes, recordsOf, rows, runRow } from './operations';

/**
 * Every operation of every node meets every fault: once, in the answer to its first call, and lasting, in the answer to every call. What
 * became of it is written into docs/reliability.md.
 */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

const sandbox = useSandbox();
// One test has many runs; most take a second.
jest.setTimeout(30_000);
const TIMES = ['once', 'lasting'] as const;
type Times = (typeof TIMES)[number];
type NodeType = keyof typeof nodes;
type Outcome = 'right' | 'existing' | 'warned' | 'passed on' | 'error' | 'unknown';

const DISPLAY_NAMES = { kiriminAja: 'KiriminAja', kirimo: 'Kirimo', kasPro: 'KasPro' };
const operations = (Object.keys(nodes) as NodeType[]).flatMap((type) =>
	nodes[type].flatMap((resource) =>
		resource.operations.map((operation) => ({
			type,
			kind: operation.kind,
			name: `${resource.value}.${operation.value}`,
			label: `${DISPLAY_NAMES[type]}: ${resource.name} → ${operation.name}`,
		})),
	),
);
type Tested = (typeof operations)[number];

const NOW = new Date('2026-11-21T03:00:00Z');
const cells = new Map<string, Outcome>();
const cellKey = ({ label }: Tested, times: Times, { name }: MatrixFault) =>
	`${label}/${times}/${name}`;

beforeEach(() => {
	// Two runs have the same times in their outputs; all else of the clock is real.
	jest.useFakeTimers({
		now: NOW,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
});
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

test('knows every operation of every node', () => {
	const listed = Object.values(rows).map((row) => Object.keys(row).sort());
	const existing = (Object.keys(rows) as NodeType[]).map((type) =>
		operations
			.filter((operation) => operation.type === type)
			.map(({ name }) => name)
			.sort(),
	);
	expect(listed).toEqual(existing);
});

describe.each(TIMES)('a fault that strikes %s', (times) => {
	test.each(operations)(
		'never makes $label do a thing twice or succeed wrongly',
		async (operation) => {
			const clean = await attempt(operation);
			expect(clean.result.error).toBeUndefined();
			expect(clean.result.hints).toEqual([]);

			const complaints: string[] = [];
			for (const fault of matrixFaults) {
				const faulty = await attempt(operation, aimed(fault, operation, clean.calls, times));
				const outcome = outcomeOf(operation, fault, faulty, clean);
				const wrong = complaintsAbout(operation, fault, times, outcome, faulty, clean);
				complaints.push(...wrong.map((text) => `${fault.name}: ${text}`));
				if (outcome) cells.set(cellKey(operation, times, fault), outcome);
			}
			expect(complaints).toEqual([]);
		},
	);
});

interface Attempt {
	result: RunResult;
	/** The operation's own calls. */
	calls: LoggedRequest[];
	before: object;
	after: object;
}

async function attempt(operation: Tested, strike?: () => void): Promise<Attempt> {
	sandbox.current.reset();
	forgetRefused();
	await rows[operation.type][operation.name]?.before?.(sandbox.current);
	const before = recordsOf(sandbox.current);
	const { length } = sandbox.current.requests;
	strike?.();
	const result = await runRow(sandbox.current, operation.type, operation.name);
	jest.restoreAllMocks();
	const calls = sandbox.current.requests.slice(length);
	return { result, calls, before, after: recordsOf(sandbox.current) };
}

/** At the operation's first call, or at all calls to its service. */
function aimed(
	{ kind, retryAfter, delayMs }: MatrixFault,
	{ type }: Tested,
	[first]: LoggedRequest[],
	times: Times,
) {
	if (first === undefined) throw new Error('The operation calls nobody');
	const { method, query } = first;
	const action = query.action === undefined ? '' : `?action=${String(query.action)}`;
	const path = first.path + action;
	const aim = times === 'once' ? { method, path, times: 1 } : { service: type, times: 1000 };
	return () => {
		if (kind === 'hang') {
			let left = 1;
			const isMeant = (asked: string, url: string) =>
				times === 'lasting' || (asked === method && url.startsWith(path) && left-- > 0);
			hurryTimeouts(isMeant, () => sandbox.current.requests.length);
		}
		sandbox.current.fault({ kind, retryAfter, delayMs, ...aim });
	};
}

/** Nothing when the output is wrong and the node does not say so. */
function outcomeOf(
	{ type, name, kind }: Tested,
	fault: MatrixFault,
	{ result }: Attempt,
	clean: Attempt,
): Outcome | undefined {
	// A read has changed nothing, whatever became of its answer.
	const { error } = result;
	if (error) return kind === 'write' && error.context.outcome === 'unknown' ? 'unknown' : 'error';
	if (sameOutput(result, clean.result)) return 'right';
	if (result.json.length > 0 && result.json.every(isExisting)) return 'existing';
	if (fault.kind !== 'mistypedJson') return undefined;
	if (result.hints.length > 0) return 'warned';
	return rows[type][name]?.unpublished ? 'passed on' : undefined;
}

const isExisting = (json: IDataObject) =>
	[json.alreadyExisted, json.alreadyCanceled, json.alreadyRegistered].includes(true);

/** Files have names of chance. */
function sameOutput(one: RunResult, other: RunResult): boolean {
	const text = ({ outputs }: RunResult) =>
		JSON.stringify(outputs).replace(/\/labels\/[^"]+/g, '/labels/x');
	return text(one) === text(other);
}

const RAW = /undefined|\[object|NaN|Cannot read|is not a function|Error:|\bat \w+.*:\d+:\d+|<\w+/;

function complaintsAbout(
	{ kind }: Tested,
	{ passing }: MatrixFault,
	times: Times,
	outcome: Outcome | undefined,
	{ result, calls, before, after }: Attempt,
	clean: Attempt,
): string[] {
	const write = kind === 'write';
	const { message = '', description = '' } = result.error ?? {};
	const unchanged = JSON.stringify(after) === JSON.stringify(before);
	const asClean = JSON.stringify(after) === JSON.stringify(clean.after);
	const [main] = clean.calls;
	const sent = calls.filter(
		({ method, path, query }) =>
			method === main?.method && path === main.path && query.action === main.query.action,
	);
	const found = outcome === 'existing' ? foreign(result.json, clean.result.json) : [];
	const wrongs: Array<[boolean, string]> = [
		[outcome === undefined, `succeeded wrongly: ${JSON.stringify(result.json)}`],
		[write && sent.length !== 1, `was sent ${sent.length} times`],
		[!unchanged && !asClean, `left other records: ${JSON.stringify(after)}`],
		[!result.error && !asClean, 'succeeded without having done it'],
		[write && outcome === 'error' && !unchanged, `failed although it was done: ${message}`],
		[found.length > 0, `found something else: ${found.join()}`],
		[RAW.test(`${message} ${description}`), `raw: ${message}`],
		[message.length > 400, `has a message of ${message.length} characters`],
		[result.error !== undefined && !description, `says not what to do: ${message}`],
		[
			write &&
				outcome === 'unknown' &&
				!/look for|see |ask |check|compare|look at|look whether|same again|request a new/i.test(
					description ?? '',
				),
			`says not how to check: ${message} ${description}`,
		],
		[
			!write && passing === true && times === 'once' && outcome !== 'right',
			`did not recover: ${message}`,
		],
	];
	return wrongs.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

/** What names the record, and differs; a look-up may not tell all of it. */
function foreign(found: IDataObject[], created: IDataObject[]): string[] {
	return ['orderId', 'awb', 'amount', 'pickupNumber'].filter((name) =>
		found.some((item, index) => {
			const expected = created[index]?.[name] ?? null;
			// Null is what a look-up does not tell.
			const told = item[name] ?? null;
			return told !== null && expected !== null && told !== expected;
		}),
	);
}

test('is the matrix of docs/reliability.md', () => {
	const wanted = operations.length * matrixFaults.length * TIMES.length;
	expect(cells.size).toBe(wanted);
	const path = join(process.cwd(), 'docs/reliability.md');
	const document = readFileSync(path, 'utf8');
	const current = document.replace(
		/(<!-- matrix -->\n)[\s\S]*(<!-- end of matrix -->)/,
		(_, begin: string, end: string) => `${begin}\n${TIMES.map(tableOf).join('\n')}\n${end}`,
	);
	expect(current).toContain('<!-- end of matrix -->');
	// A build must not mend what it checks.
	if (process.env.CI === 'true') expect(document).toBe(current);
	else if (document !== current) writeFileSync(path, current);
});

const TITLES: Record<Times, string> = {
	once: 'The fault strikes once, in the answer to the first call',
	lasting: 'The fault strikes every call, those that look an order up too',
};

function tableOf(times: Times): string {
	const line = (fields: string[]) => `| ${fields.join(' | ')} |\n`;
	const head = ['operation', ...matrixFaults.map(({ name }) => name)];
	const body = operations.map((operation) =>
		line([
			operation.kind === 'write' ? `**${operation.label}**` : operation.label,
			...matrixFaults.map((fault) => cells.get(cellKey(operation, times, fault)) ?? ''),
		]),
	);
	return `### ${TITLES[times]}\n\n${line(head)}${line(head.map(() => '---'))}${body.join('')}`;
}
