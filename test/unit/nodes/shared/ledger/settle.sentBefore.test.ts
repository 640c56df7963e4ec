import type { Call } from '../../../../../nodes/shared/ledger/call';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import { apiError, type Failure } from '../../../../../nodes/shared/wire/errors';
import { contextWith } from '../context';
import { refer } from './ledgers';
import {
	data,
	deedsOf,
	yes,
	no,
	silence,
	unsent,
	there,
	serviceThat,
	settled,
	statesOf,
	type Says,
	goOnWith,
	last,
	other,
} from './settling';

describe('what this execution has sent before', () => {
	/** An earlier run or try of the node, whose answer was this. */
	async function before(answer: Says, items: string[][]) {
		await settled(deedsOf(items), serviceThat([answer]).protocol);
	}
	const later = { runIndex: 1 };

	test('is not sent again while nobody knows what became of it', async () => {
		await before(silence, [['A']]);
		const { protocol, sent } = serviceThat([yes('A')]);

		expect(await settled(deedsOf([['A']], later), protocol)).toMatchObject([
			{
				message: 'The outcome of A is unknown: No answer within 90 seconds',
				outcome: 'unknown',
			},
		]);
		expect(sent).toEqual([]);
	});

	test('is looked up instead, and is done when it is there', async () => {
		await before(silence, [['A']]);
		const lookUp = async () => there('A');
		const { protocol, sent } = serviceThat([yes('A')], { lookUp });
		const deeds = deedsOf([['A']], later);

		expect(await settled(deeds, protocol)).toEqual([[{ id: 'A', existed: true }]]);
		expect(sent).toEqual([]);
		expect(statesOf(deeds, ['A'])).toEqual(['done']);
	});

	test('is unknown also when its answer has not come at all yet', async () => {
		const deeds = deedsOf([['A']]);
		deeds[0]?.call.ledger.sending('A');
		const { protocol, sent } = serviceThat([yes('A')]);

		expect(await settled(deeds, protocol)).toMatchObject([
			{ message: 'The outcome of A is unknown: its answer has not come yet' },
		]);
		expect(sent).toEqual([]);
	});

	test('is not asked for on the way of what is new, which is sent', async () => {
		await before(silence, [['A']]);
		const lookUp = async () => there('A');
		const { protocol, sent, asked } = serviceThat([yes('B', 'C')], { lookUp });

		expect(await settled(deedsOf([['B'], ['A'], ['C']], later), protocol)).toEqual([
			[{ id: 'B' }],
			[{ id: 'A', existed: true }],
			[{ id: 'C' }],
		]);
		expect(sent).toEqual([['B', 'C']]);
		expect(asked).toEqual(['A']);
	});

	test('holds back the whole item that it is a part of', async () => {
		await before(silence, [['A']]);
		const { protocol, sent } = serviceThat([yes('A', 'B')], { lookUp: async () => 'none' });
		const deeds = deedsOf([['A', 'B']], later);

		expect(await settled(deeds, protocol)).toMatchObject([{ outcome: 'unknown' }]);
		expect(sent).toEqual([]);
	});

	test('is not sent again when it is done, and its record is the output', async () => {
		await before(yes('A'), [['A']]);
		const lookUp = async () => there('A');
		const { protocol, sent } = serviceThat([yes('A')], { lookUp });

		expect(await settled(deedsOf([['A']], later), protocol)).toEqual([
			[{ id: 'A', existed: true }],
		]);
		expect(sent).toEqual([]);
	});

	test('is not sent again when it is done and nothing can be looked up', async () => {
		await before(yes('A'), [['A']]);
		const { protocol, sent } = serviceThat([yes('A')]);

		expect(await settled(deedsOf([['A']], later), protocol)).toEqual([
			{
				message: 'A was already done, or found to be done, in this execution',
				advice:
					'Nothing was sent for this item. If it is the same one with other values, it is done: do not repeat it. If it is another one, give it a number of its own.',
				outcome: 'done',
				item: 0,
			},
		]);
		expect(sent).toEqual([]);
	});

	test('is told to be cancelled since, when the look-up says so', async () => {
		await before(yes('A'), [['A']]);
		const { protocol, sent } = serviceThat([yes('A')], { lookUp: async () => other });

		expect(await settled(deedsOf([['A']], later), protocol)).toMatchObject([
			{
				message: 'A was already done, or found to be done, in this execution. It is cancelled',
				outcome: 'done',
			},
		]);
		expect(sent).toEqual([]);
	});

	test('is not taken for something else under the same number', async () => {
		await before(yes('A'), [['A']]);
		last?.release();
		const ctx = contextWith({ data, runIndex: 1 });
		const ledger = new Ledger(ctx, 'order.create');
		const references = refer(ledger, 0, [{ given: 'A', intent: 'something else' }]);
		const call: Call = { ctx, item: 0, references, ledger, hint: jest.fn() };
		const { protocol, sent, asked } = serviceThat([yes('A')], { lookUp: async () => there('A') });

		expect(await settled([{ call, parts: [{ reference: 'A' }] }], protocol)).toMatchObject([
			{
				message: 'A was already done, or found to be done, in this execution, for something else',
				outcome: 'unsent',
			},
		]);
		expect([sent, asked]).toEqual([[], []]);
	});

	test('is said to have been sent with other values when the item has others now', async () => {
		await before(silence, [['A']]);
		last?.release();
		const ctx = contextWith({ data, runIndex: 1 });
		const ledger = new Ledger(ctx, 'order.create');
		const references = refer(ledger, 0, [{ given: 'A', intent: 'something else' }]);
		const call: Call = { ctx, item: 0, references, ledger, hint: jest.fn() };
		const { protocol, sent } = serviceThat([yes('A')]);
		const [outcome] = await settled([{ call, parts: [{ reference: 'A' }] }], protocol);

		expect(outcome).toMatchObject({ outcome: 'unknown' });
		expect(outcome).toHaveProperty(
			'message',
			expect.stringContaining('It was sent with other values than this item has'),
		);
		expect(sent).toEqual([]);
	});

	test('leaves a package that is new in the item unsent, and says so', async () => {
		await before(yes('A'), [['A']]);
		const { protocol, sent } = serviceThat([yes('A', 'B')], { lookUp: async () => there('A') });
		const [outcome] = await settled(deedsOf([['A', 'B']], later), protocol);

		expect(outcome).toMatchObject({
			outcome: 'unsent',
			message: 'A was already done, or found to be done, in this execution, so B was not sent',
		});
		expect(sent).toEqual([]);
	});

	test('may be sent again after a refusal, and when it never left', async () => {
		for (const answer of [no(), unsent]) {
			goOnWith();
			await before(answer, [['A']]);
			const { protocol } = serviceThat([yes('A')]);

			expect(await settled(deedsOf([['A']], later), protocol)).toEqual([[{ id: 'A' }]]);
		}
	});
});

describe('what speaks against sending', () => {
	const items = [['A'], ['B', 'C']];

	test('is asked once for all that is new, and stops them before anything is noted', async () => {
		const deeds = deedsOf(items);
		const before = jest.fn(async (): Promise<Failure> => ({
			outcome: 'unsent',
			message: 'No credit',
		}));
		const { protocol, sent } = serviceThat([yes()], { before });

		const stopped = { message: 'No credit', outcome: 'unsent' };
		expect(await settled(deeds, protocol)).toMatchObject(deeds.map(() => stopped));
		expect(deeds.length).toBeGreaterThan(1);
		expect(before.mock.calls).toEqual([[['A', 'B', 'C'].map((reference) => ({ reference }))]]);
		expect(sent).toEqual([]);
		expect(statesOf(deeds, ['A', 'B', 'C'])).toEqual([undefined, undefined, undefined]);
	});

	test('may be nothing', async () => {
		const { protocol } = serviceThat([yes('A', 'B', 'C')], { before: async () => undefined });

		expect(await settled(deedsOf(items), protocol)).toEqual([
			[{ id: 'A' }],
			[{ id: 'B' }, { id: 'C' }],
		]);
	});

	test('may be thrown, and is the error of each item', async () => {
		const deeds = deedsOf(items);
		const own = apiError(deeds[0]?.call as Call, { outcome: 'unsent', message: 'No PIN' });
		for (const [error, message] of [
			[new Error('No credential'), 'No credential'],
			[own, 'No PIN'],
		] as const) {
			const { protocol, sent } = serviceThat([yes()], {
				before: async () => {
					throw error;
				},
			});

			expect(await settled(deeds, protocol)).toMatchObject(deeds.map(() => ({ message })));
			expect(sent).toEqual([]);
			expect(statesOf(deeds, ['A', 'B', 'C'])).toEqual([undefined, undefined, undefined]);
		}
	});

	test('is not asked when there is nothing new', async () => {
		await settled(deedsOf([['A']]), serviceThat([silence]).protocol);
		const before = jest.fn(async () => undefined);
		await settled(deedsOf([['A']]), serviceThat([yes('A')], { before }).protocol);

		expect(before).not.toHaveBeenCalled();
	});
});

describe('an execution that is stopped', () => {
	test('sends nothing more', async () => {
		const deeds = deedsOf([['A']], { stopped: AbortSignal.abort() });
		const { protocol, sent } = serviceThat([yes('A')]);

		expect(await settled(deeds, protocol)).toMatchObject([
			{
				message: 'The execution was stopped before this item was sent',
				outcome: 'unsent',
			},
		]);
		expect(sent).toEqual([]);
		expect(statesOf(deeds, ['A'])).toEqual([undefined]);
	});

	test('between two halves does not send the other half', async () => {
		const stop = new AbortController();
		const { protocol, sent } = serviceThat(
			[
				no(),
				() => {
					stop.abort();
					return yes('A');
				},
			],
			{ isOfOne: () => true },
		);
		const deeds = deedsOf([['A'], ['B']], { goesOn: true, stopped: stop.signal });

		expect(await settled(deeds, protocol)).toEqual([
			[{ id: 'A' }],
			expect.objectContaining({ outcome: 'unsent' }),
		]);
		expect(sent).toEqual([['A', 'B'], ['A']]);
	});

	test('is not asked for by an n8n that can not be', async () => {
		const [deed] = deedsOf([['A']]);
		const ctx = Object.create(deed?.call.ctx ?? null, {
			getExecutionCancelSignal: { value: undefined },
		}) as Call['ctx'];
		const call = { ...(deed as { call: Call }).call, ctx };
		const { protocol } = serviceThat([yes('A')]);

		expect(await settled([{ call, parts: [{ reference: 'A' }] }], protocol)).toEqual([
			[{ id: 'A' }],
		]);
	});
});
