import { tell, type Told } from '../../../../../nodes/shared/ledger/telling';

/** What an item of a retry is, by what it wants and has wanted: `1 A` is A under the number 1, `- A` is A without a number that tells anything. */
type Row = [now: string, before: string, told: Told];
type Moved = Parameters<typeof tell>[0]['hasMoved'];

const part = (text: string) => {
	const [number = '', core = ''] = text.split(' ');
	return { number: number === '-' ? null : number, core };
};
const expectTold = (isMended: boolean, moved: Partial<Moved>, rows: Row[]) => {
	const hasMoved = { number: false, pair: false, core: false, ...moved };
	const told = rows.map(([now, before]) => [
		now,
		before,
		tell({ now: part(now), before: part(before), isMended, hasMoved }),
	]);
	expect(told).toEqual(rows);
};

describe.each([true, false])('mended: %j', (isMended) => {
	test.each([{}, { number: true }, { number: true, pair: true }, { core: true }])(
		'one number is one thing, and so is what is the same with no number beside it: %j',
		(moved) => {
			expectTold(isMended, moved, [
				['1 A', '1 A', 'same'],
				['1 A', '1 B', 'same'],
				['- A', '- A', 'same'],
				['1 A', '- A', 'same'],
				['- A', '1 A', 'same'],
			]);
		},
	);
});

describe('when nobody has mended the node', () => {
	test.each([{}, { number: true, pair: true }, { core: true }])(
		'another thing is another one by its number, and in a doubt without: %j',
		(moved) => {
			expectTold(false, moved, [
				['2 A', '1 A', 'unclear'],
				['2 B', '1 A', 'other'],
				['- B', '- A', 'unclear'],
				['2 B', '- A', 'unclear'],
				['- B', '1 A', 'unclear'],
			]);
		},
	);
});

describe('when the node was mended', () => {
	test('a number or a content that changed is the same thing still; both are a doubt', () => {
		expectTold(true, {}, [
			['2 A', '1 A', 'same'],
			['2 B', '1 A', 'unclear'],
			['- B', '- A', 'same'],
			['2 B', '- A', 'same'],
			['- B', '1 A', 'same'],
		]);
	});

	test('a number that another item has is a doubt', () => {
		expectTold(true, { number: true }, [
			['2 A', '1 A', 'unclear'],
			['2 B', '1 A', 'unclear'],
		]);
	});

	test('what another item has, number and all, has moved there', () => {
		expectTold(true, { number: true, pair: true }, [
			['2 A', '1 A', 'unclear'],
			['2 B', '1 A', 'other'],
		]);
	});

	test('without a number, what another item has as well is a doubt', () => {
		expectTold(true, { core: true }, [
			['- B', '- A', 'unclear'],
			['2 B', '- A', 'unclear'],
			['- B', '1 A', 'unclear'],
		]);
	});
});
