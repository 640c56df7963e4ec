import { createRunExecutionData, type INodeExecutionData } from 'n8n-workflow';
import { Ledger, type Wanted } from '../../../../../nodes/shared/ledger/ledger';
import { contextWith } from '../context';

/** What the tries, loops and nodes of one execution share. */
let data = createRunExecutionData();
beforeEach(() => void (data = createRunExecutionData()));

const credentials = { kasProApi: {} };
type Where = Parameters<typeof contextWith>[0];

let last: Ledger | undefined;

/** The ledger as a node opens it anew in each of its runs and tries, the one before being over. */
function ledgerOf(where: Where = {}, operation = 'transfer.toUser'): Ledger {
	last?.release();
	last = new Ledger(contextWith({ credentials, data, ...where }), operation);
	return last;
}

const ten: Wanted = { intent: { amount: 10, to: 'Sari' } };
const eleven: Wanted = { intent: { amount: 11, to: 'Sari' } };
const own = (given: string, intent: unknown = ten.intent): Wanted => ({ given, intent });
const first = ([reference = '']: string[]) => reference;

/** What the merchant left empty, as the ledger names it. */
const made = (ledger: Ledger, item = 0, wanted = ten) => first(ledger.refer(item, [wanted]));

describe('a reference of the merchant', () => {
	test('is the one that is used, and may be sent when nothing is known of it', () => {
		const ledger = ledgerOf();

		expect(ledger.refer(0, [own('PAY-1')])).toEqual(['PAY-1']);
		expect(ledger.known('PAY-1')).toBeUndefined();
	});

	test('is open from before it leaves until somebody knows what became of it', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');

		expect(ledger.known('PAY-1')).toEqual({ state: 'open', isSame: true, lost: undefined });

		ledger.lost('PAY-1', 'the connection broke');
		expect(ledger.known('PAY-1')).toEqual({
			state: 'open',
			isSame: true,
			lost: 'the connection broke',
		});
	});

	test.each<[string, Where]>([
		['a retry of the node', {}],
		['a loop', { runIndex: 1 }],
		['another node with the same credential', { nodeName: 'Other', nodeId: 'node-2' }],
		['a retried execution', { executionId: '2' }],
	])('that is open stays so for %s', (_name, where) => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.lost('PAY-1', 'silence');

		const later = ledgerOf(where);
		later.refer(0, [own('PAY-1')]);
		expect(later.known('PAY-1')).toEqual({ state: 'open', isSame: true, lost: 'silence' });
	});

	test.each<[string, Where, string | undefined]>([
		['another operation', {}, 'transfer.toBank'],
		['another account in another run', { credentialId: '2', runIndex: 1 }, undefined],
		['an account without an id, in another run', { credentialId: null, runIndex: 1 }, undefined],
		['another node with another account', { credentialId: '2', nodeId: 'node-2' }, undefined],
		['another operation with another account', { credentialId: '2' }, 'transfer.toBank'],
	])('is not known to %s', (_name, where, operation) => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');

		const other = ledgerOf(where, operation);
		other.refer(0, [own('PAY-1')]);
		expect(other.known('PAY-1')).toBeUndefined();
	});

	test.each(['2', null])('is known to its own item with a new credential (%j)', (credentialId) => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.lost('PAY-1', 'silence');

		const retried = ledgerOf({ executionId: '2', credentialId });
		retried.refer(0, [own('PAY-1')]);
		expect(retried.known('PAY-1')).toEqual({ state: 'open', isSame: true, lost: 'silence' });

		const other = ledgerOf({ executionId: '2', credentialId });
		other.refer(1, [own('PAY-1')]);
		expect(other.known('PAY-1')).toBeUndefined();
	});

	test('that ends like another one is not that one for a new credential', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		const retried = ledgerOf({ credentialId: '2' });
		retried.refer(0, [own('1')]);

		expect(retried.known('1')).toBeUndefined();
	});

	test('is known to stand for something else', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		const later = ledgerOf({ runIndex: 1 });
		later.refer(0, [own('PAY-1', eleven.intent)]);

		expect(later.known('PAY-1')).toMatchObject({ state: 'open', isSame: false });

		later.done('PAY-1');
		const last = ledgerOf({ runIndex: 2 });
		last.refer(0, [own('PAY-1')]);
		expect(last.known('PAY-1')).toEqual({ state: 'done', isSame: false });
	});

	test('is done for the rest of the execution once the service has confirmed it', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.done('PAY-1');

		const later = ledgerOf({ runIndex: 3, nodeName: 'Other' });
		later.refer(0, [own('PAY-1')]);
		expect(later.known('PAY-1')).toEqual({ state: 'done', isSame: true });
	});

	test('may be sent again when the service has refused it', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.clear('PAY-1');

		expect(ledger.known('PAY-1')).toBeUndefined();
		expect(ledgerOf().known('PAY-1')).toBeUndefined();
	});

	test('that was never referred to is nobody’s, and still sent only once', () => {
		const ledger = ledgerOf();
		ledger.lost('PAY-1', 'never sent');
		expect(ledger.known('PAY-1')).toBeUndefined();

		ledger.sending('PAY-1');
		expect(ledger.known('PAY-1')).toEqual({ state: 'open', isSame: false, lost: undefined });
		ledger.done('PAY-1');
		expect(ledger.known('PAY-1')).toEqual({ state: 'done', isSame: false });
	});

	test('that was never referred to and is refused is forgotten', () => {
		const ledger = ledgerOf();
		ledger.sending('PAY-1');
		ledger.clear('PAY-1');

		expect(ledger.known('PAY-1')).toBeUndefined();
	});

	test.each(['__proto__', 'constructor', 'toString', '', 'a/b', '..'])(
		'named %j is one like any other',
		(reference) => {
			const ledger = ledgerOf();
			ledger.refer(0, [own(reference)]);
			expect(ledger.known(reference)).toBeUndefined();
			ledger.sending(reference);
			expect(ledger.known(reference)).toMatchObject({ state: 'open', isSame: true });
			ledger.done(reference);
			expect(ledger.known(reference)).toEqual({ state: 'done', isSame: true });
		},
	);
});

test('a node that needs no credential has a ledger of its own', () => {
	const ctx = contextWith({ data });
	const bare = Object.create(ctx, {
		getNode: { value: () => ({ ...ctx.getNode(), credentials: undefined }) },
	}) as typeof ctx;
	const ledger = new Ledger(bare, 'transfer.toUser');
	ledger.refer(0, [own('PAY-1')]);
	ledger.sending('PAY-1');

	expect(ledger.known('PAY-1')).toMatchObject({ state: 'open', isSame: true });
	expect(ledgerOf().known('PAY-1')).toBeUndefined();
});

describe('a reference that names a person or an order', () => {
	const otp = (number: string, repeats = true): Wanted => ({
		given: 'CUSTOMER-1',
		intent: number,
		repeats,
	});

	test('may be used again once it is done', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [otp('0812')]);
		ledger.sending('CUSTOMER-1');
		ledger.done('CUSTOMER-1');

		expect(ledger.known('CUSTOMER-1')).toBeUndefined();
	});

	test('is looked up while it is open for the same', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [otp('0812')]);
		ledger.sending('CUSTOMER-1');
		ledger.lost('CUSTOMER-1', 'silence');
		const later = ledgerOf({ runIndex: 1 });
		later.refer(0, [otp('0812')]);

		expect(later.known('CUSTOMER-1')).toEqual({ state: 'open', isSame: true, lost: 'silence' });
	});

	test('may be used for something else while it is open', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [otp('0812')]);
		ledger.sending('CUSTOMER-1');
		const later = ledgerOf({ runIndex: 1 });
		later.refer(0, [otp('0813')]);

		expect(later.known('CUSTOMER-1')).toBeUndefined();
	});
});

describe('a reference that the merchant left empty', () => {
	test('is made, in letters and digits after its prefix', () => {
		expect(made(ledgerOf())).toMatch(/^N8N-[0-9A-HJKMNP-TV-Z]{16}$/);
		expect(made(ledgerOf(), 0, { ...ten, prefix: 'SHOP-' })).toMatch(/^SHOP-.{16}$/);
		expect(made(ledgerOf(), 0, { ...ten, prefix: '' })).toMatch(/^.{16}$/);
	});

	test('is the same for each try of its item', () => {
		expect(made(ledgerOf())).toBe(made(ledgerOf()));
	});

	test.each<[string, Where, number, Wanted]>([
		['another item', {}, 1, ten],
		['another input', {}, 0, eleven],
		['a loop', { runIndex: 1 }, 0, ten],
		['another node', { nodeName: 'Other', nodeId: 'node-2' }, 0, ten],
	])('is another for %s', (_name, where, item, wanted) => {
		expect(made(ledgerOf(where), item, wanted)).not.toBe(made(ledgerOf()));
	});

	test.each<[string, Where]>([
		['execution', { executionId: '2' }],
		['workflow', { workflowId: 'workflow-2' }],
	])('is another in another %s', (_name, where) => {
		const fresh = { ...where, data: createRunExecutionData() };

		expect(made(ledgerOf(fresh))).not.toBe(made(ledgerOf()));
	});

	test('is the same when the execution is retried, which has a new id', () => {
		const reference = made(ledgerOf());
		data = structuredClone(data);

		expect(made(ledgerOf({ executionId: '2' }))).toBe(reference);
	});

	test('is another for each of the things that one item wants', () => {
		const references = ledgerOf().refer(0, [ten, ten, eleven]);

		expect(new Set(references).size).toBe(3);
	});

	test('stands beside one that is given', () => {
		const [given, other] = ledgerOf().refer(0, [own('PAY-1'), ten]);

		expect(given).toBe('PAY-1');
		expect(other).toMatch(/^N8N-/);
	});

	test.each<[string, Where, number]>([
		['a loop', { runIndex: 4 }, 0],
		["an agent's further call, as another item", { runIndex: 5 }, 2],
		['another node with the same credential', { nodeName: 'Other', nodeId: 'node-2' }, 0],
	])('is found again by the same input in %s while it is open', (_name, where, item) => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);

		expect(made(ledgerOf(where), item)).toBe(reference);
		expect(made(ledgerOf(where), item, eleven)).not.toBe(reference);
	});

	test.each<[string, Where]>([
		['a retry of the node', {}],
		['a retried execution', { executionId: '2' }],
	])('is found again by the same item in %s, whatever its input is by then', (_name, where) => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);

		expect(made(ledgerOf(where))).toBe(reference);
		expect(made(ledgerOf(where), 0, eleven)).toBe(reference);
		expect(ledgerOf(where).refer(0, [own('OTHER')])).toEqual([reference]);
		expect(made(ledgerOf(where), 1, eleven)).not.toBe(reference);
	});

	test('is found again by a model that gives the same call another number, and by nobody else', () => {
		const ledger = ledgerOf({ nodeType: 'n8n-nodes-indonesia-commerce.kasProTool' });
		const [lost] = ledger.refer(0, [{ ...ten, given: 'MODEL-1' }]);
		ledger.sending(String(lost));

		const again = { ...ten, given: 'MODEL-2' };
		const tool = ledgerOf({ runIndex: 1, nodeType: 'n8n-nodes-indonesia-commerce.kasProTool' });
		expect(tool.refer(0, [again])).toEqual(['MODEL-1']);
		expect(ledgerOf({ runIndex: 1 }).refer(0, [again])).toEqual(['MODEL-2']);
	});

	test.each<[string, Where, string | undefined]>([
		['another operation', {}, 'transfer.toBank'],
		['another account in another run', { credentialId: '2' }, undefined],
	])('is not found by %s', (_name, where, operation) => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);

		expect(made(ledgerOf({ runIndex: 1, ...where }, operation))).not.toBe(reference);
	});

	test('is a new one after a success, and at its own place the same, because that is a retry', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.done(reference);

		const later = made(ledgerOf({ runIndex: 1 }));
		const again = made(ledgerOf());
		expect([later === reference, again]).toEqual([false, reference]);
	});

	test('is the same after a refusal, which left nothing behind', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.clear(reference);

		expect(made(ledgerOf())).toBe(reference);
		expect(ledgerOf().known(reference)).toBeUndefined();
	});

	test('is the same after a refusal also for an agent’s next call and in a loop', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.clear(reference);

		const later = ledgerOf({ runIndex: 1 });
		expect(made(later, 3)).toBe(reference);
		// Two items are two orders.
		expect(made(later, 4)).not.toBe(reference);
		expect(made(ledgerOf({ runIndex: 2 }), 0, eleven)).not.toBe(reference);
	});

	test('is a new one once that of a refused one was used', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.clear(reference);
		const second = ledgerOf({ runIndex: 1 });
		made(second);
		second.sending(reference);
		second.done(reference);

		expect(made(ledgerOf({ runIndex: 2 }))).not.toBe(reference);
	});

	test('does not become that of an order for which the merchant had one', () => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.clear('PAY-1');

		expect(made(ledgerOf({ runIndex: 1 }))).not.toBe('PAY-1');
	});

	test('is not shared by two items of the same input, now and when both are open', () => {
		const ledger = ledgerOf();
		const both = [made(ledger, 0), made(ledger, 1)];
		expect(new Set(both).size).toBe(2);
		for (const reference of both) ledger.sending(reference);

		const later = ledgerOf({ runIndex: 1 });
		expect([made(later, 0), made(later, 1)]).toEqual(both);
		expect(both).not.toContain(made(later, 2));
	});

	test('is not one that another item of this run was given', () => {
		const reference = made(ledgerOf());
		const ledger = ledgerOf();
		ledger.refer(1, [own(reference)]);

		expect(made(ledger)).not.toBe(reference);
	});

	test('does not hang on secrets, of which a hash would give digits away', () => {
		const secrets = ['pin', 'OTP', 'password', 'newPassword', 'clientSecret', 'accessToken'];
		for (const name of secrets) {
			const one = made(ledgerOf(), 0, { intent: { amount: 1, more: { [name]: '111111' } } });
			const other = made(ledgerOf(), 0, { intent: { amount: 1, more: { [name]: '222222' } } });
			expect(one).toBe(other);
		}
		const one = made(ledgerOf(), 0, { intent: { spinning: 1 } });
		expect(one).not.toBe(made(ledgerOf(), 0, { intent: { spinning: 2 } }));
	});

	test('is made also when there is nothing to tell it by', () => {
		expect(made(ledgerOf(), 0, { intent: undefined })).toMatch(/^N8N-/);
	});
});

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
		data = JSON.parse(JSON.stringify(data)) as typeof data;
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
