import type { INodeParameters } from 'n8n-workflow';
import { expectNoSecrets, kasProCredential } from '../../support/kasPro';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

export const sandbox = useSandbox();
export const tokenCalls = () =>
	sandbox.current.requests.filter(({ path }) => path.endsWith('/token'));
export const inquiries = () =>
	sandbox.current.requests.filter(({ path }) => path === '/customer-account-inquiry/');

export type Options = Partial<Parameters<typeof runNode>[0]>;

export async function get(parameters: INodeParameters = {}, options: Options = {}) {
	const result = await runNode({
		type: 'kasPro',
		resource: 'customer',
		operation: 'get',
		credentials: kasProCredential(sandbox.current),
		parameters: { mobileNumber: '081234560001', ...parameters },
		...options,
	});
	expectNoSecrets(result.run);
	return result;
}
