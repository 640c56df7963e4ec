import { type Part, type Protocol } from '../../../../../nodes/shared/ledger/settle';
import { type Failure } from '../../../../../nodes/shared/wire/errors';
import {
	deedsOf,
	yes,
	no,
	silence,
	unsent,
	there,
	other,
	unasked,
	serviceThat,
	settled,
	statesOf,
	type Says,
} from './settling';

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

			expect(outcomes).toEqual(
				eight.map(([reference]) =>
					reference === bad ? expect.objectContaining({ outcome: 'refused' }) : [{ id: reference }],
				),
			);
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
			expect(outcomes).toMatchObject(eight.map(() => ({ outcome: 'refused' })));
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

			expect(outcomes).toMatchObject(eight.map(() => ({ outcome: 'unsent' })));
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
		['SHOP-1', 'The order_id SHOP-1/2 has already been taken.', false],
		['SHOP-1', 'MY/SHOP-1 sudah ada', false],
		['SHOP-1', 'order_id:SHOP-1 sudah ada.', true],
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

	test.each([
		['S1', 'S1/2'],
		['S1', 'A.S1'],
		['S1', 's1'],
		['s1', 'S1'],
		['S1', 'S1:2'],
		['S1', 'S1 2'],
		['S1', 'Sari S1'],
		['S1', 'S1(2)'],
		['S1', 'S1+2'],
	])('does not name %s beside %s, which it does name', async (beside, reference) => {
		const { protocol, sent, asked } = serviceThat([taken(`${reference} sudah ada`), yes(beside)], {
			isTaken,
			lookUp: async ({ reference: one }) => (one === reference ? there(one) : 'none'),
		});

		expect(await settled(deedsOf([[beside], [reference]]), protocol)).toEqual([
			[{ id: beside }],
			[{ id: reference, existed: true }],
		]);
		expect(asked).toEqual([reference]);
		expect(sent).toEqual([[beside, reference], [beside]]);
	});

	test.each([
		['one item', [['A']]],
		['several items', [['A'], ['B']]],
		['one that it names', [['OFF'], ['B']]],
	])('is about the caller when the look-up is refused in the same words: %s', async (_, parts) => {
		const words = 'Transaksi ditolak: API key sudah tidak aktif (OFF)';
		const deeds = deedsOf(parts);
		const { protocol, asked } = serviceThat([taken(words)], {
			isTaken,
			isNewUnderOther: true,
			lookUp: async () => ({
				unasked: { outcome: 'refused', message: 'No', vendorText: words },
			}),
		});

		const refused = { message: 'The service refused it', outcome: 'refused' };
		expect(await settled(deeds, protocol)).toMatchObject(parts.map(() => refused));
		expect(asked).toHaveLength(1);
		expect(statesOf(deeds, parts.flat())).toEqual(parts.map(() => undefined));
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

	test('is the error of the one whose number is somebody else’s when it names none, and of no other', async () => {
		const { protocol, sent } = serviceThat([taken('duplicate'), yes('A', 'C')], {
			isTaken,
			lookUp: async ({ reference }) => (reference === 'B' ? other : 'none'),
		});

		expect(await settled(deedsOf([['A'], ['B'], ['C']]), protocol)).toEqual([
			[{ id: 'A' }],
			expect.objectContaining({ advice: 'Take another number.', outcome: 'refused', item: 1 }),
			[{ id: 'C' }],
		]);
		expect(sent).toEqual([
			['A', 'B', 'C'],
			['A', 'C'],
		]);
	});

	test('leaves alone what could not be asked about when it names none', async () => {
		const { protocol, sent } = serviceThat([taken('duplicate')], {
			isTaken,
			lookUp: async () => unasked,
		});

		const refused = { message: 'The service refused it', outcome: 'refused' };
		expect(await settled(deedsOf([['A'], ['B']]), protocol)).toMatchObject([refused, refused]);
		expect(sent).toHaveLength(1);
	});

	test('is the error of all when it names none and none is found', async () => {
		const deeds = deedsOf([['A'], ['B']]);
		const { protocol, sent } = serviceThat([taken('duplicate')], {
			isTaken,
			lookUp: async () => 'none',
		});

		const refused = { message: 'The service refused it', outcome: 'refused' };
		expect(await settled(deeds, protocol)).toMatchObject([refused, refused]);
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

	test('leaves unknown what another number would do again, and that can not be looked up', async () => {
		const { protocol, sent } = serviceThat([taken('A duplicate')], {
			isTaken,
			isNewUnderOther: true,
			lookUp: async () => unasked,
		});
		const deeds = deedsOf([['A']]);

		expect(await settled(deeds, protocol)).toMatchObject([
			{
				outcome: 'unknown',
				message: 'The outcome of A is unknown: The service refused it',
				advice:
					'It may have been done before, so it must not be repeated, also not under a new reference, before you know. It could not be asked about: Too many requests. Look for A.',
			},
		]);
		expect(sent).toHaveLength(1);
		expect(statesOf(deeds, ['A'])).toEqual(['open']);
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
				message: 'B existed already, and A, C was not found',
				advice:
					'Nothing was done for them now. What was not found may be there all the same, and be found only later. Look for A, C. If it is not there, take out what exists, and run the rest under its own number.',
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
		expect(outcomes.at(-1)).toMatchObject({
			message: expect.stringContaining('and 20 more together'),
		});
		expect(outcomes).toEqual(
			Array(50).fill(
				expect.objectContaining({
					message: expect.stringMatching(
						/^The schedule is invalid( \(said of A\d+, .* together\))?$/,
					),
				}),
			),
		);
	});

	test('that a node stops at names all of them, and how the bad one is found', async () => {
		const { protocol, sent } = serviceThat([no({ advice: 'Correct it.' })], { isOfOne });
		const outcomes = await settled(deedsOf(fifty.slice(0, 3)), protocol);

		expect(sent).toHaveLength(1);
		expect(outcomes).toEqual(
			Array(3).fill(
				expect.objectContaining({
					message: 'The schedule is invalid (said of A0, A1, A2 together)',
					advice:
						'Nothing was done for any of them. With On Error set to Continue (using error output) the node finds out which one is meant, and does the others. Correct it.',
				}),
			),
		);
	});

	test('is not the reason of a half that is refused for another one', async () => {
		const { protocol } = serviceThat(
			[no(), no(), no({ message: 'Saldo tidak cukup', vendorCode: '4002' })],
			{ isOfOne: ({ vendorCode }) => vendorCode !== '4002' },
		);
		const outcomes = await settled(deedsOf(fifty.slice(0, 2), { goesOn: true }), protocol);

		expect(outcomes).toEqual([
			expect.objectContaining({ message: 'The schedule is invalid' }),
			expect.objectContaining({ message: 'Saldo tidak cukup' }),
		]);
	});

	test('is said in the words that were said of a part', async () => {
		const { protocol } = serviceThat([no(), no({ message: 'Too heavy' })], { isOfOne });
		const outcomes = await settled(deedsOf(fifty, { goesOn: true }), protocol);

		expect(outcomes.at(-1)).toMatchObject({
			message: 'Too heavy (said of A25, A26, A27, A28, A29 and 20 more together)',
		});
	});

	test('keeps its reason when too many requests end the search for the bad one', async () => {
		const { protocol } = serviceThat([no(), no({ message: 'Too many', httpCode: 429 })], {
			isOfOne,
		});
		const outcomes = await settled(deedsOf(fifty.slice(0, 4), { goesOn: true }), protocol);

		expect(outcomes).toEqual(
			Array(4).fill(
				expect.objectContaining({
					message: 'The schedule is invalid (said of it together with others)',
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
