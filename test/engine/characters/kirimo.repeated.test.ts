import '../support/noPauses';
import { retryOnFail, type Said } from '../money/support/merchant';
import {
	sandbox,
	CREATION,
	MINUTE,
	create,
	read,
	control,
	first,
	linksOf,
	creations,
	expectTrue,
	expectClear,
	expectEnds,
	settings,
} from './support/kirimo';

/** However Kirimo answers to an order id that it has. */
describe.each(['field', 'named', 'unnamed', 'map', 'crash', 'replayed', 'doneAgain'] as const)(
	'an order id that is used already, answered as "%s"',
	(repeatedOrderId) => {
		beforeEach(() => {
			sandbox.current.kirimo.settings.repeatedOrderId = repeatedOrderId;
		});
		const isRefused = !['replayed', 'doneAgain'].includes(repeatedOrderId);
		const isDoneAgain = repeatedOrderId === 'doneAgain';

		test.each(['http4xx', 'http200'] as const)(
			'is the payment that there is, if it is the same one: %s',
			async (errorStyle) => {
				sandbox.current.kirimo.settings.errorStyle = errorStyle;
				await create([first]);
				const result = await create([first], { settings });

				expectEnds(result, [first]);
				expect(linksOf(first.ref)).toHaveLength(isDoneAgain ? 2 : 1);
				if (isRefused) expect(result.done).toMatchObject([{ alreadyExisted: true }]);
			},
		);

		test('is an error when the payment that there is has other money', async () => {
			await create([first]);
			const other = [{ ...first, amount: 99_000 }];
			const result = await create(other, { settings });

			expectEnds(result, other);
			expect(linksOf(first.ref)).toHaveLength(isDoneAgain ? 2 : 1);
			if (!isDoneAgain) expectClear(result.failed[0] as Said, 'INV-1');
		});

		test('is an error when its link has expired', async () => {
			await create([first]);
			await sandbox.current.advance(61 * MINUTE);
			const result = await create([first], { settings });

			expectEnds(result, [first]);
			if (!isDoneAgain) expectClear(result.failed[0] as Said, 'INV-1', 'expired');
		});

		test('says that it is paid when it is', async () => {
			await create([first]);
			await control('orders/INV-1/pay');
			const result = await create([first], { settings });

			expectEnds(result, [first]);
			if (!isDoneAgain) expect(result.done).toMatchObject([{ paid: true, alreadyExisted: true }]);
		});

		test('never is this execution’s own: a retry sends nothing twice', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path: CREATION });
			await create([first], { settings: retryOnFail });

			expect(creations()).toHaveLength(1);
			expect(linksOf(first.ref)).toHaveLength(1);
		});
	},
);

test.each([
	['INV-1', 'with -L2 behind it, INV-1-L2,'],
	['INV-1-L2', 'with -L3 behind it, INV-1-L3,'],
	['INV-1-l9', 'with -L10 behind it, INV-1-L10,'],
])('an expired link has the next one counted on: %s', async (ref, said) => {
	const item = { ...first, ref };
	await create([item]);
	await sandbox.current.advance(61 * MINUTE);
	const result = await create([item], { settings });

	expect(result.failed[0]?.text).toContain(said);
});

test('an order id of digits is the one that was given, also when Kirimo makes a number of it', async () => {
	sandbox.current.kirimo.settings.numbers = 'numeric';
	const orders = [
		{ ref: '007', amount: 21_000 },
		{ ref: '202611210000001', amount: 22_000 },
	];
	const result = await create(orders, { settings });
	expectEnds(result, orders);
	expect(result.done.map(({ orderId }) => orderId)).toEqual(orders.map(({ ref }) => ref));

	for (const { ref } of orders) {
		const { json, error } = await read('get', { orderId: ref });
		expect(error).toBeUndefined();
		expectTrue(json[0] ?? {});
	}
	const again = await create(orders, { settings });
	expect(again.done).toMatchObject([
		{ orderId: '007', alreadyExisted: true },
		{ alreadyExisted: true },
	]);
});
