import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import {
	isProperlySigned,
	parseSignatureHeader,
	signatureOf,
	stringToSign,
} from '../../../sandbox/kaspro/signature.ts';
import { vectors } from '../../fixtures/kaspro/hmac-vectors.json';
import { call, control, kasProHeaders, kasProToken } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const inquiry = '/customer-account-inquiry/';
const ask = (headers: Record<string, string>, query = '?mobileNumber=081234560001') =>
	call(`${sandbox.url}${inquiry}${query}`, { headers });

const signatureError = { error: 'Authorization field missing, malformed or invalid' };

describe('the signature', () => {
	it.each(vectors)('follows the vector of $method $path', (vector) => {
		const text = stringToSign(vector.method, vector.path, vector.date);
		expect(text).toBe(vector.stringToSign);
		expect(signatureOf(text, vector.secret)).toBe(vector.base64);
		const signed = { ...vector, url: vector.path, signature: vector.header };
		expect(isProperlySigned(signed, { id: vector.keyId, secret: vector.secret })).toBe(true);
	});

	const vector = vectors[0]!;
	const key = { id: vector.keyId, secret: vector.secret };
	const good = {
		method: vector.method,
		url: vector.path,
		date: vector.date,
		signature: vector.header,
	};

	it('does not cover the query', () => {
		expect(isProperlySigned({ ...good, url: `${vector.path}?mobileNumber=08` }, key)).toBe(true);
	});

	it('may be percent-encoded in small letters', () => {
		const signature = vector.header.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
		expect(signature).not.toBe(vector.header);
		expect(isProperlySigned({ ...good, signature }, key)).toBe(true);
	});

	it('may begin with a character that has to be percent-encoded', () => {
		const beginning = Array.from({ length: 2000 }, (_, number) => `/path-${number}/`)
			.map((url) => ({
				url,
				base64: signatureOf(stringToSign('GET', url, vector.date), vector.secret),
			}))
			.find(({ base64 }) => /^[+/]/.test(base64));
		const signature = vector.header.replace(
			vector.urlEncoded,
			encodeURIComponent(beginning?.base64 ?? ''),
		);
		expect(isProperlySigned({ ...good, url: beginning?.url ?? '', signature }, key)).toBe(true);
	});

	it.each([
		['another method', { method: 'POST' }],
		['another path', { url: '/bank-transfer/' }],
		['the path without its slash', { url: '/customer-account-inquiry' }],
		['another date', { date: 'Sat, 21 Nov 2026 02:15:01 GMT' }],
		['no date', { date: undefined }],
		['no signature', { signature: undefined }],
		['another key', { signature: vector.header.replace('0001', '0002') }],
		['another algorithm', { signature: vector.header.replace('sha256', 'sha512') }],
		['other headers', { signature: vector.header.replace(' date', '') }],
		['a date in another form', { date: '2026-11-21T02:15:00Z' }],
		['the bare base64', { signature: vector.header.replace(vector.urlEncoded, vector.base64) }],
		['no word Signature', { signature: vector.header.replace('Signature ', '') }],
		['a field twice', { signature: `${vector.header},keyId="x"` }],
	])('is refused for %s', (_case, changes) => {
		expect(isProperlySigned({ ...good, ...changes }, key)).toBe(false);
	});

	it('is read from the header whatever the order of its fields', () => {
		const header = 'Signature signature="c",headers="h",algorithm="a",keyId="k"';
		expect(parseSignatureHeader(header)).toEqual({
			keyId: 'k',
			algorithm: 'a',
			headers: 'h',
			signature: 'c',
		});
	});
});

describe('the gateway', () => {
	it('gives a token for client id and secret', async () => {
		const { clientId, clientSecret, tokenPath } = accounts.kasPro;
		const ask = (secret: string, body: string) =>
			call(`${sandbox.url}${tokenPath}`, {
				body,
				headers: {
					authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
					'content-type': 'application/x-www-form-urlencoded',
				},
			});
		expect((await ask(clientSecret, 'grant_type=client_credentials')).body).toEqual({
			access_token: 'sandbox-access-token-0001',
			token_type: 'bearer',
			expires_in: 3600,
		});
		expect((await ask('wrong', 'grant_type=client_credentials')).status).toBe(401);
		expect((await ask(clientSecret, 'grant_type=password')).status).toBe(400);
	});

	it('looks at the token before the signature, and at the signature before the question', async () => {
		const token = await kasProToken(sandbox);
		const nothing = await ask({});
		expect(nothing.status).toBe(401);
		const onlyToken = await ask({ authorization: `Bearer ${token}` }, '');
		expect([onlyToken.status, onlyToken.body]).toEqual([400, signatureError]);
		const both = await ask(kasProHeaders(token, 'GET', inquiry), '');
		expect(both.body.code).toBe(190001);
	});

	it('refuses a signature that covers the query', async () => {
		const token = await kasProToken(sandbox);
		const path = `${inquiry}?mobileNumber=081234560001`;
		const answer = await ask(kasProHeaders(token, 'GET', path));
		expect([answer.status, answer.body]).toEqual([400, signatureError]);
	});

	it.each(['origin', 'partner-key'])('wants the partner’s %s', async (header) => {
		const token = await kasProToken(sandbox);
		const headers = { ...kasProHeaders(token, 'GET', inquiry), [header]: 'other' };
		expect((await ask(headers)).status).toBe(403);
	});

	it('answers 401 to tokens that ran out or were called in, and gives new ones', async () => {
		const token = await kasProToken(sandbox);
		await control(sandbox, 'kaspro/expire-tokens');
		expect((await ask(kasProHeaders(token, 'GET', inquiry))).status).toBe(401);
		await control(sandbox, 'kaspro/settings', { tokenTtlSeconds: 0 });
		const short = await kasProToken(sandbox);
		expect((await ask(kasProHeaders(short, 'GET', inquiry))).status).toBe(401);
		await control(sandbox, 'kaspro/settings', { tokenTtlSeconds: 60 });
		const fresh = await kasProToken(sandbox);
		expect((await ask(kasProHeaders(fresh, 'GET', inquiry))).status).toBe(200);
	});

	it.each([
		['bearerToken', 'authorization'],
		['partnerKey', 'partner-key'],
	] as const)('asks only for the proof of the mode %s', async (authMode, header) => {
		sandbox.kasPro.settings.authMode = authMode;
		const all = kasProHeaders(await kasProToken(sandbox), 'GET', inquiry);
		expect((await ask({ [header]: all[header] ?? '' })).status).toBe(200);
		expect((await ask({})).status).toBeGreaterThanOrEqual(401);
	});

	it('asks for nothing when it is switched off', async () => {
		sandbox.kasPro.settings.authMode = 'none';
		expect((await ask({})).body.code).toBe(0);
	});
});
