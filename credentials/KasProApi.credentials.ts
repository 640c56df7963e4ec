import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { fetchToken, headersOf } from '../nodes/KasPro/wire/authentication';

/** A field that only some modes have. */
function shownFor(authMode: string[], field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { authMode } } };
}

/** A KasPro partner's keys. docs/contracts/kaspro.md §2 */
export class KasProApi implements ICredentialType {
	name = 'kasProApi';

	displayName = 'KasPro API';

	icon: Icon = { light: 'file:../icons/kaspro.svg', dark: 'file:../icons/kaspro.dark.svg' };

	documentationUrl = 'https://repository.invalid/docs/kaspro.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gateway.example.com',
			description: 'The address that KasPro gave you; development and production have their own',
		},
		{
			displayName: 'Authentication',
			name: 'authMode',
			type: 'options',
			options: [
				{
					name: 'Bearer Token',
					value: 'bearerToken',
					description: 'A token that you got elsewhere; it is not renewed',
				},
				{
					name: 'None',
					value: 'none',
					description: 'For a gateway of your own that signs the calls',
				},
				{
					name: 'OAuth2 + HMAC',
					value: 'oauth2Hmac',
					description: "A token and a signature with every call, as on KasPro's gateway",
				},
				{
					name: 'Partner Key',
					value: 'partnerKey',
					description: 'A fixed key, as on older partner hosts',
				},
			],
			default: 'oauth2Hmac',
			description: 'What KasPro set up for you; ask your integration contact',
		},
		shownFor(['oauth2Hmac'], {
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description:
				'Names your company when access tokens are fetched; KasPro gives it with the secret',
		}),
		shownFor(['oauth2Hmac'], {
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Belongs to the Client ID; it is sent only where access tokens are fetched',
		}),
		shownFor(['oauth2Hmac'], {
			displayName: 'Token Path',
			name: 'tokenPath',
			type: 'string',
			default: '/authentication-server/oauth/token',
			required: true,
			description: 'Where access tokens are fetched, below the Base URL',
		}),
		shownFor(['oauth2Hmac'], {
			displayName: 'HMAC Key',
			name: 'hmacKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: "The key's name, sent along with each signature",
		}),
		shownFor(['oauth2Hmac'], {
			displayName: 'HMAC Secret',
			name: 'hmacSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Signs each call and is never sent; paste it exactly as KasPro gave it',
		}),
		shownFor(['oauth2Hmac', 'partnerKey'], {
			displayName: 'Partner Key',
			name: 'partnerKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'With OAuth2 + HMAC only needed when it differs from the HMAC Key',
		}),
		shownFor(['bearerToken'], {
			displayName: 'Bearer Token',
			name: 'bearerToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Without the word Bearer. When it has run out, enter a new one here.',
		}),
		shownFor(['bearerToken', 'oauth2Hmac', 'partnerKey'], {
			displayName: 'Origin',
			name: 'origin',
			type: 'string',
			default: '',
			placeholder: 'e.g. 203.0.113.10',
			description: 'Address of your server as you registered it with KasPro, sent with each call',
		}),
		{
			displayName: 'Extra Headers (JSON)',
			name: 'extraHeaders',
			type: 'json',
			default: '{}',
			description:
				'Headers that KasPro asks of each of your calls, e.g. {"Accept-Language": "ID"}. One named like a header of the Authentication is not sent.',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** n8n calls this when there is no access token yet, and once more after an answer 401. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.authMode !== 'oauth2Hmac') return {};
		return { accessToken: await fetchToken(this, credentials) };
	}

	authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const headers = headersOf(credentials, requestOptions, new Date().toUTCString());
		return Promise.resolve({ ...requestOptions, headers });
	}

	/**
	 * Asks for a customer that can't exist: 0800 is no mobile prefix. Any answer with a code comes from KasPro's API, behind its
	 * gateway; the gateway's own refusals have none. docs/contracts/kaspro.md §2.4, §4.4
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/customer-account-inquiry/',
			qs: { mobileNumber: '080000000000' },
			headers: { Accept: 'application/json' },
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'error',
					value: 'Authorization field missing, malformed or invalid',
					message:
						"KasPro's gateway does not accept the signature. Check HMAC Key, HMAC Secret and the clock of this n8n.",
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'code',
					value: undefined,
					message:
						"KasPro's gateway did not let the call through to the KasPro API. Check the Base URL, the keys or token, Origin, and whether KasPro allows the IP address of this n8n.",
				},
			},
		],
	};
}
