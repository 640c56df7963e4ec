import type { Wanted } from '../../../../../nodes/shared/ledger/wants';
import { beginAnew, eleven, ledgerOf, own, ten, type Where } from './ledgers';

/** An execution that was stopped, so that n8n has stored nothing of it, and that is retried once something was mended. */

const twelve: Wanted = { intent: { amount: 12, to: 'Sari' } };
const twenty: Wanted = { intent: { amount: 20, to: 'Sari' } };
const before = { parameters: { amount: '={{ $json.amount }}' } };
const mended = { parameters: { amount: '={{ $json.amount * 2 }}' } };

function run(wanted: Wanted[], where: Where) {
	const ledger = ledgerOf(where);
	ledger.announce(wanted.map((one, item) => ({ item, wanted: [one] })));
	wanted.forEach((one, item) => ledger.enter(item, [one]));
	return ledger;
}

/** Sends all; what was done, and what is unknown, is sent. */
function stopped(wanted: Wanted[], where: Where = before): string[] {
	const ledger = run(wanted, where);
	return wanted.map((_, item) => {
		const [reference = ''] = ledger.refer(item);
		ledger.sending(reference);
		if (item === 0) ledger.done(reference);
		return reference;
	});
}

/** What each item of the retry may be of what was sent. */
function retried(wanted: Wanted[], where: Where = mended) {
	beginAnew();
	const ledger = run(wanted, { executionId: '2', ...where });
	return wanted.map((_, item) => ledger.unclear(item)?.before);
}

test('what nobody wants any more may be any item that nobody wanted before', () => {
	const sent = stopped([ten, eleven]);

	expect(retried([twelve, twenty])).toEqual([sent, sent]);
});

test('the words for it say that the workflow was changed, and since when', () => {
	const sent = stopped([ten]);
	beginAnew();
	const ledger = run([twelve], { executionId: '2', ...mended });

	expect(ledger.unclear(0)).toEqual({
		field: 'The reference',
		before: sent,
		now: null,
		why: 'isMended',
		lost: [],
		done: [],
	});
});

test('what is wanted as before is known, and all the rest is new then', () => {
	stopped([ten, eleven]);

	expect(retried([twelve, eleven, ten])).toEqual([undefined, undefined, undefined]);
});

test('what is wanted as before at its core may be what was sent for it, and the rest is new', () => {
	const to = (email: string): Wanted => ({ intent: { amount: 10, email }, core: { amount: 10 } });
	const sent = stopped([to('sari@example.com')]);

	expect(retried([to('budi@example.com'), twelve])).toEqual([sent, undefined]);
});

test('of two of the same, one that is not wanted any more may be another item', () => {
	const [, second] = stopped([ten, ten]);

	expect(retried([ten, twelve])).toEqual([undefined, [second]]);
});

test('a number of the own that is there still is known, whatever it stands for now', () => {
	stopped([own('PAY-1'), own('PAY-2', eleven.intent)]);

	expect(
		retried([own('PAY-1', twelve.intent), own('PAY-2', ten.intent), own('PAY-3', twenty.intent)]),
	).toEqual([undefined, undefined, undefined]);
});

test('a number of the own that is another one now may name the same', () => {
	stopped([own('PAY-1')]);

	expect(retried([own('NEW-1')])).toEqual([['PAY-1']]);
});

test.each([
	['is filled in', [ten], [own('PAY-1')]],
	['is emptied', [own('PAY-1')], [ten]],
])('a number that %s names the same', (_name, wanted, now) => {
	stopped(wanted);

	expect(retried(now)).toEqual([undefined]);
});

test('what is mended in a node before counts too', () => {
	const sent = stopped([ten], { nodesBefore: [{ name: 'Sheet', parameters: { rows: 'A2:C9' } }] });
	const nodesBefore = [{ name: 'Sheet', parameters: { rows: 'A1:C9' } }];

	expect(retried([twelve], { nodesBefore })).toEqual([sent]);
});

test('capitals that are mended count, and Simplify does not', () => {
	const sent = stopped([ten], { parameters: { amount: '={{ $json.Amount }}', simplify: true } });
	const where = (amount: string): Where => ({ parameters: { amount, simplify: false } });

	expect(retried([twelve], where('={{ $json.amount }}'))).toEqual([sent]);
	expect(retried([twelve], { ...where('={{ $json.Amount }}'), executionId: '3' })).toEqual([
		undefined,
	]);
});

/** A new order, while something was mended that does not make the numbers. */
describe('numbers of the own that are made as before', () => {
	const numbered = (changes: object): Where => ({
		parameters: { orderId: '={{ $json.no }}', pickup: '16:00', ...changes },
	});
	const order = (given: string, intent: unknown): Wanted => ({
		...own(given, intent),
		field: 'Order ID',
	});
	const sentOne = () => stopped([order('A-1', ten.intent)], numbered({}));

	test('tell a new order from what was sent', () => {
		sentOne();

		expect(retried([order('A-9', twelve.intent)], numbered({ pickup: '17:00' }))).toEqual([
			undefined,
		]);
	});

	test('tell nothing once what makes them is mended, or a node before', () => {
		const sent = sentOne();
		const where = numbered({});
		const nodesBefore = [{ name: 'Sheet', parameters: { rows: 'A1:C9' } }];

		expect(
			retried([order('A-9', twelve.intent)], numbered({ orderId: '={{ $json.id }}' })),
		).toEqual([sent]);
		expect(
			retried([order('A-9', twelve.intent)], { ...where, nodesBefore, executionId: '3' }),
		).toEqual([sent]);
	});
});

test('another list alone has other orders', () => {
	stopped([ten, eleven], before);

	expect(retried([twelve, twenty], before)).toEqual([undefined, undefined]);
});

test('what was sent with another credential counts too', () => {
	const sent = stopped([ten, eleven]);

	expect(retried([twelve], { ...mended, credentialId: '2' })).toEqual([sent]);
});

test.each<[string, Where, string]>([
	['another node', { nodeName: 'Other' }, 'transfer.toUser'],
	['another operation', {}, 'transfer.toBank'],
])('what %s has sent does not count', (_name, where, operation) => {
	stopped([ten]);
	beginAnew();
	const ledger = ledgerOf({ executionId: '2', ...mended, ...where }, operation);
	ledger.announce([{ item: 0, wanted: [twelve] }]);
	ledger.enter(0, [twelve]);

	expect(ledger.unclear(0)).toBeUndefined();
});

test('what may be done again is done', () => {
	stopped([
		{ ...own('081'), repeats: true },
		{ ...own('082'), repeats: true },
	]);

	expect(retried([{ ...own('083', twelve.intent), repeats: true }])).toEqual([undefined]);
});

test('once an item is known in a retry, later rounds of it do not ask again', () => {
	stopped([ten, eleven]);
	beginAnew();
	const where = { executionId: '2', ...mended };
	const ledger = run([ten, eleven], where);
	for (const item of [0, 1]) ledger.refer(item);

	const next = run([twelve], { ...where, runIndex: 1 });
	expect(next.unclear(0)).toBeUndefined();
});

describe('a stored execution, mended before its retry,', () => {
	const at = { parameters: mended.parameters, executionId: '2' };
	const sending = (wanted: Wanted[]) => {
		const ledger = run(wanted, before);
		wanted.forEach((_, item) => {
			const [reference = ''] = ledger.refer(item);
			ledger.sending(reference);
			ledger.done(reference);
			ledger.finish(item, `done ${item}`, [reference]);
		});
	};

	test('has sent under one number what two others want now', () => {
		sending([own('A'), own('B', eleven.intent)]);
		const ledger = run([own('A', twelve.intent), own('B'), own('C')], at);

		expect(ledger.unclear(0)).toMatchObject({ why: 'isMixed', before: ['A'] });
		// It is done, and nobody wants what it was.
		expect(ledger.unclear(1)).toBeUndefined();
		expect(ledger.unclear(2)).toMatchObject({ why: 'isSent', before: ['A'] });
	});

	test('has what it did with other values, and tells so', () => {
		sending([own('A'), own('B', eleven.intent)]);
		const ledger = run([own('A', twelve.intent), own('B', eleven.intent)], at);

		expect([0, 1].map((item) => ledger.finished(item))).toEqual(['done 0', 'done 1']);
		expect(ledger.changed()).toEqual(['A']);
	});

	test.each([
		['nowhere', [], ['A']],
		['in another item', [own('A')], []],
	])('lists a new one, where what was sent is %s now', (_, others, left) => {
		const both = [own('A'), own('B', eleven.intent)];
		const first = ledgerOf();
		first.announce([{ item: 0, wanted: both }]);
		first.enter(0, both);
		const [reference = ''] = first.refer(0);
		first.sending(reference);
		first.done(reference);

		const ledger = ledgerOf(at);
		const now = [own('B', eleven.intent), own('C', twelve.intent)];
		ledger.announce([
			{ item: 0, wanted: now },
			{ item: 1, wanted: others },
		]);
		ledger.enter(0, now);

		expect(ledger.mistakable(0)).toEqual(left);
	});
});
