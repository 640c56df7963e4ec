import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contentType, formFields } from './bodies.ts';
import { unknownFields, type KnownFields } from './knownFields.ts';

export type ServiceName = 'kiriminAja' | 'kirimo' | 'kasPro';

export interface LoggedRequest {
	service: ServiceName;
	method: string;
	path: string;
	query: Record<string, unknown>;
	headers: Record<string, unknown>;
	/** JSON and forms are decoded, anything else is the text that came; null is none. Undefined until all of it has come. */
	body: unknown;
	/** The fields in query or body that the vendor does not know, as docs/contracts has it. */
	unknownFields: string[];
	/** Null while the answer is outstanding, and for good when it never left. */
	status: number | null;
}

const secretHeaders = ['authorization', 'x-api-key', 'cookie'];

/** One origin serves all three; KasPro's paths have no common prefix, so it owns what the others do not. */
export function serviceOf(url: string): ServiceName | undefined {
	const path = pathOf(url);
	if (/^\/(__sandbox|topup|qr|labels)(\/|$)/.test(path) || path === '/') return undefined;
	if (path.startsWith('/api/mitra/') || path.startsWith('/api/service/')) return 'kiriminAja';
	if (path === '/api.php') return 'kirimo';
	return 'kasPro';
}

export function pathOf(url: string): string {
	return url.split('?', 1)[0] ?? url;
}

/** Writes down every call to a vendor, the refused ones included, in order of arrival. */
export function logRequests(
	app: FastifyInstance,
	requests: LoggedRequest[],
	knownFields: Record<ServiceName, KnownFields>,
): void {
	const entries = new WeakMap<FastifyRequest, LoggedRequest>();

	app.addHook('onRequest', (request, _reply, done) => {
		const service = serviceOf(request.url);
		if (!service) return done();
		const headers = Object.entries(request.headers).map(
			([name, value]) => [name, secretHeaders.includes(name) ? '[redacted]' : value] as const,
		);
		const entry: LoggedRequest = {
			service,
			method: request.method,
			path: pathOf(request.url),
			query: { ...(request.query as Record<string, unknown>) },
			headers: Object.fromEntries(headers),
			body: undefined,
			unknownFields: [],
			status: null,
		};
		entries.set(request, entry);
		requests.push(entry);
		done();
	});

	app.addHook('preHandler', (request, _reply, done) => {
		const entry = entries.get(request);
		if (entry) {
			entry.body = readable(request);
			entry.unknownFields = unknownFields(entry, knownFields[entry.service]);
		}
		done();
	});

	app.addHook('onResponse', (request, reply, done) => {
		const entry = entries.get(request);
		if (entry) entry.status = reply.statusCode;
		done();
	});
}

function readable(request: FastifyRequest): unknown {
	if (typeof request.body !== 'string' || request.body === '') return null;
	if (contentType(request).includes('x-www-form-urlencoded')) {
		return Object.fromEntries(formFields(request));
	}
	try {
		return JSON.parse(request.body);
	} catch {
		return request.body;
	}
}
