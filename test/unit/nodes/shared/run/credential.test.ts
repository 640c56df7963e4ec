import type { IExecuteFunctions } from 'n8n-workflow';
import { withOtherCredential } from '../../../../../nodes/shared/run/credential';

/** A node with these keys in its credential, one for each item; an item that is not there has none. */
async function othersOf(
	keys: string[],
	ofNone?: string,
	kind: 'read' | 'write' = 'read',
	type = 'kasProApi',
) {
	const asked: number[] = [];
	const ctx = {
		getInputData: () => keys.map(() => ({ json: {} })),
		getNode: () => ({ credentials: { [type]: { id: '1', name: 'Shop' } } }),
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
	async function othersWith(
		valuesOf: (item: number) => object,
		{
			items = 4,
			...operation
		}: { items?: number } & Partial<Parameters<typeof withOtherCredential>[1]> = {},
	) {
		const ctx = {
			getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
			getNode: () => ({ credentials: { httpHeaderAuth: { id: '2' }, kasProApi: { id: '1' } } }),
			getCredentials: async (type: string, item: number) => {
				if (type === 'httpHeaderAuth') throw new Error('The node does not take it');
				return await Promise.resolve(valuesOf(item));
			},
		} as unknown as IExecuteFunctions;
		return [...(await withOtherCredential(ctx, { kind: 'write', ...operation })).keys()];
	}
	const shopOf = (item: number) => (item % 2 ? 'B' : 'A');

	test('whose token is renewed, and whose headers have the time, is of one account', async () => {
		let time = 0;
		const valuesOf = () => {
			const of = String(time++);
			return { partnerKey: 'A', accessToken: of, extraHeaders: `{"X-T":"${of}"}` };
		};

		expect(await othersWith(valuesOf)).toEqual([]);
		expect(time).toBeGreaterThan(1);
	});

	test('whose headers have a time that stays the same for some readings is of one account', async () => {
		let readings = 0;
		const valuesOf = () => ({ extraHeaders: `{"X-T":"${Math.floor(readings++ / 3)}"}` });

		expect(await othersWith(valuesOf, { items: 20 })).toEqual([]);
		expect(readings).toBeGreaterThan(20);
	});

	test.each([
		['of the item alone', (item: number) => `shop ${item % 2}`],
		['of the item, in JSON', (item: number) => `{"X-Merchant":"${shopOf(item)}"}`],
		[
			'of the item, beside the time',
			(item: number) => `{"X-T":"${Math.random()}","X-Merchant":"${shopOf(item)}"}`,
		],
		['of some items alone', (item: number) => (item % 2 ? '{"X-Merchant":"B"}' : '{}')],
	])('whose headers are %s is of two', async (_, extraHeaders) => {
		expect(await othersWith((item) => ({ extraHeaders: extraHeaders(item) }))).toEqual([1, 3]);
	});

	test('whose sender is of the item matters to a booking, and to nothing else', async () => {
		const valuesOf = (item: number) => ({ apiKey: 'A', senderName: shopOf(item) });
		const fromCredential = { type: 'kasProApi', when: ['sender', 'credential'], fields: {} };

		expect(await othersWith(valuesOf, { fromCredential } as never)).toEqual([1, 3]);
		expect(await othersWith(valuesOf)).toEqual([]);
		expect(await othersWith(valuesOf, { kind: 'read' })).toEqual([]);
	});

	describe('for which n8n keeps an access token', () => {
		const authMode = 'oauth2Hmac';

		test.each([1, 4])('and which hangs on the item, takes none of %i', async (items) => {
			const valuesOf = (item: number) => ({ authMode, clientId: item < items ? 'A' : '' });

			expect(await othersWith(valuesOf, { items })).toEqual([0, 1, 2, 3].slice(0, items));
		});

		test('takes all when nothing of it hangs on the item', async () => {
			let time = 0;
			const valuesOf = () => ({ authMode, clientId: 'A', extraHeaders: `{"X-T":"${time++}"}` });

			expect(await othersWith(valuesOf, { items: 1 })).toEqual([]);
			expect(await othersWith(valuesOf)).toEqual([]);
		});

		test('is another one in another mode', async () => {
			const valuesOf = (item: number) => ({ authMode: 'partnerKey', partnerKey: item ? '' : 'A' });

			expect(await othersWith(valuesOf, { items: 1 })).toEqual([]);
		});
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

test('one item has one credential, which is not even read', async () => {
	const none = { others: new Map(), asked: [] };

	expect(await othersOf(['A'], undefined, 'write', 'kirimoApi')).toEqual(none);
	expect(await othersOf([], undefined, 'write')).toEqual(none);
});
