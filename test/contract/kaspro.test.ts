import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { textIn } from '../../nodes/shared/values/texts';
import { kasProCredential } from '../engine/support/kasPro';
import { runNode } from '../engine/support/runNode';

const folder = join(__dirname, '../fixtures/kaspro');
const raw = (file: string) => readFileSync(join(folder, file), 'utf8').trim();
const fixture = (file: string) => JSON.parse(raw(file)) as IDataObject;

/** The rupiah that an answer is about. */
const amountIn = (file: string) => Number((fixture(file).data as IDataObject).amount);

interface Received {
	method?: string;
	url?: string;
	headers: IncomingMessage['headers'];
	body: string;
}

/** Runs an operation against a server that answers with a fixture, after the fixture's token. */
async function exchange(
	file: string,
	[resource, operation]: [string, string],
	parameters: INodeParameters,
	status = 200,
	binary?: IBinaryKeyData,
) {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			const { method, url, headers } = request;
			received.push({ method, url, headers, body });
			const isToken = url?.endsWith('/token');
			response.writeHead(isToken ? 200 : status, { 'content-type': 'application/json' });
			response.end(raw(isToken ? 'token.response.200.json' : file));
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		const credentials = kasProCredential({ url });
		const result = await runNode({
			type: 'kasPro',
			resource,
			operation,
			parameters,
			credentials,
			binary,
		});
		return { ...result, received };
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

const get = ['customer', 'get'] as [string, string];
const toUser = ['transfer', 'toUser'] as [string, string];
const inquiry = { mobileNumber: '081234560001', simplify: false };
const p2p = fixture('p2p.request.inferred.json');
const [payment] = p2p.payments as IDataObject[];
const payout = {
	mobileNumber: p2p.mobileNumber,
	destination: p2p.destination,
	amount: payment?.amount,
	requestId: p2p.requestId,
	pocketId: payment?.pocketId,
	reference: payment?.reference,
} as INodeParameters;

test('token.request.form.txt and token.response.200.json: the token is asked for and used', async () => {
	const { received } = await exchange('customer-inquiry.response.success.json', get, inquiry);

	expect(received[0]).toMatchObject({
		method: 'POST',
		url: '/authentication-server/oauth/token',
		body: raw('token.request.form.txt'),
	});
	expect(received[1]?.headers.authorization).toBe(
		`Bearer ${textIn(fixture('token.response.200.json').access_token)}`,
	);
});

test.each([
	'customer-inquiry.response.success.json',
	'customer-inquiry.response.success.numeric-mobile.json',
])('%s: a customer with the mobile number as text and the money as received', async (file) => {
	const { json, hints, received } = await exchange(file, get, inquiry);

	expect(received[1]).toMatchObject({
		method: 'GET',
		url: '/customer-account-inquiry/?mobileNumber=081234560001',
		body: '',
	});
	const { data, ...envelope } = fixture(file);
	expect(json).toEqual([{ ...envelope, ...(data as IDataObject), mobileNumber: '081234560001' }]);
	expect(hints).toEqual([]);
});

test('customer-inquiry.response.not-found.json: nobody has this number', async () => {
	const { error } = await exchange('customer-inquiry.response.not-found.json', get, inquiry);

	expect(error?.message).toBe('KasPro refused the request: Customer not found (code 110005)');
});

test('p2p.request.inferred.json and p2p.response.success.json: a transfer, with its numbers as text', async () => {
	const { json, hints, received } = await exchange('p2p.response.success.json', toUser, payout);

	expect(received[1]).toMatchObject({ method: 'POST', url: '/p2p-transaction/' });
	expect(JSON.parse(received[1]?.body ?? '')).toEqual(p2p);
	const { data, ...envelope } = fixture('p2p.response.success.json');
	const [transaction] = (data as IDataObject).walletTransactions as IDataObject[];
	expect(json).toEqual([
		{
			...envelope,
			pocketId: '2',
			walletTransactions: [{ ...transaction, reference: '202611210001' }],
			requestId: p2p.requestId,
			destination: p2p.destination,
			done: true,
			pending: false,
			reference: envelope.responseId,
		},
	]);
	expect(hints).toEqual([]);
});

test('bank-transfer.response.async-in-process.json: code 1 is pending, also for a transfer to a user', async () => {
	const file = 'bank-transfer.response.async-in-process.json';
	const amount = amountIn(file);
	const { json } = await exchange(file, toUser, { ...payout, amount });

	expect(json[0]).toMatchObject({
		done: false,
		pending: true,
		reference: (fixture(file).data as IDataObject).reffId,
	});
});

test.each(['bank-transfer.response.fail.json', 'register.response.fail.trailing-space-key.json'])(
	'%s: a failing code is a refusal with text and code',
	async (file) => {
		const { error } = await exchange(file, toUser, payout);

		const { code, message } = fixture(file);
		expect(error?.message).toBe(
			`KasPro refused the request: ${textIn(message)} (code ${textIn(code)})`,
		);
		expect(error?.context.outcome).toBe('refused');
	},
);

test('gateway.auth-error.response.400.json: the gateway did not accept the signature', async () => {
	const { error } = await exchange('gateway.auth-error.response.400.json', toUser, payout, 400);

	expect(error).toMatchObject({
		message: `KasPro refused the request: ${textIn(fixture('gateway.auth-error.response.400.json').error)}`,
		description: expect.stringContaining('HMAC Secret'),
		context: { outcome: 'refused' },
	});
});

const bank = fixture('bank-transfer.request.inferred.json');
const merchant = fixture('merchant-payment.request.json');
const { requestId: _own, ...wallet } = payout;
const [bill] = merchant.payments as IDataObject[];
const photo = Buffer.from('\xff\xd8\xff\xe0 a photo', 'latin1').toString('base64');

interface Sent {
	request: string;
	answers: string[];
	operation: [string, string];
	path: string;
	parameters: INodeParameters;
}

/** Each request of the fixtures, what a merchant types to send it, and the answers that it may get. */
const sent: Sent[] = [
	{
		request: 'bank-transfer.request.inferred.json',
		answers: [
			'bank-transfer.response.sync-success.json',
			'bank-transfer.response.async-in-process.json',
		],
		operation: ['transfer', 'toBank'],
		path: '/bank-transfer/',
		parameters: {
			...(bank as INodeParameters),
			additionalFields: { bankCode: bank.bankCode as string },
		},
	},
	{
		request: 'cash-out.request.inferred.json',
		answers: ['bank-transfer.response.async-in-process.json'],
		operation: ['cashOut', 'create'],
		path: '/bank-transfer/',
		parameters: {
			...(fixture('cash-out.request.inferred.json') as INodeParameters),
			method: 'modernTrade',
		},
	},
	{
		request: 'qris-payment.request.inferred.json',
		answers: ['bank-transfer.response.async-in-process.json'],
		operation: ['payment', 'payQris'],
		path: '/bank-transfer/',
		parameters: fixture('qris-payment.request.inferred.json') as INodeParameters,
	},
	{
		request: 'merchant-payment.request.json',
		answers: ['merchant-payment.response.success.json'],
		operation: ['payment', 'payMerchant'],
		path: '/bank-transfer/',
		parameters: {
			mobileNumber: merchant.mobileNumber as string,
			destination: merchant.destination as string,
			requestId: merchant.requestId as string,
			amount: bill?.amount as number,
			reference: bill?.reference as string,
		},
	},
	{
		request: 'merchant-payment.request.object-variant.json',
		answers: ['merchant-payment.response.success.json'],
		operation: ['payment', 'payMerchant'],
		path: '/pil-transaction-payment-to-merchant/',
		parameters: {
			...wallet,
			destination: merchant.destination as string,
			requestId: merchant.requestId as string,
			additionalFields: {
				path: '/pil-transaction-payment-to-merchant/',
				additionalBodyFields: JSON.stringify({ payments: bill }),
			},
		},
	},
	{
		request: 'register.request.json',
		answers: ['register.response.success.json'],
		operation: ['customer', 'register'],
		path: '/register-customer/',
		parameters: Object.fromEntries(
			['mobileNumber', 'firstName', 'lastName', 'email', 'requestId'].map((name) => [
				name,
				fixture('register.request.json')[name] as string,
			]),
		),
	},
	{
		request: 'otp-validate.request.json',
		answers: ['otp-validate.response.success.json'],
		operation: ['otp', 'validate'],
		path: '/validate-otp/',
		parameters: fixture('otp-validate.request.json') as INodeParameters,
	},
];
const pairs = sent.flatMap(({ answers, ...one }) => answers.map((answer) => ({ ...one, answer })));

test.each(pairs)(
	'$request and $answer',
	async ({ request, answer, operation, path, parameters }) => {
		// One answer is that to several requests, of which each is for an amount of its own.
		const isShared = answer.includes('async');
		const amount = isShared ? { amount: amountIn(answer) } : {};
		const { json, error, hints, received } = await exchange(answer, operation, {
			...parameters,
			...amount,
		});

		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(received[1]).toMatchObject({ method: 'POST', url: path });
		expect(JSON.parse(received[1]?.body ?? '')).toEqual({ ...fixture(request), ...amount });
		const { code, message, responseId } = fixture(answer);
		expect(json[0]).toMatchObject({ code, message, done: code === 0, pending: code === 1 });
		expect(json[0]?.responseId).toBe(responseId);
	},
);

test('bank-transfer.response.sync-success.json: money as received, the account as text', async () => {
	const [one] = pairs;
	const file = 'bank-transfer.response.sync-success.json';
	const { json } = await exchange(file, ['transfer', 'toBank'], one?.parameters ?? {});

	expect(json[0]).toMatchObject({
		...(fixture(file).data as IDataObject),
		dateIso: '2026-11-21T09:15:00+07:00',
	});
});

test('otp-get.response.success.json and otp-get.response.fail.json', async () => {
	const parameters = { mobileNumber: '081234560001' };
	const operation = ['otp', 'request'] as [string, string];
	const good = await exchange('otp-get.response.success.json', operation, parameters);
	const bad = await exchange('otp-get.response.fail.json', operation, parameters);

	expect(good.received[1]).toMatchObject({
		method: 'GET',
		url: '/pil-partner-get-otp/?mobileNumber=081234560001',
		body: '',
	});
	expect(good.json[0]).toMatchObject({ expiry: 300, done: true });
	expect(bad.error?.context.vendorCode).toBe('110005');
});

test.each([
	['otp-validate.response.fail.json', 'otp-validate.request.json'],
	['register.response.already-registered.json', 'register.request.json'],
])('%s: a refusal with text and code', async (file, request) => {
	const { operation, parameters } = sent.find((one) => one.request === request) ?? sent[0]!;
	const { error } = await exchange(file, operation, parameters);

	const { code, message } = fixture(file);
	expect(error?.message).toBe(
		`KasPro refused the request: ${textIn(message)} (code ${textIn(code)})`,
	);
});

test('register.response.already-registered.json: is looked up for whom it is a success', async () => {
	const file = 'register.response.already-registered.json';
	const { operation, parameters } = sent.find(({ path }) => path.startsWith('/register'))!;
	const { received } = await exchange(file, operation, { ...parameters, ifRegistered: 'success' });

	expect(received.map(({ url }) => url)).toEqual([
		expect.stringContaining('/token'),
		'/register-customer/',
		`/customer-account-inquiry/?mobileNumber=${textIn(parameters.mobileNumber)}`,
	]);
});

test('ekyc-inquiry: the request, what the card says, and a customer nobody knows', async () => {
	const { requestId, mobileNumber, ...photos } = fixture('ekyc-inquiry.request.inferred.json');
	const operation = ['customer', 'upgrade'] as [string, string];
	const parameters = { requestId, mobileNumber } as INodeParameters;
	const picture = { mimeType: 'image/jpeg', data: photo };
	const binary = { idCard: picture, selfie: picture, selfieWithIdCard: picture };
	const ask = (file: string) => exchange(file, operation, parameters, 200, binary);
	const good = await ask('ekyc-inquiry.response.success.json');
	const bad = await ask('ekyc-inquiry.response.not-found.json');

	const encoded = Object.fromEntries(Object.keys(photos).map((name) => [name, photo]));
	expect(JSON.parse(good.received[1]?.body ?? '')).toEqual({
		requestId,
		mobileNumber,
		...encoded,
	});
	const { data } = fixture('ekyc-inquiry.response.success.json');
	const { requestId: inquiryId, ...card } = data as IDataObject;
	expect(good.json[0]).toMatchObject({ ...card, requestId, inquiryId, done: true });
	expect(good.hints).toEqual([]);
	expect(bad.error?.context.vendorCode).toBe('110005');
});

/** All that is named above; the signatures are checked in test/unit/nodes/KasPro/signature.test.ts. */
test('no fixture is forgotten', () => {
	const text = readFileSync(__filename, 'utf8');
	const elsewhere = ['hmac-vectors.json'];
	const forgotten = readdirSync(folder).filter(
		(file) => !text.includes(`'${file}`) && !elsewhere.includes(file),
	);
	expect(forgotten).toEqual([]);
});
