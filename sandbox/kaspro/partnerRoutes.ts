import type { FastifyInstance } from 'fastify';
import { jsonObject } from '../bodies.ts';
import { done, nextResponseId } from './answers.ts';
import type { KasPro } from './state.ts';
import { answerTransfer } from './transferRoutes.ts';

/**
 * Paths that KasPro gives to a partner and does not publish: docs/contracts/kaspro.md §4.9. A body with payments moves money; anything
 * else is only told back. Invented, but for the name of the biller payment.
 */
export function partnerRoutes(app: FastifyInstance, { state }: KasPro): void {
	for (const url of ['/partner/*', '/biller-payment/']) {
		app.route({
			method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
			url,
			handler: async (request, reply) => {
				const body = jsonObject(request);
				if (request.method === 'POST' && body && 'payments' in body) {
					return answerTransfer(state, reply, 'merchant', body);
				}
				const { method, query } = request;
				return done({
					responseId: nextResponseId(state, 'OLSPT'),
					data: { method, query, body: body ?? null },
				});
			},
		});
	}
}
