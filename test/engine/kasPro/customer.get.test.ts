import { answering, deadAddress } from '../support/answering';
import { kasProCredential } from '../support/kasPro';
import { sandbox, inquiries, get } from './support/customers';

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
