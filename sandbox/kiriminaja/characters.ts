import type { Characters } from '../characters.ts';
import type { KiriminAjaSettings } from './settings.ts';

/** What nobody knows of KiriminAja, decided in four ways. */
export const characters: Characters<KiriminAjaSettings> = {
	published: {},
	strictest: { errorStyle: 'http4xx', rateLimitPerMinute: 10 },
	contrary: {
		errorShape: 'E5',
		webhookStyle: 'complete',
		webhookTime: 'legacy',
		missingBlocks: 'payment',
		retryMs: [60_000, 300_000, 900_000],
		retryAfter: 'breakdowns',
		copies: 1,
		instantShape: 'observed',
		instantWebhook: 'legacy',
		labelUrlNesting: 'nested',
		labelRedirect: true,
	},
	php: { errorShape: 'E4' },
};
