import type { IDataObject } from 'n8n-workflow';
import {
	everyEvent,
	ignored,
	post,
	short,
	useKiriminAjaTrigger,
} from '../support/kiriminAjaTrigger';

const serve = useKiriminAjaTrigger();

describe('Drop Redeliveries', () => {
	test('starts one run for copies that arrive at once', async () => {
		const trigger = await serve();
		const copies = Array.from({ length: 10 }, async () => await post(trigger, short));

		const answers = await Promise.all(copies);
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(trigger.runs).toHaveLength(1);
	});

	test('passes only the rows that are new', async () => {
		const trigger = await serve();
		await post(trigger, { ...short, data: [(short.data as IDataObject[])[0]] });
		await post(trigger, short);

		expect(trigger.runs.map((items) => items.map(({ orderId }) => orderId))).toEqual([
			['MLT-0000001001'],
			['MLT-0000001002'],
		]);
	});

	describe('passes a row that comes again', () => {
		const corrected = (changes: IDataObject) => ({
			method: 'validated_packages',
			data: [
				{ order_id: 'MLT-1', shipping_cost: 21000, detail: { by: 'scale', kg: 2 }, ...changes },
			],
		});
		const listed = (entry: IDataObject) => ({
			...corrected({}),
			packages: [{ order_id: 'MLT-1', status: 105, ...entry }],
		});

		test.each([
			['another cost', corrected({}), corrected({ shipping_cost: 23000 })],
			['another value inside', corrected({}), corrected({ detail: { by: 'scale', kg: 3 } })],
			['a field more', corrected({}), corrected({ note: null })],
			['another event', corrected({}), { ...corrected({}), method: 'corrected_packages' }],
			['another package', listed({ service: 'jne' }), listed({ service: 'jnt' })],
			['a package at all', corrected({}), listed({})],
		])('with %s', async (_what, first, second) => {
			const trigger = await serve(everyEvent);
			await post(trigger, first);
			await post(trigger, second);
			await post(trigger, first);
			await post(trigger, second);

			expect(trigger.runs).toHaveLength(2);
		});

		test('not when only the order of its keys or the state of the payment differs', async () => {
			const trigger = await serve(everyEvent);
			const [row = {}] = corrected({}).data;
			const payment = { payment_id: 'EPR-1', status_code: 9 };
			await post(trigger, { ...corrected({}), payment });
			const turned = Object.fromEntries(Object.entries(row).reverse());
			const detail = { kg: 2, by: 'scale' };
			await post(trigger, {
				data: [{ ...turned, detail }],
				payment: { ...payment, status_code: 0 },
				method: 'validated_packages',
			});

			expect(trigger.runs).toHaveLength(1);
		});
	});

	test('remembers across a restart of n8n', async () => {
		const before = await serve();
		await post(before, short);
		const after = await serve({}, { staticData: before.staticData() });

		expect(await post(after, short)).toEqual({ status: 200, body: ignored });
		expect(after.runs).toEqual([]);
	});

	test('starts a run for each copy when it is off', async () => {
		const trigger = await serve({ dropRedeliveries: false });
		await post(trigger, short);
		await post(trigger, short);

		expect(trigger.runs).toHaveLength(2);
	});
});
