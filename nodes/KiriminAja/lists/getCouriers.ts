import type { IDataObject, ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { kiriminAja, rowsOf } from '../wire/api';
import { remembered } from './cache';

/** The account's express couriers. docs/contracts/kiriminaja.md §2.2 (8) */
export async function getCouriers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await askCouriers(this))
		.filter((courier) => !isInstant(courier))
		.map(({ code, name }) => ({ name: textIn(name), value: textIn(code) }))
		.sort((one, other) => one.name.localeCompare(other.name));
}

/** All couriers of the account, instant ones included. */
export async function askCouriers(ctx: ILoadOptionsFunctions): Promise<IDataObject[]> {
	const path = '/api/mitra/couriers';
	return rowsOf(await remembered(ctx, path, () => kiriminAja.read({ ctx }, path)));
}

export function isInstant({ type }: IDataObject): boolean {
	return textIn(type).toLowerCase() === 'instant';
}
