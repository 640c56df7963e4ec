import { isRow, rowOr, rowsIn } from '../../../../../nodes/shared/values/rows';

const NO_ROWS = [undefined, null, 0, 1, '', 'text', true, [], [{}], [1]];

test.each([{}, { a: 1 }, Object.create(null)])('%p is a row', (value) => {
	expect(isRow(value)).toBe(true);
	expect(rowOr(value)).toBe(value);
});

test.each(NO_ROWS.map((value) => [value]))('%p is no row', (value) => {
	expect(isRow(value)).toBe(false);
	expect(rowOr(value)).toEqual({});
});

test('the rows of a list are its objects, in their order', () => {
	expect(rowsIn([{ a: 1 }, null, 'x', [{ a: 2 }], { a: 3 }])).toEqual([{ a: 1 }, { a: 3 }]);
	expect(rowsIn([])).toEqual([]);
});

test('a list with a gap is read as PHP writes it', () => {
	expect(rowsIn({ 0: { a: 1 }, 2: { a: 3 } })).toEqual([{ a: 1 }, { a: 3 }]);
});

test.each([[undefined], [null], ['text'], [7], [{}], [{ 0: { a: 1 }, length: 1 }]])(
	'%p is no list and has no rows',
	(value) => {
		expect(rowsIn(value)).toEqual([]);
	},
);
