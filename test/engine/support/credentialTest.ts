import './quiet';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	Workflow,
	createEmptyRunExecutionData,
	type ICredentialType,
	type ICredentialsDecrypted,
	type IDataObject,
	type IExecuteData,
	type INode,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { credentialsHelper } from './credentials';

interface Rule {
	type: 'responseCode' | 'responseSuccessBody';
	properties: { value: unknown; key?: string; message: string };
}

interface Cause {
	code?: string;
	response?: { status: number; statusText: string };
}

/**
 * Presses "Test" on a credential: the message of its test, or "OK". Runs the declarative request in n8n's own engine and reads the
 * rules as n8n's server does; the server itself is no library.
 */
export async function testCredential(type: ICredentialType, data: IDataObject): Promise<string> {
	const { request, rules = [] } = type.test ?? { request: {} };
	const credential = { id: '1', name: type.name, type: type.name, data } as ICredentialsDecrypted;
	const nodeType: INodeType = {
		description: {
			displayName: 'Test',
			name: 'test',
			group: [],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: ['main'],
			credentials: [{ name: type.name, required: true }],
			properties: [
				{ displayName: 'Test', name: 'test', type: 'string', routing: { request }, default: '' },
			],
		},
	};
	const node: INode = {
		id: '1',
		name: 'Test',
		type: 'test',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type.name]: { id: '1', name: type.name } },
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
	});
	const additionalData = {
		credentialsHelper: credentialsHelper({ [type.name]: credential.data ?? {} }),
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const executeData: IExecuteData = { node, data: {}, source: null };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		executeData,
		[],
	);
	const all = rules as Rule[];
	try {
		const output = await new RoutingNode(context, nodeType, credential).runNode();
		const body = output?.[0]?.[0]?.json ?? {};
		const broken = all.find(
			({ type: kind, properties: { key = '', value } }) =>
				kind === 'responseSuccessBody' && body[key] === value,
		);
		return broken?.properties.message ?? 'OK';
	} catch (error) {
		const { message, cause } = error as Error & { cause?: Cause };
		const { status, statusText } = cause?.response ?? {};
		const broken = all.find(
			({ type: kind, properties }) => kind === 'responseCode' && properties.value === status,
		);
		// Node's own errors are none in jest's realm, so that n8n loses their code.
		const code = message === 'Invalid URL' ? 'ERR_INVALID_URL' : cause?.code;
		return broken?.properties.message ?? statusText ?? code ?? message;
	}
}
