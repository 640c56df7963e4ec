import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { toIso, toWib } from '../../../nodes/shared/values/time';
import {
	choice,
	decimal,
	email,
	flag,
	integer,
	json,
	numberIn,
	numericId,
	optional,
	phone,
	pin,
	rupiah,
	text,
	webUrl,
	wibTime,
} from '../../../nodes/shared/values/kinds';
import {
	always,
	anyParameter,
	ensure,
	expectCleanPrototypes,
	hostileText,
	nested,
	workOf,
} from './hostile';

const isText = (value: unknown) => typeof value === 'string';
const isWhole = (value: unknown) => Number.isSafeInteger(value);

const mobile = phone({ starts: ['08', '62'], min: 9, max: 13 });

/** Each kind of field, and what is true of every value that it lets through. */
const kinds: Array<[string, z.ZodTypeAny, (value: unknown) => boolean]> = [
	[
		'a text',
		text({ max: 20 }),
		(value) => isText(value) && /^\S(.{0,18}\S)?$/s.test(String(value)),
	],
	['a whole number', integer(), isWhole],
	['an amount', rupiah({ min: 1 }), (value) => isWhole(value) && Number(value) >= 1],
	['a number', decimal(), Number.isFinite],
	['a latitude', decimal({ min: -90, max: 90 }), (value) => Math.abs(Number(value)) <= 90],
	['an id', numericId, (value) => isWhole(value) && Number(value) >= 1],
	['a yes or no', flag, (value) => typeof value === 'boolean'],
	['a choice', choice('time', 'code'), (value) => value === 'time' || value === 'code'],
	['a phone number', mobile, (value) => /^(08|62)\d{7,11}$/.test(String(value)) && isText(value)],
	['a PIN', pin, (value) => isText(value) && /^\d{6}$/.test(String(value))],
	['a time', wibTime, (value) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(value))],
	['an e-mail address', email(), (value) => /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(String(value))],
	['a web address', webUrl, (value) => /^https?:\/\/[^\s/]/i.test(String(value)) && isText(value)],
	['JSON', json, () => true],
	['an optional amount', optional(rupiah()), (value) => value === undefined || isWhole(value)],
];

/** What the field makes of a value; fails when it does anything but take a right one or refuse it in one sentence. */
function read([kind, schema, isRight]: (typeof kinds)[number], value: unknown): void {
	const checked = schema.safeParse(value);
	if (checked.success) {
		ensure(isRight(checked.data), `a field for ${kind} lets a wrong value through`);
		return;
	}
	const [issue, ...others] = checked.error.issues;
	const sentence = issue?.message ?? '';
	const isOurs = issue?.code === 'custom' && others.length === 0;
	const isSentence = /^(is required|must [^]*)\.$/.test(sentence) && sentence.length < 300;
	ensure(isOurs && isSentence, `a field for ${kind} refuses it with "${sentence}"`);
}

test('takes or refuses whatever an expression gives, and lets nothing else through', () => {
	always([anyParameter], (value) => kinds.forEach((kind) => read(kind, value)));
	expectCleanPrototypes();
});

test('takes or refuses any text, and lets nothing else through', () => {
	always([hostileText], (value) => kinds.forEach((kind) => read(kind, value)));
});

describe.each(kinds)('a field for %s', (...kind) => {
	test.each([
		['a million characters', 'a'.repeat(1_000_000)],
		['a million digits', '9'.repeat(1_000_000)],
		['a million dots', `a@${'.'.repeat(1_000_000)}`],
		['a million blanks around a letter', `${' '.repeat(500_000)}x${' '.repeat(500_000)}`],
		['a million brackets', '['.repeat(1_000_000)],
		['20,000 levels', nested(20_000)],
		['a list of a million', new Array(1_000_000).fill(0)],
	])('answers with a second of work for %s', async (_name, value) => {
		expect(await workOf(() => read(kind, value))).toBeLessThan(1000);
	});
});

test('takes every whole number, as number and as digits', () => {
	always([fc.maxSafeInteger()], (number) => {
		expect(integer().parse(number)).toBe(number);
		expect(integer().parse(` ${String(number)} `)).toBe(number);
	});
});

test('never takes an amount with thousands in dots or commas for another amount', () => {
	always(
		[fc.integer({ min: 1, max: 999 }), fc.nat(999), fc.constantFrom('.', ',', ' ')],
		(...parts) => {
			const [thousands, rest, separator] = parts;
			const written = `${thousands}${separator}${String(rest).padStart(3, '0')}`;
			expect(rupiah().safeParse(written).success).toBe(false);
		},
	);
});

test('reads a number only when the text is that number', () => {
	let numbers = 0;
	always([hostileText], (value) => {
		const number = numberIn(value);
		if (number === undefined) return;
		numbers += 1;
		expect(Number.isFinite(number) && Number(value) === number).toBe(true);
	});
	expect(numbers).toBeGreaterThan(50);
});

test('takes a phone number however it is punctuated, and keeps its digits', () => {
	const digits = fc.stringMatching(/^\d{7,11}$/);
	const punctuation = fc.constantFrom('', ' ', '-', '.', ' (', ') ');
	always([fc.constantFrom('08', '62'), digits, punctuation, fc.nat(8)], (start, rest, mark, at) => {
		const number = start + rest;
		const typed = number.slice(0, at) + mark + number.slice(at);
		expect(mobile.parse(typed)).toBe(number);
		expect(mobile.parse(start === '62' ? `+${typed}` : typed)).toBe(number);
	});
});

test('refuses a phone number with any other character in it', () => {
	const digits = fc.stringMatching(/^08\d{8,10}$/);
	const other = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
	always([digits, other, fc.nat(10)], (number, character, at) => {
		fc.pre(!/[\d\s().+-]/.test(character));
		const typed = number.slice(0, at) + character + number.slice(at);
		expect(mobile.safeParse(typed).success).toBe(false);
	});
});

test('never shows what was typed into a PIN or beside a fault in JSON', () => {
	always([fc.stringMatching(/^\d{6}$/), hostileText, hostileText], (secret, before, after) => {
		fc.pre(!(before + after).includes(secret));
		for (const typed of [
			`${before}${secret}x${after}`,
			`{"pin": "${secret}"${after}`,
			`${before}${secret}`,
		]) {
			for (const schema of [pin, json]) {
				const checked = schema.safeParse(typed);
				if (!checked.success) expect(checked.error.issues[0]?.message).not.toContain(secret);
			}
		}
	});
});

const anyDay = fc.date({
	min: new Date('1970-01-01T00:00:00Z'),
	max: new Date('2999-12-31T00:00:00Z'),
	noInvalidDate: true,
});

test('gives the same moment for every spelling of it', () => {
	always([anyDay, fc.integer({ min: -12, max: 14 })], (day, offset) => {
		const moment = DateTime.fromMillis(Math.floor(day.getTime() / 1000) * 1000);
		const elsewhere = moment.setZone(`UTC${offset < 0 ? offset : `+${offset}`}`);
		const wib = moment.setZone('Asia/Jakarta').toFormat('yyyy-MM-dd HH:mm:ss');
		for (const spelled of [
			moment.toJSDate(),
			moment,
			elsewhere,
			elsewhere.toISO(),
			moment.toUTC().toISO(),
		]) {
			expect(toWib(spelled)).toBe(wib);
		}
		expect(toWib(wib)).toBe(wib);
		expect(toIso(wib)).toBe(`${wib.replace(' ', 'T')}+07:00`);
		expect(toIso(wib.replace(/\D/g, ''))).toBe(toIso(wib));
	});
});

test('reads a time from anything or says that it is none', () => {
	let times = 0;
	always([anyParameter], (value) => {
		const iso = toIso(value) ?? 'none';
		const wib = toWib(value) ?? 'none';
		if (wib !== 'none') times += 1;
		expect(iso).toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+\d\d:\d\d|none)$/);
		expect(wib).toMatch(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|none)$/);
	});
	expect(times).toBeGreaterThan(10);
});
