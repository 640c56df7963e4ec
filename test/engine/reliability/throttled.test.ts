import '../support/quickPauses';
import type { RequestListener } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import { answering } from '../support/answering';
import { kasProCredential } from '../support/kasPro';
import { kirimoCredential } from '../support/kirimo';
import { runNode } from '../support/runNode';

/** A run of many reads at a service that does not keep up. */

const COUNT = 100;
const numberOf = (index: number) => `081200000${100 + index}`;
const customer = (mobileNumber: string) =>
	JSON.stringify({ code: 0, message: 'Berhasil', data: { mobileNumber } });
const numberIn = (url = '') =>
	new URL(url, 'http://localhost').searchParams.get('mobileNumber') ?? '';

async function lookUpAll(answer: RequestListener, goesOn: boolean) {
	let asked = 0;
	let result: Awaited<ReturnType<typeof runNode>> | undefined;
	await answering(
		(request, response) => {
			asked++;
			void answer(request, response);
		},
		async (url) => {
			result = await runNode({
				type: 'kasPro',
				resource: 'customer',
				operation: 'get',
				parameters: { mobileNumber: '={{ $json.driver }}' },
				credentials: kasProCredential({ url }, { authMode: 'none' }),
				items: Array.from({ length: COUNT }, (_, index) => ({ driver: numberOf(index) })),
				settings: goesOn ? { onError: 'continueRegularOutput' } : {},
			});
		},
	);
	return { asked, json: result?.json ?? [], error: result?.error };
}

const throttles =
	(headers: Record<string, string> = {}): RequestListener =>
	(_, response) =>
		response.writeHead(429, headers).end('{"message":"Too Many Attempts."}');

describe.each([
	['names no time', throttles()],
	['asks for two seconds', throttles({ 'retry-after': '2' })],
	['asks for none', throttles({ 'retry-after': '0' })],
])('a service that lets nobody through and %s', (_, answer) => {
	test('is not asked for every item, and each has an error', async () => {
		const { asked, json } = await lookUpAll(answer, true);

		expect(asked).toBeLessThanOrEqual(25);
		expect(json).toHaveLength(COUNT);
		for (const { error } of json) {
			expect(error).toMatchObject({
				message: expect.stringMatching(/too many requests|has been asked too much/),
			});
		}
	});

	test('ends a node that stops on errors with the first one', async () => {
		const { asked, error } = await lookUpAll(answer, false);

		expect(asked).toBeLessThanOrEqual(25);
		expect(error?.message).toMatch(/too many requests|has been asked too much/);
	});
});

test('a service that is asked by POST is not asked for every item either', async () => {
	let asked = 0;
	await answering(
		(_, response) => {
			asked++;
			response.writeHead(429, { 'retry-after': '1' }).end('{"message":"Too Many Attempts."}');
		},
		async (url) => {
			const { json } = await runNode({
				type: 'kiriminAja',
				resource: 'expressOrder',
				operation: 'track',
				parameters: { orderId: '={{ $json.order }}' },
				credentials: { kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'key' } },
				items: Array.from({ length: COUNT }, (_, index) => ({ order: `SHOP-${index}` })),
				settings: { onError: 'continueRegularOutput' },
			});
			expect(json).toHaveLength(COUNT);
		},
	);

	expect(asked).toBeLessThanOrEqual(25);
});

describe('a service that ends in the midst of a run', () => {
	const after = (good: number, answer: RequestListener): RequestListener => {
		let served = 0;
		return (request, response) => {
			if (served++ < good) response.end(customer(numberIn(request.url)));
			else void answer(request, response);
		};
	};
	const maintained = (headers: Record<string, string>): RequestListener => {
		return (_, response) => response.writeHead(503, headers).end('{"message":"Maintenance"}');
	};

	test.each([
		['its quota used up', throttles()],
		['its quota used up, for a second', throttles({ 'retry-after': '1' })],
		['in maintenance', maintained({})],
		['in maintenance, for a minute', maintained({ 'retry-after': '60' })],
	])('%s, is not asked for each of the others', async (_, answer) => {
		const { asked, json } = await lookUpAll(after(10, answer), true);

		expect(asked).toBeLessThanOrEqual(10 + 50);
		expect(json).toHaveLength(COUNT);
		expect(json.filter(({ error }) => error === undefined)).toHaveLength(10);
	});
});

test('a payment is asked about, and waited for, though others have asked in vain before', async () => {
	let isWell = false;
	const data = { order_id: 'INV-9', amount: 150_000, status: 'pending' };
	await answering(
		(_, response) => {
			if (isWell) response.end(JSON.stringify({ status: 'success', data }));
			else response.writeHead(503, { 'retry-after': '1' }).end('{"message":"Maintenance"}');
		},
		async (url) => {
			const credentials = kirimoCredential({ url });
			const kirimo = { type: 'kirimo' as const, resource: 'payment', credentials };
			const ask = async (items: IDataObject[]) =>
				await runNode({
					...kirimo,
					operation: 'get',
					parameters: { orderId: '={{ $json.id }}' },
					items,
					settings: { onError: 'continueRegularOutput' },
				});
			await ask(Array.from({ length: 5 }, (_, index) => ({ id: `INV-${index}` })));
			isWell = true;
			const later = await ask([{ id: 'INV-9' }]);
			const waiting = await runNode({
				...kirimo,
				operation: 'wait',
				parameters: { orderId: 'INV-9', timeLimit: 60 },
			});

			expect(later.json).toMatchObject([{ orderId: 'INV-9', status: 'pending' }]);
			expect(waiting.error).toBeUndefined();
			expect(waiting.run.waitTill).toBeDefined();
		},
	);
});

test('a service that breaks every connection is not asked for every item', async () => {
	const { asked, json } = await lookUpAll((request) => void request.socket.destroy(), true);

	expect(asked).toBeLessThanOrEqual(50);
	expect(json).toHaveLength(COUNT);
	for (const { error } of json) {
		expect(error).toMatchObject({
			message: expect.stringMatching(/connection to KasPro broke|has not answered what was asked/),
		});
	}
});

test('what a service can not do for some items keeps none of the others waiting for ever, or from being asked', async () => {
	const isBad = (url = '') => Number(numberIn(url).slice(-2)) < 20;
	const { json } = await lookUpAll((request, response) => {
		if (isBad(request.url)) response.writeHead(500).end('{"message":"Server Error"}');
		else response.end(customer(numberIn(request.url)));
	}, true);

	expect(json.filter(({ error }) => error !== undefined)).toHaveLength(20);
	expect(json.filter(({ mobileNumber }) => mobileNumber !== undefined)).toHaveLength(80);
});

test('a node that stops on errors names what has ended it, not an item that waited for another try', async () => {
	let asked = 0;
	const { error } = await lookUpAll((request, response) => {
		if (numberIn(request.url) === numberOf(2)) {
			response.end('{"code":110005,"message":"Customer not found"}');
		} else if (++asked <= 5) response.writeHead(503).end('{"message":"Maintenance"}');
		else response.end(customer(numberIn(request.url)));
	}, false);

	expect(error?.message).toContain('Customer not found');
	expect(error?.context.itemIndex).toBe(2);
});

test('a node that stops on errors does not ask for all others before it has tried one again', async () => {
	const { asked, error } = await lookUpAll((request, response) => {
		if (numberIn(request.url) === numberOf(3)) response.writeHead(503).end('{"message":"Busy"}');
		else response.end(customer(numberIn(request.url)));
	}, false);

	expect(error?.context.itemIndex).toBe(3);
	expect(error?.message).toContain('503');
	expect(asked).toBeLessThanOrEqual(COUNT);
});

test('a node that stops on errors names one that was asked, when the service serves nobody', async () => {
	const { asked, error } = await lookUpAll((_, response) => {
		response.writeHead(503).end('{"message":"Maintenance"}');
	}, false);

	expect(error?.message).toContain('503');
	expect(asked).toBeLessThanOrEqual(25);
});

test('a node that stops on errors does not ask for the rest first', async () => {
	let served = 0;
	const { asked, error } = await lookUpAll((request, response) => {
		if (numberIn(request.url) === numberOf(0)) {
			response.end('{"code":110005,"message":"Customer not found"}');
		} else if (++served % 11 === 0) response.writeHead(429).end('{"message":"Slow down"}');
		else response.end(customer(numberIn(request.url)));
	}, false);

	expect(error?.context.itemIndex).toBe(0);
	expect(asked).toBeLessThan(COUNT / 2);
});
