import { KiriminAjaApi } from '../../../credentials/KiriminAjaApi.credentials';
import { accounts } from '../../../sandbox/index.ts';
import { answering } from '../support/answering';
import { testCredential } from '../support/credentialTest';
import { kiriminAjaCredential } from '../support/kiriminAja';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const pressTest = async (changes = {}) =>
	await testCredential(new KiriminAjaApi(), {
		...kiriminAjaCredential(sandbox.current).kiriminAjaApi,
		...changes,
	});

test('accepts the right key', async () => {
	expect(await pressTest()).toBe('OK');
	expect(sandbox.current.requests).toMatchObject([
		{ method: 'POST', path: '/api/mitra/province', status: 200 },
	]);
});

test('accepts a key that was copied with a blank and a line break', async () => {
	const { apiKey } = accounts.kiriminAja;

	expect(await pressTest({ apiKey: ` ${apiKey}\n` })).toBe('OK');
});

test.each(['http401', 'http403', 'http200'] as const)(
	'says what may be wrong when a key is refused as %s',
	async (badKey) => {
		sandbox.current.kiriminAja.settings.badKey = badKey;

		expect(await pressTest({ apiKey: 'wrong' })).toMatch(
			/^KiriminAja does not accept this key\. Check the key, the environment, .+IP address/,
		);
	},
);

test('takes the key to no other server', async () => {
	await answering(
		(_request, response) => {
			response.writeHead(307, { location: `${sandbox.current.url}/api/mitra/province` }).end();
		},
		async (baseUrl) => expect(await pressTest({ environment: 'custom', baseUrl })).not.toBe('OK'),
	);
	expect(sandbox.current.requests).toHaveLength(0);
});
