import type { IExecuteFunctions } from 'n8n-workflow';
import { withOtherCredential } from '../../../../../nodes/shared/run/credential';

/** A node with these keys in its credential, one for each item; an item that is not there has none. */
async function othersOf(keys: string[], ofNone?: string, kind: 'read' | 'write' = 'read') {
	const asked: number[] = [];
	const ctx = {
		getInputData: () => keys.map(() => ({ json: {} })),
		getNode: () => ({ credentials: { kasProApi: { id: '1', name: 'KasPro' } } }),
		getCredentials: async (_: string, item: number) => {
			asked.push(item);
			if (item >= keys.length && ofNone === undefined) throw new Error('There is no such item');
			return await Promise.resolve({ partnerKey: keys[item] ?? ofNone });
		},
	} as unknown as IExecuteFunctions;
	const others = await withOtherCredential(ctx, { kind });
	return { others, asked };
}

test('a credential without expressions is read some times, however many items there are', async () => {
	const { others, asked } = await othersOf(Array<string>(3_000).fill('KEY'), 'KEY');

	expect(others.size).toBe(0);
	expect(asked.length).toBeLessThan(40);
	expect(asked).toEqual(expect.arrayContaining([0, 1, 3_000, 2_999]));
});

test('an expression that has an answer for an item that is not there hides nothing', async () => {
	const keys = Array.from({ length: 20 }, (_, item) => (item === 7 ? 'B' : 'A'));

	expect([...(await othersOf(keys, 'A')).others.keys()]).toEqual([7]);
});

test('of what changes something each item is looked at', async () => {
	const keys = Array.from({ length: 300 }, (_, item) => (item === 7 ? 'B' : 'A'));

	expect([...(await othersOf(keys, 'A', 'write')).others.keys()]).toEqual([7]);
});

describe('a credential', () => {
	const othersWith = async (valuesOf: (item: number) => object) =>
		await withOtherCredential(
			{
				getInputData: () => [{ json: {} }, { json: {} }],
				getNode: () => ({ credentials: { httpHeaderAuth: { id: '2' }, kasProApi: { id: '1' } } }),
				getCredentials: async (type: string, item: number) => {
					if (type === 'httpHeaderAuth') throw new Error('The node does not take it');
					return await Promise.resolve(valuesOf(item));
				},
			} as unknown as IExecuteFunctions,
			{ kind: 'write' },
		);

	test('whose token is renewed, and whose headers have the time, is of one account', async () => {
		let time = 0;
		const others = await othersWith(() => {
			const of = String(time++);
			return { partnerKey: 'A', accessToken: of, extraHeaders: of };
		});

		expect(time).toBeGreaterThan(1);
		expect(others.size).toBe(0);
	});

	test('whose headers are those of the item is of two', async () => {
		const others = await othersWith((item) => ({ partnerKey: '', extraHeaders: `shop ${item}` }));

		expect([...others.keys()]).toEqual([1]);
	});
});

test.each([[undefined], ['']])(
	'items for which an expression gives another key are refused (none: %j)',
	async (ofNone) => {
		const { others } = await othersOf(['A', 'B', 'A', 'C'], ofNone);

		expect([...others.keys()]).toEqual([1, 3]);
		expect(others.get(3)).toMatch(
			/^The credential \(item 3\) has other values than for item 0, because of an expression in it\./,
		);
	},
);

test('an expression that gives all items the same key is no matter', async () => {
	expect((await othersOf(['A', 'A'])).others.size).toBe(0);
});

test('one item has one credential', async () => {
	expect(await othersOf(['A'])).toEqual({ others: new Map(), asked: [] });
});
