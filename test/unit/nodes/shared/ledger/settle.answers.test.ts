import type { Call } from '../../../../../nodes/shared/ledger/call';
import { settleOne, type Part, type Protocol } from '../../../../../nodes/shared/ledger/settle';
import {
	deedsOf,
	yes,
	silence,
	there,
	other,
	unasked,
	serviceThat,
	settled,
	statesOf,
} from './settling';

describe('what the service confirms', () => {
	test('is done, in one request for all items', async () => {
		const deeds = deedsOf([['A', 'B'], ['C']]);
		const { protocol, sent, asked } = serviceThat([yes('A', 'B', 'C')], {
			lookUp: async () => 'none',
		});

		expect(await settled(deeds, protocol)).toEqual([[{ id: 'A' }, { id: 'B' }], [{ id: 'C' }]]);
		expect(sent).toEqual([['A', 'B', 'C']]);
		expect(asked).toEqual([]);
		expect(statesOf(deeds, ['A', 'B', 'C'])).toEqual(['done', 'done', 'done']);
	});

	test('is noted as sent before it leaves', async () => {
		const deeds = deedsOf([['A']]);
		const { protocol } = serviceThat([
			() => {
				expect(statesOf(deeds, ['A'])).toEqual(['open']);
				return yes('A');
			},
		]);

		expect(await settled(deeds, protocol)).toEqual([[{ id: 'A' }]]);
	});

	test('is nothing of an item that wants nothing, beside one that does', async () => {
		const { protocol, sent } = serviceThat([yes('A')]);

		expect(await settled(deedsOf([[], ['A']]), protocol)).toEqual([[], [{ id: 'A' }]]);
		expect(sent).toEqual([['A']]);
	});

	test('is nothing when nothing is wanted', async () => {
		const { protocol, sent } = serviceThat([yes()]);

		expect(await settled([], protocol)).toEqual([]);
		expect(sent).toEqual([]);
	});
});

describe('what the answer does not confirm', () => {
	test.each<[string, Protocol<Part>['confirmed']]>([
		['its row is missing', () => undefined],
		[
			'its row can not be read',
			() => {
				throw new TypeError('Cannot convert object to primitive value');
			},
		],
	])('because %s is looked up', async (_why, confirmed) => {
		const deeds = deedsOf([['A']]);
		const { protocol, sent, asked } = serviceThat([yes('A')], {
			confirmed,
			lookUp: async ({ reference }) => there(reference),
		});

		expect(await settled(deeds, protocol)).toEqual([[{ id: 'A', existed: true }]]);
		expect([sent, asked]).toEqual([[['A']], ['A']]);
		expect(statesOf(deeds, ['A'])).toEqual(['done']);
	});

	test('is unknown when the look-up finds none, and costs no other item anything', async () => {
		const deeds = deedsOf([['A'], ['B']]);
		const { protocol, asked } = serviceThat([yes('A')], { lookUp: async () => 'none' });

		expect(await settled(deeds, protocol)).toEqual([
			[{ id: 'A' }],
			{
				message: 'The outcome of B is unknown: the answer does not confirm it',
				advice:
					'It may have been done, so it was not sent again and must not be repeated before you know. Look for B.',
				outcome: 'unknown',
				item: 1,
			},
		]);
		expect(asked).toEqual(['B']);
		expect(statesOf(deeds, ['A', 'B'])).toEqual(['done', 'open']);
	});

	test('is told beside what is done of the same item, which is not looked up', async () => {
		const deeds = deedsOf([['A', 'B', 'C']]);
		const { protocol, asked } = serviceThat([yes('A')], {
			lookUp: async ({ reference }) => (reference === 'C' ? there('C') : 'none'),
		});

		expect(await settled(deeds, protocol)).toMatchObject([
			{
				message: 'A, C is done. The outcome of B is unknown: the answer does not confirm it',
				advice: expect.stringMatching(/Look for B\.$/),
			},
		]);
		expect(asked).toEqual(['B', 'C']);
	});

	test('is unknown without a look-up', async () => {
		const { protocol } = serviceThat([yes()]);

		expect(await settled(deedsOf([['A']]), protocol)).toMatchObject([{ outcome: 'unknown' }]);
	});
});

describe('an answer that is lost', () => {
	test('is made good by what the look-up finds', async () => {
		const deeds = deedsOf([['A', 'B'], ['C']]);
		const { protocol, sent, asked } = serviceThat([silence], {
			lookUp: async ({ reference }) => there(reference),
		});

		expect(await settled(deeds, protocol)).toEqual([
			[
				{ id: 'A', existed: true },
				{ id: 'B', existed: true },
			],
			[{ id: 'C', existed: true }],
		]);
		expect(sent).toHaveLength(1);
		expect(asked).toEqual(['A', 'B', 'C']);
		expect(statesOf(deeds, ['A', 'B', 'C'])).toEqual(['done', 'done', 'done']);
	});

	test('leaves unknown what the look-up does not find', async () => {
		const deeds = deedsOf([['A'], ['B']]);
		const { protocol, sent } = serviceThat([silence], {
			lookUp: async ({ reference }) => (reference === 'A' ? there('A') : 'none'),
			named: (references) => `the order ${references}`,
		});

		expect(await settled(deeds, protocol)).toEqual([
			[{ id: 'A', existed: true }],
			{
				message: 'The outcome of the order B is unknown: No answer within 90 seconds',
				advice:
					'It may have been done, so it was not sent again and must not be repeated before you know. Look for B.',
				outcome: 'unknown',
				item: 1,
			},
		]);
		expect(sent).toHaveLength(1);
		expect(deeds[1]?.call.ledger.known('B')).toEqual({
			state: 'open',
			isSame: true,
			lost: 'No answer within 90 seconds',
		});
	});

	test('leaves all unknown when nobody can be asked, and asks once', async () => {
		const { protocol, asked } = serviceThat([silence], { lookUp: async () => unasked });
		const outcomes = await settled(deedsOf([['A', 'B'], ['C']]), protocol);

		const unknown = {
			outcome: 'unknown',
			advice: expect.stringContaining('It could not be asked about: Too many requests. Look for'),
		};
		expect(outcomes).toMatchObject([unknown, unknown]);
		expect(asked).toEqual(['A']);
	});

	test('stays unknown also when another’s record is there, and names what is done', async () => {
		const deeds = deedsOf([['A', 'B']]);
		const { protocol } = serviceThat([silence], {
			lookUp: async ({ reference }) => (reference === 'A' ? there('A') : other),
		});

		expect(await settled(deeds, protocol)).toMatchObject([
			{
				message: expect.stringMatching(
					/^A is done\. The outcome of B is unknown: .*\. It is cancelled$/,
				),
				outcome: 'unknown',
			},
		]);
		expect(statesOf(deeds, ['A', 'B'])).toEqual(['done', 'open']);
	});

	test('leaves the outcome unknown where nothing can be looked up', async () => {
		const { protocol } = serviceThat([silence]);

		expect(await settled(deedsOf([['A']]), protocol)).toMatchObject([
			{ outcome: 'unknown', advice: expect.not.stringContaining('could not be asked') },
		]);
	});

	test('because something was thrown while sending leaves the outcome unknown too', async () => {
		const deeds = deedsOf([['A'], ['B']]);
		const { protocol, sent, asked } = serviceThat([new TypeError('No primitive value')], {
			lookUp: async ({ reference }) => (reference === 'A' ? there('A') : 'none'),
		});

		expect(await settled(deeds, protocol)).toMatchObject([
			[{ id: 'A' }],
			{ outcome: 'unknown', message: expect.stringContaining('The outcome of B is unknown') },
		]);
		expect([sent, asked]).toEqual([[['A', 'B']], ['A', 'B']]);
	});

	test('stays unknown when the look-up itself can not be read', async () => {
		const { protocol } = serviceThat([silence], {
			lookUp: async () => {
				throw new TypeError('No primitive value');
			},
		});

		expect(await settled(deedsOf([['A']]), protocol)).toMatchObject([
			{ outcome: 'unknown', advice: expect.stringContaining('could not be asked') },
		]);
	});
});

describe('one item that does one thing', () => {
	test('gives the record', async () => {
		const [deed] = deedsOf([['A']]);

		expect(
			await settleOne((deed as { call: Call }).call, serviceThat([yes('A')]).protocol),
		).toEqual({ id: 'A' });
	});

	test('throws what has become of it', async () => {
		const [deed] = deedsOf([['A']]);
		const { protocol } = serviceThat([silence]);

		await expect(settleOne((deed as { call: Call }).call, protocol)).rejects.toMatchObject({
			message: 'The outcome of A is unknown: No answer within 90 seconds',
			context: { outcome: 'unknown' },
		});
	});

	test('gives an empty record when it has no reference', async () => {
		const [deed] = deedsOf([[]]);

		expect(await settleOne((deed as { call: Call }).call, serviceThat([yes()]).protocol)).toEqual(
			{},
		);
	});
});
