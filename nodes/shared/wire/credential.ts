import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What of a credential tells whose limits they are: without the access token, which n8n renews, and headers, which may have the time in them. */
export function accountOf({
	accessToken: _,
	extraHeaders: __,
	...account
}: ICredentialDataDecryptedObject): string {
	return JSON.stringify(account);
}
