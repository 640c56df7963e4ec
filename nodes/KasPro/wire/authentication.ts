import {
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { NothingSent } from '../../shared/wire/errors';
import { trimmedUrl } from '../../shared/wire/request';
import { optional } from '../../shared/values/kinds';
import { extraHeaders, merged } from './headers';
import { signatureHeader } from './signature';

type Credential = ICredentialDataDecryptedObject;

const TOKEN_TIMEOUT_MS = 30_000;

/** All headers of a call. The merchant's own ones come first, so that none of them can take the place of a signature. */
export function headersOf(credential: Credential, request: IHttpRequestOptions, date: string) {
	const { headers = {} } = request;
	return merged(ownHeaders(credential), headers, authHeaders(credential, request, date));
}

/** What KasPro, or a gateway before it, asks of every call. */
function ownHeaders({ extraHeaders: given }: Credential): Record<string, string> {
	const { success, data, error } = optional(extraHeaders).safeParse(given);
	if (success) return data ?? {};
	throw new NothingSent(`Extra Headers in the KasPro credential ${error.issues[0]?.message}`);
}

/** The headers that prove to KasPro who calls, in each mode of the credential. docs/contracts/kaspro.md §2.2 */
export function authHeaders(
	credential: Credential,
	request: IHttpRequestOptions,
	date: string,
): Record<string, string> {
	const origin = filled(credential.origin);
	switch (credential.authMode) {
		case 'oauth2Hmac': {
			const key = {
				id: required(credential.hmacKey, 'HMAC Key'),
				secret: required(credential.hmacSecret, 'HMAC Secret'),
			};
			return {
				Authorization: `Bearer ${filled(credential.accessToken)}`,
				'KasPro-Signature': signatureHeader(request.method ?? 'GET', pathOf(request), date, key),
				Date: date,
				'Partner-Key': filled(credential.partnerKey) || key.id,
				...(origin && { Origin: origin }),
			};
		}
		case 'partnerKey':
			return {
				'Partner-Key': required(credential.partnerKey, 'Partner Key'),
				...(origin && { Origin: origin }),
			};
		case 'bearerToken': {
			const token = required(credential.bearerToken, 'Bearer Token').replace(/^bearer\s+/i, '');
			return { Authorization: `Bearer ${token}`, ...(origin && { Origin: origin }) };
		}
		default:
			return {};
	}
}

/** The path as it is sent: a path in the base URL belongs to it, the query does not. */
function pathOf({ baseURL, url }: IHttpRequestOptions): string {
	return new URL(trimmedUrl(checkedBaseUrl(baseURL)) + url).pathname;
}

/**
 * Asks for an access token with client id and secret. Every failure becomes one plain error without an HTTP status or a network code:
 * with either, n8n would ask again with the same wrong secret, or take the call behind it for one that may have been done. KasPro's own
 * text stays out, because nobody knows what it repeats of the request. docs/contracts/kaspro.md §2.1
 */
export async function fetchToken(
	{ helpers }: IHttpRequestHelper,
	credential: Credential,
): Promise<string> {
	const path = filled(credential.tokenPath);
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: `${trimmedUrl(checkedBaseUrl(credential.baseUrl))}/${path.replace(/^\/+/, '')}`,
		headers: merged(ownHeaders(credential), {
			Accept: 'application/json',
			'Content-Type': 'application/x-www-form-urlencoded',
		}),
		auth: {
			username: required(credential.clientId, 'Client ID'),
			password: required(credential.clientSecret, 'Client Secret'),
		},
		body: 'grant_type=client_credentials',
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A followed redirect would hand the client secret to another host.
		disableFollowRedirect: true,
		timeout: TOKEN_TIMEOUT_MS,
	};
	const response = await answerTo(helpers, options);
	if (response === undefined) {
		throw new NothingSent(
			`KasPro could not be reached for an access token. Check Base URL and Token Path (${path}) in the KasPro credential, and the network of this n8n.`,
		);
	}
	const token = tokenIn(response);
	if (token !== undefined) return token;
	const { statusCode: status } = response;
	if ([400, 401, 403].includes(status)) {
		throw new NothingSent(
			`KasPro gave no access token (HTTP ${status}). Check Client ID and Client Secret in the KasPro credential, and whether KasPro allows the IP address of this n8n.`,
		);
	}
	throw new NothingSent(
		`KasPro answered the request for an access token with HTTP ${status} and no token. Check Base URL and Token Path (${path}) in the KasPro credential.`,
	);
}

async function answerTo(
	helpers: IHttpRequestHelper['helpers'],
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse | undefined> {
	try {
		return (await helpers.httpRequest(options)) as IN8nHttpFullResponse;
	} catch {
		return undefined;
	}
}

function tokenIn({ statusCode, body }: IN8nHttpFullResponse): string | undefined {
	if (statusCode >= 300) return undefined;
	try {
		const { access_token: token } = JSON.parse(textIn(body)) as { access_token?: unknown };
		return typeof token === 'string' && token !== '' ? token : undefined;
	} catch {
		return undefined;
	}
}

function checkedBaseUrl(value: unknown): string {
	const address = required(value, 'Base URL');
	if (/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/i.test(address)) return address;
	throw new NothingSent(
		'Base URL in the KasPro credential must be a web address such as https://gateway.example.com, without ? and #.',
	);
}

function required(value: unknown, label: string): string {
	const text = filled(value);
	if (text !== '') return text;
	throw new NothingSent(`${label} is empty in the KasPro credential. Fill it in.`);
}

/** Copied keys often have a blank or a line break at their end, which no header may carry. */
function filled(value: unknown): string {
	return textIn(value).trim();
}
