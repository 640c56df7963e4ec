import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { kiriminAja, rowsOf } from '../wire/api';
import { remembered } from './cache';

/** Districts (kecamatan) by name, for the pickers. KiriminAja wants three letters. docs/contracts/kiriminaja.md §2.1 (5) */
export async function searchDistricts(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const search = filter.trim();
	if (search.length < 3) return { results: [] };
	const path = '/api/mitra/v2/get_address_by_name';
	const body = await remembered(this, `${path} ${search}`, () =>
		kiriminAja.read({ ctx: this }, path, { search }),
	);
	return {
		results: rowsOf(body).map(({ id, text }) => ({ name: textIn(text), value: textIn(id) })),
	};
}
