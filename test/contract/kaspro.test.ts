import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { kasProCredential } from '../engine/support/kasPro';
import { runNode } from '../engine/support/runNode';

const folder = join(__dirname, '../fixtures/kaspro');
const raw = (file: string) => readFileSync(join(folder, file), 'utf8').trim();
const fixture = (file: string) => JSON.parse(raw(file)) as IDataObject;

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
		const result = await runNode({ type: 'kasPro', resource, operation, parameters, credentials });
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
		`Bearer ${String(fixture('token.response.200.json').access_token)}`,
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
	const { json } = await exchange(file, toUser, payout);

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
			`KasPro refused the request: ${String(message)} (code ${String(code)})`,
		);
		expect(error?.context.outcome).toBe('refused');
	},
);

test('gateway.auth-error.response.400.json: the gateway did not accept the signature', async () => {
	const { error } = await exchange('gateway.auth-error.response.400.json', toUser, payout, 400);

	expect(error).toMatchObject({
		message: `KasPro refused the request: ${String(fixture('gateway.auth-error.response.400.json').error)}`,
		description: expect.stringContaining('HMAC Secret'),
		context: { outcome: 'refused' },
	});
});

/** What is walked above, or for the signatures in test/unit/nodes/KasPro/signature.test.ts. */
const walked = [
	/^bank-transfer\.response\.(async-in-process|fail)/,
	/^customer-inquiry\./,
	/^gateway\./,
	/^hmac-vectors/,
	/^p2p\./,
	/^register\.response\.fail/,
	/^token\./,
];
/** Files of operations that this node does not have. */
const notBuilt = [
	/^bank-transfer\.(request|response\.sync)/,
	/^cash-out\./,
	/^ekyc-inquiry\./,
	/^merchant-payment\./,
	/^otp-/,
	/^qris-payment\./,
	/^register\.(request|response\.(success|already))/,
];

test('no fixture is forgotten', () => {
	const known = [...walked, ...notBuilt];
	const forgotten = readdirSync(folder).filter((file) => !known.some((one) => one.test(file)));
	expect(forgotten).toEqual([]);
});
