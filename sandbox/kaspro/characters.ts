import type { Characters } from '../characters.ts';
import type { KasProSettings } from './settings.ts';

/** What nobody knows of KasPro, decided in four ways. */
export const characters: Characters<KasProSettings> = {
	published: {},
	strictest: { requestIdReuse: 'refused', errorStyle: 'http4xx' },
	contrary: { requestIdReuse: 'same-answer', bankTransferStyle: 'async', otpForStrangers: true },
	php: { numericMobileNumber: true },
};
