import type { IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';
import {
	authHeaders,
	fetchToken,
	headersOf,
} from '../../../../../nodes/KasPro/wire/authentication';
import { KasProApi } from '../../../../../credentials/KasProApi.credentials';
import { vectors } from '../../../../fixtures/kaspro/hmac-vectors.json';

const [vector] = vectors;
const date = vector?.date ?? '';
const partner = {
	baseUrl: 'https://gateway.example.com',
	authMode: 'oauth2Hmac',
	clientId: 'client-1',
	clientSecret: 'client-secret-1',
	tokenPath: '/authentication-server/oauth/token',
	hmacKey: vector?.keyId ?? '',
	hmacSecret: vector?.secret ?? '',
	partnerKey: '',
	origin: '203.0.113.10',
	accessToken: 'token-1',
};
const inquiry: IHttpRequestOptions = {
	method: 'GET',
	baseURL: partner.baseUrl,
	url: '/customer-account-inquiry/',
	qs: { mobileNumber: '081234560001' },
};

describe('a call to KasPro', () => {
	test('carries token, signature, date, partner key and origin', () => {
		expect(authHeaders(partner, inquiry, date)).toEqual({
			Authorization: 'Bearer token-1',
			'KasPro-Signature': vector?.header,
			Date: date,
			'Partner-Key': vector?.keyId,
			Origin: '203.0.113.10',
		});
	});

	test('is signed the same when the base URL ends with slashes and the keys with blanks', () => {
		const typed = {
			...partner,
			hmacKey: ` ${partner.hmacKey}\n`,
			hmacSecret: `${partner.hmacSecret} `,
		};
		const request = { ...inquiry, baseURL: ' https://gateway.example.com// ' };

		expect(authHeaders(typed, request, date)['KasPro-Signature']).toBe(vector?.header);
	});

	test('is signed over the path only, also when the query stands in the URL', () => {
		const request = { ...inquiry, qs: undefined, url: `${inquiry.url}?mobileNumber=081234560001` };

		expect(authHeaders(partner, request, date)['KasPro-Signature']).toBe(vector?.header);
	});

	test('carries the partner key of its own when there is one', () => {
		expect(authHeaders({ ...partner, partnerKey: 'other' }, inquiry, date)['Partner-Key']).toBe(
			'other',
		);
	});

	test.each([
		['partnerKey', { partnerKey: 'key-1' }, { 'Partner-Key': 'key-1', Origin: '203.0.113.10' }],
		[
			'bearerToken',
			{ bearerToken: 'bearer abc' },
			{ Authorization: 'Bearer abc', Origin: '203.0.113.10' },
		],
		['none', {}, {}],
	])('carries nothing more than it has to with %s', (authMode, changes, headers) => {
		expect(authHeaders({ ...partner, authMode, ...changes }, inquiry, date)).toEqual(headers);
	});

	test.each([
		['oauth2Hmac', 'hmacKey', 'HMAC Key'],
		['oauth2Hmac', 'hmacSecret', 'HMAC Secret'],
		['partnerKey', 'partnerKey', 'Partner Key'],
		['bearerToken', 'bearerToken', 'Bearer Token'],
	])('with %s is not made when %s is empty', (authMode, name, label) => {
		expect(() => authHeaders({ ...partner, authMode, [name]: '' }, inquiry, date)).toThrow(
			`${label} is empty in the KasPro credential`,
		);
	});

	test.each([
		'gateway.example.com',
		'ftp://gateway.example.com',
		'https://gateway.example.com/?a=1',
	])('is not made to the base URL %s', (baseURL) => {
		expect(() => authHeaders(partner, { ...inquiry, baseURL }, date)).toThrow(
			/^Base URL in the KasPro credential must be a web address/,
		);
	});
});

describe('extra headers of the credential', () => {
	const withExtra = (extraHeaders: unknown) => ({ ...partner, extraHeaders }) as typeof partner;

	test('go with every call, below those of the operation', () => {
		const request = { ...inquiry, headers: { 'accept-language': 'EN' } };
		const extra = withExtra('{"Accept-Language": "ID", "X-Channel": "APP"}');

		expect(headersOf(extra, request, date)).toEqual({
			'X-Channel': 'APP',
			'accept-language': 'EN',
			...authHeaders(partner, inquiry, date),
		});
	});

	test('take the place of no signature, whatever their capitals, nor does an operation', () => {
		const forged = { authorization: 'x', 'kaspro-signature': 'x', DATE: 'x', 'partner-key': 'x' };
		const request = { ...inquiry, headers: forged };

		expect(headersOf(withExtra(forged), request, date)).toEqual(
			authHeaders(partner, inquiry, date),
		);
	});

	test.each(['', '{}', undefined, null])('may be left empty (%p)', (extraHeaders) => {
		expect(headersOf(withExtra(extraHeaders), inquiry, date)).toEqual(
			authHeaders(partner, inquiry, date),
		);
	});

	test.each([
		['["a"]', 'must be a JSON object, e.g. {"Accept-Language": "ID"}.'],
		['{"X-Y": 7}', 'must have header names and plain texts; "X-Y" is not such a pair.'],
		['{', 'must be JSON: '],
	])('are refused when they are %p', (extraHeaders, sentence) => {
		expect(() => headersOf(withExtra(extraHeaders), inquiry, date)).toThrow(
			`Extra Headers in the KasPro credential ${sentence}`,
		);
	});
});

function helperAnswering(answer: unknown) {
	const httpRequest = jest.fn<Promise<unknown>, [IHttpRequestOptions]>(async () => answer);
	return { helper: { helpers: { httpRequest } } as IHttpRequestHelper, httpRequest };
}

const answered = (statusCode: number, body: string) => ({ statusCode, headers: {}, body });

describe('an access token', () => {
	test('is asked for with client id and secret as HTTP Basic, below the base URL', async () => {
		const { helper, httpRequest } = helperAnswering(answered(200, '{"access_token":"t"}'));

		const typed = {
			...partner,
			baseUrl: 'https://gateway.example.com/gw/',
			tokenPath: 'oauth/token',
		};
		await expect(fetchToken(helper, typed)).resolves.toBe('t');

		expect(httpRequest.mock.calls[0]?.[0]).toMatchObject({
			method: 'POST',
			url: 'https://gateway.example.com/gw/oauth/token',
			auth: { username: 'client-1', password: 'client-secret-1' },
			body: 'grant_type=client_credentials',
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			disableFollowRedirect: true,
		});
	});

	test.each([
		[401, '{"error":"client-secret-1 is wrong"}', 'Check Client ID and Client Secret'],
		[400, '<html>client-secret-1</html>', 'Check Client ID and Client Secret'],
		[404, 'Not Found', 'Check Base URL and Token Path (/authentication-server/oauth/token)'],
		[302, '{"access_token":"t"}', 'Check Base URL and Token Path'],
		[200, '{"token":"t"}', 'Check Base URL and Token Path'],
		[200, '<html>Login</html>', 'Check Base URL and Token Path'],
		[200, 'null', 'Check Base URL and Token Path'],
	])(
		'that is not in the answer (HTTP %i, %s) is asked for where the message says',
		async (status, body, advice) => {
			const { helper } = helperAnswering(answered(status, body));

			const error = await fetchToken(helper, partner).catch((caught: Error) => caught);

			expect(error).toHaveProperty('message', expect.stringContaining(advice));
			expect(error).toHaveProperty('message', expect.not.stringContaining('client-secret-1'));
			// With either of these n8n would ask again, or take the call behind it for one that was sent.
			expect(error).not.toHaveProperty('response');
			expect(error).not.toHaveProperty('code');
		},
	);

	test('that nobody gives, because nobody listens, is an error without a network code', async () => {
		const helper = {
			helpers: {
				httpRequest: async () => {
					throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
				},
			},
		} as IHttpRequestHelper;

		const error = await fetchToken(helper, partner).catch((caught: Error) => caught);

		expect(error).toHaveProperty('message', expect.stringMatching(/^KasPro could not be reached/));
		expect(error).not.toHaveProperty('code');
	});
});

describe('the credential', () => {
	const credential = new KasProApi();

	test.each(['partnerKey', 'bearerToken', 'none'])('fetches no token with %s', async (authMode) => {
		const { helper, httpRequest } = helperAnswering(answered(200, '{"access_token":"t"}'));

		await expect(
			credential.preAuthentication.call(helper, { ...partner, authMode }),
		).resolves.toEqual({});
		expect(httpRequest).not.toHaveBeenCalled();
	});

	test('signs anew when n8n repeats a request with a new token', async () => {
		const first = await credential.authenticate(partner, inquiry);
		const second = await credential.authenticate({ ...partner, accessToken: 'token-2' }, first);

		expect(second.headers?.Authorization).toBe('Bearer token-2');
		expect(inquiry).not.toHaveProperty('headers');
	});

	test('hides every secret in the editor', () => {
		const secrets = ['clientSecret', 'hmacKey', 'hmacSecret', 'partnerKey', 'bearerToken'];
		for (const name of secrets) {
			const property = credential.properties.find((candidate) => candidate.name === name);
			expect(property?.typeOptions?.password).toBe(true);
		}
	});

	test('keeps the access token where n8n looks for one that expires', () => {
		expect(credential.properties.filter(({ typeOptions }) => typeOptions?.expirable)).toEqual([
			expect.objectContaining({ name: 'accessToken', type: 'hidden', default: '' }),
		]);
	});
});
