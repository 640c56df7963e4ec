import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { isLocal } from './ask.ts';
import { kasPro } from './kaspro.ts';
import { kiriminAja } from './kiriminaja/index.ts';
import { kirimo } from './kirimo.ts';
import type { Service } from './question.ts';

/** One thing that is needed to ask a service, or that lets it be asked more. */
export interface Setting {
	/** Of the environment variable. */
	name: string;
	label: string;
	/** Not shown while it is typed. */
	isSecret?: true;
	/** An order or a person to ask about. */
	isNumber?: true;
	usual?: string;
	/** What it has to look like, as the rest of a sentence. */
	form?: [RegExp, string];
	/** Whether it is asked for on a terminal, by what was typed before. */
	when?: (filled: Filled) => boolean;
}

/** By the names of the environment variables. */
export type Filled = Record<string, string>;

export interface ServiceSettings {
	service: Service;
	/** The first one is what a service can't be asked without. */
	settings: Setting[];
	/** The fields of the nodes' credential. */
	credential: (filled: Filled) => Record<string, string>;
}

const HOSTS: Record<string, string> = {
	sandbox: 'https://tdev.kiriminaja.com',
	production: 'https://client.kiriminaja.com',
};

const isOAuth = ({ KASPRO_AUTH_MODE: mode }: Filled) => mode === 'oauth2Hmac';

export const SERVICES: ServiceSettings[] = [
	{
		service: kiriminAja,
		settings: [
			{ name: 'KIRIMINAJA_API_KEY', label: 'API key', isSecret: true },
			{
				name: 'KIRIMINAJA_ENVIRONMENT',
				label: 'environment: sandbox or production',
				usual: 'sandbox',
				form: [/^(sandbox|production)$/, 'be sandbox or production'],
			},
			{ name: 'KIRIMINAJA_BASE_URL', label: 'another address', when: () => false },
			{ name: 'KIRIMINAJA_ORDER_ID', label: 'order ID or AWB of an express order', isNumber: true },
			{ name: 'KIRIMINAJA_AWB', label: 'AWB of an express order, for its label', isNumber: true },
			{
				name: 'KIRIMINAJA_INSTANT_ORDER_ID',
				label: 'order ID of an instant order',
				isNumber: true,
			},
			{ name: 'KIRIMINAJA_PAYMENT_ID', label: 'pickup number or payment ID', isNumber: true },
		],
		credential: ({ KIRIMINAJA_API_KEY, KIRIMINAJA_ENVIRONMENT, KIRIMINAJA_BASE_URL }) => ({
			apiKey: KIRIMINAJA_API_KEY ?? '',
			baseUrl: KIRIMINAJA_BASE_URL ?? HOSTS[KIRIMINAJA_ENVIRONMENT ?? ''] ?? '',
		}),
	},
	{
		service: kirimo,
		settings: [
			{ name: 'KIRIMO_API_KEY', label: 'API key', isSecret: true },
			{ name: 'KIRIMO_BASE_URL', label: 'address', usual: 'https://kirimo.biz.id' },
			{
				name: 'KIRIMO_ORDER_ID',
				label: 'order ID of a payment (else one of the list is taken)',
				isNumber: true,
			},
		],
		credential: ({ KIRIMO_API_KEY, KIRIMO_BASE_URL }) => ({
			apiKey: KIRIMO_API_KEY ?? '',
			baseUrl: KIRIMO_BASE_URL ?? '',
		}),
	},
	{
		service: kasPro,
		settings: [
			{ name: 'KASPRO_BASE_URL', label: 'address of the gateway' },
			{
				name: 'KASPRO_AUTH_MODE',
				label: 'oauth2Hmac, partnerKey, bearerToken or none',
				usual: 'oauth2Hmac',
				form: [
					/^(oauth2Hmac|partnerKey|bearerToken|none)$/,
					'be oauth2Hmac, partnerKey, bearerToken or none',
				],
			},
			{ name: 'KASPRO_CLIENT_ID', label: 'client ID', isSecret: true, when: isOAuth },
			{ name: 'KASPRO_CLIENT_SECRET', label: 'client secret', isSecret: true, when: isOAuth },
			{
				name: 'KASPRO_TOKEN_PATH',
				label: 'token path',
				usual: '/authentication-server/oauth/token',
				// Nothing else is sent a POST.
				form: [/^\/[^?#]*\/token\/?$/, 'begin with / and end with /token'],
				when: isOAuth,
			},
			{ name: 'KASPRO_HMAC_KEY', label: 'HMAC key', isSecret: true, when: isOAuth },
			{ name: 'KASPRO_HMAC_SECRET', label: 'HMAC secret', isSecret: true, when: isOAuth },
			{
				name: 'KASPRO_PARTNER_KEY',
				label: 'partner key, when it is not the HMAC key',
				isSecret: true,
				when: ({ KASPRO_AUTH_MODE: mode }) => mode === 'partnerKey' || mode === 'oauth2Hmac',
			},
			{
				name: 'KASPRO_BEARER_TOKEN',
				label: 'bearer token',
				isSecret: true,
				when: ({ KASPRO_AUTH_MODE: mode }) => mode === 'bearerToken',
			},
			{ name: 'KASPRO_ORIGIN', label: 'origin', isSecret: true },
			{
				name: 'KASPRO_MOBILE_NUMBER',
				label: 'mobile number of a customer, 08…',
				isNumber: true,
				form: [/^08\d{7,11}$/, 'begin with 08 and have 9 to 13 digits and nothing else'],
			},
		],
		credential: (filled) => ({
			baseUrl: filled.KASPRO_BASE_URL ?? '',
			authMode: filled.KASPRO_AUTH_MODE ?? '',
			clientId: filled.KASPRO_CLIENT_ID ?? '',
			clientSecret: filled.KASPRO_CLIENT_SECRET ?? '',
			tokenPath: filled.KASPRO_TOKEN_PATH ?? '',
			hmacKey: filled.KASPRO_HMAC_KEY ?? '',
			hmacSecret: filled.KASPRO_HMAC_SECRET ?? '',
			partnerKey: filled.KASPRO_PARTNER_KEY ?? '',
			bearerToken: filled.KASPRO_BEARER_TOKEN ?? '',
			origin: filled.KASPRO_ORIGIN ?? '',
			extraHeaders: '{}',
			accessToken: '',
		}),
	},
];

/** Asks the person at the terminal. */
export type Ask = (question: string, isHidden: boolean) => Promise<string>;

/** A service that can be asked. */
export interface Ready {
	service: Service;
	credential: Record<string, string>;
	given: Filled;
	/** All that was filled in and may not be shown. */
	secrets: string[];
}

/** Said of what was filled in, and never with it. */
export class NotReady extends Error {}

/** What the environment has of a service, and the person at the terminal adds; nothing when the service is left out. */
export async function readyFrom(
	{ service, settings, credential }: ServiceSettings,
	env: Record<string, string | undefined>,
	ask?: Ask,
): Promise<Ready | undefined> {
	const [needed] = settings;
	const filled: Filled = {};
	for (const setting of settings) {
		const { name, label, usual, isSecret = false, form, when } = setting;
		const isAsked = ask && !env[needed?.name ?? ''] && (when?.(filled) ?? true);
		const words = `${service.name}, ${label}${usual ? ` [${usual}]` : ''}: `;
		const typed = env[name]?.trim() || (isAsked ? (await ask(words, isSecret)).trim() : '');
		const value = typed || usual;
		if (value && form && !form[0].test(value)) throw new NotReady(`${name} has to ${form[1]}.`);
		if (value) filled[name] = value;
		if (setting === needed && !value) return undefined;
	}
	const numbers = settings.filter(({ isNumber }) => isNumber);
	const given: Filled = Object.fromEntries(
		numbers.flatMap(({ name }) => (filled[name] ? [[name, filled[name]]] : [])),
	);
	const own = settings.filter((one) => one.isSecret || one.isNumber);
	const ready = {
		service,
		credential: credential(filled),
		given,
		secrets: own.flatMap(({ name }) => filled[name] ?? []),
	};
	ready.credential.baseUrl = checkedUrl(service, settings, ready.credential.baseUrl ?? '');
	return ready;
}

/** A key must not travel where others can read it. */
function checkedUrl({ name }: Service, settings: Setting[], address: string): string {
	const [variable] = settings.filter((one) => one.name.endsWith('_BASE_URL'));
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal(address));
	if (url && isSafe && url.search === '' && url.hash === '' && url.username === '') {
		return address.replace(/\/+$/, '');
	}
	throw new NotReady(
		`The address of ${name} has to begin with https:// and to have no user, ? or #. Correct ${variable?.name}.`,
	);
}

/** A person at a terminal, whose secrets are not shown while they type. */
export function terminal(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
	let isMuted = false;
	const shown = new Writable({
		write(chunk: Buffer, _encoding, done) {
			if (!isMuted) output.write(chunk);
			done();
		},
	});
	const lines = createInterface({ input, output: shown, terminal: true });
	const ask: Ask = async (question, isHidden) => {
		const left = new Promise<never>((_, reject) =>
			lines.once('close', () => reject(new NotReady('Nothing was asked.'))),
		);
		if (isHidden) output.write(question);
		isMuted = isHidden;
		const typed = await Promise.race([lines.question(isHidden ? '' : question), left]).finally(
			() => (isMuted = false),
		);
		if (isHidden) output.write('\n');
		return typed;
	};
	return { ask, close: () => lines.close() };
}
