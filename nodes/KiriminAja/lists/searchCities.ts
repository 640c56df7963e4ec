import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { inputError } from '../../shared/wire/errors';
import { numericId } from '../../shared/values/kinds';
import { kiriminAja, rowsOf } from '../wire/api';
import { remembered } from './cache';
import { matching } from './matching';

/** The cities and regencies of the province that is chosen above; KiriminAja has no list of all. docs/contracts/kiriminaja.md §2.1 (2) */
export async function searchCities(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { value } = Object(this.getCurrentNodeParameter('provinsiId')) as { value?: unknown };
	const province = numericId.safeParse(value);
	if (!province.success) {
		throw inputError(
			{ ctx: this },
			'Choose the Province first',
			'KiriminAja lists cities by province. You can also give the city by its ID.',
		);
	}
	const path = '/api/mitra/city';
	const body = await remembered(this, `${path} ${province.data}`, () =>
		kiriminAja.read({ ctx: this }, path, { provinsi_id: province.data }),
	);
	const results = rowsOf(body).map((row) => ({
		name: `${textIn(row.type)} ${textIn(row.kabupaten_name)}`,
		value: textIn(row.id),
	}));
	results.sort((one, other) => one.name.localeCompare(other.name));
	return matching(results, filter);
}
