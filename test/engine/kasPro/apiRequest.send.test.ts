import type { INodeParameters } from 'n8n-workflow';
import { expectNoSecrets, kasProCredential } from '../support/kasPro';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

async function send(
	parameters: INodeParameters,
	options: Partial<Parameters<typeof runNode>[0]> = {},
) {
	const result = await runNode({
		type: 'kasPro',
		resource: 'apiRequest',
		operation: 'send',
		credentials: kasProCredential(sandbox.current),
		parameters,
		...options,
	});
	expectNoSecrets(result.run);
	return result;
}
const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const calls = (path: string) =>
	sandbox.current.requests.filter((request) => request.path === path).length;

test.each(['DELETE', 'PATCH', 'POST', 'PUT'])('%s is signed and sent as it is', async (method) => {
	const { json, error } = await send({
		method,
		path: '/biller-payment/',
		query: '{"lang": "id"}',
		body: '{"requestId": "BILL-1", "productCode": "PLN20"}',
		extraHeaders: '{"X-Channel": "APP"}',
	});

	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject({
		code: 0,
		done: true,
		pending: false,
		reference: json[0]?.responseId,
		data: {
			method,
			query: { lang: 'id' },
			body: { requestId: 'BILL-1', productCode: 'PLN20' },
		},
	});
	expect(sandbox.current.requests.at(-1)?.headers['x-channel']).toBe('APP');
});

test('speaks of no number that was made, for none goes out', async () => {
	const { hints } = await send({ method: 'POST', path: '/biller-payment/', body: '{"a": 1}' });

	expect(sandbox.current.requests.at(-1)?.body).toEqual({ a: 1 });
	expect(hints).toEqual([]);
});

test('GET asks with a query that is not signed', async () => {
	const { json } = await send({
		method: 'GET',
		path: '/customer-account-inquiry/',
		query: '{"mobileNumber": "081234560001"}',
	});

	expect(json[0]).toMatchObject({ code: 0, data: { fullName: 'Sari Wulandari' } });
});

test('GET is sent once when the connection breaks, because a path may do something', async () => {
	const path = '/customer-account-inquiry/';
	sandbox.current.fault({ kind: 'resetAfter', path });

	const { error } = await send({ method: 'GET', path, query: { mobileNumber: '081234560001' } });

	expect(error?.message).toBe('The connection to KasPro broke before its answer arrived');
	expect(calls(path)).toBe(1);
});

test.each([
	['BILL-1 (POST /biller-payment/)', '{"requestId": "BILL-1"}'],
	['POST /biller-payment/', '{}'],
])('a POST whose answer is lost is unknown as %s, and never sent again', async (name, body) => {
	sandbox.current.fault({ kind: 'resetAfter', path: '/biller-payment/', times: 9 });

	const { error } = await send(
		{ method: 'POST', path: '/biller-payment/', body },
		{ settings: retryOnFail },
	);

	expect(error).toMatchObject({
		message: expect.stringContaining(`The outcome of ${name} is unknown: `),
		context: { outcome: 'unknown' },
	});
	expect(calls('/biller-payment/')).toBe(1);
});

test('a path that KasPro does not have is refused', async () => {
	const { error } = await send({ method: 'POST', path: '/no-such-path/', body: '{}' });

	expect(error).toMatchObject({ httpCode: '404', context: { outcome: 'refused' } });
});

test.each<[INodeParameters, string]>([
	[
		{ path: '/x/?a=1' },
		'Path (item 0) must begin with one / and have no blank, ? or #, e.g. /p2p-transaction/.',
	],
	[
		{ path: '/x/', query: '{"a": {}}' },
		'Query (JSON) (item 0) must be a JSON object of texts, numbers, true and false.',
	],
	[
		{ path: '/x/', method: 'POST', body: '[1]' },
		'Body (JSON) (item 0) must be a JSON object, e.g. {"channel": "APP"}.',
	],
])('%j is not sent', async (parameters, message) => {
	const { error } = await send({ method: 'GET', ...parameters });

	expect(error?.message).toBe(message);
	expect(sandbox.current.requests).toEqual([]);
});
