import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { only } from '../../nodes/shared/run/simplify';
import { credentialsOf, runRow, services, writes, type TestedWrite } from '../operations';
import { drive, ride } from '../operations/KiriminAja/instantOrder/create';
import { attempt, callOf } from './reliability/attempt';
import { callTool } from './support/callTool';
import { kasProCredential } from './support/kasPro';
import { booking, kiriminAjaCredential, sampleOrder } from './support/kiriminAja';
import './support/noPauses';
import { runNode } from './support/runNode';
import { useSandbox } from './support/sandbox';

/** Simplify of what is done once: it says what the node shows, and nothing of what it does. */
const sandbox = useSandbox();

const simpleOf = ({ type, resource, operation }: TestedWrite) =>
	services[type].resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation)?.simple ?? [];
const wide = writes.filter((write) => simpleOf(write).length > 0);
const on: INodeParameters = { simplify: true };
const off: INodeParameters = { simplify: false };
/** Of an item's fields those that Simplify leaves, as they are in all of it. */
const cut = (items: IDataObject[], names: string[]) => items.map((item) => only(item, names));

test('seven writes have it', () => {
	expect(wide.map(({ label }) => label)).toEqual([
		'KiriminAja: Express Order → Create',
		'KiriminAja: Instant Order → Create',
		'KasPro: Cash Out → Create',
		'KasPro: Customer → Upgrade',
		'KasPro: Payment → Pay QRIS',
		'KasPro: Transfer → To Bank',
		'KasPro: Transfer → To User',
	]);
});

describe.each(wide.map((write) => [write.label, write] as const))('%s', (_, write) => {
	const names = simpleOf(write);

	/** Done once, and retried with the switch the other way. */
	async function retried(first: INodeParameters, then: INodeParameters) {
		const { result, calls } = await attempt(sandbox.current, write, {
			options: { parameters: first },
		});
		expect(result.error).toBeUndefined();
		const retry = await runRow(sandbox.current, write, { parameters: then, retry: result.run });
		expect(retry.error).toBeUndefined();
		const sent = [...sandbox.current.requests].filter(
			(call) => callOf(call) === write.row.write.call,
		);
		expect(sent).toHaveLength(1);
		expect(calls.filter((call) => callOf(call) === write.row.write.call)).toHaveLength(1);
		return [result, retry] as const;
	}

	test('is not done again by a retry that asks for all fields, and gives them', async () => {
		const [first, retry] = await retried(on, off);

		expect(first.json.map((item) => Object.keys(item))).toEqual(first.json.map(() => names));
		expect(first.json).toEqual(cut(retry.json, names));
		for (const item of retry.json) expect(Object.keys(item).length).toBeGreaterThan(names.length);
	});

	test('is not done again by a retry that asks for few, and gives them', async () => {
		const [first, retry] = await retried(off, on);

		expect(retry.json).toEqual(cut(first.json, names));
	});

	test('gives few in a node in which Simplify was never touched', async () => {
		const { simplify, ...untouched } = write.row.parameters ?? {};
		expect(simplify).toBe(false);
		const { result } = await attempt(sandbox.current, {
			...write,
			row: { ...write.row, parameters: untouched },
		});

		expect(result.json.length).toBeGreaterThan(0);
		for (const item of result.json) expect(Object.keys(item)).toEqual(names);
	});

	test('is refused before anything is sent when nobody can tell whether to simplify', async () => {
		const { result, calls, before, after } = await attempt(sandbox.current, write, {
			options: { parameters: { simplify: '={{ "perhaps" }}' } },
		});

		expect(result.error?.message).toBe('Simplify (item 0) must be true or false; it is "perhaps".');
		expect(calls).toEqual([]);
		expect(after).toEqual(before);
	});
});

describe('bookings', () => {
	const book = (resource: string, parameters: INodeParameters, items: IDataObject[] = [{}]) =>
		runNode({
			type: 'kiriminAja',
			resource,
			operation: 'create',
			credentials: kiriminAjaCredential(sandbox.current),
			parameters,
			items,
		});
	const parcel = (suffix: string) => ({ ...sampleOrder, orderId: `={{ $json.order }}${suffix}` });
	const trip = (suffix: string) => drive(`={{ $json.order }}${suffix}`);

	test.each([
		['expressOrder', booking([parcel('A'), parcel('B')])],
		['instantOrder', ride([trip('A'), trip('B')])],
	])(
		'of several packages are simplified row by row, paired with their items: %s',
		async (resource, form) => {
			const items = [{ order: 'ONE-1' }, { order: 'TWO-2' }];
			const { outputs } = await book(resource, form, items);

			const [rows = []] = outputs;
			expect(rows.map(({ json, pairedItem }) => [json.orderId, pairedItem])).toEqual([
				['ONE-1A', { item: 0 }],
				['ONE-1B', { item: 0 }],
				['TWO-2A', { item: 1 }],
				['TWO-2B', { item: 1 }],
			]);
			for (const { json } of rows) expect(Object.keys(json)).toHaveLength(10);
		},
	);

	test('are simplified where their item says so', async () => {
		const form = booking([parcel('')], { simplify: '={{ $json.short }}' });
		const { json } = await book('expressOrder', form, [
			{ order: 'ONE-1', short: true },
			{ order: 'TWO-2', short: false },
		]);

		expect(json.map((item) => 'kjOrderId' in item)).toEqual([false, true]);
	});

	test.each([
		['expressOrder', booking([sampleOrder])],
		['instantOrder', ride([drive('MLT-INS-1001')])],
	])('that were there already have the fields of new ones: %s', async (resource, form) => {
		const first = await book(resource, form);
		const again = await book(resource, form);

		expect(first.json).toMatchObject([{ alreadyExisted: false }]);
		expect(again.json).toMatchObject([{ alreadyExisted: true }]);
		expect(again.json.map((item) => Object.keys(item))).toEqual(
			first.json.map((item) => Object.keys(item)),
		);
	});

	test.each(['qris', 'credit'])(
		'paid by %s have all fields of a simplified one without Simplify too, also when they were there',
		async (paymentMethod) => {
			const form = booking([sampleOrder], { paymentMethod, simplify: false });
			const all = [await book('expressOrder', form), await book('expressOrder', form)];
			const { json } = await book('expressOrder', booking([{ ...sampleOrder, orderId: 'NEW-1' }]));

			const [simple = {}] = json;
			expect(all.flatMap((one) => one.json)).toMatchObject([
				{ alreadyExisted: false },
				{ alreadyExisted: true },
			]);
			for (const [item = {}] of all.map((one) => one.json)) {
				expect(Object.keys(item)).toEqual(expect.arrayContaining(Object.keys(simple)));
			}
		},
	);
});

describe('transfers', () => {
	const sari = '081234560001';
	const items = [25_000, 5_000_000, 10_000].map((amount, index) => ({
		amount,
		ref: `PAY-${index}`,
		note: 'own',
	}));
	const form = {
		mobileNumber: sari,
		destination: '081234560002',
		amount: '={{ $json.amount }}',
		requestId: '={{ $json.ref }}',
	};
	const pay = (options: Partial<Parameters<typeof runNode>[0]>) =>
		runNode({
			type: 'kasPro',
			resource: 'transfer',
			operation: 'toUser',
			credentials: kasProCredential(sandbox.current),
			items,
			...options,
			parameters: { ...form, ...options.parameters },
		});
	const paid = () => sandbox.current.kasPro.transfers.map(({ amount }) => amount);

	test('that stopped half-way go on with Simplify off, and tell of the first as of the others', async () => {
		const first = await pay({});
		expect(first.error?.description).toContain('Already done and not undone: item 0');
		const payer = sandbox.current.kasPro.customers.find(
			({ mobileNumber }) => mobileNumber === sari,
		);
		payer!.pockets['2'] = 9_000_000;
		const retry = await pay({ retry: first.run, parameters: off });

		expect(retry.error).toBeUndefined();
		expect(retry.json.map(({ requestId, code }) => [requestId, code])).toEqual([
			['PAY-0', 0],
			['PAY-1', 0],
			['PAY-2', 0],
		]);
		expect(paid()).toEqual([25_000, 5_000_000, 10_000]);
	});

	test('that were refused come with their own fields and the whole reason', async () => {
		const { outputs } = await pay({ settings: { onError: 'continueErrorOutput' } });

		expect(outputs[0]?.map(({ json }) => json.requestId)).toEqual(['PAY-0', 'PAY-2']);
		expect(outputs[1]).toMatchObject([
			{
				json: { ref: 'PAY-1', note: 'own', error: { outcome: 'refused', vendorCode: '190010' } },
				pairedItem: { item: 1 },
			},
		]);
	});

	const told = async (parameters: INodeParameters) => {
		const { answers } = await callTool(
			{
				type: 'kasPro',
				resource: 'transfer',
				operation: 'toUser',
				credentials: credentialsOf.kasPro(sandbox.current),
				parameters: {
					...form,
					amount: 25_000,
					requestId: 'PAY-1',
					allowAsTool: true,
					...parameters,
				},
			},
			{},
		);
		return JSON.parse(answers[0]?.text ?? '') as IDataObject[];
	};

	test('are told to a model simplified, without what holds nothing', async () => {
		const [answer = {}] = await told({});

		expect(answer).toMatchObject({ requestId: 'PAY-1', done: true });
		expect(answer).not.toHaveProperty('code');
		expect(Object.values(answer)).not.toContain(null);
	});

	test('are told to a model as outside a tool when the merchant wants everything', async () => {
		const [answer = {}] = await told({ toolAnswer: 'everything' });

		expect(Object.keys(answer)).toHaveLength(6);
		expect(answer).toMatchObject({ requestId: 'PAY-1', done: true });
	});

	test('are told to a model whole when the merchant wants that', async () => {
		const [answer = {}] = await told({ toolAnswer: 'everything', simplify: false });

		expect(answer).toMatchObject({ code: 0, responseId: expect.any(String) });
	});
});
