import type { INodeParameters } from 'n8n-workflow';
import { parameterReader } from '../../../../../nodes/shared/run/parameters';
import { contextWith } from '../context';

/** How often n8n was asked for each parameter, for three items. */
function read(parameters: INodeParameters) {
	const ctx = contextWith({ parameters, items: [1, 2, 3].map((id) => ({ json: { id } })) });
	const asked = jest.spyOn(ctx, 'getNodeParameter');
	const reader = parameterReader(ctx);
	const names = Object.keys(parameters);
	const values = [0, 1, 2].map((item) => names.map((name) => reader(name, item)));
	return { values, asked: asked.mock.calls.length };
}

describe('a parameter', () => {
	test.each<[string, INodeParameters]>([
		['a text', { city: 'Sleman' }],
		['an empty text', { city: '' }],
		['a number', { weight: 0 }],
		['a group of fields', { fields: { note: 'fragile', tags: ['a', 'b'] } }],
		['a text with a sign inside', { note: 'a = b' }],
	])('that holds %s is read once for all items', (_, parameters) => {
		const { values, asked } = read(parameters);

		expect(values).toEqual(Array(3).fill(Object.values(parameters)));
		expect(asked).toBe(1);
	});

	test.each<[string, INodeParameters, unknown[]]>([
		['an expression', { order: '={{ $json.id }}' }, [1, 2, 3]],
		[
			'an expression in a group',
			{ fields: { inner: { id: '={{ $json.id }}' } } },
			[1, 2, 3].map((id) => ({ inner: { id } })),
		],
		['an expression in a list', { ids: ['={{ $json.id }}'] }, [[1], [2], [3]]],
	])('that holds %s is read for each item', (_, parameters, expected) => {
		const { values, asked } = read(parameters);

		expect(values.flat()).toEqual(expected);
		expect(asked).toBe(3);
	});

	test('that is hidden by another one is null', () => {
		expect(parameterReader(contextWith())('limit', 0)).toBeNull();
	});

	test('that can not be read is asked for again, because each item has the error', () => {
		const ctx = contextWith({ parameters: { city: 'x' } });
		const asked = jest.spyOn(ctx, 'getNodeParameter').mockImplementation(() => {
			throw new Error('It can not be read');
		});
		const reader = parameterReader(ctx);

		for (const item of [0, 1]) expect(() => reader('city', item)).toThrow('It can not be read');
		expect(asked).toHaveBeenCalledTimes(2);
	});
});
