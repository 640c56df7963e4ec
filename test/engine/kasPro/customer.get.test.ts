import type { INodeParameters } from 'n8n-workflow';
import { signatureOf, stringToSign } from '../../../sandbox/kaspro/signature.ts';
import { answering, deadAddress } from '../support/answering';
import { expectNoSecrets, kasProCredential } from '../support/kasPro';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const tokenCalls = () => sandbox.current.requests.filter(({ path }) => path.endsWith('/token'));
const inquiries = () =>
	sandbox.current.requests.filter(({ path }) => path === '/customer-account-inquiry/');

type Options = Partial<Parameters<typeof runNode>[0]>;

async function get(parameters: INodeParameters = {}, options: Options = {}) {
	const result = await runNode({
		type: 'kasPro',
		resource: 'customer',
		operation: 'get',
		credentials: kasProCredential(sandbox.current),
		parameters: { mobileNumber: '081234560001', ...parameters },
		...options,
	});
	expectNoSecrets(result.run);
	return result;
}

test('looks a customer up with the balance', async () => {
	const { json, error, hints } = await get();

	expect(error).toBeUndefined();
	expect(hints).toEqual([]);
	expect(json).toEqual([
		{
			mobileNumber: '081234560001',
			firstName: 'Sari',
			lastName: 'Wulandari',
			fullName: 'Sari Wulandari',
			email: 'sari@example.com',
			accountType: 'PREMIUM',
			accountStatus: 'ACTIVE',
			customerType: 'SUBSCRIBER',
			kycStatus: 'VERIFIED',
			balance: { pocketId: '2', availableBalance: '1250000' },
		},
	]);
});

test('gives everything that KasPro says when Simplify is off', async () => {
	const { json } = await get({ simplify: false });

	expect(json).toEqual([
		{
			code: 0,
			message: 'Berhasil',
			firstName: 'Sari',
			middleName: '',
			lastName: 'Wulandari',
			fullName: 'Sari Wulandari',
			accountType: 'PREMIUM',
			accountStatus: 'ACTIVE',
			customerType: 'SUBSCRIBER',
			email: 'sari@example.com',
			mobileNumber: '081234560001',
			kycStatus: 'VERIFIED',
			balance: { pocketId: '2', availableBalance: '1250000' },
		},
	]);
});

test('asks at another path and with extra headers, of the operation and of the credential', async () => {
	const seen: unknown[] = [];
	const customer = { mobileNumber: '081234560001' };
	await answering(
		(request, answer) => {
			const { 'x-partner': partner, 'x-channel': channel, authorization } = request.headers;
			seen.push([request.url, partner, channel, authorization]);
			answer.end(JSON.stringify({ code: 0, data: customer }));
		},
		async (url) => {
			const own = {
				authMode: 'bearerToken',
				bearerToken: 'b-1',
				extraHeaders: '{"X-Partner": "P1", "X-Channel": "WEB", "Authorization": "x"}',
			};
			const { json, error } = await get(
				{ additionalFields: { path: '/v2/inquiry/', extraHeaders: '{"X-Channel": "APP"}' } },
				{ credentials: kasProCredential({ url }, own) },
			);
			expect(error).toBeUndefined();
			expect(json[0]).toMatchObject(customer);
		},
	);

	expect(seen).toEqual([['/v2/inquiry/?mobileNumber=081234560001', 'P1', 'APP', 'Bearer b-1']]);
});

test('fetches its token with the extra headers of the credential, and with its own client', async () => {
	const extraHeaders = '{"X-Partner": "P1", "Authorization": "Basic x"}';
	const { error } = await get(
		{},
		{ credentials: kasProCredential(sandbox.current, { extraHeaders }) },
	);

	expect(error).toBeUndefined();
	expect(tokenCalls().map(({ headers }) => headers['x-partner'])).toEqual(['P1']);
});

test('gives a mobile number its 0 back when KasPro sends a JSON number', async () => {
	sandbox.current.kasPro.settings.mobileNumbers = 'number';

	const { json, hints } = await get();

	expect(json[0]?.mobileNumber).toBe('081234560001');
	expect(hints).toEqual([]);
});

test('gives a mobile number that begins with 62 as it was typed', async () => {
	sandbox.current.kasPro.settings.mobileNumbers = '62';

	const { json } = await get();

	expect(json[0]?.mobileNumber).toBe('081234560001');
});

test('shows all pockets when KasPro does, under a hint', async () => {
	sandbox.current.kasPro.settings.balances = 'list';

	const { json, hints } = await get();

	expect(json[0]?.balance).toEqual([
		{ pocketId: '1', availableBalance: '0' },
		{ pocketId: '2', availableBalance: '1250000' },
	]);
	expect(hints).toHaveLength(1);
});

test('takes a success without a customer for nobody', async () => {
	sandbox.current.kasPro.settings.unknownCustomer = 'emptySuccess';

	const { error, json } = await get({ mobileNumber: '081299999999' });

	expect(json).toEqual([]);
	expect(error).toMatchObject({
		message: "KasPro's answer has no customer: nobody seems to have the number 081299999999",
		description: expect.stringContaining('Check the mobile number'),
	});
});

test('does not show one customer under the number of another', async () => {
	const body = '{"code":0,"data":{"mobileNumber":"6281234560002","fullName":"Joko Prasetyo"}}';
	await answering(
		(_, response) => response.end(body),
		async (url) => {
			const credentials = kasProCredential({ url }, { authMode: 'none' });
			const { error } = await get({}, { credentials });

			expect(error).toMatchObject({
				message: "KasPro's answer is about another number than 081234560001",
				description: expect.stringContaining('Ask again'),
			});
		},
	);
});

test('takes a number with blanks and dashes, and sends it as KasPro knows it', async () => {
	await get({ mobileNumber: '0812-3456 0001' });

	expect(inquiries().map(({ query }) => query)).toEqual([{ mobileNumber: '081234560001' }]);
});

test.each([
	[
		'6281234560001',
		'Mobile Number (item 0) must start with 08 and have 9–13 digits; it is "6281234560001".',
	],
	[
		81234560001,
		'Mobile Number (item 0) must start with 08 and have 9–13 digits; it is 81234560001. A spreadsheet may have dropped the leading 0.',
	],
	['={{ "" }}', 'Mobile Number (item 0) is required.'],
])('says what is wrong with the mobile number %p', async (mobileNumber, message) => {
	const { error } = await get({ mobileNumber });

	expect(error?.message).toBe(message);
	expect(sandbox.current.requests).toEqual([]);
});

test.each(['http200', 'http4xx'] as const)(
	'says that nobody has this number when KasPro answers so with %s',
	async (errorStyle) => {
		sandbox.current.kasPro.settings.errorStyle = errorStyle;

		const { error } = await get({ mobileNumber: '081299999999' });

		expect(error).toMatchObject({
			message: 'KasPro refused the request: Customer not found (code 110005)',
			description: expect.stringContaining('Check the mobile number'),
			httpCode: errorStyle === 'http200' ? '200' : '400',
			context: { vendorCode: '110005', outcome: 'refused', itemIndex: 0 },
		});
		expect(inquiries()).toHaveLength(1);
	},
);

test('sends only the unknown customer to the error output, with the fields of its item', async () => {
	const { outputs } = await get(
		{ mobileNumber: '={{ $json.driver }}' },
		{
			items: [{ driver: '081234560002' }, { driver: '081299999999' }, { driver: '081234560003' }],
			settings: { onError: 'continueErrorOutput' },
		},
	);

	const [found, failed] = outputs;
	expect(found?.map(({ json, pairedItem }) => [json.fullName, pairedItem])).toEqual([
		['Joko Prasetyo', { item: 0 }],
		['Dewi Ayu Lestari', { item: 2 }],
	]);
	expect(failed?.map(({ json }) => json)).toEqual([
		{
			driver: '081299999999',
			error: {
				message: 'KasPro refused the request: Customer not found (code 110005)',
				description: expect.any(String),
				httpCode: '200',
				vendorCode: '110005',
				outcome: 'refused',
			},
		},
	]);
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

describe('what is no answer', () => {
	test('a page of HTML gives a readable error', async () => {
		await answering(
			(_, response) => {
				response.writeHead(404, { 'content-type': 'text/html' });
				response.end('<html><style>b{}</style><h1>404 Not Found</h1></html>');
			},
			async (url) => {
				const credentials = kasProCredential(sandbox.current, { baseUrl: url, authMode: 'none' });
				const { error } = await get({}, { credentials });

				expect(error?.message).toBe('KasPro answered HTTP 404 with no JSON but "404 Not Found"');
			},
		);
	});

	test('nobody listening at the address is said to be so', async () => {
		const credentials = kasProCredential(sandbox.current, { baseUrl: await deadAddress() });

		const { error } = await get({}, { credentials });

		expect(error?.message).toMatch(/^KasPro could not be reached for an access token\./);
	});

	test('an answer without a code is no customer', async () => {
		await answering(
			(_, response) => response.end('{"hello":"world"}'),
			async (url) => {
				const credentials = kasProCredential(sandbox.current, { baseUrl: url, authMode: 'none' });
				const { error } = await get({}, { credentials });

				expect(error?.message).toBe("KasPro's answer (HTTP 200) says neither yes nor no");
			},
		);
	});

	test('an inquiry that is still in process is no customer either', async () => {
		await answering(
			(_, response) => response.end('{"code":"1","message":"In Process"}'),
			async (url) => {
				const credentials = kasProCredential(sandbox.current, { baseUrl: url, authMode: 'none' });
				const { error } = await get({}, { credentials });

				expect(error?.message).toBe('KasPro is still working on this request (code 1)');
			},
		);
	});

	test('a customer without a balance gives a hint, not a failure', async () => {
		await answering(
			(_, response) =>
				response.end('{"code":0,"message":"Berhasil","data":{"mobileNumber":"081234560001"}}'),
			async (url) => {
				const credentials = kasProCredential(sandbox.current, { baseUrl: url, authMode: 'none' });
				const { json, hints } = await get({}, { credentials });

				expect(json[0]?.mobileNumber).toBe('081234560001');
				expect(hints[0]?.message).toContain('data.firstName');
			},
		);
	});
});
