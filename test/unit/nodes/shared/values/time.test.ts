import { DateTime } from 'luxon';
import { toIso, toWib } from '../../../../../nodes/shared/values/time';

describe('a time for a service', () => {
	test.each([
		['a text without an offset, as WIB', '2026-06-25 10:00:00', '2026-06-25 10:00:00'],
		["a date picker's text", '2026-06-25T10:00:00', '2026-06-25 10:00:00'],
		['a day alone', '2026-06-25', '2026-06-25 00:00:00'],
		['UTC', '2026-06-25T10:00:00.000Z', '2026-06-25 17:00:00'],
		['an offset of Eastern Indonesia', '2026-06-25T10:00:00+09:00', '2026-06-25 08:00:00'],
		['UTC over the end of a month', '2026-01-31T17:00:00Z', '2026-02-01 00:00:00'],
		['UTC over the end of a year', '2026-12-31T23:59:59Z', '2027-01-01 06:59:59'],
		['a leap day', '2028-02-29 23:59:59', '2028-02-29 23:59:59'],
		['a Date', new Date('2026-06-25T03:00:00Z'), '2026-06-25 10:00:00'],
		['a DateTime', DateTime.fromISO('2026-06-25T03:00:00Z'), '2026-06-25 10:00:00'],
		["n8n's own DateTime", { toISO: () => '2026-06-25T03:00:00.000Z' }, '2026-06-25 10:00:00'],
	])('may be given as %s', (_, given, expected) => {
		expect(toWib(given)).toBe(expected);
	});

	test.each([
		['2026-02-29 10:00:00'],
		['2026-13-01 10:00:00'],
		['2026-06-31'],
		['25/06/2026'],
		['10:00:00'],
		['2026'],
		['2026-W26'],
		['20260625'],
		['soon'],
		[''],
		[1782356400000],
		[null],
		[undefined],
		[{}],
		[new Date(NaN)],
		[DateTime.invalid('no date')],
	])('is not guessed from %p', (given) => {
		expect(toWib(given)).toBeUndefined();
	});
});

describe("a service's time", () => {
	test.each([
		['2026-07-19 14:40:42', '2026-07-19T14:40:42+07:00'],
		['2026-07-19T07:40:42.000000Z', '2026-07-19T14:40:42+07:00'],
		['2026-07-19T07:40:42.123456Z', '2026-07-19T14:40:42.123+07:00'],
		['20260719144042', '2026-07-19T14:40:42+07:00'],
		['2026-12-31 23:59:59', '2026-12-31T23:59:59+07:00'],
	])('%p is %p', (given, expected) => {
		expect(toIso(given)).toBe(expected);
	});

	test.each(['0000-00-00 00:00:00', '', null, undefined, 'N/A', '20261319144042'])(
		'%p is none',
		(given) => {
			expect(toIso(given)).toBeUndefined();
		},
	);
});
