import type { Request, Response } from 'express';
import { WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type IRun,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { Kirimo } from '../../../nodes/Kirimo/Kirimo.node';
import { credentialsHelper, type CredentialValues } from './credentials';

export interface Resumption {
	/** What the sender is answered; 200 when n8n resumes the execution. */
	status: number;
	/** The items with which the execution goes on, or nothing when it waits on. */
	items?: IDataObject[];
}

const workflowIds = new WeakMap<IRun['data'], string>();
let waited = 0;

/** Each execution stands for a workflow of its own, so that a test does not get what another one has made the node remember. */
function workflowIdOf(data: IRun['data']): string {
	const id = workflowIds.get(data) ?? `waiting-workflow-${(waited += 1)}`;
	workflowIds.set(data, id);
	return id;
}

/** Posts a body to an execution that waits at our node, as n8n does once its token was right. */
export async function postToWaiting(
	{ data }: IRun,
	body: unknown,
	credentials: CredentialValues,
): Promise<Resumption> {
	const kirimo = new Kirimo();
	const waiting = data.executionData?.nodeExecutionStack[0]?.node;
	const [webhookDescription] = kirimo.description.webhooks ?? [];
	if (!waiting || !webhookDescription) throw new Error('Nothing waits for a callback');
	const node: INode = { ...waiting };
	const workflow = new Workflow({
		id: workflowIdOf(data),
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => kirimo,
			getByNameAndVersion: () => kirimo,
			getKnownTypes: () => ({}),
		},
	});
	let status = 200;
	const httpResponse = {
		status(code: number) {
			status = code;
			return this;
		},
		json: () => undefined,
	} as unknown as Response;
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials),
		httpRequest: { body } as Request,
		httpResponse,
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const webhookData = {
		httpMethod: 'POST' as const,
		node: node.name,
		path: '',
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
	};
	const context = new WebhookContext(
		workflow,
		node,
		additionalData,
		'manual',
		webhookData,
		[],
		data,
	);
	const result: IWebhookResponseData = await kirimo.webhook.call(context);
	return { status, items: result.workflowData?.[0]?.map(({ json }) => json) };
}
