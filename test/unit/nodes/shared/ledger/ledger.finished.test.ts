import { createRunExecutionData, type INodeExecutionData } from 'n8n-workflow';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import { contextWith } from '../context';
import {
	data,
	credentials,
	ledgerOf,
	ten,
	eleven,
	own,
	made,
	type Where,
	goOnWith,
} from './ledgers';

describe('a call without an execution', () => {
	const call = (items: INodeExecutionData[] = [{ json: { amount: 1 } }]) =>
		ledgerOf({ executionId: undefined, items });

	test('shares nothing with another one', () => {
		const ledger = call();
		const reference = made(ledger);
		ledger.sending(reference);
		const other = call();

		expect(made(other)).not.toBe(reference);
		expect(other.known(reference)).toBeUndefined();
	});

	test('is known to its own tries, which have the same input', () => {
		const items = [{ json: { amount: 1 } }];
		const ledger = call(items);
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.finish(0, 'output');
		const retried = call(items);

		expect(made(retried)).toBe(reference);
		expect(retried.known(reference)).toMatchObject({ state: 'open', isSame: true });
		expect(retried.finished(0)).toBe('output');
	});

	test('is possible without any input', () => {
		expect(made(call([]))).not.toBe(made(call([])));
	});
});

describe('a finished item', () => {
	test('is there for a second try of the same run', () => {
		ledgerOf().finish(1, { done: true });

		expect(ledgerOf().finished(1)).toEqual({ done: true });
		expect(ledgerOf().finished(0)).toBeUndefined();
		expect(ledgerOf({ executionId: '2' }).finished(1)).toEqual({ done: true });
	});

	test.each<[string, Where, string | undefined]>([
		['the next run', { runIndex: 1 }, undefined],
		['another node', { nodeName: 'Other' }, undefined],
		['another operation', {}, 'transfer.toBank'],
	])('is not there for %s', (_name, where, operation) => {
		ledgerOf().finish(0, 'output');

		expect(ledgerOf(where, operation).finished(0)).toBeUndefined();
	});

	test('is there for a retry with a new credential', () => {
		ledgerOf().finish(0, 'output');

		expect(ledgerOf({ credentialId: '2' }).finished(0)).toBe('output');
	});

	test.each(['__proto__x', 'constructor', 'toString', 'hasOwnProperty'])(
		'is there for a node that is named %s',
		(nodeName) => {
			const ledger = ledgerOf({ nodeName });
			expect(ledger.finished(0)).toBeUndefined();
			ledger.finish(0, 'output');
			expect(ledgerOf({ nodeName }).finished(0)).toBe('output');
		},
	);
});

describe("what is kept in the execution's data", () => {
	const kept = () => JSON.stringify(contextWith({ data }).getContext('flow'));

	test('is nothing for an operation that only asks', () => {
		ledgerOf();

		expect(kept()).toBe('{}');
	});

	test('is references, hashes and output, and not what was asked for', () => {
		const ledger = ledgerOf();
		const wanted = { intent: { amount: 987_654, to: 'Sari Wulandari', pin: '123456' } };
		const [made = ''] = ledger.refer(0, [wanted, own('PAY-1', wanted.intent)]);
		ledger.sending(made);
		ledger.sending('PAY-1');
		ledger.done('PAY-1');
		ledger.finish(0, { requestId: made });

		for (const part of ['987654', 'Sari', '123456']) expect(kept()).not.toContain(part);
		expect(kept()).toContain('PAY-1');
		expect(kept()).toContain(made);
	});

	test('survives being stored, as in a retried execution', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.lost(reference, 'silence');
		ledger.finish(1, 'output');
		goOnWith(JSON.parse(JSON.stringify(data)) as typeof data);
		const later = ledgerOf({ executionId: '2' });

		expect(made(later)).toBe(reference);
		expect(later.known(reference)).toEqual({ state: 'open', isSame: true, lost: 'silence' });
		expect(later.finished(1)).toBe('output');
	});
});

describe('an execution that is retried twice', () => {
	type Data = typeof data;
	const stored = (one: Data) => JSON.parse(JSON.stringify(one)) as Data;
	let executions = 0;
	/** A ledger of one retry; each has a copy of what the execution before it has stored. */
	const retryOf = (copy: Data, where: Where = {}) =>
		ledgerOf({ executionId: `retry-${++executions}`, ...where, data: copy });
	let original: Data;
	/** The execution in which item 0 was finished, and PAY-1 of item 1 was lost. */
	beforeEach(() => {
		const ledger = ledgerOf({ executionId: `execution-${++executions}` });
		ledger.finish(0, 'first');
		ledger.refer(1, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.lost('PAY-1', 'silence');
		original = stored(data);
	});

	test('knows the second time what the first has finished', () => {
		const retry = retryOf(stored(original));
		retry.finish(1, 'second');
		retry.refer(2, [own('PAY-2', eleven.intent)]);
		retry.sending('PAY-2');
		retry.done('PAY-2');

		const again = retryOf(stored(original));
		again.refer(2, [own('PAY-2', eleven.intent)]);
		expect([again.finished(0), again.finished(1)]).toEqual(['first', 'second']);
		expect(again.known('PAY-2')).toEqual({ state: 'done', isSame: true });
	});

	test('knows the second time what the first has found out, and what it has lost', () => {
		const retry = retryOf(stored(original));
		retry.refer(1, [own('PAY-1')]);
		retry.done('PAY-1');
		retry.refer(2, [own('PAY-2', eleven.intent)]);
		retry.sending('PAY-2');

		const again = retryOf(stored(original));
		again.refer(1, [own('PAY-1')]);
		again.refer(2, [own('PAY-2', eleven.intent)]);
		expect(again.known('PAY-1')).toEqual({ state: 'done', isSame: true });
		expect(again.known('PAY-2')).toMatchObject({ state: 'open', isSame: true });
	});

	test('gives what one retry has found out to the other that runs at the same time', () => {
		const copies = [stored(original), stored(original)] as const;
		const [one, other] = copies.map(
			(copy, index) =>
				new Ledger(
					contextWith({ credentials, data: copy, executionId: `at-once-${index}` }),
					'transfer.toUser',
				),
		) as [Ledger, Ledger];
		expect([one.finished(1), other.finished(1)]).toEqual([undefined, undefined]);
		const [reference = ''] = one.refer(2, [ten]);
		one.sending(reference);

		expect(other.refer(2, [ten])).toEqual([reference]);
		expect(other.known(reference)).toMatchObject({ state: 'open', isSame: true });
		other.finish(1, 'by the other');
		expect(one.finished(1)).toBe('by the other');
		one.release();
		other.release();
	});

	test('has what was stored when this process knows less, as after a restart', () => {
		const retry = retryOf(stored(original));
		retry.refer(3, [own('PAY-3')]);
		// Of another process: more is stored than this one has seen.
		const copy = stored(original);
		const theirs = new Ledger(
			contextWith({ credentials, data: copy, executionId: 'theirs' }),
			'transfer.toUser',
		);
		theirs.refer(1, [own('PAY-1')]);
		const flow = contextWith({ data: copy }).getContext('flow') as {
			indonesiaCommerce: { open: object; finished: Record<string, { items: object }> };
		};
		flow.indonesiaCommerce = JSON.parse(JSON.stringify(flow.indonesiaCommerce)) as never;
		Object.assign(flow.indonesiaCommerce.open, {
			'transfer.toUser/1/PAY-9': { intent: 'x', lost: 'silence' },
		});
		Object.assign(flow.indonesiaCommerce.finished, {
			Other: { operation: 'transfer.toUser', runIndex: 0, items: { 0: 'of another node' } },
		});

		const again = retryOf(copy);
		expect(again.known('PAY-9')).toMatchObject({ state: 'open', lost: 'silence' });
		expect(again.finished(0)).toBe('first');
		expect(retryOf(copy, { nodeName: 'Other' }).finished(0)).toBe('of another node');
	});

	test('does not take the finished items of another round of a loop for its own', () => {
		const retry = retryOf(stored(original), { runIndex: 1 });
		retry.finish(0, 'of the next round');

		expect(retryOf(stored(original), { runIndex: 1 }).finished(0)).toBe('of the next round');
	});

	test('is remembered over a hundred other executions, and not over more', () => {
		const retry = retryOf(stored(original));
		retry.finish(1, 'second');
		const others = (many: number) => {
			for (let count = 0; count < many; count++) {
				const fresh = ledgerOf({
					executionId: `other-${++executions}`,
					data: createRunExecutionData(),
				});
				fresh.finish(0, 'other');
			}
		};

		others(99);
		expect(retryOf(stored(original)).finished(1)).toBe('second');
		others(100);
		expect(retryOf(stored(original)).finished(1)).toBeUndefined();
		expect(retryOf(stored(original)).finished(0)).toBe('first');
	});
});
