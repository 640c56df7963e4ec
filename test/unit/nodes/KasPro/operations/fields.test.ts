import { z } from 'zod';
import { mobileNumber, partnerSchema } from '../../../../../nodes/KasPro/operations/fields';

const schema = z.object({ mobileNumber: mobileNumber.optional(), ...partnerSchema });

function problemOf(values: Record<string, unknown>): string | undefined {
	return z.object(partnerSchema).safeParse(values).error?.issues[0]?.message;
}

test('fields left empty are left out', () => {
	const empty = { additionalBodyFields: '', extraHeaders: ' ', path: '' };
	expect(z.object(partnerSchema).parse(empty)).toEqual({});
	expect(schema.shape.path.parse(undefined)).toBeUndefined();
});

test.each([
	['text', '{"channel":"APP"}', { channel: 'APP' }],
	['a value from an expression', { channel: 'APP', notes: null }, { channel: 'APP', notes: null }],
])('additional body fields may be %s', (_, given, expected) => {
	expect(partnerSchema.additionalBodyFields.parse(given)).toEqual(expected);
});

test.each(['[]', '7', 'null', '"text"'])('additional body fields may not be %s', (given) => {
	expect(problemOf({ additionalBodyFields: given })).toMatch(/^must be a JSON object/);
});

test.each([
	[{ 'Accept-Language': 'ID' }, undefined],
	[{ 'X Y': 'ID' }, 'must have header names and plain texts; "X Y" is not such a pair.'],
	[{ 'X-Y': 7 }, 'must have header names and plain texts; "X-Y" is not such a pair.'],
	[{ 'X-Y': 'a\r\nb' }, 'must have header names and plain texts; "X-Y" is not such a pair.'],
	[['a'], 'must be a JSON object, e.g. {"Accept-Language": "ID"}.'],
])('extra headers %j are fit for HTTP or refused', (extraHeaders, problem) => {
	expect(problemOf({ extraHeaders })).toBe(problem);
});

test.each(['/p2p-transaction/', '/pil-partner/p2p', '/'])('the path may be %s', (path) => {
	expect(partnerSchema.path.parse(path)).toBe(path);
});

test.each(['p2p-transaction/', '//host/p2p', '/p2p?x=1', '/p2p#x', '/p2p x', 'https://host/p2p'])(
	'the path may not be %s',
	(path) => {
		expect(problemOf({ path })).toMatch(/^must begin with one \//);
	},
);
