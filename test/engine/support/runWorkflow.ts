import './quiet';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IRun,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { parse, stringify } from 'flatted';
import { credentialsHelper, type CredentialValues } from './credentials';
import { nodeTypesOf, type Execute } from './nodeTypes';

/** One node of a workflow, and where its outputs lead. */
export interface Step {
	name: string;
	/**
	 * `kiriminAja`, `kirimo`, `kasPro`; the same with `Tool` at the end as n8n makes a tool of them; `source`, which gives `items`;
	 * `function` and `agent`, which do what `execute` says.
	 */
	type: string;
	parameters?: INodeParameters;
	/** Settings of the node, e.g. `onError`, `retryOnFail`. */
	settings?: Partial<INode>;
	/** The node's credentials are stored under this id. */
	credentialId?: string;
	items?: INodeExecutionData[];
	execute?: Execute;
	/** The nodes behind each output; the error output comes last. */
	to?: string[][];
	/** The agent whose tool it is, instead of `to`. */
	toolOf?: string;
}

export interface WorkflowOptions {
	/** The first one is where the run begins. */
	steps: [Step, ...Step[]];
	credentials: CredentialValues;
	/** A new one when left out, as in n8n; `null` for a run that has none. */
	executionId?: string | null;
	mode?: WorkflowExecuteMode;
	/** The workflow's; n8n's default when left out. */
	timezone?: string;
	/** The execution that runs this one as its sub-workflow. */
	parentExecution?: IRunExecutionData['parentExecution'];
	/** An earlier run that failed, to go on with as n8n's list of executions does: what it stored is read again, under a new id. */
	retry?: IRun;
	/** A node to begin with when the earlier run left nothing to do, e.g. because it was stopped. */
	retryFrom?: string;
	/** Of the execution that is retried from its trigger on, because n8n has stored nothing of it. */
	resumeToken?: string;
	/** Gets what the stop button does, when the run begins; n8n does the same when the time of an execution is up. */
	onStart?: (stop: () => void) => void;
}

export interface RunError {
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context: IDataObject;
}

/** What became of one run of one node. */
export interface StepRun {
	/** The last one is the error output when the node has one. */
	outputs: INodeExecutionData[][];
	error?: RunError;
	hints: NodeExecutionHint[];
}

export interface WorkflowResult {
	/** What stopped the execution. */
	error?: RunError;
	/** Every run of a node, in order. */
	runsOf: (name: string) => StepRun[];
	/** All items that a node has given at one of its outputs, in all its runs. */
	itemsOf: (name: string, output?: number) => INodeExecutionData[];
	run: IRun;
}

let executions = 0;
/** n8n never gives an id twice. */
export const newExecutionId = () => `execution-${++executions}`;

/** Runs a workflow in n8n's real engine, with real HTTP. */
export async function runWorkflow(options: WorkflowOptions): Promise<WorkflowResult> {
	const { steps, credentials, retry, mode = retry ? 'retry' : 'manual' } = options;
	const workflow = workflowOf(steps, credentials, options.timezone);
	const data = retry
		? retriedData(workflow, retry, options.retryFrom)
		: freshData(workflow, steps[0].name, options.parentExecution);
	if (options.resumeToken !== undefined) data.resumeToken = options.resumeToken;
	const { executionId = newExecutionId() } = options;
	const execution = new WorkflowExecute(
		additionalDataOf(credentials, executionId, mode),
		mode,
		data,
	);
	const running = execution.processRunExecutionData(workflow);
	options.onStart?.(() => running.cancel());
	const run = await running;
	const { runData, error } = run.data.resultData;
	const runsOf = (name: string): StepRun[] =>
		(runData[name] ?? []).map((task) => ({
			outputs: (task.data?.main ?? []).map((output) => output ?? []),
			error: task.error,
			hints: task.hints ?? [],
		}));
	return {
		error: error as RunError | undefined,
		runsOf,
		itemsOf: (name, output = 0) => runsOf(name).flatMap(({ outputs }) => outputs[output] ?? []),
		run,
	};
}

export function workflowOf(
	steps: Step[],
	credentials: CredentialValues,
	timezone?: string,
): Workflow {
	return new Workflow({
		id: 'workflow-1',
		nodes: steps.map((step, index) => nodeOf(step, index, credentials)),
		connections: connectionsOf(steps),
		active: false,
		nodeTypes: nodeTypesOf(steps),
		settings: { executionOrder: 'v1', timezone },
	});
}

function nodeOf(
	{ name, type, parameters = {}, settings, credentialId = '1' }: Step,
	index: number,
	credentials: CredentialValues,
): INode {
	return {
		id: `node-${name}`,
		name,
		type,
		typeVersion: 1,
		position: [index * 100, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((kind) => [kind, { id: credentialId, name: kind }]),
		),
		...settings,
	};
}

function connectionsOf(steps: Step[]): IConnections {
	const connections: IConnections = {};
	for (const { name, to = [], toolOf } of steps) {
		const type = toolOf === undefined ? 'main' : 'ai_tool';
		const outputs = toolOf === undefined ? to : [[toolOf]];
		connections[name] = {
			[type]: outputs.map((nodes) => nodes.map((node) => ({ node, type, index: 0 }))),
		};
	}
	return connections;
}

function freshData(
	workflow: Workflow,
	first: string,
	parentExecution: IRunExecutionData['parentExecution'],
): IRunExecutionData {
	return createRunExecutionData({
		executionData: { nodeExecutionStack: [stacked(workflow, first)] },
		parentExecution,
	});
}

function stacked(workflow: Workflow, name: string, items: INodeExecutionData[] = [{ json: {} }]) {
	const [previousNode] = workflow.getParentNodes(name, 'main', 1);
	return {
		node: nodeIn(workflow, name),
		data: { main: [items] },
		source: previousNode === undefined ? null : { main: [{ previousNode }] },
	};
}

function nodeIn(workflow: Workflow, name: string): INode {
	const node = workflow.getNode(name);
	if (node === null) throw new Error(`No node ${name}`);
	return node;
}

/** As n8n's `ExecutionService.retry`: the run that failed is taken off, and the execution goes on where it stopped. */
function retriedData(workflow: Workflow, { data }: IRun, from?: string): IRunExecutionData {
	const stored = parse(stringify(data)) as IRunExecutionData;
	const { resultData, executionData } = stored;
	if (!executionData) throw new Error('The run cannot be retried');
	delete resultData.error;
	const last = resultData.runData[resultData.lastNodeExecuted ?? ''];
	if (last?.at(-1)?.error !== undefined) last.pop();
	const stack = executionData.nodeExecutionStack;
	for (const entry of stack) entry.node = nodeIn(workflow, entry.node.name);
	if (stack.length === 0 && from !== undefined) {
		const [source = ''] = workflow.getParentNodes(from, 'main', 1);
		const items = resultData.runData[source]?.at(-1)?.data?.main?.[0] ?? [];
		stack.push(stacked(workflow, from, items));
		delete resultData.runData[from];
	}
	return stored;
}

export function additionalDataOf(
	credentials: CredentialValues,
	executionId: string | null,
	mode: WorkflowExecuteMode,
): IWorkflowExecuteAdditionalData {
	const workflowData = {
		id: 'workflow-1',
		name: 'Test',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
	};
	return {
		credentialsHelper: credentialsHelper(credentials),
		...(executionId !== null && { executionId }),
		hooks: new ExecutionLifecycleHooks(mode, executionId ?? '', workflowData),
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1',
		formBaseUrl: 'http://127.0.0.1/form',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		formTestBaseUrl: 'http://127.0.0.1/form-test',
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookWaitingBaseUrl: 'https://n8n.example.com/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		mcpBaseUrl: 'http://127.0.0.1/mcp',
		mcpTestBaseUrl: 'http://127.0.0.1/mcp-test',
		variables: {},
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}
