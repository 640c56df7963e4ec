import type { Characters } from '../characters.ts';
import type { KirimoSettings } from './settings.ts';

/** What nobody knows of Kirimo, decided in four ways. */
export const characters: Characters<KirimoSettings> = {
	published: {},
	strictest: {},
	contrary: { callbackScheme: 'hmac-sha256', callbackEncoding: 'json' },
	php: {},
};
