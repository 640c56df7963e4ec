import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Mapped } from '../../../../../nodes/shared/run/columns';
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

describe('columns of the input', () => {
	const mapper: INodeProperties = {
		displayName: 'Columns',
		name: 'columns',
		type: 'resourceMapper',
		default: {},
	};
	const request = z.object({ columns: z.object({ weight: integer({ min: 1 }) }) });
	const operation = { ...operationWith([mapper], request), columns: [weight] };
	const check = (mapped: Partial<Mapped>) =>
		checkInput(operation, 3, () => ({}), {
			columns: () => ({ values: {}, problems: [], ...mapped }),
		});

	test('stand where the field is that maps them', () => {
		expect(check({ values: { weight: '5' } })).toEqual({
			ok: true,
			input: { columns: { weight: 5 } },
		});
	});

	test('are named as in the sheet, or as the field when they are mapped by hand', () => {
		const values = { weight: 'x' };
		expect(check({ values, calledIn: (name) => `Column "${name}"` })).toEqual({
			ok: false,
			problems: ['Column "weight" (item 3) must be a whole number; it is "x".'],
		});
		expect(check({ values })).toEqual({
			ok: false,
			problems: ['Columns → Weight (Grams) (item 3) must be a whole number; it is "x".'],
		});
	});

	test('are refused for what is wrong with their names, whatever their values', () => {
		const problems: Mapped['problems'] = [['Column "Wieght"', 'is nearly called Weight.']];
		expect(check({ values: { weight: 5 }, problems })).toEqual({
			ok: false,
			problems: ['Column "Wieght" (item 3) is nearly called Weight.'],
		});
	});
});

describe('a credential that fills fields', () => {
	const collection: INodeProperties = {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		default: {},
		options: [weight],
	};
	const request = z.object({
		note: text(),
		additionalFields: z.object({ weight: optional(integer()) }),
	});
	const operation = {
		...operationWith([note, collection], request),
		fromCredential: {
			type: 'shop',
			when: ['noteFrom', 'credential'] as [string, string],
			fields: {
				note: ['shopNote', 'Shop Note'] as [string, string],
				'additionalFields.weight': ['shopWeight', 'Shop Weight'] as [string, string],
			},
		},
	};
	const check = (values: Record<string, unknown>, credential?: IDataObject) => {
		const checked = checkInput(operation, 3, (name) => values[name] ?? null, { credential });
		return checked.ok ? checked.input : checked.problems;
	};

	test('counts for them, and in a group only for what is not typed', () => {
		const credential = { shopNote: 'kept', shopWeight: 5 };
		expect(check({ note: 'typed', additionalFields: {} }, credential)).toEqual({
			note: 'kept',
			additionalFields: { weight: 5 },
		});
		expect(check({ additionalFields: { weight: 7 } }, credential)).toEqual({
			note: 'kept',
			additionalFields: { weight: 7 },
		});
	});

	test('counts for nothing where the item does not ask for it', () => {
		expect(check({ note: 'typed', additionalFields: {} })).toEqual({
			note: 'typed',
			additionalFields: {},
		});
	});

	test('is named where what it holds is wrong', () => {
		expect(check({ additionalFields: {} }, { shopNote: '', shopWeight: 'x' })).toEqual([
			'Shop Note of the credential (item 3) is required.',
			'Shop Weight of the credential (item 3) must be a whole number; it is "x".',
		]);
	});

	test('does not change what was read', () => {
		const additionalFields = {};
		check({ note: 'a', additionalFields }, { shopNote: 'b', shopWeight: 5 });
		expect(additionalFields).toEqual({});
	});
});
