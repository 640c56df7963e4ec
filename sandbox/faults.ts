import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from './clock.ts';
import { randomFrom } from './random.ts';
import { pathOf, serviceOf, type ServiceName } from './requestLog.ts';
import {
	errorBodies,
	htmlPage,
	huge,
	inPieces,
	mistyped,
	truncated,
	withLongNumbers,
	withoutOneRow,
} from './spoiledBodies.ts';

/** These answer in the vendor's place: nothing has happened at the vendor. */
const kindsBefore = [
	'status429',
	'html408Before',
	'html425Before',
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
	'longNumbers',
	'html408After',
	'html425After',
	'html504After',
	'resetAfter',
	'hang',
] as const;
/** `lateWork`: the vendor begins when the client has given up. `none`: nothing is spoiled, as a turn in a queue. */
const otherKinds = ['lateWork', 'none'] as const;

export const faultKinds = [...kindsBefore, ...kindsAfter, ...otherKinds];
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
	/**
	 * How much later the answer comes with latency, or is complete with slowBody, or the work begins at the soonest with lateWork (by
	 * the sandbox's clock); 1000 when left out.
	 */
	delayMs?: number;
}

export interface Faults {
	active: Fault[];
	/** One fault, or a queue of them: each strikes only when the one before it has struck as often as it says. */
	add(fault: Fault | Fault[]): void;
	clear(): void;
}

/** One generator for each fault that has a rate. */
const generators = new WeakMap<Fault, () => number>();
/** Whom a fault of a queue waits for. */
const before = new WeakMap<Fault, Fault>();

export function createFaults(): Faults {
	const active: Fault[] = [];
	return {
		active,
		add(queue) {
			let last: Fault | undefined;
			for (const { times, ...fault } of [queue].flat()) {
				const limit = times ?? (fault.rate === undefined ? 1 : undefined);
				const added: Fault = { ...fault, ...(limit !== undefined && { times: limit }) };
				generators.set(added, randomFrom(fault.seed ?? 1));
				if (last) before.set(added, last);
				active.push(added);
				last = added;
			}
		},
		clear: () => void active.splice(0),
	};
}

export function spoilRequests(app: FastifyInstance, faults: Faults, clock: Clock): void {
	const chosen = new WeakMap<FastifyRequest, Fault>();
	/** Says that the work of a request is done although nobody waits for it. */
	const doneLate = new WeakMap<FastifyRequest, () => void>();

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
		if (fault.kind === 'lateWork') {
			const done = new Promise<void>((resolve) => doneLate.set(request, resolve));
			await goneAndLater(request, fault, clock, done);
			return;
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
			case 'longNumbers':
				reply.type('text/plain; charset=utf-8');
				return withLongNumbers(String(payload));
			case 'html408After':
			case 'html425After':
			case 'html504After': {
				const [status, text] = pages[kind];
				reply.code(status).type('text/html');
				return htmlPage(String(status), text);
			}
			case 'resetAfter':
				request.raw.socket.resetAndDestroy();
				return await never();
			case 'hang':
			case 'lateWork':
				doneLate.get(request)?.();
				return await never();
			default:
				return payload;
		}
	});
}

/** What a web server, a proxy or a load balancer puts in the place of the vendor's answer. */
const pages = {
	html408Before: [408, 'Request Time-out'],
	html408After: [408, 'Request Time-out'],
	html425Before: [425, 'Too Early'],
	html425After: [425, 'Too Early'],
	html500: [500, 'Whoops, something went wrong'],
	html502: [502, 'Bad Gateway'],
	html504After: [504, 'Gateway Time-out'],
} as const;

/** Waits as long as the fault says by the sandbox's clock, and until the client has given up; never ends when the sandbox is reset before. */
async function goneAndLater(
	{ raw }: FastifyRequest,
	{ delayMs = DELAY_MS }: Fault,
	clock: Clock,
	done: Promise<void>,
): Promise<void> {
	const gone = new Promise((resolve) => raw.socket.once('close', resolve));
	await new Promise<void>((begin) => {
		// Whoever moves the clock on gets it back when the work is done.
		clock.after(delayMs, async () => {
			await gone;
			begin();
			await done;
		});
	});
}

function takeFault(
	active: Fault[],
	service: ServiceName,
	request: FastifyRequest,
): Fault | undefined {
	const fault = active.find(
		(candidate) =>
			!active.some((other) => other === before.get(candidate)) &&
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
	switch (kind) {
		case 'status429':
			if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
			return reply.code(429).send({ message: 'Too Many Attempts.' });
		case 'html408Before':
		case 'html425Before':
		case 'html500':
		case 'html502': {
			const [status, text] = pages[kind];
			return reply
				.code(status)
				.type('text/html')
				.send(htmlPage(String(status), text));
		}
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
