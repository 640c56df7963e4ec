import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { kirimoCredential, samplePayment } from '../support/kirimo';
import { mapping } from '../support/nodeTypes';
import { runWorkflow, type Step, type WorkflowOptions } from '../support/runWorkflow';

/** An event that starts two executions: two webhook processors take it at once, or n8n is killed before it has answered. docs/scaling.md */
let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox({ isLocal: true })));
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

/** Simplified, as triggers give it at first. */
const event = (eventId: string) => ({ eventId, event: 'awbIssued', orderId: 'SHOP-1' });

/** A link for each item of the trigger, its order ID left empty. */
async function run(
	items: IDataObject[],
	more: Partial<WorkflowOptions> = {},
	others: Step[] = [],
	trigger = 'ours.kiriminAjaTrigger',
) {
	const form = { ...samplePayment, orderId: '' };
	const result = await runWorkflow({
		mode: 'webhook',
		credentials: kirimoCredential(sandbox),
		steps: [
			{
				name: 'Trigger',
				type: trigger,
				items: items.map((json) => ({ json })),
				to: [['Between']],
			},
			{
				name: 'Between',
				type: 'function',
				execute: mapping((rows) => rows.map(() => ({ own: 1 }))),
				to: [['Link']],
			},
			{
				name: 'Link',
				type: 'kirimo',
				parameters: { resource: 'payment', operation: 'create', ...form },
			},
			...others,
		],
		...more,
	});
	const links = result.itemsOf('Link').map(({ json }) => json);
	return { ...result, links };
}
const linked = () => sandbox.kirimo.orders.map(({ orderId }) => orderId);

test.each(['ours.kiriminAjaTrigger', 'ours.kirimoTrigger'])(
	'both make the same number behind %s, so the second finds what the first has done',
	async (trigger) => {
		const first = await run([event('a')], {}, [], trigger);
		const second = await run([event('a')], {}, [], trigger);

		expect(linked()).toEqual([first.links[0]?.orderId]);
		expect(second.links).toMatchObject([{ orderId: linked()[0], alreadyExisted: true }]);
	},
);

test('several events of one delivery have a number each, and again the same ones', async () => {
	await run([event('a'), event('b')]);
	const again = await run([event('b'), event('a')]);

	expect(new Set(linked()).size).toBe(2);
	expect(again.links.map(({ alreadyExisted }) => alreadyExisted)).toEqual([true, true]);
});

test('another trigger of the workflow, which has started nothing now, does not count', async () => {
	const other = { name: 'Other Trigger', type: 'ours.kirimoTrigger', to: [['Between']] };
	const first = await run([event('a')]);
	const second = await run([event('a')], {}, [other]);

	expect(second.links).toMatchObject([{ orderId: first.links[0]?.orderId, alreadyExisted: true }]);
});

test('another event is another order', async () => {
	await run([event('a')]);
	await run([event('b')]);

	expect(linked()).toHaveLength(2);
});

test("events of somebody else's trigger may come again with other news", async () => {
	for (const time of [1, 2]) {
		await run([{ ...event('a'), summary: `Call ${time}` }], {}, [], 'someTrigger');
	}

	expect(linked()).toHaveLength(2);
});

test('a retry that begins with the trigger, behind what n8n has put there after a crash, makes the same number', async () => {
	const first = await run([event('a')]);
	const crashed = { ...first.run, data: structuredClone(first.run.data) };
	const { executionData, resultData } = crashed.data;
	const [trigger] = resultData.runData.Trigger ?? [];
	if (!executionData || !trigger) throw new Error('The run has no data.');
	resultData.runData = {
		Trigger: [
			{ ...trigger, data: { main: [[{ json: { isArtificialRecoveredEventItem: true } }]] } },
		],
	};
	resultData.lastNodeExecuted = 'Trigger';
	executionData.contextData = {};
	executionData.nodeExecutionStack = [
		{
			node: { name: 'Trigger' } as never,
			data: { main: [[{ json: event('a') }]] },
			source: null,
		},
	];
	crashed.data.resumeToken = 'of-another-execution';
	const retried = await run([event('a')], { mode: 'retry', retry: crashed });

	expect(retried.links).toMatchObject([{ orderId: linked()[0], alreadyExisted: true }]);
	expect(linked()).toHaveLength(1);
});
