import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { accounts } from '../../../sandbox/index.ts';
import type { CredentialValues } from './credentials';

/** The sandbox's partner as a merchant would enter it. */
export function kasProCredential(
	{ url }: { url: string },
	changes: ICredentialDataDecryptedObject = {},
): CredentialValues {
	const { clientId, clientSecret, tokenPath, hmacKey, hmacSecret, origin } = accounts.kasPro;
	return {
		kasProApi: {
			baseUrl: url,
			authMode: 'oauth2Hmac',
			clientId,
			clientSecret,
			tokenPath,
			hmacKey,
			hmacSecret,
			partnerKey: '',
			origin,
			accessToken: '',
			...changes,
		},
	};
}

/** Nothing of a run may hold any of these. */
export function expectNoSecrets(run: unknown): void {
	const { clientSecret, hmacKey, hmacSecret } = accounts.kasPro;
	const text = JSON.stringify(run);
	for (const secret of [clientSecret, hmacKey, hmacSecret, 'sandbox-access-token']) {
		expect(text).not.toContain(secret);
	}
	expect(text).not.toMatch(/Signature keyId|Basic [A-Za-z0-9+/]{8}/);
}
