import './quiet';
import type { AddressInfo } from 'node:net';
import { parse as parseForm } from 'node:querystring';
import express, { type Request, type Response } from 'express';
import { WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type IHttpRequestMethods,
	type INode,
	type INodeParameters,
	type INodeType,
	type IWebhookDescription,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { KiriminAjaTrigger } from '../../../nodes/KiriminAja/KiriminAjaTrigger.node';
import { KirimoTrigger } from '../../../nodes/Kirimo/KirimoTrigger.node';
import { credentialsHelper, type CredentialValues } from './credentials';

const triggers: Record<string, INodeType> = {
	kiriminAjaTrigger: new KiriminAjaTrigger(),
	kirimoTrigger: new KirimoTrigger(),
};

interface ServeOptions {
	type: 'kirimoTrigger' | 'kiriminAjaTrigger';
	parameters?: INodeParameters;
	credentials: CredentialValues;
	/** `webhook` is a published workflow, `manual` a test in the editor. */
	mode?: WorkflowExecuteMode;
	/** What n8n had stored of the node before, e.g. the `staticData` of an earlier server. */
	staticData?: IDataObject;
	/** The same one stands for the same workflow in the same n8n; another one when left out. */
	workflowId?: string;
}

export interface ServedTrigger {
	url: string;
	/** The items of each run that n8n would have started, in order. */
	runs: IDataObject[][];
	/** What n8n has stored of the node. */
	staticData(): IDataObject;
	close(): Promise<void>;
}

let served = 0;

/**
 * Serves one of our trigger nodes as n8n does: its own body parsing, n8n-core's context, static data read afresh for each delivery and
 * stored after it, and n8n's answers. Bodies are read here because the parser is in n8n's server, which is no library.
 */
export async function serveTrigger(options: ServeOptions): Promise<ServedTrigger> {
	served += 1;
	const workflowId = options.workflowId ?? `webhook-workflow-${served}`;
	const runs: IDataObject[][] = [];
	let stored = JSON.stringify(options.staticData ?? {});

	const app = express();
	app.all('/webhook', async (request, response) => {
		const { webhooks = [] } = triggerOf(options).description;
		const description = webhooks.find(({ httpMethod }) => httpMethod === request.method);
		if (description === undefined) {
			response.status(404).json({ code: 404, message: 'This webhook is not registered' });
			return;
		}
		let body: unknown;
		try {
			body = await readBody(request);
		} catch (error) {
			// n8n answers this by itself; the node never hears of it.
			response.status(422).json({ code: 422, message: (error as Error).message });
			return;
		}
		request.body = body;
		const workflow = workflowOf(options, workflowId, JSON.parse(stored) as IDataObject);
		try {
			const result = await runWebhook(options, workflow, description, request, response);
			if (workflow.staticData.__dataChanged === true) stored = JSON.stringify(workflow.staticData);
			const [items] = result.workflowData ?? [];
			if (items) runs.push(items.map(({ json }) => json));
			if (result.noWebhookResponse) return;
			// As n8n: what the description says wins over what the node answers.
			const { responseData = 'firstEntryJson' } = description;
			const answer: unknown = responseData || result.webhookResponse;
			response.status(200).json(answer ?? { message: 'Workflow was started' });
		} catch (error) {
			response.status(500).json({ code: 0, message: (error as Error).message });
		}
	});

	const server = app.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/webhook`,
		runs,
		staticData: () => JSON.parse(stored) as IDataObject,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function triggerOf({ type }: ServeOptions): INodeType {
	const trigger = triggers[type];
	if (trigger === undefined) throw new Error(`No trigger ${type}`);
	return trigger;
}

async function runWebhook(
	options: ServeOptions,
	workflow: Workflow,
	description: IWebhookDescription,
	httpRequest: Request,
	httpResponse: Response,
) {
	const { credentials, mode = 'webhook' } = options;
	const trigger = triggerOf(options);
	const node = workflow.getNode('Trigger');
	if (!trigger.webhook || !node) throw new Error('The node has no webhook');
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials),
		httpRequest,
		httpResponse,
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const webhookData = {
		httpMethod: httpRequest.method as IHttpRequestMethods,
		node: node.name,
		path: 'webhook',
		webhookDescription: description,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
	};
	const context = new WebhookContext(workflow, node, additionalData, mode, webhookData, [], null);
	return await trigger.webhook.call(context);
}

function workflowOf(options: ServeOptions, id: string, staticData: IDataObject): Workflow {
	const { type, parameters = {}, credentials } = options;
	const node: INode = {
		id: 'trigger-node',
		name: 'Trigger',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((name) => [name, { id: '1', name }]),
		),
		webhookId: 'webhook-1',
	};
	const trigger = () => triggerOf(options);
	return new Workflow({
		id,
		nodes: [node],
		connections: {},
		active: true,
		staticData,
		nodeTypes: { getByName: trigger, getByNameAndVersion: trigger, getKnownTypes: () => ({}) },
	});
}

/** As n8n 2.41 parses (its `middlewares/body-parser`): other kinds of body, and no body, leave it undefined. */
async function readBody(request: Request): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const rawBody = Buffer.concat(chunks);
	Object.assign(request, { rawBody });
	const [contentType = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
	const text = rawBody.toString('utf8').replace(/^\uFEFF/, '');
	if (text === '') return undefined;
	if (contentType === 'application/json') return JSON.parse(text) as unknown;
	if (contentType === 'application/x-www-form-urlencoded') return parseForm(text);
	return contentType === 'text/plain' ? text : undefined;
}
