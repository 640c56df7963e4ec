import { Asker } from '../../../live/ask.ts';
import { SERVICES } from '../../../live/keys.ts';
import type { Request, Service } from '../../../live/question.ts';
import { accounts } from '../../../sandbox/index.ts';
import { operations } from '../../operations';
import { answering } from '../support/answering';
import { useSandbox } from '../support/sandbox';
import { check, keysOf, nodesOf } from './support';

const sandbox = useSandbox();

const serviceOf = (name: string) =>
	SERVICES.find(({ service }) => service.name === name)?.service as Service;

/** Asks as a slip in a question would. */
async function ask(name: string, operation: string, request: Request, service = serviceOf(name)) {
	const credential = { baseUrl: sandbox.current.url, apiKey: accounts.kiriminAja.apiKey };
	const asker = new Asker(service, nodesOf(name), credential, async () => {});
	return await asker.ask({ operations: [operation] }, request);
}

describe('nothing but a read can be sent', () => {
	const names = { kiriminAja: 'KiriminAja', kirimo: 'Kirimo', kasPro: 'KasPro' };
	const writes = operations.filter(({ kind }) => kind === 'write');

	test.each(writes.map(({ type, name }) => [names[type], name]))(
		'%s %s is never asked, even when it is listed',
		async (service, name) => {
			const own = serviceOf(service);
			const listed = { ...own, reads: { ...own.reads, [name]: 'GET /anything' } };

			await expect(
				ask(service, name, { method: 'GET', path: '/anything' }, listed),
			).rejects.toThrow(`${name} is no read, and is never asked`);
			expect(sandbox.current.requests).toEqual([]);
		},
	);

	test.each<[string, string, Request]>([
		['KiriminAja', 'rate.getExpress', { method: 'POST', path: '/api/mitra/v6.2/request_pickup' }],
		['KiriminAja', 'area.search', { method: 'POST', path: '/api/mitra/v6.1/addresses' }],
		[
			'KiriminAja',
			'account.get',
			{ method: 'GET', path: '/api/mitra/v6.2/profile', body: { a: 1 } },
		],
		['KiriminAja', 'toString', { method: 'GET', path: '/' }],
		[
			'KiriminAja',
			'instantOrder.track',
			{ method: 'GET', path: '/api/mitra/v4/instant/tracking/..' },
		],
		[
			'KiriminAja',
			'instantOrder.track',
			{ method: 'GET', path: '/api/mitra/v4/instant/tracking/a/../../pickup' },
		],
		[
			'KiriminAja',
			'instantOrder.track',
			{ method: 'GET', path: '/api/mitra/v4/instant/tracking/a?b' },
		],
		['Kirimo', 'balance.get', { method: 'GET', path: '/api.php', query: { action: 'payment' } }],
		['Kirimo', 'balance.get', { method: 'GET', path: '/api.php' }],
		['KasPro', 'customer.get', { method: 'GET', path: '/pil-partner-get-otp/' }],
	])('%s %s does not read by %p', async (service, operation, request) => {
		await expect(ask(service, operation, request)).rejects.toThrow(/is not how|is no read/);
		expect(sandbox.current.requests).toEqual([]);
	});

	test('an access token is asked for at an address of a token only', async () => {
		const { output, code } = await check({
			...keysOf(sandbox.current),
			KIRIMINAJA_API_KEY: '',
			KIRIMO_API_KEY: '',
			KASPRO_TOKEN_PATH: '/bank-transfer/',
		});

		expect(sandbox.current.requests).toEqual([]);
		expect(output).toBe('KASPRO_TOKEN_PATH has to begin with / and end with /token.');
		expect(code).toBe(2);
	});

	test('a redirect is not followed, so that no key goes anywhere else', async () => {
		await answering(
			(_, answer) => {
				answer.writeHead(307, { location: `${sandbox.current.url}/api/mitra/province` });
				answer.end();
			},
			async (url) => {
				const { output, code } = await check({ ...keysOf({ url }), KIRIMO_API_KEY: '' });

				expect(output).toContain('the answer is empty (HTTP 307)');
				expect(code).toBe(1);
			},
		);
		expect(sandbox.current.requests).toEqual([]);
	});
});
