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
		['another account', { credentialId: '2' }, undefined],
		['an account without an id', { credentialId: null }, undefined],
	])('is not known to %s', (_name, where, operation) => {
		const ledger = ledgerOf();
		ledger.refer(0, [own('PAY-1')]);
		ledger.sending('PAY-1');

		const other = ledgerOf(where, operation);
		other.refer(0, [own('PAY-1')]);
		expect(other.known('PAY-1')).toBeUndefined();
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
		['a retry of the node', {}, 0],
		['a loop', { runIndex: 4 }, 0],
		["an agent's further call, as another item", { runIndex: 5 }, 2],
		['another node with the same credential', { nodeName: 'Other', nodeId: 'node-2' }, 0],
		['a retried execution', { executionId: '2' }, 0],
	])('is found again by the same input in %s while it is open', (_name, where, item) => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);

		expect(made(ledgerOf(where), item)).toBe(reference);
		expect(made(ledgerOf(where), item, eleven)).not.toBe(reference);
	});

	test.each<[string, Where, string | undefined]>([
		['another operation', {}, 'transfer.toBank'],
		['another account', { credentialId: '2' }, undefined],
	])('is not found by %s', (_name, where, operation) => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);

		expect(made(ledgerOf({ runIndex: 1, ...where }, operation))).not.toBe(reference);
	});

	test('is a new one after a success, also for the same item', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.done(reference);

		const later = made(ledgerOf({ runIndex: 1 }));
		const again = made(ledgerOf());
		expect(new Set([reference, later, again]).size).toBe(3);
	});

	test('is the same after a refusal, which left nothing behind', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		ledger.clear(reference);

		expect(made(ledgerOf())).toBe(reference);
		expect(ledgerOf().known(reference)).toBeUndefined();
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
		['another account', { credentialId: '2' }, undefined],
	])('is not there for %s', (_name, where, operation) => {
		ledgerOf().finish(0, 'output');

		expect(ledgerOf(where, operation).finished(0)).toBeUndefined();
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
