import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { kiriminAja, rowsOf } from '../api';

/** Subdistricts (kelurahan) by name or postcode, for the pickers. docs/contracts/kiriminaja.md §2.1 (6) */
export async function searchSubdistricts(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const search = filter.trim();
	if (search.length < 3) return { results: [] };
	const body = await kiriminAja.get({ ctx: this }, '/api/mitra/v6.1/addresses', { search });
	return {
		results: rowsOf(body).map((row) => ({
			name: String(row.full_address ?? row.text),
			value: String(row.subdistrict_id),
		})),
	};
}
