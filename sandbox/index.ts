import { fastify } from 'fastify';
import { board } from './board/index.ts';
import type { Character } from './characters.ts';
import { createClock } from './clock.ts';
import { controlApi } from './control.ts';
import { createFaults, spoilRequests, type Fault } from './faults.ts';
import { characters as kasProCharacters } from './kaspro/characters.ts';
import { fields as kasProFields } from './kaspro/fields.ts';
import { kasProApi } from './kaspro/index.ts';
import { settings as kasProSettings } from './kaspro/settings.ts';
import * as kasPro from './kaspro/state.ts';
import { characters as kiriminAjaCharacters } from './kiriminaja/characters.ts';
import { fields as kiriminAjaFields } from './kiriminaja/fields.ts';
import { kiriminAjaApi } from './kiriminaja/index.ts';
import { settings as kiriminAjaSettings } from './kiriminaja/settings.ts';
import * as kiriminAja from './kiriminaja/state.ts';
import { characters as kirimoCharacters } from './kirimo/characters.ts';
import { fields as kirimoFields } from './kirimo/fields.ts';
import { kirimoApi } from './kirimo/index.ts';
import { settings as kirimoSettings } from './kirimo/settings.ts';
import * as kirimo from './kirimo/state.ts';
import { createOutbox } from './outbox.ts';
import { logRequests, type LoggedRequest } from './requestLog.ts';
import { initialValues } from './settings.ts';

export { accounts } from './accounts.ts';
export { characters, type Character } from './characters.ts';
export type { Fault, FaultKind } from './faults.ts';
export type { Delivery } from './outbox.ts';
export type { LoggedRequest, ServiceName } from './requestLog.ts';

export interface SandboxOptions {
	/** 0, the default, takes a free one. */
	port?: number;
	logger?: boolean;
	/** n8n runs on this machine, so its addresses are taken for callbacks; a real vendor refuses them or never calls them. */
	isLocal?: boolean;
}

export interface Sandbox {
	/** `http://127.0.0.1:PORT`: one origin serves all three vendors. */
	url: string;
	/** Ends timers, webhook attempts and open connections too. */
	close(): Promise<void>;
	/** Back to the initial state: orders, balances, faults, settings, request log. */
	reset(): void;
	/** Changes the settings of all three at once to those of a character (characters.ts); `afresh` puts the others back to what they were at first. */
	become(character: Character, afresh?: boolean): void;
	/** Moves the time of all three on, in milliseconds, and does what becomes due: links and tokens expire, slots pass. */
	advance(milliseconds: number): Promise<void>;
	/** Spoils coming calls to a vendor (faults.ts): with one fault, or with several in their order. */
	fault(fault: Fault | Fault[]): void;
	/** Every call to a vendor in order. */
	requests: LoggedRequest[];
	kiriminAja: kiriminAja.KiriminAjaState;
	/** Has the settings of the first account, and the books of another. */
	otherKiriminAja: kiriminAja.KiriminAjaState;
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
	// One character for each byte, so that files keep all of theirs.
	app.addContentTypeParser(/^multipart\//, { parseAs: 'buffer' }, (_request, body, done) =>
		done(null, body.toString('latin1')),
	);

	let url = '';
	const origin = () => url;
	const outbox = createOutbox();
	const clock = createClock();
	const requests: LoggedRequest[] = [];
	const faults = createFaults();
	const states = {
		kiriminAja: kiriminAja.initialState(clock),
		otherKiriminAja: kiriminAja.initialState(clock),
		kirimo: kirimo.initialState(clock),
		kasPro: kasPro.initialState(clock),
	};
	const services = {
		kiriminAja: { state: states.kiriminAja, outbox, origin },
		otherKiriminAja: { state: states.otherKiriminAja, outbox, origin },
		kirimo: { state: states.kirimo, outbox, origin },
		kasPro: { state: states.kasPro },
	};
	const localize = () => {
		if (!options.isLocal) return;
		states.kiriminAja.settings.localUrls = 'called';
		states.kirimo.settings.localUrls = 'called';
	};
	/** One vendor and one place for its files, with books of their own for each account. */
	const openOther = () => {
		const { settings, labels } = states.kiriminAja;
		Object.assign(states.otherKiriminAja, kiriminAja.otherState(clock), { settings, labels });
	};
	localize();
	openOther();
	const reset = () => {
		outbox.stop();
		clock.reset();
		faults.clear();
		requests.length = 0;
		Object.assign(states.kiriminAja, kiriminAja.initialState(clock));
		openOther();
		Object.assign(states.kirimo, kirimo.initialState(clock));
		Object.assign(states.kasPro, kasPro.initialState(clock));
		localize();
	};

	const become = (character: Character, afresh = false) => {
		if (afresh) {
			Object.assign(states.kiriminAja.settings, initialValues(kiriminAjaSettings));
			Object.assign(states.kirimo.settings, initialValues(kirimoSettings));
			Object.assign(states.kasPro.settings, initialValues(kasProSettings));
		}
		Object.assign(states.kiriminAja.settings, kiriminAjaCharacters[character]);
		Object.assign(states.kirimo.settings, kirimoCharacters[character]);
		Object.assign(states.kasPro.settings, kasProCharacters[character]);
		localize();
	};

	logRequests(app, requests, {
		kiriminAja: kiriminAjaFields,
		kirimo: kirimoFields,
		kasPro: kasProFields,
	});
	spoilRequests(app, faults, clock);
	app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ message: 'Not Found' }));
	kiriminAjaApi(app, services.kiriminAja, services.otherKiriminAja);
	kirimoApi(app, services.kirimo);
	kasProApi(app, services.kasPro);
	const controls = { ...services, clock, faults, requests, reset, become };
	controlApi(app, controls);
	board(app, controls, origin);

	url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	return {
		url,
		async close() {
			outbox.stop();
			clock.reset();
			await app.close();
		},
		reset,
		become,
		advance: async (milliseconds) => await clock.advance(milliseconds),
		fault: (fault) => faults.add(fault),
		requests,
		...states,
	};
}
