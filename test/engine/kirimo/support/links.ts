import type { INodeParameters } from 'n8n-workflow';
import { kirimoCredential, samplePayment } from '../../support/kirimo';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

export const sandbox = useSandbox();
export const calls = (action: string) =>
	sandbox.current.requests.filter(({ query }) => query.action === action);
export const payments = () => sandbox.current.kirimo.orders;
export const creation = '/api.php?action=payment';

export type Options = Partial<Parameters<typeof runNode>[0]>;

export function run(resource: string, operation: string, parameters = {}, options: Options = {}) {
	const credentials = kirimoCredential(sandbox.current);
	return runNode({ type: 'kirimo', resource, operation, parameters, credentials, ...options });
}

export const create = (changes: INodeParameters = {}, options: Options = {}) =>
	run('payment', 'create', { ...samplePayment, ...changes }, options);

export const get = (orderId: string) => run('payment', 'get', { orderId, simplify: false });

export const control = async (path: string) => {
	const answer = await fetch(`${sandbox.current.url}/__sandbox/kirimo/${path}`, { method: 'POST' });
	expect(answer.status).toBe(200);
};

export const threeOrders = ['A-1', 'B-2', 'C-3'].map((order) => ({ order }));
