import type { IExecuteFunctions } from 'n8n-workflow';
import { kasPro } from '../../../../../nodes/KasPro/wire/api';

/** n8n's helper as it throws when no answer came in time. */
const silent = jest.fn(async () => {
	throw Object.assign(new Error('timeout'), { cause: { code: 'ECONNABORTED' } });
});
const ctx = {
	getCredentials: async () => ({ baseUrl: 'https://gateway.example.com' }),
	helpers: { httpRequestWithAuthentication: silent },
} as unknown as IExecuteFunctions;

test('a payment that gets no answer in time has an unknown outcome and is sent once', async () => {
	const answer = await kasPro.tryOnce({ ctx, item: 0 }, { path: '/bank-transfer/', body: {} });

	expect(answer).toMatchObject({
		ok: false,
		failure: { outcome: 'unknown', message: 'KasPro did not answer within 90 seconds' },
	});
	expect(silent).toHaveBeenCalledTimes(1);
});
