import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomFrom } from '../../../sandbox/random.ts';
import type { ServedTrigger } from './webhook';

/** What can happen to a delivery on its way; the last three after it has arrived. */
const mishaps = ['502', 'timeOut', 'arrivesAndTimesOut', 'arrivesAndBreaks', 'none'] as const;

export interface StormyWay {
	url: string;
	/** How often each thing has happened. */
	counts: Record<(typeof mishaps)[number], number>;
	/** Waits for what is on its way. */
	close(): Promise<void>;
}

/** How many deliveries of one text come to grief at most; those after them get through. */
const WORST = 2;

/** A way to a trigger on which deliveries come to grief, as the seed decides. */
export async function stormyWay(trigger: ServedTrigger, seed: number): Promise<StormyWay> {
	const random = randomFrom(seed);
	const troubled = new Map<string, number>();
	const counts = { '502': 0, timeOut: 0, arrivesAndTimesOut: 0, arrivesAndBreaks: 0, none: 0 };
	const underWay = new Set<Promise<void>>();
	const server = createServer((request, response) => {
		const carried = read(request).then(async (body): Promise<void> => {
			const before = troubled.get(body) ?? 0;
			const drawn = mishaps[Math.floor(random() * mishaps.length)] ?? 'none';
			const mishap = before < WORST ? drawn : 'none';
			counts[mishap] += 1;
			if (mishap !== 'none') troubled.set(body, before + 1);
			const arrives = !['502', 'timeOut'].includes(mishap);
			const status = arrives ? await passOn(trigger.url, request, body) : 502;
			if (mishap === 'arrivesAndBreaks') request.socket.destroy();
			// Of a time-out the sender hears nothing at all.
			else if (mishap === '502' || mishap === 'none') response.writeHead(status).end();
		});
		// A sender that has given up breaks the connection.
		const ended = carried.catch(() => void response.destroy());
		underWay.add(ended);
		void ended.then(() => underWay.delete(ended));
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
		counts,
		async close() {
			await Promise.all(underWay);
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function read(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function passOn(url: string, { headers }: IncomingMessage, body: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const outgoing = httpRequest(url, { method: 'POST', headers, agent: false }, (answer) => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode ?? 0));
		});
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}
