import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonObject } from '../bodies.ts';
import { unknownFields } from '../knownFields.ts';
import { pathOf } from '../requestLog.ts';
import { dressed, refuse } from './answers.ts';
import { bankRoutes } from './bankRoutes.ts';
import { customerRoutes } from './customerRoutes.ts';
import { fields } from './fields.ts';
import { checkGateway, tokenRoute } from './gateway.ts';
import { otpRoutes } from './otpRoutes.ts';
import { partnerRoutes } from './partnerRoutes.ts';
import { badParameter } from './refusals.ts';
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
		api.addHook('preHandler', async (request, reply) => refuseExtraFields(request, reply, service));
		api.addHook('preSerialization', async (_request, _reply, payload) =>
			dressed(service.state.settings, payload),
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

function refuseExtraFields(
	request: FastifyRequest,
	reply: FastifyReply,
	{ state }: KasPro,
): FastifyReply | undefined {
	if (state.settings.extraFields === 'ignored') return undefined;
	const { method, url } = request;
	const query = request.query as Record<string, unknown>;
	const call = { method, path: pathOf(url), query, body: jsonObject(request) };
	const [extra] = unknownFields(call, fields);
	return extra === undefined
		? undefined
		: refuse(reply, state, badParameter(extra, 'nothing, for this field is not known'));
}
