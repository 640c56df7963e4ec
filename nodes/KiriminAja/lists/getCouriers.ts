import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { kiriminAja, rowsOf } from '../api';

/** The account's express couriers. docs/contracts/kiriminaja.md §2.2 (8) */
export async function getCouriers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const body = await kiriminAja.read({ ctx: this }, '/api/mitra/couriers');
	return rowsOf(body)
		.filter(({ type }) => String(type).toLowerCase() !== 'instant')
		.map(({ code, name }) => ({ name: String(name), value: String(code) }))
		.sort((one, other) => one.name.localeCompare(other.name));
}
