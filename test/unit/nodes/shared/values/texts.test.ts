import { textIn, textOrNull } from '../../../../../nodes/shared/values/texts';

test.each([
	['INV-1', 'INV-1'],
	[' ', ' '],
	[0, '0'],
	[12.5, '12.5'],
	[true, 'true'],
	[false, 'false'],
])('%p is the text %p', (value, text) => {
	expect(textIn(value)).toBe(text);
	expect(textOrNull(value)).toBe(text);
});

test.each([[''], [undefined], [null], [{}], [{ toString: 'of no use' }], [[]], [['a']]])(
	'%p has no text',
	(value) => {
		expect(textIn(value)).toBe('');
		expect(textOrNull(value)).toBeNull();
	},
);
