import type { FastifyInstance } from 'fastify';
import { expireTokens } from './gateway.ts';
import type { KasPro } from './state.ts';

export function kasProControl(app: FastifyInstance, { state }: KasPro): void {
	app.post('/__sandbox/kaspro/expire-tokens', () => ({ expired: expireTokens(state) }));
}
