import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { propertiesOf } from '../shared/run/operation';
import { runOperations } from '../shared/run/run';
import { searchPayments } from './lists/searchPayments';
import { subtitleOf } from '../shared/run/subtitle';
import { resources } from './operations';
import { resumeWebhooks, resumeWhenFinal } from './trigger/resume';

export class Kirimo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kirimo',
		name: 'kirimo',
		icon: { light: 'file:../../icons/kirimo.svg', dark: 'file:../../icons/kirimo.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Get paid in Indonesia with Kirimo payment links (Duitku)',
		defaults: { name: 'Kirimo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kirimoApi', required: true }],
		webhooks: resumeWebhooks,
		properties: propertiesOf(resources, 'payment'),
	};

	methods = { listSearch: { searchPayments } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeWhenFinal(this);
	}
}
