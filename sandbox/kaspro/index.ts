import type { FastifyInstance } from 'fastify';
import { bankRoutes } from './bankRoutes.ts';
import { customerRoutes } from './customerRoutes.ts';
import { checkGateway, tokenRoute } from './gateway.ts';
import { otpRoutes } from './otpRoutes.ts';
import { partnerRoutes } from './partnerRoutes.ts';
import { registrationRoutes } from './registrationRoutes.ts';
import type { KasPro } from './state.ts';
import { transferRoutes } from './transferRoutes.ts';
import { upgradeRoutes } from './upgradeRoutes.ts';

/** KasPro's partner API behind its gateway, from docs/contracts/kaspro.md. All paths end in a slash. */
export function kasProApi(app: FastifyInstance, service: KasPro): void {
	tokenRoute(app, service);

	app.register((api) => {
		api.addHook(
			'preHandler',
			async (request, reply) => await checkGateway(request, reply, service),
		);
		otpRoutes(api, service);
		customerRoutes(api, service);
		registrationRoutes(api, service);
		upgradeRoutes(api, service);
		transferRoutes(api, service);
		bankRoutes(api, service);
		partnerRoutes(api, service);
	});
}
