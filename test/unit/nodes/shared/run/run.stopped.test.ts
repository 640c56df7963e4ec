import { z } from 'zod';
import { defineOperation, defineResource } from '../../../../../nodes/shared/run/operation';
import { runOperations } from '../../../../../nodes/shared/run/run';
import { textIn } from '../../../../../nodes/shared/values/texts';
import { contextWith } from '../context';

/** An execution is stopped, or its time is up, after the first item was done and before the next one is begun. */
async function stoppedAfterOne(goesOn: boolean, items = 3) {
	const stop = new AbortController();
	const done: number[] = [];
	const pay = defineOperation({
		value: 'pay',
		name: 'Pay',
		action: 'Pay',
		description: 'Pay',
		kind: 'write',
		fields: [],
		request: z.object({}),
		once: () => [{ field: 'Request ID', intent: 'the same' }],
		names: ({ id }) => `payment ${textIn(id)}`,
		async run({ item }) {
			done.push(item);
			stop.abort();
			return await Promise.resolve({ id: `PAY-${item}` });
		},
	});
	const real = contextWith({
		parameters: { resource: 'payment', operation: 'pay' },
		items: Array.from({ length: items }, (_, item) => ({ json: { item } })),
		goesOn,
		stopped: stop.signal,
	});
	const getNodeParameter = (name: string) => (name === 'resource' ? 'payment' : 'pay');
	const ctx = Object.create(real, { getNodeParameter: { value: getNodeParameter } }) as typeof real;
	const resource = defineResource({ value: 'payment', name: 'Payment', operations: [pay] });
	const result = await runOperations(ctx, [resource]).catch((error: unknown) => error as Error);
	return { done, result };
}

test('a node that stops on errors fails, and says what is done', async () => {
	const { done, result } = await stoppedAfterOne(false);

	expect(done).toEqual([0]);
	expect(result).toMatchObject({
		message: expect.stringContaining('The execution was stopped'),
		description: expect.stringContaining('Already done and not undone: item 0: payment PAY-0'),
	});
});

test('a node that goes on has an error for each item that was not begun', async () => {
	const { done, result } = await stoppedAfterOne(true);

	expect(done).toEqual([0]);
	const unsent = { json: { error: { outcome: 'unsent' } } };
	expect(result).toMatchObject([[{ json: { id: 'PAY-0' } }, unsent, unsent]]);
});

test('what was all done is no failure', async () => {
	const { result } = await stoppedAfterOne(false, 1);

	expect(result).toMatchObject([[{ json: { id: 'PAY-0' } }]]);
});
