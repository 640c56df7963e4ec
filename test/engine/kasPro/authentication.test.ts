import { signatureOf, stringToSign } from '../../../sandbox/kaspro/signature.ts';
import { answering } from '../support/answering';
import { kasProCredential } from '../support/kasPro';
import { sandbox, tokenCalls, inquiries, get } from './support/customers';

/** What a request proves itself with, in each kind of authentication. */

test('fetches its token with the extra headers of the credential, and with its own client', async () => {
	const extraHeaders = '{"X-Partner": "P1", "Authorization": "Basic x"}';
	const { error } = await get(
		{},
		{ credentials: kasProCredential(sandbox.current, { extraHeaders }) },
	);

	expect(error).toBeUndefined();
	expect(tokenCalls().map(({ headers }) => headers['x-partner'])).toEqual(['P1']);
});

describe('the access token', () => {
	test('is fetched once and kept for later executions', async () => {
		const credentials = kasProCredential(sandbox.current);
		await get({}, { credentials });
		await get({}, { credentials });

		expect(tokenCalls()).toHaveLength(1);
		expect(inquiries()).toHaveLength(2);
	});

	test('is asked for with the form of the OAuth2 standard', async () => {
		await get();

		expect(tokenCalls()[0]).toMatchObject({
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: { grant_type: 'client_credentials' },
		});
	});

	test('is renewed once when it has expired, and the inquiry is answered', async () => {
		const credentials = kasProCredential(sandbox.current);
		await get({}, { credentials });
		sandbox.current.kasPro.tokens = [];

		const { json } = await get({}, { credentials });

		expect(json[0]?.fullName).toBe('Sari Wulandari');
		expect(tokenCalls()).toHaveLength(2);
		expect(inquiries().map(({ status }) => status)).toEqual([200, 401, 200]);
	});

	test('is not asked for again and again when KasPro accepts none', async () => {
		sandbox.current.kasPro.settings.tokenTtlSeconds = 0;

		const { error } = await get();

		expect(error).toMatchObject({
			message: 'KasPro refused the request: invalid_token',
			description: expect.stringContaining('Check the KasPro credential'),
			httpCode: '401',
		});
		expect(tokenCalls()).toHaveLength(2);
		expect(inquiries()).toHaveLength(2);
	});

	test('names the fields to check when the client secret is wrong, and sends nothing else', async () => {
		const credentials = kasProCredential(sandbox.current, { clientSecret: 'not-the-secret' });

		const { error, run } = await get({}, { credentials });

		expect(error).toMatchObject({
			message:
				'KasPro gave no access token (HTTP 401). Check Client ID and Client Secret in the KasPro credential, and whether KasPro allows the IP address of this n8n.',
			context: { outcome: 'unsent' },
		});
		expect(tokenCalls()).toHaveLength(1);
		expect(inquiries()).toEqual([]);
		expect(JSON.stringify(run)).not.toContain('not-the-secret');
	});

	test('names the path when there is no token service at it', async () => {
		const credentials = kasProCredential(sandbox.current, { tokenPath: '/oauth/none' });

		const { error } = await get({}, { credentials });

		expect(error?.message).toBe(
			'KasPro answered the request for an access token with HTTP 404 and no token. Check Base URL and Token Path (/oauth/none) in the KasPro credential.',
		);
	});

	test.each([
		['hmacSecret', 'HMAC Secret'],
		['hmacKey', 'HMAC Key'],
		['clientId', 'Client ID'],
		['baseUrl', 'Base URL'],
	])('is not asked for, or of no use, when %s is empty', async (name, label) => {
		const credentials = kasProCredential(sandbox.current, { [name]: ' ' });

		const { error } = await get({}, { credentials });

		expect(error?.message).toBe(`${label} is empty in the KasPro credential. Fill it in.`);
		expect(inquiries()).toEqual([]);
	});
});

describe('the signature', () => {
	test('says which keys to check when it is made with a wrong secret', async () => {
		const credentials = kasProCredential(sandbox.current, { hmacSecret: 'not-the-secret' });

		const { error, run } = await get({}, { credentials });

		expect(error).toMatchObject({
			message: 'KasPro refused the request: Authorization field missing, malformed or invalid',
			description: expect.stringContaining('Check HMAC Key, HMAC Secret'),
			httpCode: '400',
		});
		expect(JSON.stringify(run)).not.toContain('not-the-secret');
	});

	test('covers the path of a gateway behind a prefix', async () => {
		const seen: Array<string | undefined> = [];
		await answering(
			(request, response) => {
				seen.push(request.url, String(request.headers['kaspro-signature']), request.headers.date);
				response.end(
					request.url?.includes('token')
						? '{"access_token":"sandbox-access-token-prefix"}'
						: '{"code":110005,"message":"Customer not found"}',
				);
			},
			async (url) => {
				await get(
					{},
					{ credentials: kasProCredential(sandbox.current, { baseUrl: `${url}/gw/` }) },
				);
			},
		);
		expect(seen.filter((_, index) => index % 3 === 0)).toEqual([
			'/gw/authentication-server/oauth/token',
			'/gw/customer-account-inquiry/?mobileNumber=081234560001',
		]);
		const text = stringToSign('GET', '/gw/customer-account-inquiry/', String(seen[5]));
		expect(seen[4]).toContain(encodeURIComponent(signatureOf(text, 'sandbox-hmac-secret-0001')));
	});
});

describe('the other kinds of authentication', () => {
	test('a partner key alone is sent without a token or signature', async () => {
		sandbox.current.kasPro.settings.authMode = 'partnerKey';
		const credentials = kasProCredential(sandbox.current, {
			authMode: 'partnerKey',
			partnerKey: 'sandbox-partner-key-0001\n',
		});

		const { json } = await get({}, { credentials });

		expect(json[0]?.fullName).toBe('Sari Wulandari');
		expect(tokenCalls()).toEqual([]);
		expect(inquiries()[0]?.headers).not.toHaveProperty('authorization');
		expect(inquiries()[0]?.headers).not.toHaveProperty('kaspro-signature');
	});

	test('a bearer token that somebody else fetched is sent as it is, and never renewed', async () => {
		sandbox.current.kasPro.settings.authMode = 'bearerToken';
		const token = 'sandbox-access-token-given';
		sandbox.current.kasPro.tokens.push({ token, expiresAt: Infinity });
		const credentials = kasProCredential(sandbox.current, {
			authMode: 'bearerToken',
			bearerToken: `Bearer ${token}`,
		});

		const { json } = await get({}, { credentials });
		sandbox.current.kasPro.tokens = [];
		const { error } = await get({}, { credentials });

		expect(json[0]?.fullName).toBe('Sari Wulandari');
		expect(error?.httpCode).toBe('401');
		expect(tokenCalls()).toEqual([]);
	});

	test('none sends no header of its own', async () => {
		sandbox.current.kasPro.settings.authMode = 'none';

		const { json } = await get(
			{},
			{ credentials: kasProCredential(sandbox.current, { authMode: 'none' }) },
		);

		expect(json[0]?.fullName).toBe('Sari Wulandari');
		for (const header of ['authorization', 'kaspro-signature', 'partner-key', 'origin']) {
			expect(inquiries()[0]?.headers).not.toHaveProperty(header);
		}
	});
});
