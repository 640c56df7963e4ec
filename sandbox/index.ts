import { fastify } from 'fastify';
import { controlApi } from './control.ts';
import { createFaults, spoilRequests, type Fault } from './faults.ts';
import { kasProApi } from './kaspro/index.ts';
import * as kasPro from './kaspro/state.ts';
import { kiriminAjaApi } from './kiriminaja/index.ts';
import * as kiriminAja from './kiriminaja/state.ts';
import { kirimoApi } from './kirimo/index.ts';
import * as kirimo from './kirimo/state.ts';
import { createOutbox } from './outbox.ts';
import { logRequests, type LoggedRequest } from './requestLog.ts';

export { accounts } from './accounts.ts';
export type { Fault, FaultKind } from './faults.ts';
export type { Delivery } from './outbox.ts';
export type { LoggedRequest, ServiceName } from './requestLog.ts';

export interface SandboxOptions {
	/** 0, the default, takes a free one. */
	port?: number;
	logger?: boolean;
}

export interface Sandbox {
	/** `http://127.0.0.1:PORT`: one origin serves all three vendors. */
	url: string;
	/** Ends timers, webhook attempts and open connections too. */
	close(): Promise<void>;
	/** Back to the initial state: orders, balances, faults, settings, request log. */
	reset(): void;
	/** Spoils coming calls to a vendor (faults.ts). */
	fault(fault: Fault): void;
	/** Every call to a vendor in order. */
	requests: LoggedRequest[];
	kiriminAja: kiriminAja.KiriminAjaState;
	kirimo: kirimo.KirimoState;
	kasPro: kasPro.KasProState;
}

/** Photos of identity cards travel as text inside JSON. */
const BODY_LIMIT = 20 * 1024 * 1024;

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const app = fastify({
		logger: options.logger ?? false,
		bodyLimit: BODY_LIMIT,
		forceCloseConnections: true,
	});
	// Each vendor reads bodies in its own way, so they all get the text.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

	let url = '';
	const origin = () => url;
	const outbox = createOutbox();
	const requests: LoggedRequest[] = [];
	const faults = createFaults();
	const states = {
		kiriminAja: kiriminAja.initialState(),
		kirimo: kirimo.initialState(),
		kasPro: kasPro.initialState(),
	};
	const services = {
		kiriminAja: { state: states.kiriminAja, outbox, origin },
		kirimo: { state: states.kirimo, outbox, origin },
		kasPro: { state: states.kasPro },
	};
	const reset = () => {
		outbox.stop();
		faults.clear();
		requests.length = 0;
		Object.assign(states.kiriminAja, kiriminAja.initialState());
		Object.assign(states.kirimo, kirimo.initialState());
		Object.assign(states.kasPro, kasPro.initialState());
	};

	logRequests(app, requests);
	spoilRequests(app, faults);
	app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ message: 'Not Found' }));
	kiriminAjaApi(app, services.kiriminAja);
	kirimoApi(app, services.kirimo);
	kasProApi(app, services.kasPro);
	controlApi(app, { ...services, faults, requests, reset });

	url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	return {
		url,
		async close() {
			outbox.stop();
			await app.close();
		},
		reset,
		fault: (fault) => faults.add(fault),
		requests,
		...states,
	};
}
