import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** One webhook as it went out. `status` is what the receiver answered to the last attempt, null when it did not answer. */
export interface Delivery {
	id: number;
	event: string;
	method: 'POST';
	url: string;
	contentType: string;
	body: string;
	attempts: number;
	status: number | null;
	error: string | null;
}

export interface Outbox {
	/** Sends once and records the answer; never throws. */
	attempt(delivery: Delivery, headers: Record<string, string>): Promise<Delivery>;
	/** Breaks off attempts under way. */
	stop(): void;
}

const ATTEMPT_TIMEOUT_MS = 10_000;

export function createOutbox(): Outbox {
	let underWay = new AbortController();

	return {
		async attempt(delivery, headers) {
			delivery.attempts += 1;
			try {
				delivery.status = await post(delivery.url, headers, delivery.body, underWay.signal);
				delivery.error = null;
			} catch (error) {
				delivery.status = null;
				delivery.error = error instanceof Error ? error.message : String(error);
			}
			return delivery;
		},
		stop() {
			underWay.abort();
			underWay = new AbortController();
		},
	};
}

/** Plain http rather than fetch: the receiver must see the vendor's headers and no others. */
function post(
	url: string,
	headers: Record<string, string>,
	body: string,
	signal: AbortSignal,
): Promise<number> {
	const send = url.startsWith('https:') ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const outgoing = send(
			url,
			{
				method: 'POST',
				agent: false,
				headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
				signal,
				timeout: ATTEMPT_TIMEOUT_MS,
			},
			(answer) => {
				answer.on('error', reject);
				answer.on('end', () => resolve(answer.statusCode ?? 0));
				answer.resume();
			},
		);
		outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 10 seconds')));
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}
