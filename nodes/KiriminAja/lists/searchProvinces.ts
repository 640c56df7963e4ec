import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { kiriminAja, rowsOf } from '../wire/api';
import { remembered } from './cache';
import { matching } from './matching';

/** docs/contracts/kiriminaja.md §2.1 (1) */
export async function searchProvinces(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const path = '/api/mitra/province';
	const body = await remembered(this, path, () => kiriminAja.read({ ctx: this }, path));
	const results = rowsOf(body).map((row) => ({
		name: textIn(row.provinsi_name),
		value: textIn(row.id),
	}));
	results.sort((one, other) => one.name.localeCompare(other.name));
	return matching(results, filter);
}
