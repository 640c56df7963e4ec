import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { checkInput } from '../../../../../nodes/shared/run/input';
import { defineOperation } from '../../../../../nodes/shared/run/operation';
import { integer, json, optional, text } from '../../../../../nodes/shared/values/kinds';

const weight: INodeProperties = {
	displayName: 'Weight (Grams)',
	name: 'weight',
	type: 'number',
	default: 0,
};
const note: INodeProperties = { displayName: 'Note', name: 'note', type: 'string', default: '' };

function operationWith(fields: INodeProperties[], request: z.ZodTypeAny) {
	return defineOperation({
		value: 'create',
		name: 'Create',
		action: 'Create',
		description: '',
		kind: 'write',
		fields,
		request,
		run: async () => ({}),
	});
}

function problemsOf(fields: INodeProperties[], request: z.ZodTypeAny, values: object, item = 3) {
	const read = (name: string) => (values as Record<string, unknown>)[name] ?? null;
	const checked = checkInput(operationWith(fields, request), item, read);
	return checked.ok ? checked.input : checked.problems;
}

test('a problem names the field as the merchant sees it, and the item', () => {
	expect(problemsOf([weight], z.object({ weight: integer({ min: 1 }) }), { weight: 0 })).toEqual([
		'Weight (Grams) (item 3) must be at least 1; it is 0.',
	]);
});

test('every field that is wrong has its sentence', () => {
	const request = z.object({ weight: integer(), note: text() });
	expect(problemsOf([weight, note], request, { weight: 'x' })).toEqual([
		'Weight (Grams) (item 3) must be a whole number; it is "x".',
		'Note (item 3) is required.',
	]);
});

test('a field in a list of groups is found by its place', () => {
	const packages: INodeProperties = {
		displayName: 'Packages',
		name: 'packages',
		type: 'fixedCollection',
		default: {},
		options: [{ displayName: 'Package', name: 'package', values: [weight] }],
	};
	const request = z.object({
		packages: z.object({ package: z.array(z.object({ weight: integer({ min: 1 }) })) }),
	});
	expect(
		problemsOf([packages], request, { packages: { package: [{ weight: 1 }, { weight: 0 }] } }),
	).toEqual(['Package 2 → Weight (Grams) (item 3) must be at least 1; it is 0.']);
});

test('a field of a collection is named with the collection', () => {
	const collection: INodeProperties = {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		default: {},
		options: [note],
	};
	const request = z.object({ additionalFields: z.object({ note: optional(text({ max: 2 })) }) });
	expect(problemsOf([collection], request, { additionalFields: { note: 'abc' } })).toEqual([
		'Additional Fields → Note (item 3) must have at most 2 characters; it has 3.',
	]);
	expect(problemsOf([collection], request, { additionalFields: {} })).toEqual({
		additionalFields: {},
	});
});

test('what a merchant gives as JSON is named by its keys', () => {
	const field: INodeProperties = {
		displayName: 'Packages (JSON)',
		name: 'packagesJson',
		type: 'json',
		default: '[]',
	};
	const request = z.object({
		packagesJson: json.pipe(z.array(z.object({ weight: integer({ min: 1 }) }))),
	});
	expect(problemsOf([field], request, { packagesJson: '[{"weight":0}]' })).toEqual([
		'Packages (JSON) 1 → weight (item 3) must be at least 1; it is 0.',
	]);
	expect(problemsOf([field], request, { packagesJson: '{}' })).toEqual([
		expect.stringMatching(/^Packages \(JSON\) \(item 3\) has the wrong structure: /),
	]);
});

test('a resource locator counts as the value that was picked, at any depth', () => {
	const picked = { __rl: true, mode: 'list', value: '5788' };
	const request = z.object({ weight: z.unknown(), note: z.unknown() });
	expect(
		problemsOf([weight, note], request, { weight: picked, note: { deep: [{ district: picked }] } }),
	).toEqual({ weight: '5788', note: { deep: [{ district: '5788' }] } });
});

test('a date that an expression gives stays a date', () => {
	const date = new Date(0);
	expect(problemsOf([note], z.object({ note: z.unknown() }), { note: date })).toEqual({
		note: date,
	});
});

test('a hidden field is a missing one, and a notice is no field', () => {
	const notice: INodeProperties = {
		displayName: 'Mind',
		name: 'mind',
		type: 'notice',
		default: '',
	};
	const read = jest.fn(() => null);
	const operation = operationWith([notice, note], z.object({ note: optional(text()) }).strict());

	expect(checkInput(operation, 0, read)).toEqual({ ok: true, input: { note: undefined } });
	expect(read.mock.calls).toEqual([['note']]);
});

test('the same sentence is said once', () => {
	const request = z.unknown().superRefine((_, ctx) => {
		for (const path of [['note'], ['note']]) {
			ctx.addIssue({ code: 'custom', path, message: 'must be right.' });
		}
	});
	expect(problemsOf([note], request, {})).toEqual(['Note (item 3) must be right.']);
});
