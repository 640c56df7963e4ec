import { accounts } from '../../../sandbox/index.ts';
import { kirimoCredential } from '../support/kirimo';
import { sandbox, calls, run, create } from './support/links';

describe('Balance → Get', () => {
	test('gives whole rupiah', async () => {
		const { json, hints } = await run('balance', 'get');

		expect(hints).toEqual([]);
		expect(json).toEqual([{ balance: 1829400, package: 'basic', limitUsed: 4210000 }]);
	});

	test('explains a wrong key without showing it', async () => {
		const apiKey = 'KRM-WRONG0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4';
		const { error, run: finished } = await run(
			'balance',
			'get',
			{},
			{ credentials: kirimoCredential(sandbox.current, { apiKey }) },
		);

		expect(error?.message).toBe('Kirimo refused the request: API key tidak valid.');
		expect(error?.description).toBe('Check the API Key in the Kirimo credential.');
		expect(JSON.stringify(finished.data.resultData)).not.toContain(apiKey);
	});

	test('explains a whitelist that lacks this n8n', async () => {
		sandbox.current.kirimo.settings.ipWhitelist = ['203.0.113.7'];
		const { error } = await run('balance', 'get');

		expect(error?.message).toBe('Kirimo refused the request: IP tidak ada di whitelist.');
		expect(error?.description).toContain('whitelist in the Kirimo dashboard');
		expect(calls('balance')).toHaveLength(1);
	});

	test('keeps the credential out of all that n8n stores of the node', async () => {
		const { run: finished } = await create();

		const stored = JSON.stringify([
			finished.data.resultData,
			finished.data.executionData?.contextData,
		]);
		expect(stored).toContain('INV-20261121-0001');
		expect(stored).not.toContain(accounts.kirimo.apiKey);
		expect(stored).not.toContain(accounts.kirimo.duitkuMerchantKey);
	});
});
