import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import type { Wanted } from '../../../../../nodes/shared/ledger/wants';
import { contextWith } from '../context';
import { data, ledgerOf, eleven, own, type Where, refer } from './ledgers';

describe('a reference of the merchant', () => {
	test('is the one that is used, and may be sent when nothing is known of it', () => {
		const ledger = ledgerOf();

		expect(refer(ledger, 0, [own('PAY-1')])).toEqual(['PAY-1']);
		expect(ledger.known('PAY-1')).toBeUndefined();
	});

	test('is open from before it leaves until somebody knows what became of it', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [own('PAY-1')]);
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
		refer(ledger, 0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.lost('PAY-1', 'silence');

		const later = ledgerOf(where);
		refer(later, 0, [own('PAY-1')]);
		expect(later.known('PAY-1')).toEqual({ state: 'open', isSame: true, lost: 'silence' });
	});

	test.each<[string, Where, string | undefined]>([
		['another operation', {}, 'transfer.toBank'],
		['another account in another run', { credentialId: '2', runIndex: 1 }, undefined],
		['an account without an id, in another run', { credentialId: null, runIndex: 1 }, undefined],
		['another node with another account', { credentialId: '2', nodeName: 'Other' }, undefined],
		[
			'another node with another account, in a retry',
			{ credentialId: '2', nodeName: 'Other', executionId: '2' },
			undefined,
		],
		['another operation with another account', { credentialId: '2' }, 'transfer.toBank'],
	])('is not known to %s', (_name, where, operation) => {
		const ledger = ledgerOf();
		refer(ledger, 0, [own('PAY-1')]);
		ledger.sending('PAY-1');

		const other = ledgerOf(where, operation);
		refer(other, 0, [own('PAY-1')]);
		expect(other.known('PAY-1')).toBeUndefined();
	});

	test.each(['2', null])(
		'is known to the same thing with a new credential (%j)',
		(credentialId) => {
			const ledger = ledgerOf();
			refer(ledger, 0, [own('PAY-1')]);
			ledger.sending('PAY-1');
			ledger.lost('PAY-1', 'silence');

			const retried = ledgerOf({ executionId: '2', credentialId });
			refer(retried, 0, [own('PAY-1')]);
			expect(retried.known('PAY-1')).toEqual({ state: 'open', isSame: true, lost: 'silence' });

			const other = ledgerOf({ executionId: '2', credentialId });
			refer(other, 1, [own('PAY-1', eleven.intent)]);
			expect(other.known('PAY-1')).toMatchObject({ state: 'open', isSame: false });
		},
	);

	test('that ends like another one is not that one for a new credential', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		const retried = ledgerOf({ credentialId: '2' });
		refer(retried, 0, [own('1')]);

		expect(retried.known('1')).toBeUndefined();
	});

	test('is known to stand for something else', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		const later = ledgerOf({ runIndex: 1 });
		refer(later, 0, [own('PAY-1', eleven.intent)]);

		expect(later.known('PAY-1')).toMatchObject({ state: 'open', isSame: false });

		later.done('PAY-1');
		const last = ledgerOf({ runIndex: 2 });
		refer(last, 0, [own('PAY-1')]);
		expect(last.known('PAY-1')).toEqual({ state: 'done', isSame: false });
	});

	test('is done for the rest of the execution once the service has confirmed it', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [own('PAY-1')]);
		ledger.sending('PAY-1');
		ledger.done('PAY-1');

		const later = ledgerOf({ runIndex: 3, nodeName: 'Other' });
		refer(later, 0, [own('PAY-1')]);
		expect(later.known('PAY-1')).toEqual({ state: 'done', isSame: true });
	});

	test('may be sent again when the service has refused it', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [own('PAY-1')]);
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
			refer(ledger, 0, [own(reference)]);
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
	refer(ledger, 0, [own('PAY-1')]);
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
		refer(ledger, 0, [otp('0812')]);
		ledger.sending('CUSTOMER-1');
		ledger.done('CUSTOMER-1');

		expect(ledger.known('CUSTOMER-1')).toBeUndefined();
	});

	test('is looked up while it is open for the same', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [otp('0812')]);
		ledger.sending('CUSTOMER-1');
		ledger.lost('CUSTOMER-1', 'silence');
		const later = ledgerOf({ runIndex: 1 });
		refer(later, 0, [otp('0812')]);

		expect(later.known('CUSTOMER-1')).toEqual({ state: 'open', isSame: true, lost: 'silence' });
	});

	test('may be used for something else while it is open', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [otp('0812')]);
		ledger.sending('CUSTOMER-1');
		const later = ledgerOf({ runIndex: 1 });
		refer(later, 0, [otp('0813')]);

		expect(later.known('CUSTOMER-1')).toBeUndefined();
	});
});
