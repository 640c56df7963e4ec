import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { sampleBooking } from './sampleOrders';
import { call, control, kasPro, kiriminAja, kirimo, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const get = async (path: string): Promise<Json> =>
	(await call(`${sandbox.url}/__sandbox/${path}`)).body;

describe('whoever runs the sandbox', () => {
	it('is shown every control route there is', async () => {
		const listed = (await get('')).routes.map((line: string) => line.split(/\s+/, 2).join(' '));
		for (const line of listed) {
			const [method = '', path = ''] = line.split(' ');
			const url = sandbox.url + path.replace(/:\w+/g, 'nobody');
			const answer = await call(url, { method, body: method === 'POST' ? {} : undefined });
			expect([line, answer.body]).not.toEqual([line, { message: 'Not Found' }]);
		}
		expect(listed).toHaveLength(26);
	});

	it('sees orders, payments, transfers and settings in one place', async () => {
		await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking());
		const state = await get('state');
		expect(state.kiriminAja.orders[0]?.orderId).toBe('FEB-1782355684238');
		expect(state.kirimo.settings.callbackScheme).toBe('md5');
		expect(state.kasPro.customers).toHaveLength(accounts.kasPro.customers.length);
	});

	it('starts over with everything as it was', async () => {
		const before = await get('state');
		await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking());
		await kirimo(sandbox, 'action=payment', {
			amount: 10_000,
			customer_name: 'Andi',
			customer_email: 'andi@example.com',
		});
		await kasPro(sandbox, '/p2p-transaction/', {
			requestId: 'P2P-1',
			mobileNumber: '081234560001',
			payments: [{ pocketId: '2', amount: 1, reference: 'x' }],
			destination: '081234560002',
		});
		await control(sandbox, 'kiriminaja/settings', { errorShape: 'E3', accountPayment: 'TOP' });
		await control(sandbox, 'kiriminaja/credit', { balance: 5 });
		await control(sandbox, 'kiriminaja/lock-pin');
		await control(sandbox, 'faults', { kind: 'hang' });
		await control(sandbox, 'reset');
		expect(await get('state')).toEqual(before);
		expect(sandbox.requests).toEqual([]);
	});

	it.each([
		['kiriminaja', { errorShape: 'E9' }, 'errorShape must be one of E1, E3, E4, E5, E7.'],
		['kiriminaja', { autoAwbMs: -1 }, 'autoAwbMs must be a whole number, 0 or more, or null.'],
		['kirimo', { feeRate: 2 }, 'feeRate must be a number from 0 up to 1.'],
		['kirimo', { ipWhitelist: 'x' }, 'ipWhitelist must be a list of texts or null.'],
		['kaspro', { otpForStrangers: 1 }, 'otpForStrangers must be true or false.'],
		['kaspro', { tokenTtlSeconds: null }, 'tokenTtlSeconds must be a whole number, 0 or more.'],
	])('is told what a setting of %s may be: %j', async (service, settings, error) => {
		const answer = await control(sandbox, `${service}/settings`, settings);
		expect([answer.status, answer.body]).toEqual([400, { error }]);
	});

	it('is told of a setting that does not exist, and the others in the call are left alone', async () => {
		const settings = { webhookStyle: 'complete', webhookstyle: 'complete' };
		const { body } = await control(sandbox, 'kiriminaja/settings', settings);
		expect(body.error).toMatch(
			/^There is no setting webhookstyle\. The settings are: errorStyle, /,
		);
		expect(sandbox.kiriminAja.settings.webhookStyle).toBe('short');
	});

	it.each([
		['kiriminaja/pay/EPR-0', 404],
		['kiriminaja/awb/NOPE', 404],
		['kiriminaja/advance/NOPE', 404],
		['kiriminaja/cancel/NOPE', 404],
		['kiriminaja/redeliver/1', 404],
		['kirimo/orders/NOPE/pay', 404],
		['kirimo/orders/NOPE/expire', 404],
		['kirimo/redeliver/1', 404],
	])('is told that there is nothing to do at %s', async (path, status) => {
		const answer = await control(sandbox, path);
		expect([answer.status, answer.body]).toEqual([status, { error: expect.any(String) }]);
	});

	it('is told when a body is no JSON object, a count no count, a balance no balance', async () => {
		await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking());
		const awb = 'kiriminaja/awb/FEB-1782355684238';
		for (const [path, body] of [
			['kiriminaja/settings', '[1]'],
			[`${awb}?count=0`, {}],
			[`${awb}?count=x`, {}],
			['kiriminaja/credit', { balance: -1 }],
		] as const) {
			expect((await control(sandbox, path, body)).status).toBe(400);
		}
	});
});

describe('the request log', () => {
	it('has every call to a vendor in order, without the secrets of its headers', async () => {
		await kiriminAja(sandbox, 'v2/get_address_by_name', { search: 'Ngaglik' });
		await kirimo(sandbox, 'action=status&order_id=NOPE');
		await kasPro(sandbox, '/customer-account-inquiry/?mobileNumber=081234560001');
		await kiriminAja(sandbox, 'no/such/path', {});
		await get('state');
		expect(
			sandbox.requests.map(({ service, method, path, status }) => [service, method, path, status]),
		).toEqual([
			['kiriminAja', 'POST', '/api/mitra/v2/get_address_by_name', 200],
			['kirimo', 'GET', '/api.php', 404],
			['kasPro', 'POST', '/authentication-server/oauth/token', 200],
			['kasPro', 'GET', '/customer-account-inquiry/', 200],
			['kiriminAja', 'POST', '/api/mitra/no/such/path', 404],
		]);
		const [search, status, token] = sandbox.requests;
		expect(search?.body).toEqual({ search: 'Ngaglik' });
		expect(status?.query).toEqual({ action: 'status', order_id: 'NOPE' });
		expect(token?.body).toEqual({ grant_type: 'client_credentials' });
		const log = JSON.stringify(sandbox.requests);
		for (const secret of [accounts.kiriminAja.apiKey, accounts.kirimo.apiKey, 'Basic ']) {
			expect(log).not.toContain(secret);
		}
	});
});

describe('the sandbox', () => {
	const files = readdirSync(join(__dirname, '../../../sandbox'), { recursive: true })
		.map(String)
		.filter((file) => file.endsWith('.ts'));

	it.each(files)('does not know the nodes it is there to judge: %s', (file) => {
		const source = readFileSync(join(__dirname, '../../../sandbox', file), 'utf8');
		const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, path = '']) => path);
		const own = imports.filter((path) => path.startsWith('.'));
		const outside = own.filter((path) => join(file, '..', path).startsWith('..'));
		expect(outside).toEqual([]);
		expect(own.filter((path) => !path.endsWith('.ts'))).toEqual([]);
	});

	it('runs twice side by side', async () => {
		const other = await startSandbox();
		expect(other.url).not.toBe(sandbox.url);
		await other.close();
	});
});
