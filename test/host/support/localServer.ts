import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

export interface LocalServer {
	url: string;
	close(): Promise<void>;
}

/** A server for one test file: hands over each request with its JSON body, and answers with JSON unless the answer is left to the caller. */
export async function startLocalServer(
	answer: (request: IncomingMessage, body: Json, response: ServerResponse) => Json | undefined,
): Promise<LocalServer> {
	const take = async (request: IncomingMessage, response: ServerResponse) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const text = Buffer.concat(chunks).toString();
		const given = answer(request, text ? (JSON.parse(text) as Json) : {}, response);
		if (given === undefined) return;
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify(given));
	};
	const server = createServer((request, response) => void take(request, response));
	server.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
