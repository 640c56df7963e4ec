import type { FastifyInstance } from 'fastify';
import { accounts } from './accounts.ts';
import { isObject } from './bodies.ts';
import { BadControlInput, controlInput, refuse } from './controlAnswers.ts';
import { faultKinds, type Fault, type Faults } from './faults.ts';
import { characters, type Character } from './characters.ts';
import type { Clock } from './clock.ts';
import { kasProControl } from './kaspro/control.ts';
import { settings as kasProSettings } from './kaspro/settings.ts';
import { shownState, type KasPro } from './kaspro/state.ts';
import { kiriminAjaControl } from './kiriminaja/control.ts';
import { settings as kiriminAjaSettings } from './kiriminaja/settings.ts';
import type { KiriminAja } from './kiriminaja/state.ts';
import { kirimoControl } from './kirimo/control.ts';
import { settings as kirimoSettings } from './kirimo/settings.ts';
import type { Kirimo } from './kirimo/state.ts';
import type { LoggedRequest } from './requestLog.ts';
import { changeSettings } from './settings.ts';
import { keepStrangersOut } from './strangers.ts';

export interface Controls {
	kiriminAja: KiriminAja;
	kirimo: Kirimo;
	kasPro: KasPro;
	clock: Clock;
	faults: Faults;
	requests: LoggedRequest[];
	reset(): void;
	become(character: Character, afresh?: boolean): void;
}

/** Under which address, and with which settings, each vendor is changed. */
const vendors = [
	{ name: 'kiriminAja', path: 'kiriminaja', settings: kiriminAjaSettings },
	{ name: 'kirimo', path: 'kirimo', settings: kirimoSettings },
	{ name: 'kasPro', path: 'kaspro', settings: kasProSettings },
] as const;

export const controlRoutes = [
	'GET    /__sandbox/                              this list',
	'GET    /__sandbox/state                         everything the sandbox knows',
	'GET    /__sandbox/requests                      every call to a vendor, in order',
	'POST   /__sandbox/reset                         back to the beginning',
	'POST   /__sandbox/faults                        {kind, service?, method?, path?, times?, rate?, seed?, retryAfter?, delayMs?} or {queue: [one after the other]}',
	'DELETE /__sandbox/faults                        no more faults',
	`POST   /__sandbox/character                     {name: ${characters.join(' | ')}, afresh?}: all that is not known of the vendors, decided in one way; with afresh: true all other settings are as at first`,
	'POST   /__sandbox/advance                       {minutes}: the time moves on, and what becomes due happens',
	...vendors.map(
		({ path, settings }) =>
			`POST   ${`/__sandbox/${path}/settings`.padEnd(41)}{${Object.keys(settings).join(', ')}}`,
	),
	'POST   /__sandbox/kiriminaja/pay/:id            the merchant pays the bill of a pickup (express) or payment (instant)',
	'POST   /__sandbox/kiriminaja/awb/:id            issue the AWB of an order or of all in a pickup; ?count=2 repeats the webhook, ?force=true ignores an unpaid bill',
	'POST   /__sandbox/kiriminaja/advance/:id        next state, of an order or of all in a pickup; ?to=sender turns a shipped parcel back',
	'POST   /__sandbox/kiriminaja/cancel/:id         {reason?}',
	'POST   /__sandbox/kiriminaja/event/:id          {event: problem_packages | validated_packages | rejected_packages | corrected_packages | return_finished_packages, reason?, shippingCost?}; instant: {event: no_driver}',
	'POST   /__sandbox/kiriminaja/credit             {balance}',
	'POST   /__sandbox/kiriminaja/lock-pin',
	'POST   /__sandbox/kiriminaja/redeliver/:n       send webhook n again, or for the first time when it is held; ?forged=true as somebody with another key, about other orders',
	'POST   /__sandbox/kiriminaja/release            {seed?, atOnce?}: send all that is held, in an order that the seed decides',
	'POST   /__sandbox/kirimo/orders/:id/pay         {scheme?, encoding?, paymentCode?, lost?}; ?count=2 repeats the callback',
	'POST   /__sandbox/kirimo/orders/:id/fail        {scheme?, encoding?, paymentCode?, lost?, stillOpen?}; ?count=2 repeats the callback',
	'POST   /__sandbox/kirimo/orders/:id/expire',
	'POST   /__sandbox/kirimo/redeliver/:n           send callback n again, or for the first time when it is held; ?forged=key or ?forged=code as another Duitku project, for another order',
	'POST   /__sandbox/kirimo/release                {seed?, atOnce?}: send all that is held, in an order that the seed decides',
	'POST   /__sandbox/kaspro/expire-tokens',
];

/** The levers of whoever runs the sandbox. They are no part of any vendor's API. */
export function controlApi(app: FastifyInstance, controls: Controls): void {
	const { kiriminAja, kirimo, kasPro, clock, faults, requests } = controls;

	app.register((api) => {
		keepStrangersOut(api);
		api.setErrorHandler((error, request, reply) => {
			if (error instanceof BadControlInput) return refuse(reply, 400, error.message);
			request.log.error(error);
			return refuse(reply, 500, error instanceof Error ? error.message : String(error));
		});

		const list = () => ({ routes: controlRoutes, accounts });
		api.get('/__sandbox', list);
		api.get('/__sandbox/', list);

		api.get('/__sandbox/state', () => ({
			kiriminAja: kiriminAja.state,
			kirimo: kirimo.state,
			kasPro: shownState(kasPro.state),
			faults: faults.active,
		}));
		api.get('/__sandbox/requests', () => ({ requests }));

		api.post('/__sandbox/reset', () => {
			controls.reset();
			return { reset: true };
		});

		api.post('/__sandbox/faults', (request) => {
			const input = controlInput(request);
			const { queue } = input;
			faults.add(Array.isArray(queue) ? queue.map(faultFrom) : faultFrom(input));
			return { faults: faults.active };
		});
		api.delete('/__sandbox/faults', () => {
			faults.clear();
			return { faults: [] };
		});

		api.post('/__sandbox/character', (request) => {
			const { name, afresh = false } = controlInput(request);
			const character = characters.find((known) => known === name);
			if (!character) throw new BadControlInput(`name must be one of ${characters.join(', ')}.`);
			if (typeof afresh !== 'boolean') throw new BadControlInput('afresh must be true or false.');
			controls.become(character, afresh);
			return { character };
		});

		api.post('/__sandbox/advance', async (request) => {
			const { minutes } = controlInput(request);
			if (typeof minutes !== 'number' || !(minutes > 0)) {
				throw new BadControlInput('minutes must be a number above 0.');
			}
			await clock.advance(minutes * 60_000);
			return { now: clock.now() };
		});

		for (const { name, path, settings } of vendors) {
			const { state } = controls[name];
			api.post(`/__sandbox/${path}/settings`, async (request, reply) =>
				changeSettings(reply, state.settings, settings, controlInput(request)),
			);
		}

		kiriminAjaControl(api, kiriminAja);
		kirimoControl(api, kirimo);
		kasProControl(api, kasPro);
	});
}

function faultFrom(input: unknown): Fault {
	if (!isObject(input)) throw new BadControlInput('A fault must be a JSON object.');
	const { kind, service, method, path, rate, ...numbers } = input;
	if (!faultKinds.some((known) => known === kind)) {
		throw new BadControlInput(`kind must be one of ${faultKinds.join(', ')}.`);
	}
	const services = ['kiriminAja', 'kirimo', 'kasPro'];
	if (service !== undefined && !services.some((known) => known === service)) {
		throw new BadControlInput(`service must be one of ${services.join(', ')}.`);
	}
	for (const [name, value] of Object.entries({ method, path })) {
		if (value !== undefined && typeof value !== 'string') {
			throw new BadControlInput(`${name} must be a text.`);
		}
	}
	if (rate !== undefined && !(typeof rate === 'number' && rate > 0 && rate <= 1)) {
		throw new BadControlInput('rate must be a number above 0, and at most 1.');
	}
	for (const [name, value] of Object.entries(numbers)) {
		const least = leastOf[name];
		if (least === undefined) throw new BadControlInput(`A fault has no field ${name}.`);
		if (!Number.isSafeInteger(value) || Number(value) < least) {
			throw new BadControlInput(`${name} must be a whole number, ${least} or more.`);
		}
	}
	return input as unknown as Fault;
}

/** A fault's whole numbers: times, a seed, seconds, milliseconds. */
const leastOf: Record<string, number> = { times: 1, seed: 0, retryAfter: 0, delayMs: 0 };
