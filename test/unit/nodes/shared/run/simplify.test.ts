import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	defineOperation,
	defineResource,
	propertiesOf,
} from '../../../../../nodes/shared/run/operation';
import { keptBy, only, simplified, withSimplify } from '../../../../../nodes/shared/run/simplify';
import { collection, line } from '../../../../../nodes/shared/values/builders';
import { contextWith } from '../context';

const recipient = line('Recipient', 'recipient', 'Sari', { description: 'Who gets it' });
const optionalFields = collection([line('Note', 'note', 'Fragile')]);
const namesOf = (fields: INodeProperties[]) => fields.map(({ displayName }) => displayName);

describe('the switch', () => {
	test('stands behind the main fields and before the optional ones', () => {
		expect(namesOf(withSimplify([recipient, optionalFields]))).toEqual([
			'Recipient',
			'Simplify',
			'Additional Fields',
		]);
	});

	test('stands last where there are no optional fields', () => {
		expect(namesOf(withSimplify([recipient]))).toEqual(['Recipient', 'Simplify']);
	});

	test('is in the form of the operations that name what it leaves, and in no other', () => {
		const send = (value: string, simple?: string[]) =>
			defineOperation({
				value,
				name: value,
				action: `${value} it`,
				description: 'Sends it',
				kind: 'write',
				fields: [recipient, optionalFields],
				request: z.object({}),
				simple,
				run: () => Promise.resolve({}),
			});
		const operations = [send('wide', ['id']), send('narrow')];
		const switches = propertiesOf(
			[defineResource({ value: 'parcel', name: 'Parcel', operations })],
			'parcel',
		).filter(({ name }) => name === 'simplify');

		expect(switches.map(({ displayOptions }) => displayOptions)).toEqual([
			{ show: { resource: ['parcel'], operation: ['wide'] } },
		]);
	});
});

describe('what is left of an output', () => {
	const kept = (given: unknown) => keptBy(['id'], { ctx: contextWith(), item: 2 }, given);

	test.each([[true], ['true'], [null], [undefined], ['']])(
		'is what the operation names when Simplify is %p',
		(given) => {
			expect(kept(given)).toEqual(['id']);
		},
	);

	test.each([[false], ['false']])('is everything when Simplify is %p', (given) => {
		expect(kept(given)).toBeUndefined();
	});

	test('can not be told when Simplify is neither on nor off, and the item says so', () => {
		expect(() => kept('perhaps')).toThrow(
			'Simplify (item 2) must be true or false; it is "perhaps".',
		);
	});

	test('is in the order in which it is named, with null for what is not there', () => {
		expect(only({ fee: 0, note: 'left', id: '1' }, ['id', 'fee', 'paid'])).toEqual({
			id: '1',
			fee: 0,
			paid: null,
		});
	});

	test('leads back to its item, and keeps its files', () => {
		const binary = { data: { mimeType: 'image/png', data: 'aW1hZ2U=' } };
		const whole = { json: { id: '1', note: 'left' }, binary, pairedItem: { item: 3 } };

		expect(simplified(whole, ['id'])).toEqual({
			json: { id: '1' },
			binary,
			pairedItem: { item: 3 },
		});
		expect(whole.json).toEqual({ id: '1', note: 'left' });
	});
});
