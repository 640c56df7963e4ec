import { KasProApi } from '../../../credentials/KasProApi.credentials';
import { testCredential } from '../support/credentialTest';
import { kasProCredential } from '../support/kasPro';
import { useSandbox } from '../support/sandbox';
import { accounts } from '../../../sandbox/index.ts';

const sandbox = useSandbox();
const pressTest = async (changes = {}) =>
	await testCredential(new KasProApi(), kasProCredential(sandbox.current, changes).kasProApi ?? {});

/** A token that somebody else has fetched. */
function issuedToken(): string {
	const token = 'a-token-from-elsewhere';
	sandbox.current.kasPro.tokens.push({ token, expiresAt: Date.now() + 60_000 });
	return token;
}

test.each(['http200', 'http4xx'] as const)(
	'token and signature pass with the right keys (%s)',
	async (errorStyle) => {
		sandbox.current.kasPro.settings.errorStyle = errorStyle;

		expect(await pressTest()).toBe('OK');
	},
);

test('keys that were copied with a blank and a line break pass', async () => {
	const { clientId, clientSecret, hmacKey, hmacSecret } = accounts.kasPro;
	const copied = Object.entries({ clientId, clientSecret, hmacKey, hmacSecret }).map(
		([name, key]) => [name, ` ${key}\n`],
	);

	expect(await pressTest(Object.fromEntries(copied) as Record<string, string>)).toBe('OK');
});

test('a wrong secret of the signature is named', async () => {
	expect(await pressTest({ hmacSecret: 'wrong' })).toMatch(/^KasPro's gateway does not accept/);
});

test('a wrong client secret is named, and not shown', async () => {
	const message = await pressTest({ clientSecret: 'wrong-client-secret' });

	expect(message).toMatch(/Check Client ID and Client Secret/);
	expect(message).not.toContain('wrong-client-secret');
});

test('a partner key passes when it is right, and not when it is wrong', async () => {
	sandbox.current.kasPro.settings.authMode = 'partnerKey';
	const { hmacKey: partnerKey } = accounts.kasPro;

	expect(await pressTest({ authMode: 'partnerKey', partnerKey })).toBe('OK');
	expect(await pressTest({ authMode: 'partnerKey', partnerKey: 'wrong' })).not.toBe('OK');
});

test('a bearer token passes when it is right, and not when it is wrong', async () => {
	sandbox.current.kasPro.settings.authMode = 'bearerToken';

	expect(await pressTest({ authMode: 'bearerToken', bearerToken: issuedToken() })).toBe('OK');
	expect(await pressTest({ authMode: 'bearerToken', bearerToken: 'wrong' })).not.toBe('OK');
});

test('without keys it passes where none are asked for, and nowhere else', async () => {
	expect(await pressTest({ authMode: 'none' })).not.toBe('OK');
	sandbox.current.kasPro.settings.authMode = 'none';

	expect(await pressTest({ authMode: 'none' })).toBe('OK');
});
