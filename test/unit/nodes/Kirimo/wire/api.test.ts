import type { IHttpRequestOptions, IWebhookFunctions } from 'n8n-workflow';
import { kirimo } from '../../../../../nodes/Kirimo/wire/api';

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
	return { asked, ctx: { helpers, getCredentials } as unknown as IWebhookFunctions };
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
