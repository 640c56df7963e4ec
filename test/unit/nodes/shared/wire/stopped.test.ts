import { sleep } from 'n8n-workflow';
import { exchange } from '../../../../../nodes/shared/wire/request';
import type { Service } from '../../../../../nodes/shared/wire/service';
import { READS } from '../../../../../nodes/shared/wire/pace';
import { answering } from '../../../../engine/support/answering';
import { contextWith } from '../context';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

const service: Service = {
	name: 'Testpay',
	tempo: () => READS,
	credentialType: 'kasProApi',
	baseUrl: ({ baseUrl }) => baseUrl as string,
	verdict: () => ({ text: 'Too many requests' }),
};

/** n8n stores nothing of a node that ends after its execution was stopped. */
test.each([
	['that a service has asked for', 429],
	['after a fault of the service', 500],
])('a stop ends the pause %s, and nothing is asked again', async (_, status) => {
	const stop = new AbortController();
	jest.mocked(sleep).mockImplementation(async () => {
		stop.abort();
		await new Promise(() => {});
	});
	let asked = 0;
	await answering(
		(_, response) => {
			asked++;
			const pause = status === 429 && { 'retry-after': '60' };
			response.writeHead(status, { 'content-type': 'application/json', ...pause });
			response.end('{}');
		},
		async (url) => {
			const ctx = contextWith({
				credentials: { kasProApi: { baseUrl: url, authMode: 'none' } },
				stopped: stop.signal,
			});
			const answer = await exchange({ ctx }, service, {
				method: 'GET',
				path: '/rates',
				safe: true,
			});

			expect(answer).toMatchObject({ ok: false, failure: { httpCode: status } });
		},
	);

	expect(asked).toBe(1);
});

/** n8n ends a request when the execution is stopped, but not the one for an access token that comes before it. */
test('a stop ends a write that waits for its access token, and its outcome is not called known', async () => {
	const stop = new AbortController();
	const real = contextWith({
		credentials: { kasProApi: { baseUrl: 'http://127.0.0.1:9', authMode: 'none' } },
		stopped: stop.signal,
	});
	const httpRequestWithAuthentication = async () => {
		stop.abort();
		await new Promise(() => {});
	};
	const ctx = Object.create(real, {
		helpers: { value: { httpRequestWithAuthentication } },
	}) as typeof real;
	const answer = exchange({ ctx }, service, { method: 'POST', path: '/pay', safe: false });

	expect(await answer).toMatchObject({
		ok: false,
		failure: {
			outcome: 'unknown',
			message: 'The execution was stopped while the request was under way',
		},
	});
});

test('a stop before the sending keeps a write from being sent', async () => {
	const stop = new AbortController();
	const ctx = contextWith({ credentials: { kasProApi: {} }, stopped: stop.signal });
	const answer = exchange({ ctx }, service, { method: 'POST', path: '/pay', safe: false });
	stop.abort();

	expect(await answer).toMatchObject({ ok: false, failure: { outcome: 'unsent' } });
});
