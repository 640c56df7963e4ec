import '../support/quiet';
import { HookContext } from 'n8n-core';
import {
	Workflow,
	type INode,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { KiriminAjaTrigger } from '../../../nodes/KiriminAja/KiriminAjaTrigger.node';
import { credentialsHelper } from '../support/credentials';
import { kiriminAjaCredential } from '../support/kiriminAja';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const trigger = new KiriminAjaTrigger();
const { checkExists, create } = trigger.webhookMethods.default;

/** What n8n does with the trigger when its workflow is published (`trigger`) or tested in the editor (`manual`). */
async function publish(
	webhookBaseUrl: string,
	{
		mode = 'trigger' as WorkflowExecuteMode,
		registerCallback = true,
		registerTest = false,
		apiKey = undefined as string | undefined,
	} = {},
): Promise<void> {
	const credentials = kiriminAjaCredential(sandbox.current, apiKey);
	const node: INode = {
		id: 'trigger-node',
		name: 'Trigger',
		type: 'kiriminAjaTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { registerCallback, registerTest },
		credentials: { kiriminAjaApi: { id: '1', name: 'kiriminAjaApi' } },
		webhookId: 'webhook-1',
	};
	const type = () => trigger;
	const workflow = new Workflow({
		id: 'workflow-1',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes: { getByName: type, getByNameAndVersion: type, getKnownTypes: () => ({}) },
	});
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials),
		webhookBaseUrl,
		webhookTestBaseUrl: webhookBaseUrl,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const context = new HookContext(workflow, node, additionalData, mode, 'activate');
	if (await checkExists.call(context)) return;
	expect(await create.call(context)).toBe(true);
}

test('publishing a KiriminAja Trigger makes its URL the callback of the account', async () => {
	const here = sandbox.current.url;
	await publish(`${here}/webhook`);

	expect(sandbox.current.kiriminAja.callbackUrl).toBe(`${here}/webhook/webhook-1/webhook`);
});

test('a test run in the editor registers only when it is asked to', async () => {
	const here = sandbox.current.url;
	await publish(`${here}/webhook-test`, { mode: 'manual', registerTest: true });

	expect(sandbox.current.kiriminAja.callbackUrl).toBe(`${here}/webhook-test/webhook-1/webhook`);
});

test.each([
	['a test run in the editor', { mode: 'manual' as const }],
	['a trigger that may not register', { registerCallback: false }],
])('%s leaves the callback of the account as it is', async (_what, options) => {
	await publish(`${sandbox.current.url}/webhook`, options);
	expect(sandbox.current.requests).toEqual([]);
});

test('publishing under an address that KiriminAja can not find says what to set', async () => {
	await expect(publish('https://no-such-host.invalid/webhook')).rejects.toMatchObject({
		message: 'KiriminAja did not accept the callback URL: The url is not a valid URL.',
		description: expect.stringContaining('Set WEBHOOK_URL of your n8n to its public address'),
	});
});

test('publishing with a wrong key says that it is the key', async () => {
	await expect(
		publish(`${sandbox.current.url}/webhook`, { apiKey: 'not-the-key' }),
	).rejects.toMatchObject({
		message: 'KiriminAja refused the request: Unauthorized.',
		description: expect.stringContaining('Check the KiriminAja credential'),
	});
});
