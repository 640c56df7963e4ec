import { packedTarball, startN8n, type N8n, type WorkflowFile } from '../../demo/n8n.ts';
import { startChatModel, type ChatModel } from './support/chatModel.ts';
import {
	booking,
	expectForbidden,
	expectUnknown,
	plain,
	start,
	to,
	transfer,
	type WorkflowNode,
} from './support/courierDesk.ts';
import { connectMcp } from './support/mcpClient.ts';
import { startVendor, type Vendor } from './support/vendor.ts';

/** Money moves once in the pinned n8n, whoever runs the node again: a loop, an agent, an MCP client, and Retry On Fail beneath them. */
let vendor: Vendor;
let model: ChatModel;
let n8n: N8n;

beforeAll(async () => {
	vendor = await startVendor();
	model = await startChatModel();
	n8n = await startN8n({
		tarball: packedTarball(),
		env: { N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true' },
	});
	await n8n.importCredentials([
		{ name: 'KasPro', type: 'kasProApi', data: { baseUrl: vendor.url, authMode: 'none' } },
		{
			name: 'By Item',
			type: 'kasProApi',
			data: { baseUrl: '={{ $json.base }}', authMode: 'none' },
		},
		{
			name: 'KiriminAja',
			type: 'kiriminAjaApi',
			data: { environment: 'custom', baseUrl: vendor.url, apiKey: 'sandbox-key' },
		},
		{ name: 'Model', type: 'openAiApi', data: { apiKey: 'none', url: `${model.url}/v1` } },
	]);
}, 180_000);
beforeEach(() => vendor.reset());
afterAll(async () => {
	await n8n?.stop();
	await model?.close();
	await vendor?.close();
}, 60_000);

const sent = () => vendor.transfers.map(({ requestId }) => requestId);

/** A credential may have an expression. n8n fills it in for the first item, unless a node asks for another. */
test('nothing goes out with the account of another item', async () => {
	const items = [
		{ json: { base: vendor.url, wallet: '081234560002' } },
		{ json: { base: 'http://127.0.0.1:1', wallet: '081234560003' } },
		{ json: { base: vendor.url, wallet: '081234560004' } },
	];
	const pay = transfer({ type: 'kasPro', parameters: { destination: '={{ $json.wallet }}' } });
	const workflow: WorkflowFile = {
		name: 'Two accounts',
		nodes: [
			start,
			{
				...plain,
				id: 'trips',
				name: 'Trips',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: `return ${JSON.stringify(items)}` },
			},
			{
				...pay,
				credentials: { kasProApi: { name: 'By Item' } },
				onError: 'continueErrorOutput',
			},
		],
		connections: { Start: { main: [to('Trips')] }, Trips: { main: [to('Pay')] } },
		settings: { executionOrder: 'v1' },
	};

	const execution = await n8n.runWorkflow(await n8n.importWorkflow(workflow));

	const [done, failed] = execution.nodes.Pay?.[0]?.outputs ?? [];
	expect(vendor.transfers).toHaveLength(2);
	expect(done).toHaveLength(2);
	expect(JSON.stringify(failed)).toContain(
		'The credential (item 1) has other values than for item 0',
	);
}, 60_000);

describe('a loop', () => {
	/** The error output leads back into the node, three times at most. */
	const againOnError = (requestId: string): WorkflowFile => ({
		name: `Again on error ${requestId}`,
		nodes: [
			start,
			{
				...transfer({ type: 'kasPro', parameters: { requestId } }),
				onError: 'continueErrorOutput',
			},
			{
				...plain,
				id: 'give-up',
				name: 'Try Again?',
				type: 'n8n-nodes-base.if',
				typeVersion: 2.2,
				parameters: {
					conditions: {
						options: { version: 2, caseSensitive: true, typeValidation: 'strict' },
						combinator: 'and',
						conditions: [
							{
								id: 'rounds',
								leftValue: '={{ $runIndex }}',
								rightValue: 2,
								operator: { type: 'number', operation: 'lt' },
							},
						],
					},
				},
			},
		],
		connections: {
			Start: { main: [to('Pay')] },
			Pay: { main: [[], to('Try Again?')] },
			'Try Again?': { main: [to('Pay')] },
		},
		settings: { executionOrder: 'v1' },
	});

	test.each([
		['its own request ID', 'PAY-1'],
		['an empty request ID', ''],
	])(
		'from the error output back into the node sends %s once',
		async (_, requestId) => {
			vendor.answers = 'lost';

			const execution = await n8n.runWorkflow(await n8n.importWorkflow(againOnError(requestId)));

			expect(sent()).toEqual([requestId || expect.any(String)]);
			expect(execution.status).toBe('success');
			const rounds = (execution.nodes.Pay ?? []).map(({ outputs }) => outputs);
			expect(rounds).toHaveLength(3);
			for (const [done, failed] of rounds) {
				expect(done).toEqual([]);
				expect(failed).toHaveLength(1);
				expectUnknown(JSON.stringify(failed), sent()[0]);
				expect(failed?.[0]?.json).toMatchObject({ error: { outcome: 'unknown' } });
			}
		},
		60_000,
	);

	test('that pays the same courier the same amount twice pays twice', async () => {
		const trips = [{ wallet: '081234560002' }, { wallet: '081234560002' }];
		const workflow: WorkflowFile = {
			name: 'Two trips',
			nodes: [
				start,
				{
					...plain,
					id: 'trips',
					name: 'Trips',
					type: 'n8n-nodes-base.code',
					typeVersion: 2,
					parameters: { jsCode: `return ${JSON.stringify(trips.map((json) => ({ json })))}` },
				},
				{
					...plain,
					id: 'loop',
					name: 'Loop',
					type: 'n8n-nodes-base.splitInBatches',
					typeVersion: 3,
					parameters: { batchSize: 1, options: {} },
				},
				transfer({ type: 'kasPro', parameters: { destination: '={{ $json.wallet }}' } }),
			],
			connections: {
				Start: { main: [to('Trips')] },
				Trips: { main: [to('Loop')] },
				Loop: { main: [[], to('Pay')] },
				Pay: { main: [to('Loop')] },
			},
			settings: { executionOrder: 'v1' },
		};

		const execution = await n8n.runWorkflow(await n8n.importWorkflow(workflow));

		expect(execution.status).toBe('success');
		expect(new Set(sent()).size).toBe(2);
		const paid = (execution.nodes.Loop?.at(-1)?.outputs[0] ?? []).map(({ json }) => json);
		expect(paid).toMatchObject([{ done: true }, { done: true }]);
	}, 60_000);
});

const fromModel = {
	descriptionType: 'manual',
	toolDescription: 'Pays a courier',
	destination: "={{ $fromAI('wallet', 'Wallet of the courier', 'string') }}",
	amount: "={{ $fromAI('amount', 'Whole rupiah', 'number') }}",
};
const joko = { wallet: '081234560002', amount: 50_000 };
const rina = { wallet: '081234560003', amount: 75_000 };

/** From version 3 on n8n's engine runs the tools of an agent, before that the agent itself does. */
describe.each([2.2, 3.1])('an agent (version %d)', (version) => {
	/** The last word of an agent that has this tool. */
	async function ask(tool: WorkflowNode = transfer({ type: 'kasProTool', parameters: fromModel })) {
		const id = await n8n.importWorkflow({
			name: `Agent ${version}`,
			nodes: [
				start,
				{
					...plain,
					id: 'agent',
					name: 'Agent',
					type: '@n8n/n8n-nodes-langchain.agent',
					typeVersion: version,
					parameters: { promptType: 'define', text: 'Pay the couriers', options: {} },
				},
				{
					...plain,
					id: 'model',
					name: 'Model',
					type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
					typeVersion: 1.2,
					credentials: { openAiApi: { name: 'Model' } },
					parameters: {
						model: { __rl: true, mode: 'id', value: 'stub' },
						options: { maxRetries: 0 },
					},
				},
				tool,
			],
			connections: {
				Start: { main: [to('Agent')] },
				Model: { ai_languageModel: [to('Agent', 'ai_languageModel')] },
				Pay: { ai_tool: [to('Agent', 'ai_tool')] },
			},
			settings: { executionOrder: 'v1' },
		});
		const { status, nodes } = await n8n.runWorkflow(id);
		expect(status).toBe('success');
		return nodes.Agent?.[0]?.outputs[0]?.[0]?.json.output;
	}

	test('is told that the outcome is unknown, and does not pay again when it calls again', async () => {
		vendor.answers = 'lost';
		model.script = (told) => (told.length < 3 ? [joko] : 'I could not pay him.');

		expect(await ask()).toBe('I could not pay him.');

		expect(vendor.transfers).toHaveLength(1);
		expect(model.told).toHaveLength(3);
		for (const text of model.told) expectForbidden(text, sent()[0]);
	}, 60_000);

	test('is told so with its own request ID as well', async () => {
		vendor.answers = 'lost';
		model.script = (told) =>
			told.length < 2 ? [{ ...joko, id: 'PAY-1' }] : 'I could not pay him.';
		const requestId = "={{ $fromAI('id', 'Number of this payment', 'string') }}";

		await ask(transfer({ type: 'kasProTool', parameters: { ...fromModel, requestId } }));

		expect(sent()).toEqual(['PAY-1']);
		expect(model.told).toHaveLength(2);
		for (const text of model.told) expectForbidden(text, 'PAY-1');
	}, 60_000);

	test('is told why KasPro refused', async () => {
		vendor.answers = 'refused';
		model.script = ([told]) => (told === undefined ? [joko] : 'He has no money.');

		await ask();

		expect(model.told[0]).toContain('Insufficient balance');
	}, 60_000);

	test('pays two couriers at once, and the same one again when it was done', async () => {
		model.script = ({ length }) => (length === 0 ? [joko, rina] : length === 2 ? [joko] : 'Paid.');

		await ask();

		const amounts = vendor.transfers.map(({ payments }) => payments[0]?.amount);
		expect(amounts.sort()).toEqual([50_000, 50_000, 75_000]);
		expect(new Set(sent()).size).toBe(3);
		expect(model.told).toHaveLength(3);
		for (const [call, text] of model.told.entries()) {
			expect([call, text]).toEqual([call, expect.stringContaining('"done":true')]);
		}
	}, 60_000);

	test('whose two calls at once are lost is told of both, and pays neither again', async () => {
		vendor.answers = 'lost';
		model.script = ({ length }) => (length < 4 ? [joko, rina] : 'I do not know.');

		await ask();

		expect(vendor.transfers.map(({ destination }) => destination).sort()).toEqual([
			joko.wallet,
			rina.wallet,
		]);
		const references = [joko, rina].map(
			({ wallet }) => vendor.transfers.find((one) => one.destination === wallet)?.requestId,
		);
		expect(model.told).toHaveLength(4);
		for (const [call, text] of model.told.entries()) expectForbidden(text, references[call % 2]);
	}, 60_000);

	test('that asks for one transfer twice at once does not pay it twice when it is lost', async () => {
		vendor.answers = 'lost';
		model.script = ({ length }) => (length === 0 ? [joko, joko] : 'I do not know.');

		await ask();

		expect(vendor.transfers).toHaveLength(1);
		expect(model.told).toHaveLength(2);
		for (const text of model.told) expectForbidden(text, sent()[0]);
	}, 60_000);
});

describe('an MCP client', () => {
	let client: Awaited<ReturnType<typeof connectMcp>>;

	beforeAll(async () => {
		const id = await n8n.importWorkflow({
			name: 'MCP',
			nodes: [
				{
					...plain,
					id: 'server',
					name: 'Server',
					type: '@n8n/n8n-nodes-langchain.mcpTrigger',
					typeVersion: 2.1,
					webhookId: 'courier-desk',
					parameters: { path: 'courier-desk' },
				},
				transfer({ type: 'kasProTool', parameters: fromModel }),
				booking(),
			],
			connections: {
				Pay: { ai_tool: [to('Server', 'ai_tool')] },
				Book: { ai_tool: [to('Server', 'ai_tool')] },
			},
			settings: { executionOrder: 'v1' },
		});
		await n8n.publishWorkflow(id);
		client = await connectMcp(`${n8n.url}/mcp/courier-desk`);
	}, 60_000);

	test('books twice with KA Credit under two numbers, although the input is the same', async () => {
		const parcel = { recipient: 'Sari Wulandari' };
		const answers = [await client.call('Book', parcel), await client.call('Book', parcel)];

		for (const { isError, text } of answers) {
			expect([isError, text]).toEqual([false, expect.stringContaining('"orderId"')]);
		}
		const [first, second] = vendor.packages.map(({ order_id }) => order_id);
		expect(vendor.packages).toHaveLength(2);
		expect(first).not.toBe(second);
		expect(answers[0]?.text).toContain(first);
		expect(answers[1]?.text).toContain(second);
	}, 60_000);

	test('pays once when the answer is lost, and reads that it must not pay again', async () => {
		vendor.answers = 'lost';

		const { text } = await client.call('Pay', joko);

		expect(vendor.transfers).toHaveLength(1);
		expectForbidden(text, sent()[0]);
	}, 60_000);

	test('pays two couriers at once under two numbers', async () => {
		const answers = await Promise.all([client.call('Pay', joko), client.call('Pay', rina)]);

		expect(new Set(sent()).size).toBe(2);
		for (const { text } of answers) expect(text).toContain('"done":true');
	}, 60_000);
});
