import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { propertiesOf } from '../shared/operation';
import { runOperations } from '../shared/run';
import { resources } from './operations';

export class Kirimo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kirimo',
		name: 'kirimo',
		icon: { light: 'file:../../icons/kirimo.svg', dark: 'file:../../icons/kirimo.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Get paid in Indonesia with Kirimo payment links (Duitku)',
		defaults: { name: 'Kirimo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kirimoApi', required: true }],
		properties: propertiesOf(resources),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}
}
