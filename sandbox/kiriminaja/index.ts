import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { accounts } from '../accounts.ts';
import { pathOf } from '../requestLog.ts';
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
import type { KiriminAja } from './state.ts';
import { trackingRoutes } from './trackingRoutes.ts';

/** KiriminAja's Mitra API, from docs/contracts/kiriminaja.md §2. */
export function kiriminAjaApi(app: FastifyInstance, service: KiriminAja): void {
	qrPicture(app, service);
	labelFiles(app, service);

	app.register((api) => {
		api.addHook('preHandler', async (request, reply) => {
			if (isOverLimit(service)) return reply.code(429).send({ message: 'Too Many Attempts.' });
			if (!isAuthorized(request.headers.authorization)) {
				return reply.code(401).send({ status: false, text: 'Unauthorized.' });
			}
			return undefined;
		});
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

function isAuthorized(header = ''): boolean {
	const given = Buffer.from(header);
	const wanted = Buffer.from(`Bearer ${accounts.kiriminAja.apiKey}`);
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** docs/contracts/kiriminaja.md §1.3: calls of the last minute, the one at hand included. */
function isOverLimit({ state }: KiriminAja): boolean {
	const limit = state.settings.rateLimitPerMinute;
	if (limit === null) return false;
	const now = state.clock.now().getTime();
	state.recentCalls = [...state.recentCalls.filter((at) => at > now - 60_000), now];
	return state.recentCalls.length > limit;
}
