import fc from 'fast-check';
import { agrees } from '../../../../../nodes/shared/values/sameText';
import { always, anyJson, ensure, hostileText } from '../../../properties/hostile';

describe('a recorded text agrees with the one that was sent', () => {
	test.each([
		['the same', 'Sari Wulandari', 'Sari Wulandari'],
		['other capitals', 'SARI WULANDARI', 'Sari Wulandari'],
		['no punctuation', 'Jl Melati No 5 RT 02 RW 03', 'Jl. Melati No. 5, RT.02/RW.03'],
		['other blanks', ' Sari   Wulandari ', 'Sari Wulandari'],
		['letters of other alphabets', 'さり Wulandari', 'さり wulandari'],
		['a cut end', 'Jl. Melati No. 5, Ke', 'Jl. Melati No. 5, Kebayoran Baru'],
		['a town added', 'Jl. Melati No. 5, Bandung 40111', 'Jl. Melati No. 5'],
		['nothing', '', 'Sari Wulandari'],
		['symbols only', ' -.- ', 'Sari Wulandari'],
		['a number', 5, '5'],
		['a masked name', 'S*** Wulan*****', 'Sari Wulandari'],
		['a name masked with dots', 'S••• W••••••••', 'Sari Wulandari'],
		['a masked beginning', '****landari', 'Sari Wulandari'],
		['a masked phone', '0812****0001', '081234560001'],
		['a mask and nothing else', '*****', 'Sari Wulandari'],
	])('when it is %s', (_what, recorded, sent) => {
		expect(agrees(recorded, sent)).toBe(true);
	});

	test.each<[unknown]>([[undefined], [null], [true], [{}], [[]], [{ toString: 'x' }]])(
		'when it is no text (%p), which says nothing',
		(recorded) => {
			expect(agrees(recorded, 'Sari Wulandari')).toBe(true);
		},
	);
});

describe('a recorded text speaks against the one that was sent', () => {
	test.each([
		['another name', 'Budi Santoso', 'Sari Wulandari'],
		['a name with another end', 'Sari Wulandara', 'Sari Wulandari'],
		['too few letters to tell', 'Sari', 'Sari Wulandari'],
		['seven letters', 'Sari Wu', 'Sari Wulandari'],
		['a longer name after a short one', 'Sari Wulandari', 'Sari'],
		['its end without its beginning', 'Wulandari', 'Sari Wulandari'],
		['another number', 6, '5'],
		['a mask after another letter', 'B*** W***', 'Sari Wulandari'],
		['a mask with another part', 'S*** X***', 'Sari Wulandari'],
		['a mask with parts the other way round', 'S***dari Wulan***', 'Sari Wulandari'],
		['a masked phone with another end', '0812****0002', '081234560001'],
		['a mask that would need letters twice', 'Sari***Sari', 'Sari'],
	])('when it is %s', (_what, recorded, sent) => {
		expect(agrees(recorded, sent)).toBe(false);
	});
});

test('eight letters are enough of a cut text', () => {
	expect(agrees('Sari Wula', 'Sari Wulandari')).toBe(true);
	expect(agrees('Sari Wul', 'Sari Wulandari')).toBe(false);
});

test('every text agrees with itself, cut and in capitals, and no value breaks the comparison', () => {
	always([hostileText, fc.nat(40), anyJson], (text, length, recorded) => {
		ensure(agrees(text, text), 'not itself');
		const letters = text.replace(/[^a-z0-9]/gi, '');
		ensure(agrees(letters.toUpperCase(), letters), 'not in capitals');
		if (length >= 8) ensure(agrees(letters.slice(0, length), letters), 'not cut');
		agrees(recorded, text);
	});
});
