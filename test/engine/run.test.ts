import type { ServerResponse } from 'node:http';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { answering } from './support/answering';
import { kasProCredential } from './support/kasPro';
import { byId, kiriminAjaCredential } from './support/kiriminAja';
import { runNode } from './support/runNode';
import { useSandbox } from './support/sandbox';

const sandbox = useSandbox();
const numberOf = (index: number) => `08120000000${index}`;
const drivers = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ driver: numberOf(index) }));
const customer = (mobileNumber: string, more: object = {}) =>
	JSON.stringify({ code: 0, message: 'Berhasil', data: { mobileNumber, ...more } });

type Options = Partial<Parameters<typeof runNode>[0]>;

/** Looks up the customer whose number stands in each item, at a KasPro that needs no keys. */
function lookUp(url: string, options: Options = {}) {
	return runNode({
		type: 'kasPro',
		resource: 'customer',
		operation: 'get',
		parameters: { mobileNumber: '={{ $json.driver }}' },
		credentials: kasProCredential({ url }, { authMode: 'none' }),
		...options,
	});
}

function pay(parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kasPro',
		resource: 'transfer',
		operation: 'toUser',
		credentials: kasProCredential(sandbox.current),
		parameters: { mobileNumber: '081234560001', destination: '081234560002', ...parameters },
		...options,
	});
}

const transferred = () => sandbox.current.kasPro.transfers.map(({ amount }) => amount);

test('several outputs of several items lead back each to its own item', async () => {
	const { outputs } = await runNode({
		type: 'kiriminAja',
		resource: 'rate',
		operation: 'getExpress',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters: {
			origin: byId('5788'),
			destination: byId('={{ $json.to }}'),
			weight: 1000,
			return: 'cheapestPerGroup',
		},
		items: [{ to: '3175' }, { to: '6152' }, { to: '5788' }],
	});

	const items = outputs[0]?.map(({ pairedItem }) => (pairedItem as { item: number }).item) ?? [];
	expect([...new Set(items)]).toEqual([0, 1, 2]);
	expect(items).toEqual([...items].sort());
	expect(items.length).toBeGreaterThan(3);
});

describe('items that only ask', () => {
	test('ask side by side, five at a time, and stay in order', async () => {
		const waiting: Array<{ number: string; response: ServerResponse }> = [];
		const arrived: string[] = [];
		let most = 0;
		await answering(
			(request, response) => {
				const number = String(
					new URL(request.url ?? '', 'http://localhost').searchParams.get('mobileNumber'),
				);
				arrived.push(number);
				waiting.push({ number, response });
				most = Math.max(most, waiting.length);
				// Answers the last one first, once as many have come as can.
				if (waiting.length < 5 && arrived.length < 12) return;
				while (waiting.length > 0) {
					const last = waiting.pop();
					last?.response.end(customer(last.number));
				}
			},
			async (url) => {
				const { json, outputs } = await lookUp(url, {
					items: Array.from({ length: 12 }, (_, index) => ({ driver: `0812000000${10 + index}` })),
				});

				expect(json.map(({ mobileNumber }) => mobileNumber)).toEqual(
					Array.from({ length: 12 }, (_, index) => `0812000000${10 + index}`),
				);
				expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
					Array.from({ length: 12 }, (_, item) => ({ item })),
				);
			},
		);
		expect(most).toBe(5);
	});

	test('ask as many at once as the merchant has set', async () => {
		let underWay = 0;
		let most = 0;
		await answering(
			async (request, response) => {
				most = Math.max(most, ++underWay);
				await new Promise((resolve) => setImmediate(resolve));
				underWay--;
				response.end(customer(request.url?.split('=')[1] ?? ''));
			},
			async (url) => {
				const { json } = await lookUp(url, {
					items: Array.from({ length: 12 }, (_, index) => ({ driver: `0812000000${10 + index}` })),
					parameters: {
						mobileNumber: '={{ $json.driver }}',
						options: { requestsAtOnce: 1 },
					},
				});

				expect(json).toHaveLength(12);
			},
		);
		expect(most).toBe(1);
	});

	test.each([0, 101, 2.5, 'many'])('are not asked with %p requests at once', async (given) => {
		let asked = 0;
		await answering(
			(_, response) => void response.end(customer(String(++asked))),
			async (url) => {
				const { error } = await lookUp(url, {
					items: drivers(1),
					parameters: {
						mobileNumber: numberOf(0),
						options: { requestsAtOnce: given },
					},
				});

				expect(error?.message).toMatch(/^Requests at Once must be/);
			},
		);
		expect(asked).toBe(0);
	});

	test('that can not be asked are errors, and no successes of a node that goes on', async () => {
		await answering(
			(_, response) => void response.end(customer('1')),
			async (url) => {
				const { json } = await lookUp(url, {
					items: drivers(2),
					parameters: { mobileNumber: numberOf(0), options: { requestsAtOnce: 150 } },
					settings: { onError: 'continueRegularOutput' },
				});

				const refused = { message: expect.stringMatching(/^Requests at Once must be/) };
				expect(json).toMatchObject([{ error: refused }, { error: refused }]);
			},
		);
	});

	test('and ask the same are asked about once, and each has an output of its own', async () => {
		const asked: string[] = [];
		await answering(
			({ url = '' }, response) => {
				asked.push(url.split('=')[1] ?? '');
				response.end(customer(url.split('=')[1] ?? ''));
			},
			async (url) => {
				const two = [drivers(2)[0], drivers(2)[1]].map((one) => one ?? { driver: '' });
				const { json, outputs } = await lookUp(url, { items: [...two, ...two, ...two] });

				expect(asked.sort()).toEqual([numberOf(0), numberOf(1)]);
				expect(json.map(({ mobileNumber }) => mobileNumber)).toEqual(
					[0, 1, 0, 1, 0, 1].map(numberOf),
				);
				expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
					[0, 1, 2, 3, 4, 5].map((item) => ({ item })),
				);
				expect(json[0]).not.toBe(json[2]);
			},
		);
	});

	test('and ask the same in vain have all the error', async () => {
		let asked = 0;
		await answering(
			(_, response) => {
				asked++;
				response.end('{"code":110005,"message":"Customer not found"}');
			},
			async (url) => {
				const { json } = await lookUp(url, {
					items: [...drivers(1), ...drivers(1)],
					settings: { onError: 'continueRegularOutput' },
				});

				expect(json).toEqual([0, 1].map(() => ({ error: expect.objectContaining({}) })));
			},
		);
		expect(asked).toBe(1);
	});

	test('stop the node with the error of the one that failed', async () => {
		await answering(
			(request, response) =>
				response.end(
					request.url?.includes(numberOf(1))
						? '{"code":110005,"message":"Customer not found"}'
						: customer('0812'),
				),
			async (url) => {
				const { error } = await lookUp(url, { items: drivers(3) });

				expect(error?.context.itemIndex).toBe(1);
				expect(error?.description).not.toContain('Already done');
			},
		);
	});
});

describe('a note above the output', () => {
	test('is shown once, however many items it is about, and fails nothing', async () => {
		await answering(
			({ url: asked = '' }, response) => response.end(customer(asked.split('=')[1] ?? '')),
			async (url) => {
				const { hints, error, json } = await lookUp(url, { items: drivers(4) });

				expect(error).toBeUndefined();
				expect(json).toHaveLength(4);
				expect(hints).toEqual([
					{
						message: expect.stringContaining('differs from its documentation at: data.firstName'),
						location: 'outputPane',
					},
				]);
			},
		);
	});
});

describe('bad items', () => {
	const fees = [{ fee: 1000 }, { fee: 'ten' }, { fee: 2000 }, { fee: 0 }];
	const amount = '={{ $json.fee }}';

	test('let nothing be sent when the node stops on errors, and all of them are listed', async () => {
		const { error } = await pay({ amount }, { items: fees });

		expect(error?.message).toBe(
			'Amount (Rupiah) (item 1) must be a whole number of rupiah; it is "ten".',
		);
		expect(error?.description).toBe(
			[
				"Nothing was sent in this try. 2 of 4 items can't be used:",
				'Amount (Rupiah) (item 1) must be a whole number of rupiah; it is "ten".',
				'Amount (Rupiah) (item 3) must be at least 1 rupiah; it is 0.',
			].join('\n'),
		);
		expect(sandbox.current.requests).toEqual([]);
	});

	test('alone go to the error output, with their own fields, when the node goes on', async () => {
		const { outputs } = await pay(
			{ amount },
			{ items: fees, settings: { onError: 'continueErrorOutput' } },
		);

		expect(transferred()).toEqual([1000, 2000]);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(outputs[1]).toEqual([
			expect.objectContaining({
				json: {
					fee: 'ten',
					error: {
						message: 'Amount (Rupiah) (item 1) must be a whole number of rupiah; it is "ten".',
					},
				},
				pairedItem: { item: 1 },
			}),
			expect.objectContaining({
				json: expect.objectContaining({ fee: 0 }),
				pairedItem: { item: 3 },
			}),
		]);
	});

	test.each<[string, object]>([
		['', {}],
		[' with Retry On Fail', { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 }],
	])(
		'leave 297 of 300 good ones%s, each sent once',
		async (_, retry) => {
			// No gateway that counts to ten: this is about what a run of this length keeps.
			sandbox.liftLimits();
			const items: IDataObject[] = Array.from({ length: 300 }, (_entry, index) => ({
				order: index,
				fee: index + 1,
				to: '081234560002',
			}));
			// By its form the first, by KasPro the others.
			items[0] = { ...items[0], fee: 'ten' };
			for (const index of [150, 299]) items[index] = { ...items[index], to: '081299999999' };

			const { outputs } = await pay(
				{ amount, destination: '={{ $json.to }}' },
				{ items, settings: { onError: 'continueErrorOutput', ...retry } },
			);

			expect(outputs.map((output) => output.length)).toEqual([297, 3]);
			expect(transferred()).toHaveLength(297);
			expect(new Set(transferred()).size).toBe(297);
			const refused = {
				message: 'KasPro refused the request: Customer not found (code 110005)',
				description: expect.any(String),
				httpCode: '200',
				vendorCode: '110005',
				outcome: 'refused',
			};
			expect(outputs[1]?.map(({ json }) => json)).toEqual([
				{
					...items[0],
					error: {
						message: expect.stringContaining('(item 0) must be a whole number'),
					},
				},
				{ ...items[150], error: refused },
				{ ...items[299], error: refused },
			]);
		},
		60_000,
	);

	test('stand in their place among the others when the node goes on in one output', async () => {
		const { json } = await pay(
			{ amount },
			{ items: fees, settings: { onError: 'continueRegularOutput' } },
		);

		expect(json.map((item) => 'error' in item)).toEqual([false, true, false, true]);
		expect(transferred()).toEqual([1000, 2000]);
	});

	test('whose expression can not be worked out are bad like any other', async () => {
		const { outputs } = await pay(
			{ amount: '={{ $json.order.fee }}' },
			{
				items: [{ order: { fee: 1000 } }, { order: null }, { order: { fee: 3000 } }],
				settings: { onError: 'continueErrorOutput' },
			},
		);

		expect(transferred()).toEqual([1000, 3000]);
		expect(outputs[1]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});
});

test('an operation that the node does not have is named', async () => {
	const { error } = await runNode({
		type: 'kasPro',
		resource: 'transfer',
		operation: 'toTheMoon',
		credentials: kasProCredential(sandbox.current),
	});

	expect(error?.message).toBe('This node has no operation "toTheMoon" for "transfer"');
});
