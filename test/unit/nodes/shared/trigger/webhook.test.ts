import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import {
	answerOnly,
	eventIdOf,
	sameSecret,
	startRun,
	withoutSeen,
} from '../../../../../nodes/shared/trigger/webhook';

interface Options {
	mode?: string;
	workflowId?: string;
	stored?: IDataObject;
}

/** A delivery as a trigger gets it; each one reads the static data afresh, as in n8n. */
function delivery({ mode = 'webhook', workflowId = 'one', stored = {} }: Options) {
	const response = Object.assign(new EventEmitter(), {
		statusCode: 200,
		status: jest.fn().mockReturnThis(),
		json: jest.fn(),
	});
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
	return { ctx, response, stored, answer };
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

describe('the answer to a sender', () => {
	test('has the HTTP status that is meant, and starts no run', () => {
		const { ctx, response } = delivery({});

		expect(answerOnly(ctx, 401, { status: false })).toEqual({ noWebhookResponse: true });
		expect(response.status).toHaveBeenCalledWith(401);
		expect(response.json).toHaveBeenCalledWith({ status: false });
	});

	test('of a run is given by n8n, with the items', () => {
		expect(startRun([{ a: 1 }, { a: 2 }], { status: true })).toEqual({
			workflowData: [[{ json: { a: 1 } }, { json: { a: 2 } }]],
			webhookResponse: { status: true },
		});
	});
});

test.each([
	['key', 'key', true],
	['key', 'kez', false],
	['key', 'key ', false],
	['', 'key', false],
	['key', '', false],
	['', '', false],
	['Schlüssel', 'Schlüssel', true],
])('the secrets %p and %p are the same: %p', (given, expected, same) => {
	expect(sameSecret(given, expected)).toBe(same);
});

test('an event that is sent again gets the same id, another one another', () => {
	const id = eventIdOf(['paid', 'INV-1', 50_000]);
	expect(id).toMatch(/^[0-9a-f]{32}$/);
	expect(eventIdOf(['paid', 'INV-1', 50_000])).toBe(id);
	expect(eventIdOf(['paid', 'INV-15', 0])).not.toBe(id);
	expect(eventIdOf(['paid', 'INV-1', '50000'])).not.toBe(id);
	expect(eventIdOf(['paidINV-1', 50_000])).not.toBe(id);
});
