import type { FastifyInstance } from 'fastify';
import { controlInput } from '../controlAnswers.ts';
import { changeSettings } from '../settings.ts';
import { expireTokens } from './gateway.ts';
import { settingChoices, type KasPro } from './state.ts';

export function kasProControl(app: FastifyInstance, { state }: KasPro): void {
	app.post('/__sandbox/kaspro/settings', async (request, reply) =>
		changeSettings(reply, state.settings, settingChoices, controlInput(request)),
	);

	app.post('/__sandbox/kaspro/expire-tokens', () => ({ expired: expireTokens(state) }));
}
