import '../support/quiet';
import { HookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { KiriminAjaTrigger } from '../../../nodes/KiriminAja/KiriminAjaTrigger.node';
import { accounts } from '../../../sandbox/index.ts';
import { credentialsHelper } from '../support/credentials';
import { kiriminAjaCredential } from '../support/kiriminAja';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const trigger = new KiriminAjaTrigger();
const methods = trigger.webhookMethods.default;
/** Where n8n can be reached. */
const here = 'https://n8n.example.com';

interface Publication {
	mode?: WorkflowExecuteMode;
	activation?: WorkflowActivateMode;
	staticData?: IDataObject;
	registerCallback?: boolean;
	registerTest?: boolean;
	apiKey?: string;
	baseUrl?: string;
}

/**
 * What n8n does with the trigger when its workflow is published (`trigger`) or tested in the editor (`manual`), or when n8n starts
 * (activation `init`). Gives back the static data that n8n then has of the workflow.
 */
async function publish(
	webhookBaseUrl: string,
	{
		mode = 'trigger',
		activation = 'activate',
		staticData = {},
		registerCallback = true,
		registerTest = false,
		apiKey,
		baseUrl = sandbox.current.url,
	}: Publication = {},
): Promise<IDataObject> {
	const credentials = kiriminAjaCredential({ ...sandbox.current, url: baseUrl }, apiKey);
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
		staticData: structuredClone(staticData),
		nodeTypes: { getByName: type, getByNameAndVersion: type, getKnownTypes: () => ({}) },
	});
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials),
		webhookBaseUrl,
		webhookTestBaseUrl: webhookBaseUrl,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const context = new HookContext(workflow, node, additionalData, mode, activation);
	if (!(await methods.checkExists.call(context)))
		expect(await methods.create.call(context)).toBe(true);
	return JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
}

test('publishing a KiriminAja Trigger makes its URL the callback of the account', async () => {
	await publish(`${here}/webhook`);

	expect(sandbox.current.kiriminAja.callbackUrl).toBe(`${here}/webhook/webhook-1/webhook`);
});

test('a test run in the editor registers only when it is asked to', async () => {
	await publish(`${here}/webhook-test`, { mode: 'manual', registerTest: true });

	expect(sandbox.current.kiriminAja.callbackUrl).toBe(`${here}/webhook-test/webhook-1/webhook`);
});

test.each([
	['a test run in the editor', { mode: 'manual' as const }],
	['a trigger that may not register', { registerCallback: false }],
])('%s leaves the callback of the account as it is', async (_what, options) => {
	await publish(`${here}/webhook`, options);
	expect(sandbox.current.requests).toEqual([]);
});

test('publishing under an address that KiriminAja can not find says what to set', async () => {
	await expect(publish('https://no-such-host.invalid/webhook')).rejects.toMatchObject({
		message: 'KiriminAja did not accept the callback URL: The url is not a valid URL.',
		description: expect.stringContaining('Set WEBHOOK_URL of your n8n to its public address'),
	});
});

test('publishing with a wrong key says that it is the key', async () => {
	await expect(publish(`${here}/webhook`, { apiKey: 'not-the-key' })).rejects.toMatchObject({
		message: 'KiriminAja refused the request: Unauthorized.',
		description: expect.stringContaining('Check the KiriminAja credential'),
	});
});

describe('when n8n starts', () => {
	const url = () => `${here}/webhook`;
	const registrations = () =>
		sandbox.current.requests.filter(({ path }) => path === '/api/mitra/set_callback').length;

	test.each<WorkflowActivateMode>(['init', 'leadershipChange'])(
		'a URL that is on record is not registered again, so that KiriminAja need not be up (%s)',
		async (activation) => {
			const staticData = await publish(url());
			sandbox.current.fault({ kind: 'status429', path: '/api/mitra/set_callback', times: 99 });

			await publish(url(), { activation, staticData });
			expect(registrations()).toBe(1);
		},
	);

	test('the callback that another receiver has taken stays with it', async () => {
		const staticData = await publish(url());
		sandbox.current.kiriminAja.callbackUrl = 'https://shop.example.com/kiriminaja';
		await publish(url(), { activation: 'init', staticData });

		expect(sandbox.current.kiriminAja.callbackUrl).toBe('https://shop.example.com/kiriminaja');
	});

	test.each<WorkflowActivateMode>(['activate', 'update', 'create'])(
		'and somebody publishes afterwards, the callback is taken back (%s)',
		async (activation) => {
			const staticData = await publish(url());
			sandbox.current.kiriminAja.callbackUrl = 'https://shop.example.com/kiriminaja';
			await publish(url(), { activation, staticData });

			expect(sandbox.current.kiriminAja.callbackUrl).toBe(`${url()}/webhook-1/webhook`);
		},
	);

	test('a URL that was never registered is', async () => {
		await publish(url(), { activation: 'init' });

		expect(registrations()).toBe(1);
	});

	test('another URL of this n8n is registered', async () => {
		const staticData = await publish(url());
		await publish(`${here}/hooks`, { activation: 'init', staticData });

		expect(sandbox.current.kiriminAja.callbackUrl).toBe(`${here}/hooks/webhook-1/webhook`);
	});

	test('another key, and another environment, is registered', async () => {
		const staticData = await publish(url());
		const other = publish(url(), { activation: 'init', staticData, apiKey: 'another' });
		await expect(other).rejects.toThrow('Unauthorized');
		const baseUrl = sandbox.current.url.replace('127.0.0.1', 'localhost');
		await publish(url(), { activation: 'init', staticData, baseUrl });

		expect(registrations()).toBe(3);
	});

	test('the record does not hold the key, nor what was refused', async () => {
		const refused = publish('https://no-such-host.invalid/webhook');
		await expect(refused).rejects.toThrow();
		const staticData = await publish(url());

		expect(JSON.stringify(staticData)).not.toContain(accounts.kiriminAja.apiKey);
		expect(staticData['node:Trigger']).toEqual({
			registered: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
	});

	test('a test run in the editor registers whatever is on record', async () => {
		const staticData = await publish(url());
		await publish(url(), { mode: 'manual', activation: 'manual', registerTest: true, staticData });

		expect(registrations()).toBe(2);
	});
});
