import { createRunExecutionData, type INodeExecutionData } from 'n8n-workflow';
import type { Book } from '../../../../../nodes/shared/ledger/book';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import type { Wanted } from '../../../../../nodes/shared/ledger/wants';
import { contextWith } from '../context';
import {
	data,
	credentials,
	ledgerOf,
	ten,
	eleven,
	first,
	own,
	made,
	type Where,
	goOnWith,
	refer,
	finish,
	finished,
	beginAnew,
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
		finish(ledger, 0, 'output');
		const retried = call(items);

		expect(made(retried)).toBe(reference);
		expect(retried.known(reference)).toMatchObject({ state: 'open', isSame: true });
		expect(finished(retried, 0)).toBe('output');
	});

	test('is possible without any input', () => {
		expect(made(call([]))).not.toBe(made(call([])));
	});
});

describe('a finished item', () => {
	test('is there for a second try of the same run', () => {
		finish(ledgerOf(), 1, { done: true });

		expect(finished(ledgerOf(), 1)).toEqual({ done: true });
		expect(finished(ledgerOf(), 0)).toBeUndefined();
		expect(finished(ledgerOf({ executionId: '2' }), 1)).toEqual({ done: true });
	});

	test.each<[string, Where, string | undefined]>([
		['the next run', { runIndex: 1 }, undefined],
		['another node', { nodeName: 'Other' }, undefined],
		['another operation', {}, 'transfer.toBank'],
	])('is not there for %s', (_name, where, operation) => {
		finish(ledgerOf(), 0, 'output');

		expect(finished(ledgerOf(where, operation), 0)).toBeUndefined();
	});

	test('is there for a retry with a new credential', () => {
		finish(ledgerOf(), 0, 'output');

		expect(finished(ledgerOf({ credentialId: '2' }), 0)).toBe('output');
	});

	test.each(['__proto__x', 'constructor', 'toString', 'hasOwnProperty'])(
		'is there for a node that is named %s',
		(nodeName) => {
			const ledger = ledgerOf({ nodeName });
			expect(finished(ledger, 0)).toBeUndefined();
			finish(ledger, 0, 'output');
			expect(finished(ledgerOf({ nodeName }), 0)).toBe('output');
		},
	);
});

test('what was done under an empty reference is not the output of one that its row has given a number since', () => {
	const row = (no: string) => [{ json: { no } }];
	finish(ledgerOf({ executionId: '1', items: row('') }), 0, 'output', [ten]);
	beginAnew();
	const retry = (no: string, wanted: Wanted) =>
		finished(ledgerOf({ executionId: '2', items: row(no) }), 0, [wanted]);

	expect(retry('ORD-2', own('ORD-2'))).toBeUndefined();
	expect(retry('', ten)).toBe('output');
});

describe('a retry that gets another list', () => {
	const list = (...orders: number[]) =>
		orders.map((order) => [own(`ORD-${order}`, { amount: order })]);
	const run = (executionId: string, orders: Wanted[][]) => {
		if (executionId !== '1') beginAnew();
		const ledger = ledgerOf({ executionId });
		return orders.map((wanted, item) => finished(ledger, item, wanted));
	};
	beforeEach(() => {
		const ledger = ledgerOf({ executionId: '1' });
		list(1, 2).forEach((wanted, item) => finish(ledger, item, `done ${item + 1}`, wanted));
	});

	test.each([
		[
			[4, 1, 2, 3],
			[undefined, 'done 1', 'done 2', undefined],
		],
		[
			[2, 3],
			['done 2', undefined],
		],
		[
			[3, 4],
			[undefined, undefined],
		],
		[
			[2, 1],
			['done 2', 'done 1'],
		],
	])('of %j gives each order its own output, and no other', (orders, outputs) => {
		expect(run('2', list(...orders))).toEqual(outputs);
		expect(run('3', list(...orders))).toEqual(outputs);
	});

	test('does not give an order the output of one like it that has another number', () => {
		expect(run('2', [[own('ORD-9', { amount: 1 })]])).toEqual([undefined]);
	});

	test('is no try of the same run, in which an expression may give other values', () => {
		expect(run('1', [[own('OTHER', 'other')]])).toEqual(['done 1']);
		expect(run('2', [[own('OTHER', 'other')]])).toEqual([undefined]);
	});

	test('is none that n8n has stored: that one has the same items, also when a field was mended', () => {
		const parameters = { amount: '={{ $json.price }}' };
		const retried = ledgerOf({ executionId: '2', credentialId: '2', parameters });

		expect(finished(retried, 0, [own('ORD-1', 'other')])).toBe('done 1');
		expect(finished(retried, 1, [own('OTHER', { amount: 2 })])).toBe('done 2');
		expect(finished(retried, 2, list(1)[0])).toBe('done 1');
	});

	test('has no output for an item whose number and content both were mended: it may be another row', () => {
		const parameters = { amount: '={{ $json.price }}' };
		const retried = ledgerOf({ executionId: '2', parameters });

		expect(finished(retried, 0, [own('OTHER', 'other')])).toBeUndefined();
	});

	test('knows an item by its number, and by what it is when an expression makes the number anew', () => {
		const parameters = { requestId: '={{ $execution.id }}' };
		const retried = ledgerOf({ executionId: '2', parameters });

		expect(finished(retried, 0, [own('ORD-1', 'other')])).toBe('done 1');
		const renumbered = { ...own('OTHER', { amount: 2 }), field: 'Request ID' };
		expect(finished(retried, 1, [renumbered])).toBe('done 2');
	});

	test('takes an item of which expressions make another order for that order', () => {
		const retried = ledgerOf({ executionId: '2' });
		const other = [own('ORD-8', { amount: 8 })];

		expect(finished(retried, 0, other)).toBeUndefined();
		expect(refer(retried, 0, other)).toEqual(['ORD-8']);
		expect(retried.known('ORD-8')).toBeUndefined();
	});

	test('does not know whether it is another order when the numbers are left empty, and sends nothing', () => {
		const first = ledgerOf({ executionId: '1', runIndex: 1 });
		const reference = made(first);
		first.sending(reference);
		first.done(reference);
		finish(first, 0, 'done', [ten]);
		const retried = ledgerOf({ executionId: '2', runIndex: 1 });

		expect(finished(retried, 0, [eleven])).toBeUndefined();
		expect(made(retried, 0, eleven)).toBe(reference);
		expect(retried.known(reference)).toEqual({ state: 'done', isSame: false });
	});

	test('goes on with rounds that are new, when n8n has stored those before', () => {
		const retried = ledgerOf({ executionId: '2', runIndex: 1 });

		expect(finished(retried, 0, list(1)[0])).toBeUndefined();
	});

	test('takes what is done once, and its next round of the same is a new one', () => {
		beginAnew();
		const rounds = [0, 1, 1].map((runIndex) =>
			finished(ledgerOf({ executionId: '2', runIndex }), 0, list(1)[0]),
		);

		expect(rounds).toEqual(['done 1', undefined, undefined]);
	});

	test('knows what was done and lost under a number that was made, when the merchant has filled in his own since', () => {
		const ledger = ledgerOf({ executionId: '1', runIndex: 1 });
		const [done, lost] = [made(ledger, 0), made(ledger, 1, eleven)];
		for (const reference of [done, lost]) ledger.sending(reference);
		ledger.done(done);
		finish(ledger, 0, 'paid', [ten]);
		beginAnew();
		const retried = ledgerOf({ executionId: '2', parameters: { requestId: '={{ $json.id }}' } });

		expect(finished(retried, 0, [own('PAY-1')])).toBe('paid');
		expect(refer(retried, 1, [own('PAY-2', eleven.intent)])).toEqual([lost]);
		expect(retried.known(lost)).toMatchObject({ state: 'open', isSame: true });
	});

	test('does not take the number that was made for one item for the own one of another like it', () => {
		const ledger = ledgerOf({ executionId: '1', runIndex: 1 });
		const reference = made(ledger, 0);
		ledger.sending(reference);
		refer(ledger, 1, [own('PAY-2')]);

		expect(ledger.refer(1)).toEqual(['PAY-2']);
	});

	test('of two of the same gives each the output of its own number', () => {
		const twins = [own('TWIN-1'), own('TWIN-2')].map((wanted) => [wanted]);
		const first = ledgerOf({ executionId: '1', runIndex: 1 });
		twins.forEach((wanted, item) => finish(first, item, wanted[0]?.given, wanted));

		expect(run('2', [...twins].reverse())).toEqual(['TWIN-2', 'TWIN-1']);
		expect(run('3', twins.slice(1))).toEqual(['TWIN-2']);
	});

	test('is not for a doubled row in another round of the same execution', () => {
		const later = ledgerOf({ executionId: '1', runIndex: 1 });

		expect(finished(later, 0, list(1)[0])).toBeUndefined();
	});

	test('has other items when it begins before the node, also when n8n has stored it', () => {
		const items = [{ json: { id: 'ORD-5' } }];
		const retried = ledgerOf({ executionId: '2', items });

		expect(finished(retried, 0, [own('ORD-5', 'other')])).toBeUndefined();
		expect(refer(retried, 0, [own('ORD-5', 'other')])).toEqual(['ORD-5']);
	});

	test('with another credential still knows what is done and lost by its own number', () => {
		const ledger = ledgerOf({ executionId: '1' });
		refer(ledger, 3, [own('DONE-1')]);
		refer(ledger, 4, [own('LOST-1')]);
		for (const reference of ['DONE-1', 'LOST-1']) ledger.sending(reference);
		ledger.done('DONE-1');
		beginAnew();
		const where = { executionId: '2', credentialId: '2', nodeId: 'made-anew' };
		const retried = ledgerOf(where);
		refer(retried, 0, [own('LOST-1')]);
		refer(retried, 1, [own('DONE-1')]);

		expect(retried.known('LOST-1')).toMatchObject({ state: 'open', isSame: true });
		expect(retried.known('DONE-1')).toMatchObject({ state: 'done', isSame: true });
	});

	test('finds what the earlier rounds of a loop have done', () => {
		finish(ledgerOf({ executionId: '1', runIndex: 1 }), 0, 'done 3', list(3)[0]);
		beginAnew();
		const rounds = [4, 1, 2, 3].map((order, runIndex) =>
			finished(ledgerOf({ executionId: '2', runIndex }), 0, list(order)[0]),
		);

		expect(rounds).toEqual([undefined, 'done 1', 'done 2', 'done 3']);
	});

	test('gives two of the same to each of two retries that run at once', () => {
		const twins = list(1, 1);
		goOnWith();
		const first = ledgerOf({ executionId: '5' });
		const references = twins.map((_, item) => made(first, item));
		first.release();
		const retries = ['6', '7'].map((executionId) => {
			beginAnew();
			return new Ledger(contextWith({ credentials, data, executionId }), 'transfer.toUser');
		});
		const seen = [0, 1].map((item) => retries.map((retry) => made(retry, item)));

		expect(seen).toEqual(references.map((reference) => [reference, reference]));
	});
});

test('a call of a model never takes the output of another call at the same moment', () => {
	const where = { nodeType: 'kasProTool' };
	finish(ledgerOf(where), 0, 'done 1', [own('ORD-1', { amount: 1 })]);

	expect(finished(ledgerOf(where), 0, [own('ORD-2', { amount: 2 })])).toBeUndefined();
	expect(finished(ledgerOf(where), 0, [own('ORD-2', { amount: 1 })])).toBeUndefined();
	expect(finished(ledgerOf(where), 0, [own('ORD-1', { amount: 1 })])).toBeUndefined();
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
		const [made = ''] = refer(ledger, 0, [wanted, own('PAY-1', wanted.intent)]);
		ledger.sending(made);
		ledger.sending('PAY-1');
		ledger.done('PAY-1');
		finish(ledger, 0, { requestId: made });

		for (const part of ['987654', 'Sari', '123456']) expect(kept()).not.toContain(part);
		expect(kept()).toContain('PAY-1');
		expect(kept()).toContain(made);
	});

	test('survives being stored, as in a retried execution', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.lost(reference, 'silence');
		finish(ledger, 1, 'output');
		goOnWith(JSON.parse(JSON.stringify(data)) as typeof data);
		const later = ledgerOf({ executionId: '2' });

		expect(made(later)).toBe(reference);
		expect(later.known(reference)).toEqual({ state: 'open', isSame: true, lost: 'silence' });
		expect(finished(later, 1)).toBe('output');
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
		finish(ledger, 0, 'first');
		refer(ledger, 1, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.lost('PAY-1', 'silence');
		original = stored(data);
	});

	test('knows the second time what the first has finished', () => {
		const retry = retryOf(stored(original));
		finish(retry, 1, 'second');
		refer(retry, 2, [own('PAY-2', eleven.intent)]);
		retry.sending('PAY-2');
		retry.done('PAY-2');

		const again = retryOf(stored(original));
		refer(again, 2, [own('PAY-2', eleven.intent)]);
		expect([finished(again, 0), finished(again, 1)]).toEqual(['first', 'second']);
		expect(again.known('PAY-2')).toEqual({ state: 'done', isSame: true });
	});

	test('gives nobody the second time a number that the first has used for what is done', () => {
		const refused = made(ledgerOf(), 2, eleven);
		const before = ledgerOf();
		refer(before, 2, [eleven]);
		before.sending(refused);
		before.clear(refused);
		const copy = stored(data);
		const retry = retryOf(stored(copy));
		expect(made(retry, 2, eleven)).toBe(refused);
		retry.sending(refused);
		retry.done(refused);
		retry.given([refused]);

		const again = retryOf(stored(copy), { runIndex: 1 });
		expect(made(again, 0, eleven)).not.toBe(refused);
	});

	describe('whose item has done a part of what it wants', () => {
		type Kept = { book: Pick<Book, 'seed' | 'done'> & Partial<Pick<Book, 'held'>> };
		const bookIn = (copy: Data) =>
			(copy.executionData?.contextData.flow as { indonesiaCommerce: Kept }).indonesiaCommerce.book;
		/** The execution in which one of two is done, and its item has not come out. */
		const partly = () => {
			const executionId = `partly-${++executions}`;
			const ledger = ledgerOf({ executionId });
			const both = refer(ledger, 0, [ten, eleven]);
			for (const reference of both) ledger.sending(reference);
			ledger.done(first(both));
			return { copy: stored(data), both, executionId };
		};

		test('knows it again, also from an earlier version that has noted less', () => {
			const { copy, both } = partly();
			const book = bookIn(copy);
			expect(Object.keys(book.held ?? {})).toHaveLength(1);
			delete book.held;
			// This process knows nothing of it.
			book.seed += '/another';

			expect(refer(retryOf(copy), 0, [ten, eleven])).toEqual(both);
		});

		test('takes nothing for held that a retry has given out since', () => {
			const { copy, both, executionId } = partly();
			const retry = retryOf(stored(copy));
			refer(retry, 0, [ten, eleven]);
			for (const reference of both) retry.done(reference);
			retry.finish(0, 'both', both);

			expect(ledgerOf({ executionId, runIndex: 1, data: copy }).own.held).toEqual({});
		});

		test('holds what another process has noted besides', () => {
			const { copy } = partly();
			const { done, held = {} } = bookIn(copy);
			const [[key = '', sent] = []] = Object.entries(held);
			if (sent) done[`${key}-2`] = held[`${key}-2`] = sent;

			expect(Object.keys(retryOf(copy).own.held)).toEqual([key, `${key}-2`]);
		});
	});

	test('knows the second time what the first has found out, and what it has lost', () => {
		const retry = retryOf(stored(original));
		refer(retry, 1, [own('PAY-1')]);
		retry.done('PAY-1');
		refer(retry, 2, [own('PAY-2', eleven.intent)]);
		retry.sending('PAY-2');

		const again = retryOf(stored(original));
		refer(again, 1, [own('PAY-1')]);
		refer(again, 2, [own('PAY-2', eleven.intent)]);
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
		expect([finished(one, 1), finished(other, 1)]).toEqual([undefined, undefined]);
		const [reference = ''] = refer(one, 2, [ten]);
		one.sending(reference);

		expect(refer(other, 2, [ten])).toEqual([reference]);
		expect(other.known(reference)).toMatchObject({ state: 'open', isSame: true });
		finish(other, 1, 'by the other');
		expect(finished(one, 1)).toBe('by the other');
		one.release();
		other.release();
	});

	test('has what was stored when this process knows less, as after a restart', () => {
		const retry = retryOf(stored(original));
		refer(retry, 3, [own('PAY-3')]);
		// Of another process: more is stored than this one has seen.
		const copy = stored(original);
		const theirs = new Ledger(
			contextWith({ credentials, data: copy, executionId: 'theirs' }),
			'transfer.toUser',
		);
		refer(theirs, 1, [own('PAY-1')]);
		const flow = contextWith({ data: copy }).getContext('flow') as {
			indonesiaCommerce: {
				book: { open: object; finished: Record<string, { items: object }> };
			};
		};
		flow.indonesiaCommerce = JSON.parse(JSON.stringify(flow.indonesiaCommerce)) as never;
		const { book } = flow.indonesiaCommerce;
		Object.assign(book.open, {
			'transfer.toUser/1/PAY-9': { intent: 'x', lost: 'silence' },
		});
		const [first] = Object.values(book.finished);
		Object.assign(book.finished, { Other: first });

		const again = retryOf(copy);
		expect(again.known('PAY-9')).toMatchObject({ state: 'open', lost: 'silence' });
		expect(finished(again, 0)).toBe('first');
		expect(finished(retryOf(copy, { nodeName: 'Other' }), 0)).toBe('first');
	});

	test('does not take the finished items of another round of a loop for its own', () => {
		const retry = retryOf(stored(original), { runIndex: 1 });
		finish(retry, 0, 'of the next round');

		expect(finished(retryOf(stored(original), { runIndex: 1 }), 0)).toBe('of the next round');
	});

	test('is remembered over a hundred other executions, and not over more', () => {
		const retry = retryOf(stored(original));
		finish(retry, 1, 'second');
		const others = (many: number) => {
			for (let count = 0; count < many; count++) {
				const fresh = ledgerOf({
					executionId: `other-${++executions}`,
					data: createRunExecutionData(),
				});
				finish(fresh, 0, 'other');
			}
		};

		others(99);
		expect(finished(retryOf(stored(original)), 1)).toBe('second');
		others(100);
		expect(finished(retryOf(stored(original)), 1)).toBeUndefined();
		expect(finished(retryOf(stored(original)), 0)).toBe('first');
	});
});
