import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { WorkflowFile } from '../../../demo/n8n.ts';

/** The merchant's own chat and packing desk, to which the examples talk until they are replaced: notes what comes. */
export interface Chat {
	url: string;
	messages: Array<Record<string, string>>;
	/** Labels as they came, as files. */
	labels: Buffer[];
	close(): Promise<void>;
}

export async function startChat(): Promise<Chat> {
	const messages: Chat['messages'] = [];
	const labels: Buffer[] = [];
	const take = async (request: IncomingMessage, response: ServerResponse) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		if (request.url === '/labels') labels.push(body);
		else messages.push(JSON.parse(body.toString()) as Record<string, string>);
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ sent: true }));
	};
	const server = createServer((request, response) => void take(request, response));
	server.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		messages,
		labels,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** An example as it is, but for the address of the chat. */
export function example(file: string, chat: Chat): WorkflowFile {
	const text = readFileSync(join(process.cwd(), 'examples', `${file}.json`), 'utf8');
	return JSON.parse(text.replaceAll('https://chat.example.com', chat.url)) as WorkflowFile;
}
