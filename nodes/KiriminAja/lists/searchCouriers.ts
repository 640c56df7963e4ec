import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { askCouriers, isInstant } from './getCouriers';
import { matching } from './matching';

/** Picks one of the account's couriers, express or instant. */
export async function searchCouriers(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const results = (await askCouriers(this)).map((courier) => ({
		name: `${textIn(courier.name)}${isInstant(courier) ? ' (Instant)' : ''}`,
		value: textIn(courier.code),
	}));
	results.sort((one, other) => one.name.localeCompare(other.name));
	return matching(results, filter);
}
