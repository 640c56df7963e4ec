import './quiet';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteData,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
} from 'n8n-workflow';
import { KasPro } from '../../../nodes/KasPro/KasPro.node';
import { KiriminAja } from '../../../nodes/KiriminAja/KiriminAja.node';
import { Kirimo } from '../../../nodes/Kirimo/Kirimo.node';
import { credentialsHelper, type CredentialValues } from './credentials';

const nodes: Record<string, INodeType> = {
	kiriminAja: new KiriminAja(),
	kirimo: new Kirimo(),
	kasPro: new KasPro(),
};

/** Gives the input items; never runs itself. */
const source: INodeType = {
	description: {
		displayName: 'Source',
		name: 'source',
		group: ['input'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
};

interface RunOptions {
	/** `kiriminAja`, `kirimo` or `kasPro`. */
	type: keyof typeof nodes & string;
	resource: string;
	operation: string;
	parameters?: INodeParameters;
	credentials: CredentialValues;
	/** One input item each; an empty one when left out. */
	items?: IDataObject[];
	/** The binary fields of each item. */
	binary?: IBinaryKeyData;
	/** Settings of the node, e.g. `onError`, `retryOnFail`. */
	settings?: Partial<INode>;
	executionId?: string;
	/** Gets what the stop button does, when the run begins; n8n does the same when the time of an execution is up. */
	onStart?(stop: () => void): void;
	/** The data of an earlier run, to retry it as n8n's list of executions does. */
	retry?: IRun;
}

export interface RunResult {
	/** The node's outputs; the last one is the error output when the node has one. */
	outputs: INodeExecutionData[][];
	/** The first output's JSON, for short. */
	json: IDataObject[];
	error?: {
		message: string;
		description?: string | null;
		httpCode?: string | null;
		context: IDataObject;
	};
	hints: NodeExecutionHint[];
	run: IRun;
}

/** Runs one of our nodes in n8n's real engine, with real HTTP. */
export async function runNode(options: RunOptions): Promise<RunResult> {
	const { type, resource, operation, parameters, settings, executionId = '1' } = options;
	const node: INode = {
		id: 'node-under-test',
		name: 'Under Test',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource, operation, ...parameters },
		credentials: Object.fromEntries(
			Object.keys(options.credentials).map((name) => [name, { id: '1', name }]),
		),
		...settings,
	};
	const sourceNode: INode = {
		id: 'source',
		name: 'Source',
		type: 'source',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const workflow = new Workflow({
		id: 'workflow-1',
		nodes: [sourceNode, node],
		connections: { Source: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes: {
			getByName: () => source,
			getByNameAndVersion: (name: string) => nodes[name] ?? source,
			getKnownTypes: () => ({}),
		},
	});
	const items = (options.items ?? [{}]).map((json) => ({
		json,
		...(options.binary && { binary: options.binary }),
	}));
	const stacked: IExecuteData = {
		node,
		data: { main: [items] },
		source: { main: [{ previousNode: 'Source' }] },
	};
	const data =
		options.retry?.data ??
		createRunExecutionData({
			executionData: { nodeExecutionStack: [stacked] },
			resultData: {
				runData: {
					Source: [
						{
							startTime: 0,
							executionTime: 0,
							executionIndex: 0,
							executionStatus: 'success',
							source: [],
							data: { main: [items] },
						},
					],
				},
			},
		});
	if (options.retry) {
		// As n8n does when an execution is retried: the failed node's run is taken off, the rest stays.
		delete data.resultData.error;
		delete data.resultData.runData[node.name];
		data.executionData?.nodeExecutionStack.splice(0, Infinity, stacked);
	}
	const execution = new WorkflowExecute(
		additionalData(options.credentials, executionId),
		'manual',
		data,
	);
	const running = execution.processRunExecutionData(workflow);
	options.onStart?.(() => running.cancel());
	const run = await running;
	const task = run.data.resultData.runData[node.name]?.at(-1);
	const outputs = (task?.data?.main ?? []).map((output) => output ?? []);
	return {
		outputs,
		json: (outputs[0] ?? []).map(({ json }) => json),
		error: (task?.error ?? run.data.resultData.error) as RunResult['error'],
		hints: task?.hints ?? [],
		run,
	};
}

function additionalData(
	credentials: CredentialValues,
	executionId: string,
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
		executionId,
		hooks: new ExecutionLifecycleHooks('manual', executionId, workflowData),
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1',
		formBaseUrl: 'http://127.0.0.1/form',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		formTestBaseUrl: 'http://127.0.0.1/form-test',
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		mcpBaseUrl: 'http://127.0.0.1/mcp',
		mcpTestBaseUrl: 'http://127.0.0.1/mcp-test',
		variables: {},
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}
