import { ExecuteContext } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import type { Call } from '../../../../nodes/shared/ledger/call';
import { Ledger } from '../../../../nodes/shared/ledger/ledger';
import { credentialsHelper, type CredentialValues } from '../../../engine/support/credentials';

interface Options {
	credentials?: CredentialValues;
	/** Which of the merchant's credentials the node uses. */
	credentialId?: string | null;
	/** None at all for a call of the MCP Server Trigger, which is said by `undefined`. */
	executionId?: string;
	runIndex?: number;
	workflowId?: string;
	nodeId?: string;
	nodeName?: string;
	nodeType?: string;
	/** The node's fields as they stand in the workflow. */
	parameters?: INodeParameters;
	/** Other nodes, from the first to the one before it; and those that stand beside. */
	nodesBefore?: OtherNode[];
	nodesBeside?: OtherNode[];
	items?: INodeExecutionData[];
	/** *On Error* is set to go on. */
	goesOn?: boolean;
	stopped?: AbortSignal;
	/** What earlier tries and executions have left behind. */
	data?: IRunExecutionData;
}

type OtherNode = Partial<INode> & { name: string };

/** A node that may use the given credentials and has nothing else. */
function nodeTypeWith(credentials: CredentialValues): INodeType {
	const description = {
		properties: [],
		inputs: ['main'],
		outputs: ['main'],
		credentials: Object.keys(credentials).map((name) => ({ name })),
	};
	return { description } as unknown as INodeType;
}

/** n8n's real context of a running node, without a run. */
export function contextWith(options: Options = {}): ExecuteContext {
	const { credentials = {}, credentialId = '1', runIndex = 0, items = [{ json: {} }] } = options;
	const executionId = 'executionId' in options ? options.executionId : '1';
	const node: INode = {
		id: options.nodeId ?? 'node-1',
		name: options.nodeName ?? 'Node',
		type: options.nodeType ?? 'node',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...(options.goesOn && { onError: 'continueRegularOutput' as const }),
		credentials: Object.fromEntries(
			Object.keys(credentials).map((name) => [name, { id: credentialId, name }]),
		),
	};
	const nodeType = nodeTypeWith(credentials);
	const { nodesBefore = [], nodesBeside = [] } = options;
	const others = [...nodesBefore, ...nodesBeside].map((one): INode => ({
		...{ id: one.name, type: 'node', typeVersion: 1, position: [0, 0], parameters: {} },
		...one,
	}));
	const line = [...nodesBefore, node].map(({ name }) => name);
	const workflow = new Workflow({
		id: options.workflowId ?? 'workflow-1',
		nodes: [...others, node],
		connections: Object.fromEntries(
			nodesBefore.map(({ name }, place) => [
				name,
				{ main: [[{ node: line[place + 1] ?? '', type: 'main', index: 0 }]] },
			]),
		),
		active: false,
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
	});
	// n8n drops those that the node's type does not have.
	node.parameters = options.parameters ?? {};
	for (const one of [...nodesBefore, ...nodesBeside]) {
		Object.assign(workflow.getNode(one.name) ?? {}, { parameters: one.parameters ?? {} });
	}
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials),
		executionId,
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	return new ExecuteContext(
		workflow,
		node,
		additionalData,
		'manual',
		options.data ?? createRunExecutionData(),
		runIndex,
		items,
		{ main: [items] },
		{ node, data: { main: [items] }, source: null },
		[],
		options.stopped,
	);
}

/** One operation running for the first item. */
export function callWith(references: string[] = [], ctx = contextWith()): Call {
	const ledger = new Ledger(ctx, 'order.create');
	return { ctx, item: 0, references, ledger, hint: jest.fn() };
}
