import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { askRates, priceOf } from './askRates';
import { matching } from './matching';

/** The couriers that take the package, each with the cheapest of its services. */
export async function searchServices(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const rates = await askRates(this);
	const cheapest = rates.filter(
		({ service }, index) => rates.findIndex((other) => other.service === service) === index,
	);
	const results = cheapest.map((rate) => ({
		name: `${textIn(rate.service).toUpperCase()} · from ${priceOf(rate)}`,
		value: textIn(rate.service),
	}));
	return matching(results, filter);
}
