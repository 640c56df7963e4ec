import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { kiriminAja, rowsOf } from '../wire/api';
import { remembered } from './cache';

/** Subdistricts (kelurahan) by name or postcode, for the pickers. docs/contracts/kiriminaja.md §2.1 (6) */
export async function searchSubdistricts(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const search = filter.trim();
	if (search.length < 3) return { results: [] };
	const path = '/api/mitra/v6.1/addresses';
	const body = await remembered(this, `${path} ${search}`, () =>
		kiriminAja.get({ ctx: this }, path, { search }),
	);
	return {
		results: rowsOf(body).map((row) => ({
			name: textIn(row.full_address ?? row.text),
			value: textIn(row.subdistrict_id),
		})),
	};
}
