import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../../support/answering';
import { expectNoSecrets, kasProCredential } from '../../support/kasPro';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

export const sandbox = useSandbox();
export const sari = '081234560001';
export const joko = '081234560002';
export const transfers = () => sandbox.current.kasPro.transfers;
export const calls = () =>
	sandbox.current.requests.filter(({ path }) => path === '/p2p-transaction/');
export const held = (mobileNumber: string) =>
	sandbox.current.kasPro.customers.find((one) => one.mobileNumber === mobileNumber)?.pockets['2'];

export type Options = Partial<Parameters<typeof runNode>[0]>;

export async function pay(parameters: INodeParameters = {}, options: Options = {}) {
	const result = await runNode({
		type: 'kasPro',
		resource: 'transfer',
		operation: 'toUser',
		credentials: kasProCredential(sandbox.current),
		parameters: {
			mobileNumber: sari,
			destination: joko,
			amount: 25_000,
			simplify: false,
			...parameters,
		},
		...options,
	});
	expectNoSecrets(result.run);
	return result;
}

/** Against a server that answers each transfer the same; no keys are needed there. */
export async function payTo(
	body: string,
	status = 200,
	options: Options = {},
	parameters: INodeParameters = {},
) {
	const received: unknown[] = [];
	let result: Awaited<ReturnType<typeof runNode>> | undefined;
	await answering(
		(request, response) => {
			let text = '';
			request.on('data', (chunk) => (text += chunk));
			request.on('end', () => {
				const { url, headers } = request;
				received.push({ url, headers, body: JSON.parse(text) as unknown });
				response.writeHead(status).end(body);
			});
		},
		async (url) => {
			const credentials = kasProCredential(sandbox.current, { baseUrl: url, authMode: 'none' });
			result = await pay({ requestId: 'PAYOUT-1', ...parameters }, { credentials, ...options });
		},
	);
	return { ...result!, received };
}
