import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Counts, Limit, Question, Reply, Route, Setup } from './protocol.ts';

/**
 * Replays answers in a process of its own, so that it costs neither side of a comparison anything but the second core. Started by
 * `startVendor`, and ends with whoever started it.
 */
const none = (): Counts => ({ requests: 0, refused: 0, mostInFlight: 0, span: 0 });

let counts = none();
let first = 0;
let inFlight = 0;

const reply = (message: Reply) => process.send?.(message);

function start({ routes, latency, limit }: Setup): void {
	const answers = new Map(routes.map((route) => [keyOf(route), answerOf(route)]));
	const admits = limit && windowOf(limit);

	function answer(request: IncomingMessage, body: string): [status: number, text: string] {
		const { method = '', url = '' } = request;
		const { pathname: path, searchParams: query } = new URL(url, 'http://vendor');
		const action = query.get('action') ?? undefined;
		const write = answers.get(keyOf({ method, path, action }));
		if (write === undefined) return [404, `{"message":"No answer was recorded for ${path}"}`];
		return [200, write(query, body)];
	}

	function finish(response: ServerResponse, status: number, text: string): void {
		response.statusCode = status;
		response.setHeader('content-type', 'application/json');
		response.end(text);
		inFlight--;
		counts.span = performance.now() - first;
	}

	const server = createServer((request, response) => {
		if (counts.requests === 0) first = performance.now();
		counts.requests++;
		counts.mostInFlight = Math.max(counts.mostInFlight, ++inFlight);
		let body = '';
		request.setEncoding('utf8').on('data', (text: string) => (body += text));
		request.on('end', () => {
			const wait = admits?.();
			if (limit && wait !== undefined) {
				counts.refused++;
				if (limit.saysWhen) response.setHeader('retry-after', wait);
				return finish(response, 429, limit.body);
			}
			const [status, text] = answer(request, body);
			if (latency === 0) finish(response, status, text);
			else setTimeout(finish, latency, response, status, text);
		});
	});
	// A connection that ends just when it is used again would be an outage, which is not measured here.
	server.keepAliveTimeout = 600_000;
	server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
		const address = server.address();
		const port = typeof address === 'object' && address ? address.port : 0;
		reply({ url: `http://127.0.0.1:${port}` });
	});
}

function keyOf({ method, path, action }: Pick<Route, 'method' | 'path' | 'action'>): string {
	return `${method} ${path} ${action ?? ''}`;
}

/** Writes the answer to a request. What does not hang on the request is done once. */
function answerOf(route: Route): (query: URLSearchParams, body: string) => string {
	const { asked, packages, body: recorded } = route;
	if (packages) {
		const { details, ...booking } = JSON.parse(recorded) as { details: object[] };
		const row = JSON.stringify(details[0]).split(packages.standsAs);
		const [before, after] = JSON.stringify({ ...booking, details: ['ROWS'] }).split('"ROWS"');
		return (_query, body) => {
			const sent = JSON.parse(body) as { packages: Array<{ order_id: string }> };
			return before + sent.packages.map(({ order_id: id }) => row.join(id)).join(',') + after;
		};
	}
	if (!asked) return () => recorded;
	const pieces = recorded.split(asked.standsAs);
	return (query, body) => {
		const { name, from } = asked;
		const named =
			from === 'query' ? query.get(name) : (JSON.parse(body) as Record<string, unknown>)[name];
		return pieces.join(String(named));
	};
}

/** Nothing for a request that the window has room for, otherwise the seconds until it ends. */
function windowOf({ most, seconds }: Limit): () => number | undefined {
	let end = 0;
	let left = 0;
	return () => {
		const now = performance.now();
		if (now >= end) {
			end = now + seconds * 1000;
			left = most;
		}
		if (left > 0) {
			left--;
			return undefined;
		}
		return Math.ceil((end - now) / 1000);
	};
}

process.on('disconnect', () => process.exit());
process.on('message', (question: Question) => {
	if ('start' in question) return start(question.start);
	reply({ counts });
	counts = none();
});
