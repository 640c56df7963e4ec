import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { readCallback, signedWith } from '../../nodes/Kirimo/trigger/duitku';
import { textIn } from '../../nodes/shared/values/texts';
import { kirimoCredential } from '../engine/support/kirimo';
import { runNode } from '../engine/support/runNode';

const folder = join(__dirname, '../fixtures/kirimo');
const raw = (file: string) => readFileSync(join(folder, file), 'utf8');
const fixture = (file: string) => JSON.parse(raw(file)) as IDataObject;
const files = readdirSync(folder);

interface Received {
	method?: string;
	url?: string;
	key: IncomingMessage['headers'][string];
	body: string;
}

/** Runs an operation against a server that gives the fixtures as answers, the last one again and again. */
async function exchange(
	[resource, operation]: [string, string],
	parameters: INodeParameters,
	...answers: string[]
) {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			const { method, url, headers } = request;
			received.push({ method, url, key: headers['x-api-key'], body });
			const file = answers[Math.min(received.length, answers.length) - 1] ?? '';
			const [, status = '200'] = /\.(\d{3})[.-]/.exec(file) ?? [];
			response.writeHead(Number(status), { 'content-type': 'application/json' }).end(raw(file));
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		const credentials = kirimoCredential({ url });
		const result = await runNode({ type: 'kirimo', resource, operation, parameters, credentials });
		return { ...result, received };
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

const create = ['payment', 'create'] as [string, string];
const get = ['payment', 'get'] as [string, string];
const balance = ['balance', 'get'] as [string, string];

/** The form that makes a request of the fixtures. */
function formOf(request: IDataObject): INodeParameters {
	return {
		customerName: request.customer_name as string,
		customerEmail: request.customer_email as string,
		amount: request.amount as number,
		orderId: (request.order_id as string | undefined) ?? '',
		notifyUrl: (request.notify_url as string | undefined) ?? '',
		additionalFields: {
			customerPhone: (request.customer_phone as string | undefined) ?? '',
			returnUrl: (request.return_url as string | undefined) ?? '',
		},
	};
}

const full = fixture('payment-create.request.json');

describe('payment-create', () => {
	test('request.json and response.200.json: every field is sent and the answer is output', async () => {
		const file = 'payment-create.response.200.json';
		const { json, hints, received } = await exchange(create, formOf(full), file);

		expect(received).toEqual([
			{
				method: 'POST',
				url: '/api.php?action=payment',
				key: expect.stringMatching(/^KRM-/),
				body: expect.any(String),
			},
		]);
		expect(JSON.parse(String(received[0]?.body))).toEqual(full);
		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'INV-20261121-0001',
				amount: 175000,
				fee: 3500,
				netAmount: 171500,
				paymentUrl: 'https://sandbox.duitku.com/topup/topupdirect/SANDBOXREF0001',
				reference: 'D700100001',
				status: 'pending',
				paid: false,
				alreadyExisted: false,
				raw: fixture(file),
			},
		]);
	});

	test('minimal.request.json and autoid.response.200.json: an order id goes along always', async () => {
		const minimal = fixture('payment-create.minimal.request.json');
		const { json, received } = await exchange(
			create,
			formOf(minimal),
			'payment-create.autoid.response.200.json',
		);

		expect(JSON.parse(String(received[0]?.body))).toEqual({
			...minimal,
			order_id: expect.stringMatching(/^N8N-\w{16}$/),
		});
		// Should Kirimo give the payment another order id, that one finds it again.
		expect(json).toMatchObject([{ orderId: 'ORD-20261121-7F3A9C10', amount: 10000 }]);
	});
});

describe('status', () => {
	const statuses = files.filter((file) => file.startsWith('status.'));

	test.each(statuses)('%s', async (file) => {
		const { json, hints, received } = await exchange(get, { orderId: 'INV-20261121-0001' }, file);
		const [, status = ''] = file.split('.');
		const paid = status === 'paid';

		expect(received).toMatchObject([
			{ method: 'GET', url: '/api.php?action=status&order_id=INV-20261121-0001', body: '' },
		]);
		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'INV-20261121-0001',
				amount: 175000,
				fee: 3500,
				netAmount: 171500,
				status,
				paid,
				paymentUrl: 'https://sandbox.duitku.com/topup/topupdirect/SANDBOXREF0001',
				customerName: 'Sari Wulandari',
				createdAt: '2026-11-21 09:15:00',
				createdAtIso: '2026-11-21T09:15:00+07:00',
				paidAt: paid ? '2026-11-21 09:21:37' : null,
				paidAtIso: paid ? '2026-11-21T09:21:37+07:00' : null,
			},
		]);
	});
});

test('balance.response.200.json', async () => {
	const { json, hints, received } = await exchange(balance, {}, 'balance.response.200.json');

	expect(received).toMatchObject([{ method: 'GET', url: '/api.php?action=balance', body: '' }]);
	expect(hints).toEqual([]);
	expect(json).toEqual([{ balance: 1829400, package: 'basic', limitUsed: 4210000 }]);
});

describe('error', () => {
	const refused = (file: string) => `Kirimo refused the request: ${textIn(fixture(file).message)}`;

	const operations: Record<string, [string, string]> = {
		'400': create,
		'401': balance,
		'403': create,
		'404': get,
	};
	const plain = files.filter((file) => /^error\.4(?!00-duplicate)/.test(file));

	test.each(plain)("%s: the merchant reads Kirimo's text and what to do", async (file) => {
		const [code = ''] = /\d{3}/.exec(file) ?? [];
		const operation = operations[code] ?? balance;
		const { error, received } = await exchange(operation, formOf(full), file);

		expect(error?.message).toBe(refused(file));
		expect(error?.description).toEqual(expect.any(String));
		expect(error?.httpCode).toBe(code);
		expect(received).toHaveLength(1);
	});

	test('400-duplicate-order: the existing payment is output when it is the same', async () => {
		const { json, error } = await exchange(
			create,
			formOf(full),
			'error.400-duplicate-order.response.json',
			'status.paid.response.200.json',
		);

		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ orderId: 'INV-20261121-0001', status: 'paid', paid: true, alreadyExisted: true },
		]);
	});

	test('400-duplicate-order: the refusal is shown when no payment is found', async () => {
		const file = 'error.400-duplicate-order.response.json';
		const { error } = await exchange(create, formOf(full), file, 'error.404.response.json');

		expect(error?.message).toBe(refused(file));
	});

	test('400-duplicate-order: an order of nearly the same id is not this one', async () => {
		const { error } = await exchange(
			create,
			{ ...formOf(full), orderId: 'inv-20261121-0001' },
			'error.400-duplicate-order.response.json',
			'status.paid.response.200.json',
		);

		expect(error?.message).toBe(refused('error.400-duplicate-order.response.json'));
		expect(error?.description).toContain('about order "INV-20261121-0001"');
	});

	test('500: the outcome of a creation is unknown', async () => {
		const { error, received } = await exchange(
			create,
			formOf(full),
			'error.500.response.json',
			'error.404.response.json',
		);

		expect(error?.message).toBe(
			'The outcome of INV-20261121-0001 is unknown: Kirimo could not handle the request (HTTP 500): Internal server error.',
		);
		expect(received.map(({ method }) => method)).toEqual(['POST', 'GET']);
	});
});

test('webhook.documented-shape.json is a signed callback', () => {
	const read = readCallback(fixture('webhook.documented-shape.json'));
	const merchant = { merchantCode: 'DTEST01', merchantKey: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };

	expect('callback' in read && signedWith(read.callback, merchant)).toBe('md5');
});

const rowsIn = (file: string) => (fixture(file).data as IDataObject).transactions as IDataObject[];

test.each([
	[['transactions.empty.response.200.json']],
	[['transactions.single-page.response.200.json']],
	[['transactions.page1-of-2.response.200.json', 'transactions.page2-of-2.response.200.json']],
])('%j: one item per transaction', async (answers) => {
	const getAll = ['payment', 'getAll'] as [string, string];
	const { json, hints, received } = await exchange(getAll, { returnAll: true }, ...answers);
	const rows = answers.flatMap(rowsIn);

	expect(received.map(({ method, url }) => [method, url])).toEqual(
		answers.map((_file, index) => ['GET', `/api.php?action=transactions&page=${index + 1}`]),
	);
	expect(hints).toEqual([]);
	expect(json).toEqual(
		rows.map((row) => ({
			orderId: row.order_id,
			amount: row.amount,
			fee: row.fee,
			netAmount: row.net_amount,
			status: row.status,
			paid: row.status === 'paid',
			customerName: row.customer_name,
			createdAt: row.created_at,
			createdAtIso: `${textIn(row.created_at).replace(' ', 'T')}+07:00`,
			paidAt: row.paid_at,
			paidAtIso: row.paid_at ? `${textIn(row.paid_at).replace(' ', 'T')}+07:00` : null,
		})),
	);
});

test('every file has its test here', () => {
	const known = /^(payment-create|status|balance|error|webhook|transactions)\./;

	expect(files.filter((file) => !known.test(file))).toEqual([]);
});
