import { randomUUID } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import {
	answerOnly,
	eventIdOf,
	sameSecret,
	startRun,
	withoutSeen,
} from '../../../../nodes/shared/webhook';

interface Options {
	mode?: string;
	workflowId?: string;
	stored?: IDataObject;
}

/** A delivery as a trigger gets it; each one reads the static data afresh, as in n8n. */
function delivery({ mode = 'webhook', workflowId = 'one', stored = {} }: Options) {
	const response = { status: jest.fn().mockReturnThis(), json: jest.fn() };
	const ctx = {
		getMode: () => mode,
		getWorkflow: () => ({ id: workflowId }),
		getNode: () => ({ id: 'node' }),
		getWorkflowStaticData: () => stored,
		getResponseObject: () => response,
	} as unknown as IWebhookFunctions;
	return { ctx, response, stored };
}

const events = (...ids: string[]) => ids.map((eventId) => ({ eventId }));
const idsOf = (list: Array<{ eventId: string }>) => list.map(({ eventId }) => eventId);

describe('a redelivery', () => {
	test('is dropped, and other events are not', () => {
		const workflowId = randomUUID();
		withoutSeen(delivery({ workflowId }).ctx, events('a', 'b'));

		expect(idsOf(withoutSeen(delivery({ workflowId }).ctx, events('b', 'c')))).toEqual(['c']);
	});

	test('within one delivery is dropped', () => {
		const { ctx } = delivery({ workflowId: randomUUID() });
		expect(idsOf(withoutSeen(ctx, events('a', 'a', 'b')))).toEqual(['a', 'b']);
	});

	test('after a restart of n8n is dropped by what n8n has stored', () => {
		const { stored } = delivery({ stored: { seenEvents: ['a'] } });
		const { ctx } = delivery({ workflowId: randomUUID(), stored });

		expect(idsOf(withoutSeen(ctx, events('a', 'b')))).toEqual(['b']);
		expect(stored.seenEvents).toEqual(['a', 'b']);
	});

	test('for another workflow is a new event', () => {
		withoutSeen(delivery({ workflowId: randomUUID() }).ctx, events('a'));

		const { ctx } = delivery({ workflowId: randomUUID() });
		expect(idsOf(withoutSeen(ctx, events('a')))).toEqual(['a']);
	});

	test('in the editor is a new event, and is not remembered', () => {
		const workflowId = randomUUID();
		const { ctx, stored } = delivery({ workflowId, mode: 'manual' });

		expect(idsOf(withoutSeen(ctx, events('a', 'a')))).toEqual(['a', 'a']);
		expect(stored).toEqual({});
		expect(idsOf(withoutSeen(delivery({ workflowId }).ctx, events('a')))).toEqual(['a']);
	});

	test('of one of the last thousand events is dropped; older ones are forgotten', () => {
		const workflowId = randomUUID();
		const many = Array.from({ length: 1001 }, (_, index) => `e${index}`);
		const { ctx, stored } = delivery({ workflowId });
		withoutSeen(ctx, events(...many));

		expect(stored.seenEvents).toHaveLength(1000);
		const again = withoutSeen(delivery({ workflowId, stored }).ctx, events('e0', 'e1000'));
		expect(idsOf(again)).toEqual(['e0']);
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
