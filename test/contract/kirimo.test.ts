import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { readCallback, signedWith } from '../../nodes/Kirimo/trigger/duitku';
import { textIn } from '../../nodes/shared/values/texts';
import { answering } from '../engine/support/answering';
import { kirimoCredential } from '../engine/support/kirimo';
import { runNode, type RunResult } from '../engine/support/runNode';
import type { Tested } from '../operations';
import { exchangesOf, expectRead, filesIn, fixtureOf, formOf } from './exchanges';

/** Every published exchange of Kirimo: the node asks exactly so, and reads the answer into what is documented. */
const raw = (file: string) => fixtureOf('kirimo', file);
const fixture = (file: string) => JSON.parse(raw(file)) as IDataObject;
const files = readdirSync(join(__dirname, '../fixtures/kirimo'));

interface Received {
	method?: string;
	url?: string;
	key: unknown;
	body: string;
}

/** Runs an operation against a server that gives the fixtures as answers, the last one again and again. */
async function exchange(
	{ type, resource, operation }: Pick<Tested, 'type' | 'resource' | 'operation'>,
	parameters: INodeParameters,
	...answers: string[]
) {
	const received: Received[] = [];
	let result: RunResult | undefined;
	await answering(
		(request, response) => {
			let body = '';
			request.on('data', (chunk) => (body += chunk));
			request.on('end', () => {
				const { method, url, headers } = request;
				received.push({ method, url, key: headers['x-api-key'], body });
				const file = answers[Math.min(received.length, answers.length) - 1] ?? '';
				const [, status = '200'] = /\.(\d{3})[.-]/.exec(file) ?? [];
				response.writeHead(Number(status), { 'content-type': 'application/json' }).end(raw(file));
			});
		},
		async (url) => {
			const credentials = kirimoCredential({ url });
			result = await runNode({ type, resource, operation, parameters, credentials });
		},
	);
	return { ...(result as RunResult), received };
}

const exchanges = exchangesOf('kirimo', 'kirimo');

test.each(exchanges)(
	'$title: asks as published and reads the answer',
	async ({ tested, request, url, answer, read }) => {
		const { received, ...result } = await exchange(tested, formOf({ tested, request }), answer);

		const { method, body } = request;
		expect(received).toMatchObject([{ method, url, key: expect.stringMatching(/^KRM-/) }]);
		const sent = received[0]?.body;
		// An order id goes along always, so that the payment can be found again.
		const made = { order_id: expect.stringMatching(/^N8N-\w{16}$/) };
		if (body) expect(JSON.parse(sent ?? '')).toEqual({ ...made, ...body });
		else expect(sent).toBe('');
		expectRead(result, read);
		// A created payment comes with the whole answer.
		const whole = result.json.flatMap(({ raw: one }) => (one === undefined ? [] : [one]));
		expect(whole).toEqual(answer.startsWith('payment-create') ? [fixture(answer)] : []);
		expect(result.error?.httpCode).toBe('message' in read ? /\d{3}/.exec(answer)?.[0] : undefined);
	},
);

const [created] = exchanges.filter(({ answer }) => answer.startsWith('payment-create.response'));
const { tested: create, request: wanted } = created as (typeof exchanges)[number];
const form = formOf({ tested: create, request: wanted });

describe('error', () => {
	const refused = (file: string) => `Kirimo refused the request: ${textIn(fixture(file).message)}`;

	test('400-duplicate-order: the existing payment is output when it is the same', async () => {
		const { json, error } = await exchange(
			create,
			form,
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
		const { error } = await exchange(create, form, file, 'error.404.response.json');

		expect(error?.message).toBe(refused(file));
	});

	test('400-duplicate-order: an order of nearly the same id is not this one', async () => {
		const { error } = await exchange(
			create,
			{ ...form, orderId: 'inv-20261121-0001' },
			'error.400-duplicate-order.response.json',
			'status.paid.response.200.json',
		);

		expect(error?.message).toBe(
			`The outcome of inv-20261121-0001 is unknown: ${refused('error.400-duplicate-order.response.json')}`,
		);
		expect(error?.context.outcome).toBe('unknown');
		expect(error?.description).toContain('about order "INV-20261121-0001"');
	});

	test('500: the outcome of a creation is unknown', async () => {
		const { error, received } = await exchange(
			create,
			form,
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
	[['transactions.single-page.response.200.json']],
	[['transactions.page1-of-2.response.200.json', 'transactions.page2-of-2.response.200.json']],
])('%j: one item per transaction', async (answers) => {
	const getAll = { type: 'kirimo' as const, resource: 'payment', operation: 'getAll' };
	const { json, hints, received } = await exchange(
		getAll,
		{ returnAll: true, simplify: false },
		...answers,
	);
	const rows = answers.flatMap(rowsIn);
	expect(rows.length).toBeGreaterThan(1);

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

/** All that stands in the rows or above. */
test('no fixture is forgotten', () => {
	const here = readFileSync(__filename, 'utf8');
	const inRows = filesIn(exchanges);
	const forgotten = files.filter((file) => !inRows.has(file) && !here.includes(`'${file}`));
	expect(forgotten).toEqual([]);
});
