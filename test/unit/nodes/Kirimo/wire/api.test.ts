import type { IHttpRequestOptions, IWebhookFunctions } from 'n8n-workflow';
import { isNoPayment, kirimo } from '../../../../../nodes/Kirimo/wire/api';

/** A context that notes what is asked and gives one answer to everything. */
function noting(statusCode: number, body: string) {
	const asked: IHttpRequestOptions[] = [];
	const helpers = {
		async httpRequestWithAuthentication(_type: string, options: IHttpRequestOptions) {
			asked.push(options);
			return { statusCode, headers: {}, body };
		},
	};
	const getCredentials = async () => ({ baseUrl: ' https://kirimo.example.com/ ' });
	const getNode = () => ({ name: 'Kirimo' });
	return { asked, ctx: { helpers, getCredentials, getNode } as unknown as IWebhookFunctions };
}

test('the sender of a callback waits for one lookup of at most 8 seconds', async () => {
	const { asked, ctx } = noting(503, '<h1>Busy</h1>');
	const answer = await kirimo.tryGetOnce({ ctx }, 'status', { order_id: 'INV-1' });

	expect(answer.ok).toBe(false);
	expect(asked).toHaveLength(1);
	expect(asked[0]).toMatchObject({
		baseURL: 'https://kirimo.example.com',
		url: '/api.php',
		qs: { action: 'status', order_id: 'INV-1' },
		timeout: 8000,
	});
});

test('a look-up of a callback that is one too many keeps no payment link waiting', async () => {
	await kirimo.tryGetOnce({ ctx: noting(429, '{}').ctx }, 'status', { order_id: 'INV-1' });
	const { asked, ctx } = noting(200, '{"status":"success"}');
	// Of a run, which waits out the pauses of its own kind.
	const run = { ...ctx, getInputData: () => [] } as unknown as IWebhookFunctions;
	await kirimo.tryPost({ ctx: run }, 'create', {});

	expect(asked).toHaveLength(1);
});

const written = async (status: number, body: unknown) =>
	await kirimo.tryPost({ ctx: noting(status, JSON.stringify(body)).ctx }, 'create', {});

describe('a payment link', () => {
	test('is made only with a yes', async () => {
		expect(await written(200, { status: 'success' })).toMatchObject({ ok: true });
	});

	test.each([
		[200, { status: 'error' }],
		[200, { status: 'error', message: 'Amount too low' }],
		[400, {}],
		[401, { message: 'Invalid API key' }],
		[404, { status: 'gone' }],
		[429, { message: 'Too many requests' }],
	])('is refused at HTTP %i with %j', async (status, body) => {
		expect(await written(status, body)).toMatchObject({ failure: { outcome: 'refused' } });
	});

	test.each([
		[200, {}],
		[200, { message: 'Too many attempts' }],
		[200, { status: true }],
		[200, { status: 'Success' }],
		[200, { status: { toString: 1 } }],
		[200, { data: { payment_url: 'https://pay.example.com' } }],
		[400, { status: 'success' }],
		[408, { status: 'error' }],
		[500, { status: 'success' }],
		[502, { status: 'error' }],
	])('may or may not be made at HTTP %i with %j', async (status, body) => {
		expect(await written(status, body)).toMatchObject({ failure: { outcome: 'unknown' } });
	});
});

describe('a payment that Kirimo does not have', () => {
	const no = (httpCode: number, vendorText?: string) =>
		isNoPayment({ outcome: 'refused', message: '', httpCode, vendorText });

	test.each([
		[404, undefined],
		[200, 'Transaksi tidak ditemukan.'],
		[200, 'order_id tidak ada'],
		[200, 'Data tidak ditemukan'],
		[200, 'Transaction not found.'],
		[200, 'The order does not exist'],
	])('is told from other refusals: HTTP %i, %j', (httpCode, text) => {
		expect(no(httpCode, text)).toBe(true);
	});

	test.each([
		[200, undefined],
		[200, 'API key tidak ditemukan.'],
		[200, 'IP tidak ada di whitelist.'],
		[200, 'User not found'],
		[400, 'Transaksi tidak ditemukan.'],
		[500, 'Order not found'],
	])('is not what Kirimo says with HTTP %i, %j', (httpCode, text) => {
		expect(no(httpCode, text)).toBe(false);
	});
});

test('what stands in a map of errors is part of the text', async () => {
	const errors = {
		order_id: ['The order id has already been taken.'],
		amount: 'Too low.',
		meta: { x: 1 },
	};
	expect(await written(422, { message: 'Invalid.', errors })).toMatchObject({
		failure: { vendorText: 'Invalid. The order id has already been taken. Too low.' },
	});
});
