import type { IExecuteFunctions } from 'n8n-workflow';
import { withOtherCredential } from '../../../../../nodes/shared/run/credential';

/** A node with these keys in its credential, one for each item; an item that is not there has none. */
async function othersOf(keys: string[], ofNone?: string) {
	const asked: number[] = [];
	const others = await withOtherCredential({
		getInputData: () => keys.map(() => ({ json: {} })),
		getNode: () => ({ credentials: { kasProApi: { id: '1', name: 'KasPro' } } }),
		getCredentials: async (_: string, item: number) => {
			asked.push(item);
			if (item >= keys.length && ofNone === undefined) throw new Error('There is no such item');
			return await Promise.resolve({ partnerKey: keys[item] ?? ofNone });
		},
	} as unknown as IExecuteFunctions);
	return { others, asked };
}

test('a credential without expressions is read twice, however many items there are', async () => {
	const { others, asked } = await othersOf(Array<string>(300).fill('KEY'), 'KEY');

	expect(others.size).toBe(0);
	expect(asked).toEqual([0, 300]);
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
