import '../support/noPauses';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import { operations, type Tested } from '../../operations';
import { changedBy, type Outcome } from '../../operations/row';
import { LONG_NUMBER } from '../../../sandbox/spoiledBodies.ts';
import { besideMadeNumbers } from '../support/hints';
import type { RunResult } from '../support/runNode';
import { useSandbox } from '../support/sandbox';
import {
	aimed,
	attempt,
	callOf,
	isExisting,
	lateBy,
	stopClock,
	type Attempt,
	type How,
} from './attempt';
import { expectedOf, PASSING, type Cell } from './matrixExpected';
import { matrixFaults, TIMES, type MatrixFault, type Times } from './matrixFaults';

/**
 * Every operation of every node meets every fault: once, in the answer to its first call, and lasting, in the answer to every call. What
 * became of it stands in docs/reliability.md, where `npm run matrix` writes it.
 */

const sandbox = useSandbox();
// One test has many runs; most take a second.
jest.setTimeout(30_000);
stopClock(new Date('2026-11-21T03:00:00Z'));

const cells = new Map<string, Cell>();
const cellKey = ({ label }: Tested, times: Times, { name }: MatrixFault) =>
	`${label}/${times}/${name}`;

const columnsOf = (times: Times) => matrixFaults.filter(({ only = times }) => only === times);

describe.each(TIMES)('a fault that strikes %s', (times) => {
	test.each(operations)(
		'never makes $label do a thing twice or succeed wrongly',
		async (operation) => {
			const clean = await undisturbed(operation);
			expect(clean.after).toEqual(changedBy(operation.row.write?.done ?? {}, clean.before));
			const two = operation.row.two ? await undisturbed(operation, 'two') : clean;

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
	const clean = await attempt(sandbox.current, operation, ways(operation, as));
	expect(clean.result.error).toBeUndefined();
	expect(besideMadeNumbers(clean.result)).toEqual([]);
	return clean;
}

const ways = ({ row }: Tested, as?: MatrixFault['as']): How => ({
	options: as === 'two' ? row.two : undefined,
	also: as === 'over' ? row.over : undefined,
});

/** What became of an operation under a fault, and what is wrong with that. */
async function cellOf(
	operation: Tested,
	fault: MatrixFault,
	times: Times,
	clean: Attempt,
): Promise<{ outcome?: Cell; complaints: string[] }> {
	const expected = expectedOf(operation, fault.name, times);
	// That an answer has no rows is seen from the run.
	if (expected === '–' && fault.as !== 'two') return { outcome: '–', complaints: [] };
	const strike = aimed(sandbox.current, fault, operation, clean.calls, times);
	const how = { ...ways(operation, fault.as), strike, late: lateBy(fault) };
	const faulty = await attempt(sandbox.current, operation, how);
	const outcome = outcomeOf(operation, fault, faulty, clean);
	const complaints = complaintsAbout(operation, fault, times, outcome, faulty, clean);
	if (expected === '–' && outcome === 'right') return { outcome: '–', complaints };
	if (outcome !== expected)
		complaints.push(`became ${outcome ?? 'nothing'} instead of ${expected}`);
	return { outcome, complaints };
}

/** Nothing when the output is wrong and the node does not say so. */
function outcomeOf(
	{ kind, row }: Tested,
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
	if (isDrift && besideMadeNumbers(result).length > 0) return 'warned';
	if (fault.kind === 'rowMissing' && isPart(result.json, clean.result.json)) return 'passed on';
	// Where nothing is published of the answer, nothing in it is of a wrong type.
	const isUnpublished = row.write && row.expected.wrongTypes === 'passed on';
	return fault.kind === 'mistypedJson' && isUnpublished ? 'passed on' : undefined;
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
	{ name, others }: MatrixFault,
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
	const sent = calls.filter((call) => main !== undefined && callOf(call) === callOf(main));
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
			!write && PASSING.includes(name) && times === 'once' && outcome !== 'right',
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
