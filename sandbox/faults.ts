import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomFrom } from './random.ts';
import { pathOf, serviceOf, type ServiceName } from './requestLog.ts';
import {
	errorBodies,
	htmlPage,
	huge,
	inPieces,
	mistyped,
	truncated,
	withoutOneRow,
} from './spoiledBodies.ts';

/** These answer in the vendor's place: nothing has happened at the vendor. */
const kindsBefore = [
	'status429',
	'html408Before',
	'html500',
	'html502',
	'redirect',
	'errorBody',
	'resetBefore',
] as const;
/** These let the vendor do its work and spoil only the answer. */
const kindsAfter = [
	'latency',
	'slowBody',
	'wrongContentType',
	'mistypedJson',
	'truncatedJson',
	'rowMissing',
	'emptyObject',
	'emptyBody',
	'hugeBody',
	'html408After',
	'resetAfter',
	'hang',
] as const;

export const faultKinds = [...kindsBefore, ...kindsAfter];
export type FaultKind = (typeof faultKinds)[number];

const DELAY_MS = 1000;

export interface Fault {
	kind: FaultKind;
	service?: ServiceName;
	method?: string;
	/** The path itself or the beginning of path and query, as in `/api.php?action=payment`. */
	path?: string;
	/** How many matching calls it spoils; left out, it is 1, or no limit when there is a rate. */
	times?: number;
	/** The share of matching calls that it spoils, above 0 to 1; all when left out. */
	rate?: number;
	/** Chooses the calls of a rate: the same seed spoils the same ones. */
	seed?: number;
	/** Seconds, sent as Retry-After with status429. */
	retryAfter?: number;
	/** How much later the answer comes with latency, or is complete with slowBody; 1000 when left out. */
	delayMs?: number;
}

export interface Faults {
	active: Fault[];
	add(fault: Fault): void;
	clear(): void;
}

/** One generator for each fault that has a rate. */
const generators = new WeakMap<Fault, () => number>();

export function createFaults(): Faults {
	const active: Fault[] = [];
	return {
		active,
		add: ({ times, ...fault }) => {
			const limit = times ?? (fault.rate === undefined ? 1 : undefined);
			const added: Fault = { ...fault, ...(limit !== undefined && { times: limit }) };
			generators.set(added, randomFrom(fault.seed ?? 1));
			active.push(added);
		},
		clear: () => void active.splice(0),
	};
}

export function spoilRequests(app: FastifyInstance, faults: Faults): void {
	const chosen = new WeakMap<FastifyRequest, Fault>();

	app.addHook('preHandler', async (request, reply) => {
		const service = serviceOf(request.url);
		const fault = service && takeFault(faults.active, service, request);
		if (!fault) return;
		chosen.set(request, fault);
		if (fault.kind === 'resetBefore') {
			reply.hijack();
			request.raw.socket.resetAndDestroy();
			return reply;
		}
		return answerInstead(request, reply, service, fault);
	});

	app.addHook('onSend', async (request, reply, payload) => {
		const { kind, delayMs = DELAY_MS } = chosen.get(request) ?? {};
		switch (kind) {
			case 'latency':
				await pause(delayMs, undefined, { ref: false });
				return payload;
			case 'slowBody':
				return inPieces(String(payload), delayMs);
			case 'wrongContentType':
				reply.type('text/html; charset=utf-8');
				return payload;
			case 'mistypedJson':
				return mistyped(String(payload));
			case 'truncatedJson':
				return truncated(String(payload));
			case 'rowMissing':
				return withoutOneRow(String(payload));
			case 'emptyObject':
				reply.code(200);
				return '{}';
			case 'emptyBody':
				return '';
			case 'hugeBody':
				reply.type('text/html; charset=utf-8');
				return huge();
			case 'html408After':
				reply.code(408).type('text/html');
				return htmlPage('408', 'Request Time-out');
			case 'resetAfter':
				request.raw.socket.resetAndDestroy();
				return await never();
			case 'hang':
				return await never();
			default:
				return payload;
		}
	});
}

function takeFault(
	active: Fault[],
	service: ServiceName,
	request: FastifyRequest,
): Fault | undefined {
	const fault = active.find(
		(candidate) =>
			isMeantFor(candidate, service, request) &&
			// Asked only for calls it is meant for, so that other calls do not shift its choice.
			(candidate.rate === undefined || (generators.get(candidate)?.() ?? 0) < candidate.rate),
	);
	if (fault?.times === undefined) return fault;
	fault.times -= 1;
	if (fault.times <= 0) active.splice(active.indexOf(fault), 1);
	return fault;
}

function isMeantFor(fault: Fault, service: ServiceName, { method, url }: FastifyRequest): boolean {
	return (
		(!fault.service || fault.service === service) &&
		(!fault.method || fault.method.toUpperCase() === method) &&
		(!fault.path || pathOf(url) === fault.path || url.startsWith(fault.path))
	);
}

function answerInstead(
	{ url }: FastifyRequest,
	reply: FastifyReply,
	service: ServiceName,
	{ kind, retryAfter }: Fault,
): FastifyReply | undefined {
	const html = reply.type.bind(reply, 'text/html');
	switch (kind) {
		case 'status429':
			if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
			return reply.code(429).send({ message: 'Too Many Attempts.' });
		case 'html408Before':
			return html().code(408).send(htmlPage('408', 'Request Time-out'));
		case 'html500':
			return html().code(500).send(htmlPage('500', 'Whoops, something went wrong'));
		case 'html502':
			return html().code(502).send(htmlPage('502', 'Bad Gateway'));
		case 'redirect':
			return reply.redirect(`https://moved.example.com${url}`, 302);
		case 'errorBody':
			return reply.send(errorBodies[service]);
		default:
			return undefined;
	}
}

/** The reply is never finished; closing the sandbox drops the connection. */
function never(): Promise<never> {
	return new Promise(() => {});
}
