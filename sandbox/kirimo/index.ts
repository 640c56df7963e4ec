import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accounts } from '../accounts.ts';
import { jsonObject, queryText } from '../bodies.ts';
import { paymentPage } from './page.ts';
import {
	balance,
	createPayment,
	paymentStatus,
	refusal,
	transactions,
	type Answer,
} from './payments.ts';
import type { Kirimo } from './state.ts';

/** Kirimo's one script and Duitku's payment page, from docs/contracts/kirimo.md. */
export function kirimoApi(app: FastifyInstance, service: Kirimo): void {
	paymentPage(app, service);

	app.all('/api.php', async (request, reply) => {
		const { http, body } = answer(service, request);
		return await reply.code(http).send(body);
	});
}

function answer(service: Kirimo, request: FastifyRequest): Answer {
	const { ipWhitelist } = service.state.settings;
	if (request.headers['x-api-key'] !== accounts.kirimo.apiKey) {
		return refusal(401, 'API key tidak valid.');
	}
	if (ipWhitelist && !ipWhitelist.includes(request.ip)) {
		return refusal(403, 'IP tidak ada di whitelist.');
	}
	const action = queryText(request, 'action');
	const method = action === 'payment' ? 'POST' : 'GET';
	if (isAction(action) && request.method !== method) {
		return refusal(400, `Action ${action} harus dipanggil dengan ${method}.`);
	}
	switch (action) {
		case 'payment':
			return createPayment(service, jsonObject(request));
		case 'status':
			return paymentStatus(service, queryText(request, 'order_id'));
		case 'balance':
			return balance(service, accounts.kirimo.package);
		case 'transactions':
			return transactions(service, queryText(request, 'page'));
		default:
			return refusal(400, 'Parameter action tidak valid.');
	}
}

function isAction(action: string | undefined): boolean {
	return ['payment', 'status', 'balance', 'transactions'].includes(action ?? '');
}
