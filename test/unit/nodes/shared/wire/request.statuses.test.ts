// First: it keeps pauses from taking time.
import { service, read, write, callerOf } from './requesting';
import { STATUS_CODES } from 'node:http';
import { forgetPaces } from '../../../../../nodes/shared/wire/pace';
import { exchange } from '../../../../../nodes/shared/wire/request';
import type { Exchange, Service } from '../../../../../nodes/shared/wire/service';

/** What an answer may be: its body, and the column of the table that it belongs to. */
const ANSWERS = {
	'a yes': ['yes', '{"code":0}'],
	'a no': ['no', '{"code":7,"message":"PIN salah"}'],
	'an empty object': ['neither', '{}'],
	'a text': ['neither', '{"message":"Too many attempts"}'],
	'a page': ['page', '<html><h1>Something</h1></html>'],
	nothing: ['page', ''],
	'half of a yes': ['page', '{"code":0,"mess'],
	'a list': ['page', '[]'],
} as const;
type Column = 'yes' | 'no' | 'neither' | 'page';

/** How the table says it, and what is meant. */
const WORDS: Record<string, string> = { done: 'success', no: 'refused', '?': 'unknown' };

/**
 * What becomes of a request, for a yes, a no, neither and no JSON in its answer. Of a read nothing hangs on whether it was refused or is
 * unknown; what counts is that it is no success. docs/reliability.md says what the words mean.
 *
 *  statuses                                  | of a write    | of a read      | how often a read is sent
 */
const TABLE = `
	200 201 202 203 204 205 206 207 208 226   | done no ? ?   | done no no ?   | 1
	300 301 302 303 304 305 307 308           | ? ? ? ?       | ? ? ? ?        | 1
	400 402 406 407 409 410 412 416 417 418   | ? no no ?     | no no no ?     | 1
	421 422 423 424 426 428 451               | ? no no ?     | no no no ?     | 1
	401 403 404 405 411 413 414 415 431       | ? no no no    | no no no no    | 1
	429                                       | ? no no no    | no no no no    | 5
	408 425 499                               | ? ? ? ?       | no ? ? ?       | 5
	500 501 502 503 504 505 506 507 508 509   | ? ? ? ?       | no ? ? ?       | 5
	510 511 520 521 522 523 524 525 526 599   | ? ? ? ?       | no ? ? ?       | 5
`;

interface Line {
	status: number;
	ofWrite: Record<Column, string>;
	ofRead: Record<Column, string>;
	tries: number;
}

const lines: Line[] = TABLE.trim()
	.split('\n')
	.flatMap((line) => {
		const [statuses = '', ofWrite = '', ofRead = '', tries = ''] = line.split('|');
		return (statuses.match(/\d+/g) ?? []).map((status) => ({
			status: Number(status),
			ofWrite: columnsOf(ofWrite),
			ofRead: columnsOf(ofRead),
			tries: Number(tries),
		}));
	});

function columnsOf(words: string): Record<Column, string> {
	const [yes, no, neither, page] = words
		.trim()
		.split(/\s+/)
		.map((word) => WORDS[word] ?? word);
	return { yes, no, neither, page } as Record<Column, string>;
}

/** What becomes of a request for each answer that there may be, and how often it was sent. */
async function becameOf(request: Exchange, statusCode: number, changes: Partial<Service> = {}) {
	// Whoever is asked too much names a short time; without one it would be waited for once.
	const headers = statusCode === 429 ? { 'retry-after': '1' } : {};
	const became: Record<string, string> = {};
	for (const [name, [, body]] of Object.entries(ANSWERS)) {
		forgetPaces();
		const { ctx, helper } = callerOf(async () => ({ statusCode, body, headers }));
		const answer = await exchange({ ctx }, { ...service, ...changes }, request);
		const outcome = answer.ok ? 'success' : answer.failure.outcome;
		became[name] = `${outcome}, sent ${helper.mock.calls.length}`;
	}
	return became;
}

/** The same as the table has it. A success is not asked for again. */
const wanted = (columns: Record<Column, string>, tries: number) =>
	Object.fromEntries(
		Object.entries(ANSWERS).map(([name, [column]]) => [
			name,
			`${columns[column]}, sent ${columns[column] === 'success' ? 1 : tries}`,
		]),
	);

test('the table has every status that there is, once', () => {
	const listed = lines.map(({ status }) => status);
	expect(new Set(listed).size).toBe(listed.length);
	const known = Object.keys(STATUS_CODES).map(Number);
	expect(known.filter((status) => status >= 200 && !listed.includes(status))).toEqual([]);
	const words = lines.flatMap(({ ofWrite, ofRead }) => [
		...Object.values(ofWrite),
		...Object.values(ofRead),
	]);
	expect(new Set(words)).toEqual(new Set(['success', 'refused', 'unknown']));
});

describe.each(lines)('HTTP $status', ({ status, ofWrite, ofRead, tries }) => {
	test('to a write is read as the table says, and the write is sent once', async () => {
		expect(await becameOf(write, status)).toEqual(wanted(ofWrite, 1));
	});

	test('to a write of a service whose reads need no yes is read no other way', async () => {
		expect(await becameOf(write, status, { lenientReads: true })).toEqual(wanted(ofWrite, 1));
	});

	test('to a read is read as the table says, and the read is sent as often as it says', async () => {
		expect(await becameOf(read, status)).toEqual(wanted(ofRead, tries));
	});

	test('to a read of a service whose reads need no yes is a success at 2xx, unless it says no', async () => {
		const neither = status < 300 ? 'success' : ofRead.neither;
		const expected = wanted({ ...ofRead, neither }, tries);
		expect(await becameOf(read, status, { lenientReads: true })).toEqual(expected);
	});
});
