import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isSeen, withoutSeen } from '../../../../../nodes/shared/trigger/seen';

interface Options {
	mode?: string;
	workflowId?: string;
	stored?: IDataObject;
}

/** A delivery as a trigger gets it; each one reads the static data afresh, as in n8n. */
function delivery({ mode = 'webhook', workflowId = 'one', stored = {} }: Options) {
	const response = Object.assign(new EventEmitter(), { statusCode: 200 });
	const ctx = {
		getMode: () => mode,
		getWorkflow: () => ({ id: workflowId }),
		getNode: () => ({ id: 'node' }),
		getWorkflowStaticData: () => stored,
		getResponseObject: () => response,
	} as unknown as IWebhookFunctions;
	/** n8n answers: with 200 it has stored the run, with 500 it could not. */
	const answer = (status: number) => {
		response.statusCode = status;
		response.emit('prefinish');
	};
	return { ctx, stored, answer };
}

const events = (...ids: string[]) => ids.map((eventId) => ({ eventId }));

/** The ids of the events that would start a run. */
async function fresh({ ctx }: ReturnType<typeof delivery>, ...ids: string[]): Promise<string[]> {
	return (await withoutSeen(ctx, events(...ids))).map(({ eventId }) => eventId);
}

/** The same, answered right away. */
async function delivered(options: Options, ...ids: string[]): Promise<string[]> {
	const one = delivery(options);
	const found = await fresh(one, ...ids);
	one.answer(200);
	return found;
}

describe('a redelivery', () => {
	test('is dropped, and other events are not', async () => {
		const workflowId = randomUUID();
		await delivered({ workflowId }, 'a', 'b');

		expect(await delivered({ workflowId }, 'b', 'c')).toEqual(['c']);
	});

	test('within one delivery is dropped', async () => {
		expect(await delivered({ workflowId: randomUUID() }, 'a', 'a', 'b')).toEqual(['a', 'b']);
	});

	test('of an event whose run could not be stored starts the run', async () => {
		const workflowId = randomUUID();
		const failing = delivery({ workflowId });
		await fresh(failing, 'a');
		failing.answer(500);

		expect(await delivered({ workflowId }, 'a')).toEqual(['a']);
	});

	test('that comes while the run is being stored is dropped once it is', async () => {
		const workflowId = randomUUID();
		const first = delivery({ workflowId });
		await fresh(first, 'a');
		const copies = [delivered({ workflowId }, 'a', 'b'), delivered({ workflowId }, 'a')];
		first.answer(200);

		expect(await Promise.all(copies)).toEqual([['b'], []]);
	});

	test('that comes while storing the run fails starts it, one of several', async () => {
		const workflowId = randomUUID();
		const first = delivery({ workflowId });
		await fresh(first, 'a');
		const copies = [delivered({ workflowId }, 'a'), delivered({ workflowId }, 'a')];
		first.answer(500);

		expect(await Promise.all(copies)).toEqual([['a'], []]);
	});

	describe('of an event whose sender gets no answer at all', () => {
		beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
		afterEach(() => void jest.useRealTimers());

		test('waits for a minute and then starts the run, one of several', async () => {
			const workflowId = randomUUID();
			await fresh(delivery({ workflowId }), 'a', 'b');
			const runs: string[][] = [];
			for (const ids of [['a'], ['a', 'b'], ['a']]) {
				void delivered({ workflowId }, ...ids).then((found) => runs.push(found));
			}

			await jest.advanceTimersByTimeAsync(59_000);
			expect(runs).toEqual([]);
			await jest.advanceTimersByTimeAsync(2000);
			expect(runs.flat().sort()).toEqual(['a', 'b']);
			expect(runs).toHaveLength(3);
		});

		test('starts the run at once when it comes later than that', async () => {
			const workflowId = randomUUID();
			await fresh(delivery({ workflowId }), 'a');
			jest.setSystemTime(Date.now() + 60_000);

			expect(await delivered({ workflowId }, 'a')).toEqual(['a']);
		});

		test('is dropped when the answer came after all, and frees nobody else', async () => {
			const workflowId = randomUUID();
			const late = delivery({ workflowId });
			await fresh(late, 'a');
			jest.setSystemTime(Date.now() + 60_000);
			const second = delivery({ workflowId });
			await fresh(second, 'a');
			const third = delivered({ workflowId }, 'a');
			late.answer(500);
			await jest.advanceTimersByTimeAsync(1000);
			second.answer(200);
			await jest.advanceTimersByTimeAsync(1000);

			expect(await third).toEqual([]);
		});
	});

	test('after a restart of n8n is dropped by what n8n has stored', async () => {
		const stored: IDataObject = { seenEvents: ['a'] };

		expect(await delivered({ workflowId: randomUUID(), stored }, 'a', 'b')).toEqual(['b']);
		expect(stored.seenEvents).toEqual(['a', 'b']);
	});

	test('after n8n was killed is no duplicate when another delivery was answered in between', async () => {
		const workflowId = randomUUID();
		await fresh(delivery({ workflowId }), 'lost');
		const stored: IDataObject = {};
		await delivered({ workflowId, stored }, 'a');

		expect(stored.seenEvents).toEqual(['a']);
	});

	test('for another workflow is a new event', async () => {
		await delivered({ workflowId: randomUUID() }, 'a');

		expect(await delivered({ workflowId: randomUUID() }, 'a')).toEqual(['a']);
	});

	test('in the editor is a new event, and is not remembered', async () => {
		const workflowId = randomUUID();
		const stored: IDataObject = {};

		expect(await delivered({ workflowId, mode: 'manual', stored }, 'a', 'a')).toEqual(['a', 'a']);
		expect(stored).toEqual({});
		expect(await delivered({ workflowId }, 'a')).toEqual(['a']);
	});

	test('of one of the last ten thousand events is dropped; older ones are forgotten', async () => {
		const workflowId = randomUUID();
		const many = Array.from({ length: 10_001 }, (_, index) => `e${index}`);
		const stored: IDataObject = {};
		await delivered({ workflowId, stored }, ...many);

		expect(stored.seenEvents).toEqual(many.slice(-1000));
		expect(await delivered({ workflowId, stored }, 'e0', 'e1', 'e10000')).toEqual(['e0']);
	});
});

describe('whether an event was seen', () => {
	test('is known once its run is stored, not while that is under way', async () => {
		const workflowId = randomUUID();
		const first = delivery({ workflowId });
		const seen = () => isSeen(delivery({ workflowId }).ctx, 'a');
		await fresh(first, 'a');
		expect(seen()).toBe(false);
		first.answer(200);

		expect(seen()).toBe(true);
		expect(isSeen(delivery({ workflowId, mode: 'manual' }).ctx, 'a')).toBe(false);
		expect(isSeen(delivery({ workflowId: randomUUID() }).ctx, 'a')).toBe(false);
	});

	test('is known from what n8n has stored', () => {
		const stored: IDataObject = { seenEvents: ['a'] };

		expect(isSeen(delivery({ workflowId: randomUUID(), stored }).ctx, 'a')).toBe(true);
	});
});
