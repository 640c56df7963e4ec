import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, serviceOf, type ServiceName } from './requestLog.ts';

/** These answer in the vendor's place: nothing has happened at the vendor. */
const kindsBefore = ['status429', 'html500', 'html502', 'resetBefore'] as const;
/** These let the vendor do its work and spoil only the answer. */
const kindsAfter = ['truncatedJson', 'emptyBody', 'resetAfter', 'hang'] as const;

export const faultKinds = [...kindsBefore, ...kindsAfter];
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
	kind: FaultKind;
	service?: ServiceName;
	method?: string;
	/** The path itself or the beginning of path and query, as in `/api.php?action=payment`. */
	path?: string;
	/** How many matching calls it spoils; 1 when left out. */
	times?: number;
	/** Seconds, sent as Retry-After with status429. */
	retryAfter?: number;
}

export interface Faults {
	active: Fault[];
	add(fault: Fault): void;
	clear(): void;
}

export function createFaults(): Faults {
	const active: Fault[] = [];
	return {
		active,
		add: (fault) => void active.push({ ...fault, times: fault.times ?? 1 }),
		clear: () => void active.splice(0),
	};
}

export function spoilRequests(app: FastifyInstance, faults: Faults): void {
	const chosen = new WeakMap<FastifyRequest, Fault>();

	app.addHook('preHandler', async (request, reply) => {
		const fault = takeFault(faults.active, request);
		if (!fault) return;
		chosen.set(request, fault);
		if (fault.kind === 'resetBefore') {
			reply.hijack();
			request.raw.socket.resetAndDestroy();
			return reply;
		}
		return answerInstead(reply, fault);
	});

	app.addHook('onSend', async (request, _reply, payload) => {
		switch (chosen.get(request)?.kind) {
			case 'emptyBody':
				return '';
			case 'truncatedJson':
				return String(payload).slice(0, Math.max(1, Math.floor(String(payload).length / 2)));
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

function takeFault(active: Fault[], request: FastifyRequest): Fault | undefined {
	const service = serviceOf(request.url);
	if (!service) return undefined;
	const index = active.findIndex(
		(fault) =>
			(!fault.service || fault.service === service) &&
			(!fault.method || fault.method.toUpperCase() === request.method) &&
			(!fault.path || pathOf(request.url) === fault.path || request.url.startsWith(fault.path)),
	);
	const fault = active[index];
	if (!fault) return undefined;
	fault.times = (fault.times ?? 1) - 1;
	if (fault.times <= 0) active.splice(index, 1);
	return fault;
}

function answerInstead(reply: FastifyReply, fault: Fault): FastifyReply | undefined {
	switch (fault.kind) {
		case 'status429':
			if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
			return reply.code(429).send({ message: 'Too Many Attempts.' });
		case 'html500':
			return reply.code(500).type('text/html').send(page('500', 'Whoops, something went wrong'));
		case 'html502':
			return reply.code(502).type('text/html').send(page('502', 'Bad Gateway'));
		default:
			return undefined;
	}
}

function page(code: string, text: string): string {
	return `<!DOCTYPE html><html><head><title>${code} ${text}</title></head><body><center><h1>${code} ${text}</h1></center></body></html>`;
}

/** The reply is never finished; closing the sandbox drops the connection. */
function never(): Promise<never> {
	return new Promise(() => {});
}
