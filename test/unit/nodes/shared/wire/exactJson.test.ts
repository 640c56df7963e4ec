import fc from 'fast-check';
import { parseExact } from '../../../../../nodes/shared/wire/exactJson';
import { always, anyJson, ensure, workOf } from '../../../properties/hostile';

describe('a number that JavaScript can not hold', () => {
	test.each([
		['{"reference":20220214101951117}', { reference: '20220214101951117' }],
		['{"a":-20220214101951117}', { a: '-20220214101951117' }],
		['{"a":9007199254740992}', { a: '9007199254740992' }],
		['{"a":-9007199254740993}', { a: '-9007199254740993' }],
		['20220214101951117', '20220214101951117'],
		['[20220214101951117,88812345678901234]', ['20220214101951117', '88812345678901234']],
		[
			'{"data":{"rows":[{"id":20220214101951117}]}}',
			{ data: { rows: [{ id: '20220214101951117' }] } },
		],
		['{ "a" :\n\t20220214101951117\n}', { a: '20220214101951117' }],
		[`{"a":${'9'.repeat(400)}}`, { a: '9'.repeat(400) }],
	])('becomes text as it stands there: %.60s', (json, value) => {
		expect(parseExact(json)).toEqual(value);
	});
});

describe('a number that JavaScript can hold', () => {
	test.each([
		['{"a":9007199254740991}', 9007199254740991],
		['{"a":-9007199254740991}', -9007199254740991],
		['{"a":1000000000000000}', 1e15],
		['{"a":1,"b":20220214101951117}', 1],
		['{"a":0,"b":20220214101951117}', 0],
		['{"a":-0,"b":20220214101951117}', -0],
		['{"a":25000.5,"b":20220214101951117}', 25000.5],
		['{"a":1234567890123456.5}', 1234567890123456.5],
		['{"a":0.12345678901234567}', 0.12345678901234567],
		['{"a":12345678901234567.25}', 12345678901234567.25],
		['{"a":12345678901234567e2}', 12345678901234567e2],
		['{"a":12345678901234567E+2}', 12345678901234567e2],
		['{"a":1e16,"b":20220214101951117}', 1e16],
		['{"a":1.5e-7,"b":20220214101951117}', 1.5e-7],
	])('stays a number: %s', (json, value) => {
		expect(parseExact(json)).toHaveProperty('a', value);
	});
});

describe('digits inside a text', () => {
	test.each([
		'20220214101951117',
		'"20220214101951117"',
		'\\"20220214101951117',
		'a: 20220214101951117, b',
		'\\',
		'\\\\',
		'{"a":20220214101951117}',
		'\u2028 20220214101951117',
		'\n20220214101951117\t',
		'😀 20220214101951117',
	])('stay what they are: %j', (text) => {
		const value = { text, [text]: 'as a name', after: 1 };

		expect(parseExact(JSON.stringify(value))).toEqual(value);
	});

	test('stay what they are beside a number that becomes text', () => {
		const json = String.raw`{"note":"no \"20220214101951117\" \\","id":20220214101951117,"u":"\u0032"}`;

		expect(parseExact(json)).toEqual({
			note: 'no "20220214101951117" \\',
			id: '20220214101951117',
			u: '2',
		});
	});
});

test.each([
	'',
	'20220214101951117,',
	'{"a":20220214101951117',
	'{"a":"20220214101951117}',
	'{"a":020220214101951117}',
	'{20220214101951117:1}',
	'{"a":--20220214101951117}',
	'<b>20220214101951117</b>',
])('what is no JSON is refused, with long numbers too: %j', (text) => {
	expect(() => parseExact(text)).toThrow(SyntaxError);
});

describe('an answer of two megabytes', () => {
	const SIZE = 2_000_000;
	const long = '"id":20220214101951117';

	test.each([
		['one text', `{"a":"${'x'.repeat(SIZE)}",${long}}`],
		['a text of digits', `{"a":"${'7'.repeat(SIZE)}",${long}}`],
		['a text of line breaks', `{"a":"${'\\n'.repeat(SIZE / 2)}",${long}}`],
		['a text of quotation marks', `{"a":"${'\\"'.repeat(SIZE / 2)}",${long}}`],
		['a text of backslashes', `{"a":"${'\\\\'.repeat(SIZE / 2)}",${long}}`],
		['a list of long numbers', `{"a":[${'20220214101951117,'.repeat(SIZE / 18)}1],${long}}`],
	])('that is %s is read with two seconds of work', async (_name, json) => {
		const work = workOf(() => expect(parseExact(json)).toHaveProperty('id', '20220214101951117'));
		expect(await work).toBeLessThan(2000);
	});

	test.each([
		['a text of line breaks', `{${long},"a":"${'\\n'.repeat(SIZE / 2)}`],
		['a text of quotation marks', `{${long},"a":"${'\\"'.repeat(SIZE / 50)}`],
		['a page of HTML', `<p>20220214101951117</p>${'<a href=\\"x\\">'.repeat(SIZE / 120)}"`],
	])('that is cut off within %s is refused with two seconds of work', async (_name, json) => {
		const work = workOf(() => expect(() => parseExact(json)).toThrow(SyntaxError));
		expect(await work).toBeLessThan(2000);
	});
});

/** Whether a value holds an integer that a JavaScript number can't. */
function hasLong(value: unknown): boolean {
	if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(hasLong);
}

test('JSON without long numbers is read as JSON.parse reads it', () => {
	const spaced = fc.constantFrom(undefined, 1, '\t');
	// Among 16 digits in a text, so that the fast way is not taken.
	always([anyJson, spaced], (value, space) => {
		fc.pre(!hasLong(value));
		const json = JSON.stringify(['1234567890123456', value], undefined, space);
		const [, read] = parseExact(json) as unknown[];
		ensure(
			JSON.stringify(read) === JSON.stringify((JSON.parse(json) as unknown[])[1]),
			'another value',
		);
	});
});

test('every integer is either a safe number or the very digits', () => {
	const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
	always([fc.array(digits, { maxLength: 6 }), fc.string()], (numbers, text) => {
		const json = JSON.stringify({ text }).replace(/}$/, `,"list":[${numbers.join(',')}]}`);
		const read = parseExact(json) as { text: string; list: unknown[] };
		ensure(read.text === text, 'another text');
		read.list.forEach((value, index) => {
			ensure(String(value) === String(numbers[index]), 'another number');
			ensure(typeof value === 'string' || Number.isSafeInteger(value), 'a number that is not safe');
		});
	});
});
