import type { INodeProperties } from 'n8n-workflow';
import { line } from '../../shared/values/builders';
import { additionalFields, partnerPath } from './fields';
import { walletFields, walletRequest } from './walletPayment';

/** KasPro's pages show `-` as the endpoint of some payments, so the merchant has to know it. docs/contracts/kaspro.md §4.9 */
const pathField = line('Path', 'path', '/the-path-from-kaspro/', {
	required: true,
	description:
		"The path that KasPro gave you for this, below the Base URL. KasPro's public page has a dash in its place; ask your integration contact.",
});

/** A wallet payment whose path only the merchant knows. */
export function unpublishedFields(words: Parameters<typeof walletFields>[0]): INodeProperties[] {
	return [...walletFields({ ...words, first: [pathField] }), additionalFields({})];
}

export const unpublishedRequest = walletRequest.extend({ path: partnerPath });
