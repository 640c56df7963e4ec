import { createRunExecutionData, type IDataObject } from 'n8n-workflow';
import type { Call } from '../../../../../nodes/shared/ledger/call';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import {
	settle,
	settleOne,
	type Found,
	type Part,
	type Protocol,
} from '../../../../../nodes/shared/ledger/settle';
import { apiError, type Failure } from '../../../../../nodes/shared/wire/errors';
import type { Answer } from '../../../../../nodes/shared/wire/request';
import { contextWith } from '../context';

let data = createRunExecutionData();
beforeEach(() => void (data = createRunExecutionData()));

type Where = Parameters<typeof contextWith>[0];

/** The run before is over when another begins. */
let last: Ledger | undefined;

/** One item for each list of references, as one run of the node sees them. */
function deedsOf(items: string[][], where: Where = {}) {
	const ctx = contextWith({ data, ...where });
	last?.release();
	const ledger = new Ledger(ctx, 'order.create');
	last = ledger;
	return items.map((references, item) => {
		const wanted = references.map((given) => ({ given, intent: `of ${given}` }));
		ledger.refer(item, wanted);
		const call: Call = { ctx, item, references, ledger, hint: jest.fn() };
		return { call, parts: references.map((reference) => ({ reference })) };
	});
}

/** What the service answers: it is asked in turn, and the last answer comes again and again. */
type Says = Answer | Error | ((references: string[]) => Answer);

const yes = (...references: string[]): Answer => ({
	ok: true,
	body: Object.fromEntries(references.map((reference) => [reference, { id: reference }])),
});
const no = (failure: Partial<Failure> = {}): Answer => ({
	ok: false,
	failure: { outcome: 'refused', message: 'The service refused it', httpCode: 422, ...failure },
});
const silence: Answer = {
	ok: false,
	failure: { outcome: 'unknown', message: 'No answer within 90 seconds', advice: 'Try again.' },
};
const unsent: Answer = {
	ok: false,
	failure: { outcome: 'unsent', message: 'Nobody listens', advice: 'Nothing was sent.' },
};
const there = (reference: string): Found => ({ record: { id: reference, existed: true } });
const other: Found = { other: 'It is canceled', advice: 'Take another number.' };
const unasked: Found = { unasked: { outcome: 'refused', message: 'Too many requests' } };

function serviceThat(answers: Says[], more: Partial<Protocol<Part>> = {}) {
	const sent: string[][] = [];
	const asked: string[] = [];
	const { lookUp } = more;
	const protocol: Protocol<Part> = {
		howToCheck: (references) => `Look for ${references}`,
		confirmed: ({ reference }, body) => body[reference] as IDataObject | undefined,
		...more,
		async send(parts) {
			const references = parts.map(({ reference }) => reference);
			const answer = answers[Math.min(sent.length, answers.length - 1)];
			sent.push(references);
			if (answer instanceof Error) throw answer;
			return typeof answer === 'function' ? answer(references) : (answer ?? silence);
		},
		...(lookUp && {
			async lookUp(part) {
				asked.push(part.reference);
				return await lookUp(part);
			},
		}),
	};
	return { protocol, sent, asked };
}

/** What became of the items, in plain values. */
async function settled(
	deeds: ReturnType<typeof deedsOf>,
	protocol: Protocol<Part>,
): Promise<Array<IDataObject | IDataObject[]>> {
	return (await settle(deeds, protocol)).map((outcome) => {
		if ('result' in outcome) return outcome.result;
		const { message, description, context } = outcome.error;
		return { message, advice: description, outcome: context.outcome, item: context.itemIndex };
	});
}

const statesOf = ([deed]: ReturnType<typeof deedsOf>, references: string[]) =>
	references.map((reference) => deed?.call.ledger.known(reference)?.state);

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

		for (const outcome of outcomes) {
			expect(outcome).toMatchObject({
				outcome: 'unknown',
				advice: expect.stringContaining('It could not be asked about: Too many requests. Look for'),
			});
		}
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

describe('a refusal', () => {
	test('is the error of all items, and they may be sent again', async () => {
		const deeds = deedsOf([['A'], ['B']]);
		const { protocol, asked } = serviceThat([no()], { lookUp: async () => 'none' });

		expect(await settled(deeds, protocol)).toEqual([
			expect.objectContaining({ message: 'The service refused it', outcome: 'refused', item: 0 }),
			expect.objectContaining({ message: 'The service refused it', outcome: 'refused', item: 1 }),
		]);
		expect(asked).toEqual([]);
		expect(statesOf(deeds, ['A', 'B'])).toEqual([undefined, undefined]);
	});

	test('of what never left is told as that', async () => {
		const deeds = deedsOf([['A']]);
		const { protocol } = serviceThat([unsent]);

		expect(await settled(deeds, protocol)).toMatchObject([
			{ message: 'Nobody listens', advice: 'Nothing was sent.', outcome: 'unsent' },
		]);
		expect(statesOf(deeds, ['A'])).toEqual([undefined]);
	});

	describe('that may be about one of several items', () => {
		const eight = [['A'], ['B'], ['C'], ['D'], ['E'], ['F'], ['G'], ['H']];
		/** Refuses every request that has one of these. */
		const against =
			(...bad: string[]): Says =>
			(references) =>
				references.some((one) => bad.includes(one)) ? no() : yes(...references);

		test.each([['A'], ['D'], ['E'], ['H']])('costs that one (%s) only', async (bad) => {
			const { protocol, sent } = serviceThat([against(bad)], { isOfOne: () => true });
			const outcomes = await settled(deedsOf(eight, { goesOn: true }), protocol);

			eight.forEach(([reference = ''], index) => {
				if (reference === bad) expect(outcomes[index]).toMatchObject({ outcome: 'refused' });
				else expect(outcomes[index]).toEqual([{ id: reference }]);
			});
			// 8, then both halves of 8, of 4 and of 2.
			expect(sent).toHaveLength(7);
		});

		test('costs those two when it is about two', async () => {
			const { protocol } = serviceThat([against('B', 'G')], { isOfOne: () => true });
			const outcomes = await settled(deedsOf(eight, { goesOn: true }), protocol);

			const refused = outcomes.filter((outcome) => !Array.isArray(outcome));
			expect(refused).toEqual([
				expect.objectContaining({ item: 1 }),
				expect.objectContaining({ item: 6 }),
			]);
		});

		test('does not part the packages of one item', async () => {
			const { protocol, sent } = serviceThat([against('C')], { isOfOne: () => true });
			const deeds = deedsOf([['A', 'B', 'C'], ['D'], ['E']], { goesOn: true });

			expect(await settled(deeds, protocol)).toEqual([
				expect.objectContaining({ outcome: 'refused' }),
				[{ id: 'D' }],
				[{ id: 'E' }],
			]);
			expect(sent).toEqual([
				['A', 'B', 'C', 'D', 'E'],
				['A', 'B', 'C', 'D'],
				['A', 'B', 'C'],
				['D'],
				['E'],
			]);
		});

		test('stops a node that stops on errors', async () => {
			const { protocol, sent } = serviceThat([against('A')], { isOfOne: () => true });
			const outcomes = await settled(deedsOf(eight), protocol);

			expect(sent).toHaveLength(1);
			for (const outcome of outcomes) expect(outcome).toMatchObject({ outcome: 'refused' });
		});

		test.each<[string, Partial<Protocol<Part>>]>([
			['is about the whole request', { isOfOne: () => false }],
			['is of a service that does not tell', {}],
		])('is not looked for when it %s', async (_why, more) => {
			const { protocol, sent } = serviceThat([against('A')], more);
			await settled(deedsOf(eight, { goesOn: true }), protocol);

			expect(sent).toHaveLength(1);
		});

		test('is looked for until an answer is lost, and that half is looked up', async () => {
			const { protocol, sent } = serviceThat([no(), silence, yes('C')], {
				isOfOne: () => true,
				lookUp: async ({ reference }) => (reference === 'A' ? there('A') : 'none'),
			});
			const deeds = deedsOf([['A'], ['B'], ['C']], { goesOn: true });

			expect(await settled(deeds, protocol)).toEqual([
				[{ id: 'A', existed: true }],
				expect.objectContaining({ outcome: 'unknown' }),
				[{ id: 'C' }],
			]);
			expect(sent).toEqual([['A', 'B', 'C'], ['A', 'B'], ['C']]);
		});

		test('is not looked for in what never left', async () => {
			const { protocol, sent } = serviceThat([unsent], { isOfOne: () => true });
			const outcomes = await settled(deedsOf(eight, { goesOn: true }), protocol);

			for (const outcome of outcomes) expect(outcome).toMatchObject({ outcome: 'unsent' });
			expect(sent).toHaveLength(1);
		});
	});
});

describe('a refusal because a number is taken', () => {
	const taken = (vendorText: string) => no({ vendorText, vendorCode: 'taken' });
	const isTaken = ({ vendorCode }: Failure) => vendorCode === 'taken';

	test('is a success with the record that is there', async () => {
		const deeds = deedsOf([['A']]);
		const { protocol, sent } = serviceThat([taken('already used')], {
			isTaken,
			lookUp: async ({ reference }) => there(reference),
		});

		expect(await settled(deeds, protocol)).toEqual([[{ id: 'A', existed: true }]]);
		expect(sent).toHaveLength(1);
		expect(statesOf(deeds, ['A'])).toEqual(['done']);
	});

	test('takes the named item out, and sends the others', async () => {
		const { protocol, sent, asked } = serviceThat([taken('SHOP-2 already used'), yes('SHOP-22')], {
			isTaken,
			lookUp: async ({ reference }) => there(reference),
		});

		expect(await settled(deedsOf([['SHOP-22'], ['SHOP-2']]), protocol)).toEqual([
			[{ id: 'SHOP-22' }],
			[{ id: 'SHOP-2', existed: true }],
		]);
		expect(sent).toEqual([['SHOP-22', 'SHOP-2'], ['SHOP-22']]);
		expect(asked).toEqual(['SHOP-2']);
	});

	test.each([
		['SHOP-1', 'order_id SHOP-1 sudah ada', true],
		['SHOP-1', '"shop-1" sudah ada', true],
		['SHOP-1', 'sudah ada: SHOP-1', true],
		['SHOP-1', 'SHOP-10 sudah ada', false],
		['SHOP-1', 'SHOP-1-B sudah ada', false],
		['SHOP-1', 'XSHOP-1 sudah ada', false],
		['A.B+(1)', 'A.B+(1) sudah ada', true],
		['A.B', 'AxB sudah ada', false],
	])('names %s in "%s": %p', async (reference, text, isNamed) => {
		const { protocol, asked } = serviceThat([taken(text), yes('OTHER')], {
			isTaken,
			lookUp: async ({ reference: one }) => (one === reference ? there(one) : 'none'),
		});
		await settled(deedsOf([['OTHER'], [reference]]), protocol);

		expect(asked).toEqual(isNamed ? [reference] : ['OTHER', reference]);
	});

	test('looks for it in all items when it names none', async () => {
		const { protocol, sent, asked } = serviceThat([taken('duplicate'), yes('A', 'C')], {
			isTaken,
			lookUp: async ({ reference }) => (reference === 'B' ? there('B') : 'none'),
		});

		expect(await settled(deedsOf([['A'], ['B'], ['C']]), protocol)).toEqual([
			[{ id: 'A' }],
			[{ id: 'B', existed: true }],
			[{ id: 'C' }],
		]);
		expect(asked).toEqual(['A', 'B', 'C']);
		expect(sent).toEqual([
			['A', 'B', 'C'],
			['A', 'C'],
		]);
	});

	test('is the error of all when it names none and none is found', async () => {
		const deeds = deedsOf([['A'], ['B']]);
		const { protocol, sent } = serviceThat([taken('duplicate')], {
			isTaken,
			lookUp: async () => 'none',
		});

		for (const outcome of await settled(deeds, protocol)) {
			expect(outcome).toMatchObject({ message: 'The service refused it', outcome: 'refused' });
		}
		expect(sent).toHaveLength(1);
	});

	test('is the error of the only item when it is not found, of whatever text', async () => {
		for (const failure of [taken('duplicate'), no({ vendorCode: 'taken' })]) {
			const { protocol, sent } = serviceThat([failure], { isTaken, lookUp: async () => 'none' });

			expect(await settled(deedsOf([['A']]), protocol)).toMatchObject([
				{ message: 'The service refused it', outcome: 'refused' },
			]);
			expect(sent).toHaveLength(1);
		}
	});

	test('is the error of its item when it can not be looked up, without an invitation', async () => {
		const { protocol } = serviceThat([taken('A duplicate')], {
			isTaken,
			lookUp: async () => unasked,
		});

		expect(await settled(deedsOf([['A']]), protocol)).toMatchObject([
			{
				outcome: 'refused',
				message: 'The service refused it',
				advice: 'It could not be asked about: Too many requests.',
			},
		]);
	});

	test('is an error when the record is another one', async () => {
		const { protocol, sent } = serviceThat([taken('A duplicate')], {
			isTaken,
			lookUp: async () => other,
		});

		expect(await settled(deedsOf([['A']]), protocol)).toMatchObject([
			{ message: 'It is cancelled', advice: 'Take another number.', outcome: 'refused' },
		]);
		expect(sent).toHaveLength(1);
	});

	test('says which packages of an item are there when not all of them are', async () => {
		const deeds = deedsOf([['A', 'B', 'C'], ['D']]);
		const { protocol, sent } = serviceThat([taken('B duplicate'), yes('D')], {
			isTaken,
			lookUp: async ({ reference }) => (reference === 'B' ? there('B') : 'none'),
		});

		expect(await settled(deeds, protocol)).toEqual([
			{
				message: 'B existed already, and A, C did not',
				advice: 'None of them was done now. Take out what exists, and run the others again.',
				outcome: 'refused',
				item: 0,
			},
			[{ id: 'D' }],
		]);
		expect(sent).toEqual([['A', 'B', 'C', 'D'], ['D']]);
	});

	test('does not say that the others are not there when they could not be asked about', async () => {
		const { protocol } = serviceThat([taken('A duplicate')], {
			isTaken,
			lookUp: async ({ reference }) => (reference === 'A' ? there('A') : unasked),
		});
		const [outcome] = await settled(deedsOf([['A', 'B']]), protocol);

		expect(outcome).toMatchObject({
			advice: expect.stringContaining('could not be asked about'),
			message: expect.not.stringContaining('the others did not'),
		});
	});

	test('is not looked into by a service that does not tell', async () => {
		const { protocol, asked } = serviceThat([taken('A')], { lookUp: async () => there('A') });
		await settled(deedsOf([['A']]), protocol);

		expect(asked).toEqual([]);
	});

	test('and then halves, when it is of one of the rest', async () => {
		const { protocol, sent } = serviceThat([taken('A duplicate'), no(), no(), yes('C')], {
			isTaken,
			isOfOne: () => true,
			lookUp: async ({ reference }) => there(reference),
		});
		const deeds = deedsOf([['A'], ['B'], ['C']], { goesOn: true });

		expect(await settled(deeds, protocol)).toEqual([
			[{ id: 'A', existed: true }],
			expect.objectContaining({ outcome: 'refused', item: 1 }),
			[{ id: 'C' }],
		]);
		expect(sent).toEqual([['A', 'B', 'C'], ['B', 'C'], ['B'], ['C']]);
	});
});

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
				message: 'A was already done in this execution',
				advice:
					'Nothing was sent for this item. Give each one its own number, and do not repeat it.',
				outcome: 'done',
				item: 0,
			},
		]);
		expect(sent).toEqual([]);
	});

	test('is not taken for something else under the same number', async () => {
		await before(yes('A'), [['A']]);
		last?.release();
		const ctx = contextWith({ data, runIndex: 1 });
		const ledger = new Ledger(ctx, 'order.create');
		const references = ledger.refer(0, [{ given: 'A', intent: 'something else' }]);
		const call: Call = { ctx, item: 0, references, ledger, hint: jest.fn() };
		const { protocol, sent, asked } = serviceThat([yes('A')], { lookUp: async () => there('A') });

		expect(await settled([{ call, parts: [{ reference: 'A' }] }], protocol)).toMatchObject([
			{
				message: 'A was already done in this execution, for something else',
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
		const references = ledger.refer(0, [{ given: 'A', intent: 'something else' }]);
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
			message: 'A was already done in this execution, so B was not sent',
		});
		expect(sent).toEqual([]);
	});

	test('may be sent again after a refusal, and when it never left', async () => {
		for (const answer of [no(), unsent]) {
			data = createRunExecutionData();
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

		for (const outcome of await settled(deeds, protocol)) {
			expect(outcome).toMatchObject({ message: 'No credit', outcome: 'unsent' });
		}
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

			for (const outcome of await settled(deeds, protocol)) {
				expect(outcome).toMatchObject({ message });
			}
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

describe('a refusal of many', () => {
	const isOfOne = ({ httpCode }: Failure) => httpCode !== 429;
	const no = (more: Partial<Failure> = {}): Says => ({
		ok: false,
		failure: { outcome: 'refused', message: 'The schedule is invalid', ...more },
	});
	const fifty = Array.from({ length: 50 }, (_, index) => [`A${index}`]);

	test('that holds for all of them is not tried a hundred times', async () => {
		const { protocol, sent } = serviceThat([no()], { isOfOne });
		const outcomes = await settled(deedsOf(fifty, { goesOn: true }), protocol);

		expect(sent.length).toBeLessThan(30);
		expect(outcomes).toHaveLength(50);
		expect(outcomes).toEqual(
			Array(50).fill(expect.objectContaining({ message: 'The schedule is invalid' })),
		);
	});

	test('keeps its reason when too many requests end the search for the bad one', async () => {
		const { protocol } = serviceThat([no(), no({ message: 'Too many', httpCode: 429 })], {
			isOfOne,
		});
		const outcomes = await settled(deedsOf(fifty.slice(0, 4), { goesOn: true }), protocol);

		expect(outcomes).toEqual(
			Array(4).fill(
				expect.objectContaining({
					message: 'The schedule is invalid',
					advice: expect.stringContaining('refused together with others'),
				}),
			),
		);
	});

	test('that has one of them in it is no refusal: it is looked up', async () => {
		const { protocol, sent } = serviceThat(
			[{ ...no(), body: { A: { id: 'A' } } } as Extract<Says, { ok: false }>],
			{ isOfOne, lookUp: async ({ reference }) => there(reference) },
		);

		expect(await settled(deedsOf([['A'], ['B']], { goesOn: true }), protocol)).toEqual([
			[{ id: 'A', existed: true }],
			[{ id: 'B', existed: true }],
		]);
		expect(sent).toHaveLength(1);
	});
});
