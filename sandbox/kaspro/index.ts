import type { FastifyInstance } from 'fastify';
import { customerRoutes } from './customerRoutes.ts';
import { checkGateway, tokenRoute } from './gateway.ts';
import type { KasPro } from './state.ts';
import { transferRoutes } from './transferRoutes.ts';

/** KasPro's partner API behind its gateway, from docs/contracts/kaspro.md. All paths end in a slash. */
export function kasProApi(app: FastifyInstance, service: KasPro): void {
	tokenRoute(app, service);

	app.register(async (api) => {
		api.addHook(
			'preHandler',
			async (request, reply) => await checkGateway(request, reply, service),
		);
		customerRoutes(api, service);
		transferRoutes(api, service);
	});
}
