import './quiet';
import type { Request } from 'express';
import { WebhookContext } from 'n8n-core';
import {
	createRunExecutionData,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeParameters,
	type IRun,
	type IWebhookData,
} from 'n8n-workflow';
import type { CredentialValues } from './credentials';
import {
	additionalDataOf,
	runWorkflow,
	workflowOf,
	type Step,
	type WorkflowOptions,
} from './runWorkflow';

interface ToolOptions {
	type: 'kiriminAja' | 'kirimo' | 'kasPro';
	resource: string;
	operation: string;
	/** With `$fromAI(…)` for what the model fills in. */
	parameters?: INodeParameters;
	credentials: CredentialValues;
	settings?: Partial<INode>;
	/** The workflow's; n8n's default when left out. */
	timezone?: string;
}

interface AgentOptions extends ToolOptions, Pick<WorkflowOptions, 'executionId' | 'mode'> {
	/**
	 * `wrapper`: the agent calls the tool itself, in n8n-core's own wrapper. `engine`: the agent asks the engine to run the tool's node,
	 * as newer agents do.
	 */
	by?: 'wrapper' | 'engine';
	/** The agent makes its tools anew for every call, as for every item that it works on. */
	freshTools?: boolean;
}

/** What the model reads. */
export interface ToolAnswer {
	text: string;
	failed: boolean;
}

/** The arguments of one call, or of several that the model makes at the same time; or what it makes of the answers so far. */
type Asked = IDataObject | IDataObject[] | ((answers: ToolAnswer[]) => IDataObject[]);

type Calls = Array<() => IDataObject[]>;

interface Tool {
	invoke(args: IDataObject): Promise<unknown>;
}

/** Lets an agent call one of our nodes as its tool, all calls within one execution. */
export async function callTool(
	options: AgentOptions,
	...asked: Asked[]
): Promise<{ answers: ToolAnswer[]; run: IRun }> {
	const { by = 'wrapper', credentials, executionId, mode, timezone } = options;
	const answers: ToolAnswer[] = [];
	const calls = asked.map(
		(args) => () => (typeof args === 'function' ? args(answers) : [args].flat()),
	);
	const { run, error } = await runWorkflow({
		steps: [
			{ name: 'Source', type: 'source', to: [['Agent']] },
			{
				name: 'Agent',
				type: 'agent',
				execute:
					by === 'engine'
						? async (_, answered) => asksEngine(calls, answers, answered)
						: async (context) => await callsItself(context, calls, answers, options),
			},
			toolStep(options, 'Agent'),
		],
		credentials,
		executionId,
		mode,
		timezone,
	});
	// The tool has stopped the whole execution: the model reads nothing, the merchant reads this.
	if (error) {
		answers.push({ text: `${error.message} ${error.description ?? ''}`, failed: true });
	}
	return { answers, run };
}

async function callsItself(
	context: IExecuteFunctions,
	calls: Calls,
	answers: ToolAnswer[],
	{ freshTools = false }: AgentOptions,
) {
	const newTool = async () => {
		const [tool] = (await context.getInputConnectionData('ai_tool', 0)) as Tool[];
		if (tool === undefined) throw new Error('The agent has no tool');
		return tool;
	};
	let tool = await newTool();
	for (const [index, together] of calls.entries()) {
		if (freshTools && index > 0) tool = await newTool();
		answers.push(...(await Promise.all(together().map(async (args) => await ask(tool, args)))));
	}
	return [[{ json: { answers } as unknown as IDataObject }]];
}

async function ask(tool: Tool, args: IDataObject): Promise<ToolAnswer> {
	try {
		const text = String(await tool.invoke(args));
		return { text, failed: saysNo(text) };
	} catch (error) {
		return { text: (error as Error).message, failed: true };
	}
}

/** A tool of an agent tells in its item what it could not do: most agents hide what is thrown. */
function saysNo(text: string): boolean {
	return text.includes('"ok":false');
}

/** As the Tools Agent of n8n 2: hands the calls to the engine, is run again with what came of them, and hands over the next ones. */
function asksEngine(calls: Calls, answers: ToolAnswer[], answered?: EngineResponse) {
	for (const { data } of answered?.actionResponses ?? []) {
		const items = data.data?.ai_tool?.[0] ?? [];
		const text = JSON.stringify(items.map(({ json }) => json));
		answers.push({ text, failed: data.error !== undefined || saysNo(text) });
	}
	let done = (answered?.metadata as { done?: number } | undefined)?.done ?? 0;
	let next: IDataObject[] = [];
	while (next.length === 0 && done < calls.length) next = calls[done++]?.() ?? [];
	if (next.length === 0) return [[{ json: { answers } as unknown as IDataObject }]];
	return {
		actions: next.map((input, index) => ({
			actionType: 'ExecutionNodeAction' as const,
			nodeName: TOOL,
			input,
			type: 'ai_tool' as const,
			id: `call-${done}-${index}`,
			metadata: {},
		})),
		metadata: { done },
	};
}

const TOOL = 'Our Tool';

function toolStep({ type, resource, operation, parameters, settings }: ToolOptions, of: string) {
	return {
		name: TOOL,
		type: `${type}Tool`,
		// The tests of what a model may do switch it off again.
		parameters: { resource, operation, allowAsTool: true, ...parameters },
		settings,
		toolOf: of,
	} satisfies Step;
}

interface McpOptions extends ToolOptions {
	/** The trigger is run without any data, as n8n does with most webhooks. n8n 2.41 makes an exception for this trigger. */
	withoutData?: boolean;
}

/** One call of the MCP Server Trigger: it has no execution, and every call makes its tools anew. */
export async function callMcpTool(options: McpOptions, args: IDataObject): Promise<ToolAnswer> {
	const { credentials, withoutData = false, timezone } = options;
	const trigger = { name: 'MCP', type: 'mcpTrigger' };
	const workflow = workflowOf([trigger, toolStep(options, trigger.name)], credentials, timezone);
	const node = workflow.getNode(trigger.name);
	if (node === null) throw new Error('The workflow has no trigger');
	// As `executeWebhook` of n8n's server.
	const nodeExecutionStack = [{ node, data: { main: [] }, source: null }];
	const data = createRunExecutionData({ executionData: { nodeExecutionStack } });
	const context = new WebhookContext(
		workflow,
		node,
		{
			...additionalDataOf(credentials, null, 'webhook'),
			httpRequest: { body: {}, headers: {}, params: {}, query: {} } as Request,
		},
		'webhook',
		{} as IWebhookData,
		[],
		withoutData ? null : data,
	);
	const [tool] = (await context.getInputConnectionData('ai_tool', 0)) as Tool[];
	if (tool === undefined) throw new Error('The trigger has no tool');
	return await ask(tool, args);
}
