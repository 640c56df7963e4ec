import { createRunExecutionData } from 'n8n-workflow';
import { type Wanted } from '../../../../../nodes/shared/ledger/wants';
import {
	data,
	ledgerOf,
	ten,
	eleven,
	own,
	made,
	type Where,
	goOnWith,
	refer,
	beginAnew,
} from './ledgers';

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
		goOnWith(structuredClone(data));

		expect(made(ledgerOf({ executionId: '2' }))).toBe(reference);
	});

	test('is another for each of the things that one item wants', () => {
		const references = refer(ledgerOf(), 0, [ten, ten, eleven]);

		expect(new Set(references).size).toBe(3);
	});

	test('stands beside one that is given', () => {
		const [given, other] = refer(ledgerOf(), 0, [own('PAY-1'), ten]);

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

	test('is found again by the same item in a retry of the node, whatever its input is by then', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);

		expect(made(ledgerOf())).toBe(reference);
		expect(made(ledgerOf(), 0, eleven)).toBe(reference);
		expect(refer(ledgerOf(), 0, [own('OTHER')])).toEqual([reference]);
		expect(made(ledgerOf(), 1, eleven)).not.toBe(reference);
	});

	test('is found again by the same item in a retried execution that n8n has stored, whatever its input is by then', () => {
		const ledger = ledgerOf();
		const reference = made(ledger);
		ledger.sending(reference);
		for (const credentialId of ['1', '2']) {
			const retried = ledgerOf({ executionId: '2', credentialId });

			expect(refer(retried, 0, [{ ...eleven, given: 'OTHER' }])).toEqual([reference]);
			expect(retried.known(reference)).toMatchObject({ state: 'open' });
		}
	});

	test('is found again by the same input in a retried execution, whichever item that is by then', () => {
		const ledger = ledgerOf();
		const [tens, elevens] = [made(ledger, 0), made(ledger, 1, eleven)];
		ledger.sending(tens);
		ledger.sending(elevens);
		ledger.done(elevens);
		let executionId = 1;
		const retried = () => {
			beginAnew();
			executionId++;
			return ledgerOf({ executionId: `${executionId}` });
		};

		expect(made(retried(), 7)).toBe(tens);
		expect(made(retried(), 0, eleven)).toBe(elevens);
		expect([tens, elevens]).not.toContain(made(retried(), 0, { intent: { amount: 12 } }));
		// The merchant's own number says that it is another one.
		expect(refer(retried(), 3, [own('OTHER')])).toEqual(['OTHER']);
	});

	test('is the same after n8n was killed, wherever its item stands in the list by then', () => {
		const ledger = ledgerOf();
		const [tens, elevens] = [made(ledger, 0), made(ledger, 1, eleven)];
		beginAnew();
		const retried = ledgerOf();

		expect([
			made(retried, 0, { intent: { amount: 12 } }),
			made(retried, 1, eleven),
			made(retried, 2),
		]).toEqual([expect.not.stringMatching(`${tens}|${elevens}`), elevens, tens]);
	});

	describe('for a thing that goes by a rate', () => {
		const sent = { to: 'Sari', weight: 1000 };
		const by = (shippingCost: number, service = 'jne'): Wanted => ({
			intent: { ...sent, service, shippingCost },
			kind: sent,
		});

		test('is the same after n8n was killed when the rate is another one by then', () => {
			const reference = made(ledgerOf(), 0, by(18_000));
			beginAnew();

			expect(made(ledgerOf({ executionId: '2' }), 0, by(19_000, 'sicepat'))).toBe(reference);
		});

		test.each<[string, Where & object, number, Wanted]>([
			['two items', {}, 1, by(18_000, 'sicepat')],
			['two items by the same rate', {}, 1, by(18_000)],
			['a loop', { runIndex: 1 }, 0, by(18_000, 'sicepat')],
			['another parcel', {}, 1, { ...by(18_000), kind: { to: 'Ani' } }],
		])('is another for each of them in %s', (_name, where, item, wanted) => {
			const ledger = ledgerOf();
			const reference = made(ledger, 0, by(18_000));
			const other = where.runIndex === undefined ? ledger : ledgerOf(where);

			expect(made(other, item, wanted)).not.toBe(reference);
		});
	});

	test('is another for each of two items that want the same, and the same for each in a retry', () => {
		const ledger = ledgerOf();
		const both = [made(ledger, 0), made(ledger, 1)];
		for (const reference of both) ledger.sending(reference);
		for (const reference of both) ledger.done(reference);
		const retried = ledgerOf({ executionId: '2' });

		expect(new Set(both).size).toBe(2);
		expect([made(retried, 0), made(retried, 1)]).toEqual(both);
	});

	test('is another in the next round of a loop once it is done, and both are known to a retry', () => {
		const rounds = (executionId: string, from = 0) =>
			[0, 1].slice(from).map((runIndex) => {
				const ledger = ledgerOf({ executionId, runIndex });
				const reference = made(ledger);
				ledger.sending(reference);
				ledger.done(reference);
				ledger.given([reference]);
				return reference;
			});
		const both = rounds('1');

		expect(new Set(both).size).toBe(2);
		expect(rounds('2')).toEqual(both);
		// One that goes on in the second round, as n8n has stored it.
		expect(rounds('3', 1)).toEqual(both.slice(1));
	});

	test('is found again by a model that gives the same call another number, and by nobody else', () => {
		const ledger = ledgerOf({ nodeType: 'n8n-nodes-indonesia-commerce.kasProTool' });
		const [lost] = refer(ledger, 0, [{ ...ten, given: 'MODEL-1' }]);
		ledger.sending(String(lost));

		const again = { ...ten, given: 'MODEL-2' };
		const tool = ledgerOf({ runIndex: 1, nodeType: 'n8n-nodes-indonesia-commerce.kasProTool' });
		expect(refer(tool, 0, [again])).toEqual(['MODEL-1']);
		expect(refer(ledgerOf({ runIndex: 1 }), 0, [again])).toEqual(['MODEL-2']);
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
		ledger.given([reference]);

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
		second.given([reference]);

		expect(made(ledgerOf({ runIndex: 2 }))).not.toBe(reference);
	});

	test('does not become that of an order for which the merchant had one', () => {
		const ledger = ledgerOf();
		refer(ledger, 0, [own('PAY-1')]);
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
		refer(ledger, 1, [own(reference)]);

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
