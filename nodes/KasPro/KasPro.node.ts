import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { propertiesOf } from '../shared/run/operation';
import { runOperations } from '../shared/run/run';
import { subtitleOf } from '../shared/run/subtitle';
import { resources } from './operations';

export class KasPro implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'KasPro',
		name: 'kasPro',
		icon: {
			light: 'file:../../icons/kaspro.svg',
			dark: 'file:../../icons/kaspro.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Register and look up wallet customers and move money with KasPro',
		defaults: { name: 'KasPro' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kasProApi', required: true }],
		properties: propertiesOf(resources, 'customer'),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}
}
