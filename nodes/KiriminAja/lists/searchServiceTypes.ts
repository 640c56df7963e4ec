import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { inputError } from '../../shared/wire/errors';
import { askRates, packageField, priceOf } from './askRates';
import { matching } from './matching';

/** What the courier that is chosen in Service offers for the package. */
export async function searchServiceTypes(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const courier = textIn(packageField(this, 'service')).trim().toLowerCase();
	if (courier === '') {
		throw inputError({ ctx: this }, 'Choose the Service first', 'Each courier has its own types.');
	}
	const rates = (await askRates(this)).filter(
		({ service }) => textIn(service).toLowerCase() === courier,
	);
	// The same may be there twice, with different discounts. docs/contracts/kiriminaja.md §2.3
	const types = new Map(rates.map((rate) => [textIn(rate.serviceType), rate]));
	const results = [...types].map(([type, rate]) => ({
		name: `${courier.toUpperCase()} ${type} · ${priceOf(rate)}`,
		value: type,
	}));
	return matching(results, filter);
}
