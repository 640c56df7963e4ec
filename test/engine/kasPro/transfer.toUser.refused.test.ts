import type { INodeParameters } from 'n8n-workflow';
import { kasProCredential } from '../support/kasPro';
import { sandbox, transfers, calls, pay } from './support/transfers';

describe('what KasPro refuses', () => {
	test('gives its text and code, and moves nothing', async () => {
		const { error } = await pay({ amount: 9_000_000 });

		expect(error).toMatchObject({
			message: 'KasPro refused the request: Insufficient balance (code 190010)',
			context: { vendorCode: '190010', outcome: 'refused', itemIndex: 0 },
		});
		expect(transfers()).toEqual([]);
	});

	test('gives the same with HTTP 400', async () => {
		sandbox.current.kasPro.settings.errorStyle = 'http4xx';

		const { error } = await pay({ destination: '081299999999' });

		expect(error).toMatchObject({
			message: 'KasPro refused the request: Customer not found (code 110005)',
			description: expect.stringContaining('Check the mobile number'),
			httpCode: '400',
		});
	});

	test('fails only the item it was about when the node goes on', async () => {
		const { outputs } = await pay(
			{ amount: '={{ $json.fee }}' },
			{
				items: [{ fee: 1000 }, { fee: 9_000_000 }, { fee: 3000 }],
				settings: { onError: 'continueErrorOutput' },
			},
		);

		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(outputs[1]?.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				fee: 9_000_000,
				error: expect.objectContaining({
					message: 'KasPro refused the request: Insufficient balance (code 190010)',
				}),
			}),
		]);
		expect(transfers().map(({ amount }) => amount)).toEqual([1000, 3000]);
	});

	test('at the gateway, for a wrong signature, names the keys to check', async () => {
		const credentials = kasProCredential(sandbox.current, { hmacSecret: 'not-the-secret' });

		const { error } = await pay({}, { credentials });

		expect(error?.message).toBe(
			'KasPro refused the request: Authorization field missing, malformed or invalid',
		);
		expect(transfers()).toEqual([]);
	});
});

describe('bad input', () => {
	test.each<[string, INodeParameters, string]>([
		[
			'a number in the foreign form',
			{ mobileNumber: '+62 812-3456-0001' },
			'Payer Mobile Number (item 0) must start with 08 and have 9–13 digits; it is "+62 812-3456-0001".',
		],
		[
			'a destination with letters',
			{ destination: 'Joko' },
			'Destination (item 0) must be a mobile or account number: digits only.',
		],
		['no amount', { amount: 0 }, 'Amount (Rupiah) (item 0) must be at least 1 rupiah; it is 0.'],
		[
			'half a rupiah',
			{ amount: 1000.5 },
			'Amount (Rupiah) (item 0) must be a whole number of rupiah; it is 1000.5.',
		],
		[
			'an amount with dots',
			{ amount: '={{ "25.000" }}' },
			'Amount (Rupiah) (item 0) must be a whole number of rupiah; it is "25.000".',
		],
		[
			'a list for body fields',
			{ additionalFields: { additionalBodyFields: '[1]' } },
			'Additional Fields → Additional Body Fields (JSON) (item 0) must be a JSON object, e.g. {"channel": "APP"}.',
		],
		[
			'a header with a line break',
			{ additionalFields: { extraHeaders: '={{ { "X-A": "a\\nb" } }}' } },
			'Additional Fields → Extra Headers (JSON) (item 0) must have header names and plain texts; "X-A" is not such a pair.',
		],
		[
			'a path with a query',
			{ additionalFields: { path: '/p2p-transaction/?x=1' } },
			'Additional Fields → Path (item 0) must begin with one / and have no blank, ? or #, e.g. /p2p-transaction/.',
		],
		[
			'an address of another host as path',
			{ additionalFields: { path: '//evil.example.com/p2p/' } },
			'Additional Fields → Path (item 0) must begin with one / and have no blank, ? or #, e.g. /p2p-transaction/.',
		],
	])('%s is named with its field and item', async (_, parameters, message) => {
		const { error } = await pay(parameters);

		expect(error?.message).toBe(message);
		expect(sandbox.current.requests).toEqual([]);
	});

	test('in one of three items lets nothing be sent when the node stops on errors', async () => {
		const { error } = await pay(
			{ amount: '={{ $json.fee }}' },
			{ items: [{ fee: 1000 }, { fee: -5 }, { fee: 3000 }] },
		);

		expect(error).toMatchObject({
			message: 'Amount (Rupiah) (item 1) must be at least 1 rupiah; it is -5.',
			description: 'Nothing was sent in this try.',
		});
		expect(calls()).toEqual([]);
	});
});
