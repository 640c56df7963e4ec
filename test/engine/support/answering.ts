import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Runs a test against a server that answers as the sandbox never would. */
export async function answering(
	listener: (...exchange: Parameters<RequestListener>) => unknown,
	test: (url: string) => Promise<void>,
): Promise<void> {
	const server = createServer((...exchange) => void listener(...exchange)).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	try {
		await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

/** An address of this machine at which nobody listens. */
export async function deadAddress(): Promise<string> {
	let address = '';
	await answering(
		() => {},
		async (url) => void (address = url),
	);
	return address;
}
