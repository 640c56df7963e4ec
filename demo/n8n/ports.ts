import { createServer } from 'node:net';

function listen(port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			const taken = typeof address === 'object' && address ? address.port : port;
			server.close(() => resolve(taken));
		});
	});
}

/** A port that nothing listens on now. */
export function freePort(): Promise<number> {
	return listen(0);
}

/** Refuses a port that is taken, with a sentence that says which variable chooses another. */
export async function requireFreePort(port: number, variable: string): Promise<number> {
	try {
		return await listen(port);
	} catch {
		throw new Error(
			`Port ${port} is in use by another program. Stop that program, or choose another port: ${variable}=${port + 1}`,
		);
	}
}
