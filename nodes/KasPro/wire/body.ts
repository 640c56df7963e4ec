import type { IDataObject } from 'n8n-workflow';

/** The request's body: the named fields, then the merchant's own, of which null removes a field. docs/contracts/kaspro.md §6 */
export function bodyWith(
	named: IDataObject,
	additional: Record<string, unknown> = {},
): IDataObject {
	const merged = { ...named, ...(additional as IDataObject) };
	return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}
