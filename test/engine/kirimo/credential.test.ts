import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KirimoApi } from '../../../credentials/KirimoApi.credentials';
import { accounts } from '../../../sandbox/index.ts';
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

test('is not content with an error that comes with HTTP 200', async () => {
	const server = createServer((_request, response) => {
		response.setHeader('Content-Type', 'application/json');
		response.end('{"status":"error","message":"API key tidak valid."}');
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	expect(await pressTest({ baseUrl })).toMatch(/^Kirimo does not accept this API key/);
	server.closeAllConnections();
	server.close();
});
