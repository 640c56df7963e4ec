import type { FastifyInstance } from 'fastify';
import { pathOf } from '../requestLog.ts';
import { accountIn, admit } from './access.ts';
import { accountRoutes } from './accountRoutes.ts';
import { areaRoutes } from './areaRoutes.ts';
import { bookingRoutes } from './bookingRoutes.ts';
import { cancelRoutes } from './cancelRoutes.ts';
import { codRoutes } from './codRoutes.ts';
import { courierRoutes } from './courierRoutes.ts';
import { instantBookingRoutes } from './instant/bookingRoutes.ts';
import { instantOrderRoutes } from './instant/orderRoutes.ts';
import { instantPriceRoutes } from './instant/priceRoutes.ts';
import { labelFiles, labelRoutes } from './labelRoutes.ts';
import { onboardingRoutes } from './onboardingRoutes.ts';
import { paymentRoutes, qrPicture } from './paymentRoutes.ts';
import { priceRoutes } from './priceRoutes.ts';
import { spelled } from './spelling.ts';
import type { KiriminAja } from './state.ts';
import { trackingRoutes } from './trackingRoutes.ts';

/** KiriminAja's Mitra API, from docs/contracts/kiriminaja.md §2, for two accounts with data of their own. */
export function kiriminAjaApi(app: FastifyInstance, service: KiriminAja, other: KiriminAja): void {
	qrPicture(app, [service, other]);
	labelFiles(app, service);
	app.addConstraintStrategy({
		name: 'account',
		storage() {
			const handlers = new Map<unknown, never>();
			return {
				get: (account) => handlers.get(account) ?? null,
				set: (account, handler) => void handlers.set(account, handler as never),
			};
		},
		deriveConstraint: ({ headers }) => accountIn(headers),
	});
	mitraApi(app, service);
	mitraApi(app, other, { account: 'other' });
}

function mitraApi(app: FastifyInstance, service: KiriminAja, constraints = {}): void {
	app.register((api) => {
		api.addHook('onRoute', (route) => void (route.constraints = constraints));
		api.addHook('preHandler', async (request, reply) => await admit(service.state, request, reply));
		api.addHook('preSerialization', async (request, _reply, body: unknown) =>
			spelled(pathOf(request.url), body, service.state.settings),
		);
		areaRoutes(api, service);
		courierRoutes(api, service);
		priceRoutes(api, service);
		codRoutes(api, service);
		bookingRoutes(api, service);
		paymentRoutes(api, service);
		trackingRoutes(api, service);
		cancelRoutes(api, service);
		labelRoutes(api, service);
		instantPriceRoutes(api, service);
		instantBookingRoutes(api, service);
		instantOrderRoutes(api, service);
		accountRoutes(api, service);
		onboardingRoutes(api, service);
		api.all('/api/mitra/*', async (request, reply) => {
			const path = pathOf(request.url).slice(1);
			return await reply.code(404).send({ message: `The route ${path} could not be found.` });
		});
	});
}
