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
import { getCouriers } from './lists/getCouriers';
import { getPackageColumns } from './lists/getPackageColumns';
import { searchCities } from './lists/searchCities';
import { searchCouriers } from './lists/searchCouriers';
import { searchDistricts } from './lists/searchDistricts';
import { searchPickupSlots } from './lists/searchPickupSlots';
import { searchProvinces } from './lists/searchProvinces';
import { searchServices } from './lists/searchServices';
import { searchServiceTypes } from './lists/searchServiceTypes';
import { searchSubdistricts } from './lists/searchSubdistricts';
import { resources } from './operations';

export class KiriminAja implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'KiriminAja',
		name: 'kiriminAja',
		icon: {
			light: 'file:../../icons/kiriminaja.svg',
			dark: 'file:../../icons/kiriminaja.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Compare rates, book and track shipments in Indonesia with KiriminAja',
		defaults: { name: 'KiriminAja' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kiriminAjaApi', required: true }],
		properties: propertiesOf(resources, 'rate'),
	};

	methods = {
		listSearch: {
			searchCities,
			searchCouriers,
			searchDistricts,
			searchPickupSlots,
			searchProvinces,
			searchServices,
			searchServiceTypes,
			searchSubdistricts,
		},
		loadOptions: { getCouriers },
		resourceMapping: { getPackageColumns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, resources);
	}
}
