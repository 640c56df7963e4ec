import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import type { LoggedRequest } from '../../../sandbox/index.ts';
import type { RunResult } from '../support/runNode';
import { forgetRefused } from '../../../nodes/shared/ledger/refusals';
import { textIn } from '../../../nodes/shared/values/texts';
import { LONG_NUMBER } from '../../../sandbox/spoiledBodies.ts';
import { useSandbox } from '../support/sandbox';
import { hurryTimeouts } from './impatience';
import { expectedOf, type Cell, type Outcome } from './matrixExpected';
import { matrixFaults, TIMES, type MatrixFault, type Times } from './matrixFaults';
import { nodes, recordsOf, rows, runRow } from './operations';

/**
 * Every operation of every node meets every fault: once, in the answer to its first call, and lasting, in the answer to every call. What
 * became of it stands in docs/reliability.md, where `npm run matrix` writes it.
 */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

const sandbox = useSandbox();
// One test has many runs; most take a second.
jest.setTimeout(30_000);
type NodeType = keyof typeof nodes;

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
const cells = new Map<string, Cell>();
const cellKey = ({ label }: Tested, times: Times, { name }: MatrixFault) =>
	`${label}/${times}/${name}`;

const columnsOf = (times: Times) => matrixFaults.filter(({ only = times }) => only === times);

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
			const clean = await undisturbed(operation);
			const two = rows[operation.type][operation.name]?.two
				? await undisturbed(operation, 'two')
				: clean;

			const complaints: string[] = [];
			for (const fault of columnsOf(times)) {
				const cell = await cellOf(operation, fault, times, fault.as === 'two' ? two : clean);
				complaints.push(...cell.complaints.map((text) => `${fault.name}: ${text}`));
				if (cell.outcome) cells.set(cellKey(operation, times, fault), cell.outcome);
			}
			expect(complaints).toEqual([]);
		},
	);
});

async function undisturbed(operation: Tested, as?: MatrixFault['as']): Promise<Attempt> {
	const clean = await attempt(operation, as);
	expect(clean.result.error).toBeUndefined();
	expect(clean.result.hints).toEqual([]);
	return clean;
}

/** What became of an operation under a fault, and what is wrong with that. */
async function cellOf(
	operation: Tested,
	fault: MatrixFault,
	times: Times,
	clean: Attempt,
): Promise<{ outcome?: Cell; complaints: string[] }> {
	const expected = expectedOf(`${operation.type}/${operation.name}`, fault.name, times);
	// That an answer has no rows is seen from the run.
	if (expected === '–' && fault.as !== 'two') return { outcome: '–', complaints: [] };
	const strike = aimed(fault, operation, clean.calls, times);
	const late = fault.kind === 'lateWork' ? fault.delayMs : undefined;
	const faulty = await attempt(operation, fault.as, strike, late);
	const outcome = outcomeOf(operation, fault, faulty, clean);
	const complaints = complaintsAbout(operation, fault, times, outcome, faulty, clean);
	if (expected === '–' && outcome === 'right') return { outcome: '–', complaints };
	if (expected !== undefined && outcome !== expected) {
		complaints.push(`became ${outcome ?? 'nothing'} instead of ${expected}`);
	}
	return { outcome, complaints };
}

interface Attempt {
	result: RunResult;
	/** The operation's own calls. */
	calls: LoggedRequest[];
	before: object;
	after: object;
}

async function attempt(
	operation: Tested,
	as?: MatrixFault['as'],
	strike?: () => void,
	late?: number,
): Promise<Attempt> {
	sandbox.current.reset();
	forgetRefused();
	const row = rows[operation.type][operation.name];
	await row?.before?.(sandbox.current);
	if (as === 'over') await row?.over?.(sandbox.current);
	const before = recordsOf(sandbox.current);
	const { length } = sandbox.current.requests;
	strike?.();
	const options = as === 'two' ? row?.two : undefined;
	const result = await runRow(sandbox.current, operation.type, operation.name, options);
	jest.restoreAllMocks();
	// What the service does although nobody waits for it any more.
	if (late) await sandbox.current.advance(late);
	const calls = sandbox.current.requests.slice(length);
	return { result, calls, before, after: recordsOf(sandbox.current) };
}

/** At the operation's first call, at all calls to its service, or at each of them in its own way. */
function aimed(
	{ kind, others, then = [], retryAfter, delayMs }: MatrixFault,
	{ type }: Tested,
	[first]: LoggedRequest[],
	times: Times,
) {
	if (first === undefined) throw new Error('The operation calls nobody');
	const { method, query } = first;
	const action = query.action === undefined ? '' : `?action=${textIn(query.action)}`;
	const path = first.path + action;
	const firstCall = { method, path, times: 1 };
	const everyCall = { service: type, times: 1000 };
	const aim = times === 'once' || others ? firstCall : everyCall;
	return () => {
		if (kind === undefined) return;
		if (kind === 'hang' || kind === 'lateWork') {
			let left = 1;
			const isMeant = (asked: string, url: string) =>
				times === 'lasting' || (asked === method && url.startsWith(path) && left-- > 0);
			hurryTimeouts(isMeant, () => sandbox.current.requests.length);
		}
		sandbox.current.fault([
			{ kind, retryAfter, delayMs, ...aim },
			...then.map((next) => ({ kind: next, service: type })),
		]);
		if (others) sandbox.current.fault({ kind: others, ...everyCall });
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
	if (isFound(result, clean.result)) return 'existing';
	const isDrift = ['mistypedJson', 'emptyObject', 'rowMissing'].includes(fault.kind ?? '');
	if (isDrift && result.hints.length > 0) return 'warned';
	if (fault.kind === 'rowMissing' && isPart(result.json, clean.result.json)) return 'passed on';
	return fault.kind === 'mistypedJson' && rows[type][name]?.unpublished ? 'passed on' : undefined;
}

/** At least one item is an existing record, and the others are as without the fault. */
function isFound({ json }: RunResult, clean: RunResult): boolean {
	return (
		json.some(isExisting) &&
		json.every((item, index) => isExisting(item) || isDeepStrictEqual(item, clean.json[index]))
	);
}

/** The same but for rows that are missing. */
function isPart(part: unknown, whole: unknown): boolean {
	if (Array.isArray(part) && Array.isArray(whole)) {
		return part.every((entry) => whole.some((other) => isPart(entry, other)));
	}
	if (typeof part !== 'object' || part === null || typeof whole !== 'object' || whole === null) {
		return Object.is(part, whole);
	}
	const entries = Object.entries(part);
	return (
		entries.length === Object.keys(whole).length &&
		entries.every(([key, entry]) => isPart(entry, (whole as Record<string, unknown>)[key]))
	);
}

const isExisting = (json: IDataObject) =>
	[json.alreadyExisted, json.alreadyCanceled, json.alreadyRegistered].includes(true);

/** Files and made references have names of chance; an id that a fault has added is as good as none when all its digits are there. */
function sameOutput(one: RunResult, other: RunResult): boolean {
	const text = ({ outputs }: RunResult) =>
		JSON.stringify(outputs)
			.replace(new RegExp(`(,"traceId":"${LONG_NUMBER}"|"traceId":"${LONG_NUMBER}",?)`, 'g'), '')
			.replace(/\/labels\/[^"]+/g, '/labels/x')
			.replace(/N8N-[0-9A-Z]{16}/g, 'N8N-x');
	return text(one) === text(other);
}

const RAW = /undefined|\[object|NaN|Cannot read|is not a function|Error:|\bat \w+.*:\d+:\d+|<\w+/;

function complaintsAbout(
	{ kind }: Tested,
	{ others, passing }: MatrixFault,
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
			others !== undefined && !/could not be asked/.test(description ?? ''),
			`says not that it could not be asked: ${description}`,
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
	const wanted = operations.length * (columnsOf('once').length + columnsOf('lasting').length);
	expect(cells.size).toBe(wanted);
	const path = join(process.cwd(), 'docs/reliability.md');
	const document = readFileSync(path, 'utf8');
	const current = document.replace(
		/(<!-- matrix -->\n)[\s\S]*(<!-- end of matrix -->)/,
		(_, begin: string, end: string) => `${begin}\n${TIMES.map(tableOf).join('\n')}\n${end}`,
	);
	expect(current).toContain('<!-- end of matrix -->');
	// Only when asked: a test must not mend what it checks.
	if (process.env.WRITE_MATRIX === 'true') writeFileSync(path, current);
	else expect(document).toBe(current);
});

const TITLES: Record<Times, string> = {
	once: 'The fault strikes once, in the answer to the first call',
	lasting: 'The fault strikes every call, those that look an order up too',
};

function tableOf(times: Times): string {
	const line = (fields: string[]) => `| ${fields.join(' | ')} |\n`;
	const columns = columnsOf(times);
	const head = ['operation', ...columns.map(({ name }) => name)];
	const body = operations.map((operation) =>
		line([
			operation.kind === 'write' ? `**${operation.label}**` : operation.label,
			...columns.map((fault) => cells.get(cellKey(operation, times, fault)) ?? ''),
		]),
	);
	return `### ${TITLES[times]}\n\n${line(head)}${line(head.map(() => '---'))}${body.join('')}`;
}
