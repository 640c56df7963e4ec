import { DateTime } from 'luxon';
import { z } from 'zod';
import {
	choice,
	decimal,
	email,
	flag,
	flagIn,
	integer,
	json,
	numberIn,
	NEXT,
	numericId,
	optional,
	phone,
	pin,
	rupiah,
	text,
	webUrl,
	wibTime,
	wibTimeOrNext,
} from '../../../../../nodes/shared/values/kinds';

/** What a merchant gets for a value: the value as it is sent, or the rest of the sentence about it. */
function outcome(schema: z.ZodTypeAny, value: unknown): unknown {
	const checked = schema.safeParse(value);
	if (checked.success) return checked.data;
	expect(checked.error.issues).toHaveLength(1);
	return checked.error.issues[0]?.message;
}

const kinds: Array<[string, z.ZodTypeAny]> = [
	['text', text()],
	['a whole number', integer()],
	['an amount', rupiah()],
	['a number', decimal()],
	['an id', numericId],
	['a yes or no', flag],
	['a choice', choice('a', 'b')],
	['a phone number', phone({ starts: ['08'], min: 9, max: 13 })],
	['a PIN', pin],
	['a time', wibTime],
	['an e-mail address', email()],
	['a web address', webUrl],
	['JSON', json],
];

describe.each(kinds)('%s', (_, schema) => {
	test.each([undefined, null, '', '  '])('that is %p is a missing one', (value) => {
		expect(outcome(schema, value)).toBe('is required.');
	});

	test.each([undefined, null, '', '  '])('may be %p when it is optional', (value) => {
		expect(outcome(optional(schema), value)).toBeUndefined();
	});
});

describe('text', () => {
	test.each([
		['MLT-1', 'MLT-1'],
		['  MLT-1 ', 'MLT-1'],
		[1001, '1001'],
		[0, '0'],
	])('%p is taken as %p', (value, taken) => {
		expect(outcome(text(), value)).toBe(taken);
	});

	test.each([
		[{}, {}, 'must be text.'],
		[{}, ['a'], 'must be text.'],
		[{}, true, 'must be text.'],
		[{ max: 3 }, 'abcd', 'must have at most 3 characters; it has 4.'],
		[{ min: 3 }, 'ab', 'must have at least 3 characters; it has 2.'],
		[{ min: 3, max: 5 }, 'ab ', 'must have 3 to 5 characters; it has 2.'],
	])('with the limits %j, %j %s', (limits, value, sentence) => {
		expect(outcome(text(limits), value)).toBe(sentence);
	});

	test('of exactly the limits is right', () => {
		expect(outcome(text({ min: 2, max: 2 }), 'ab')).toBe('ab');
	});
});

describe('a whole number', () => {
	test.each([
		[12, 12],
		['12', 12],
		[' 12 ', 12],
		['-3', -3],
		[0, 0],
	])('%p is taken as %p', (value, taken) => {
		expect(outcome(integer(), value)).toBe(taken);
	});

	test.each([
		[1.5, 'must be a whole number; it is 1.5.'],
		['1,5', 'must be a whole number; it is "1,5".'],
		['1e3', 'must be a whole number; it is "1e3".'],
		['abc', 'must be a whole number; it is "abc".'],
		[true, 'must be a whole number; it is true.'],
		[[1], 'must be a whole number; it is [1].'],
		[NaN, 'must be a whole number; it is null.'],
		[2 ** 53, 'must be a whole number; it is 9007199254740992.'],
	])('%p %s', (value, sentence) => {
		expect(outcome(integer(), value)).toBe(sentence);
	});

	test('says its limits with the unit', () => {
		const grams = integer({ min: 1, max: 50_000, unit: 'grams' });
		expect(outcome(grams, 0)).toBe('must be at least 1 grams; it is 0.');
		expect(outcome(grams, '60000')).toBe('must be at most 50.000 grams; it is 60.000.');
		expect(outcome(grams, 50_000)).toBe(50_000);
	});
});

describe('an amount in rupiah', () => {
	test.each(['25000.00', '25000.0', ' 25000,00 ', '25.00'])(
		'%p has no cents, and is whole, as shops write it',
		(value) => {
			expect(outcome(rupiah(), value)).toBe(parseInt(value));
		},
	);

	test.each(['25.000', '1.250.000', '1.250.00', '25000.50', '25,000', '.00', 'Rp 25000'])(
		'%p is not guessed at, because a point may stand for thousands',
		(value) => {
			expect(outcome(rupiah(), value)).toBe(`must be a whole number of rupiah; it is "${value}".`);
		},
	);

	test('is not negative unless that is allowed', () => {
		expect(outcome(rupiah(), -1)).toBe('must be at least 0 rupiah; it is -1.');
		expect(outcome(rupiah({ min: 10_000 }), 9999)).toBe(
			'must be at least 10.000 rupiah; it is 9.999.',
		);
	});
});

describe('a number', () => {
	test.each([
		[0.03, 0.03],
		['-7.75', -7.75],
		['110', 110],
	])('%p is taken as %p', (value, taken) => {
		expect(outcome(decimal(), value)).toBe(taken);
	});

	test('is refused outside its limits, and when it is none', () => {
		expect(outcome(decimal({ min: -90, max: 90 }), 91)).toBe(
			'must be between -90 and 90; it is 91.',
		);
		expect(outcome(decimal(), '7,75')).toBe('must be a number; it is "7,75".');
		expect(outcome(decimal(), Infinity)).toBe('must be a number; it is null.');
	});
});

test('a yes or no may come as text or as 0 and 1', () => {
	expect([true, 'true', 1].map((value) => outcome(flag, value))).toEqual([true, true, true]);
	expect([false, 'false', 0].map((value) => outcome(flag, value))).toEqual([false, false, false]);
	expect(outcome(flag, 'yes')).toBe('must be true or false; it is "yes".');
});

test('a choice outside the list names the list', () => {
	expect(outcome(choice('qris', 'credit'), 'credit')).toBe('credit');
	expect(outcome(choice('qris', 'credit'), 'cash')).toBe(
		'must be one of qris, credit; it is "cash".',
	);
});

describe('a phone number', () => {
	const schema = phone({ starts: ['08', '62'], min: 9, max: 13 });

	test.each([
		['081300004321', '081300004321'],
		['+62 813-0000-4321', '6281300004321'],
		['(0813) 0000.4321', '081300004321'],
		[6281300004321, '6281300004321'],
		['081234567', '081234567'],
	])('%p is sent as %p', (value, sent) => {
		expect(outcome(schema, value)).toBe(sent);
	});

	const rule = 'must start with 08 or 62 and have 9–13 digits';
	test.each([
		['0274123456', `${rule}; it is "0274123456".`],
		['08123456', `${rule}; it is "08123456".`],
		['08130000432100', `${rule}; it is "08130000432100".`],
		['0813x0004321', `${rule}; it is "0813x0004321".`],
		['0062813000043', `${rule}; it is "0062813000043".`],
	])('%p is refused', (value, sentence) => {
		expect(outcome(schema, value)).toBe(sentence);
	});

	test.each([81300004321, '81300004321'])('%p is not completed but explained', (value) => {
		expect(outcome(schema, value)).toMatch(/A spreadsheet may have dropped the leading 0\.$/);
	});
});

describe('a PIN', () => {
	test.each(['123456', '000000', ' 123456 ', 123456])('may be %p', (value) => {
		expect(outcome(pin, value)).toMatch(/^\d{6}$/);
	});

	test.each(['12345', '1234567', 'abcdef', 12345])('%p is refused and not repeated', (value) => {
		const sentence = outcome(pin, value);
		expect(sentence).toMatch(/^must be the 6 digits/);
		expect(sentence).not.toContain(String(value));
	});
});

test('a time is sent in WIB, and anything else is refused with an example', () => {
	expect(outcome(wibTime, '2026-06-25 10:00:00')).toBe('2026-06-25 10:00:00');
	expect(outcome(wibTime, DateTime.fromISO('2026-06-25T03:00:00Z'))).toBe('2026-06-25 10:00:00');
	expect(outcome(wibTime, 'tomorrow')).toBe(
		'must be a date and time, e.g. 2026-06-25 10:00:00 (WIB); it is "tomorrow".',
	);
	expect(outcome(wibTime, 1782356400)).toMatch(/^must be a date and time/);
});

test.each([
	['budi@example.com', 'budi@example.com'],
	[' budi@example.com ', 'budi@example.com'],
	['budi', 'must be an e-mail address, e.g. budi@example.com; it is "budi".'],
	['a@b@example.com', 'must be an e-mail address, e.g. budi@example.com; it is "a@b@example.com".'],
	['budi@example', 'must be an e-mail address, e.g. budi@example.com; it is "budi@example".'],
	['budi@example.com.', expect.stringMatching(/^must be an e-mail address/)],
	[`${'a'.repeat(40)}@example.com`, 'must have at most 50 characters; it has 52.'],
])('the e-mail address %p gives %p', (value, expected) => {
	expect(outcome(email({ max: 50 }), value)).toEqual(expected);
});

test.each([
	['https://shop.example.com', true],
	['http://127.0.0.1:5678/webhook/x?y=1#z', true],
	['HTTPS://shop.example.com/', true],
	['shop.example.com', false],
	['ftp://shop.example.com', false],
	['https://', false],
	['https://shop.example.com/a b', false],
	['javascript:alert(1)', false],
])('the web address %p is right: %p', (value, right) => {
	expect(webUrl.safeParse(value).success).toBe(right);
});

describe('JSON', () => {
	test('may be typed, or come from an expression as it is', () => {
		expect(outcome(json, '{"a":[1]}')).toEqual({ a: [1] });
		expect(outcome(json, { a: [1] })).toEqual({ a: [1] });
		expect(outcome(json, '0')).toBe(0);
	});

	test.each([
		[
			'{"a":1',
			"must be JSON: Expected ',' or '}' after property value in JSON at position 6 (line 1 column 7).",
		],
		['{"pin": x123456}', "must be JSON: Unexpected token 'x'."],
		[`[${'1,'.repeat(30)} x123456 ${',1'.repeat(30)}]`, "must be JSON: Unexpected token 'x'."],
	])('%p is refused without what stands around the fault', (value, sentence) => {
		expect(outcome(json, value)).toBe(sentence);
	});
});

test('a long value is cut short in a message', () => {
	const sentence = String(outcome(integer(), 'x'.repeat(500)));
	expect(sentence.length).toBeLessThan(120);
	expect(sentence).toContain('…');
});

test.each([
	['64000', 64000],
	['64000.50', 64000.5],
	[64000, 64000],
	['', undefined],
	['Rp 64000', undefined],
	['0x10', undefined],
	[null, undefined],
	[NaN, undefined],
])("the number in a service's %p is %p", (value, number) => {
	expect(numberIn(value)).toBe(number);
});

test('a number that has lost digits is to be given as text', () => {
	expect(outcome(text(), 88812345678901234)).toBe(
		'must be exact, and the number 88812345678901230 has lost its last digits: give it as text.',
	);
	expect(outcome(text(), '88812345678901234')).toBe('88812345678901234');
	expect(outcome(text(), Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
});

test('a time may be the next one there is', () => {
	expect(outcome(wibTimeOrNext, NEXT)).toBe('next');
	expect(outcome(wibTimeOrNext, '2026-06-25 10:00')).toBe('2026-06-25 10:00:00');
	expect(outcome(wibTimeOrNext, 'later')).toBe(outcome(wibTime, 'later'));
});

test('a flag that is neither yes nor no is unknown', () => {
	expect(['yes', 2, null, undefined, [true], {}].map(flagIn)).toEqual(Array(6).fill(undefined));
});
