import { KirimoApi } from '../../../credentials/KirimoApi.credentials';
import { accounts } from '../../../sandbox/index.ts';
import { answering } from '../support/answering';
import { testCredential } from '../support/credentialTest';
import { kirimoCredential } from '../support/kirimo';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const pressTest = async (changes = {}) =>
	await testCredential(new KirimoApi(), kirimoCredential(sandbox.current, changes).kirimoApi);

test('accepts the right key', async () => {
	expect(await pressTest()).toBe('OK');
	expect(sandbox.current.requests).toMatchObject([
		{ method: 'GET', path: '/api.php', query: { action: 'balance' }, status: 200 },
	]);
});

test('trims the address as the nodes do', async () => {
	expect(await pressTest({ baseUrl: ` ${sandbox.current.url}// ` })).toBe('OK');
});

test('accepts a key that was copied with a blank and a line break', async () => {
	const { apiKey } = accounts.kirimo;

	expect(await pressTest({ apiKey: ` ${apiKey}\n` })).toBe('OK');
});

test('says that Kirimo does not know the key', async () => {
	expect(await pressTest({ apiKey: 'KRM-WRONG' })).toBe('Kirimo does not know this API key.');
});

test('names what may be wrong when Kirimo refuses the address or the limit', async () => {
	sandbox.current.kirimo.settings.ipWhitelist = ['203.0.113.7'];

	expect(await pressTest()).toMatch(/^Kirimo refuses the request: .+whitelist.+limit.+API key/);
});

test.each([
	['401', /^Kirimo does not know this API key/],
	['403', /API key is wrong/],
	['200', /^Kirimo does not accept this API key/],
] as const)('says so when a wrong key is answered with HTTP %s', async (badKey, message) => {
	sandbox.current.kirimo.settings.badKey = badKey;

	expect(await pressTest({ apiKey: 'KRM-WRONG' })).toMatch(message);
});

test.each([
	[
		'an error that comes with HTTP 200',
		'{"status":"error","message":"API key tidak valid."}',
		/^Kirimo does not accept/,
	],
	[
		'a server that says only that it is well',
		'{"status":"ok"}',
		/^What answers there is not Kirimo/,
	],
])('is not content with %s', async (_, body, message) => {
	await answering(
		(_request, response) => {
			response.setHeader('Content-Type', 'application/json');
			response.end(body);
		},
		async (baseUrl) => expect(await pressTest({ baseUrl })).toMatch(message),
	);
});

test('takes the key to no other server', async () => {
	await answering(
		(_request, response) => {
			response.writeHead(302, { location: `${sandbox.current.url}/api.php?action=balance` }).end();
		},
		async (baseUrl) => expect(await pressTest({ baseUrl })).not.toBe('OK'),
	);
	expect(sandbox.current.requests).toHaveLength(0);
});
