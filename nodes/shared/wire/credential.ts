import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * What of a credential tells whose account it is: without the access token, which n8n renews, and headers, which some gateways want with
 * another time each.
 */
export function accountOf({
	accessToken: _,
	extraHeaders: __,
	...account
}: ICredentialDataDecryptedObject): string {
	return JSON.stringify(account);
}
