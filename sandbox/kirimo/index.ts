import type { FastifyInstance, FastifyRequest } from 'fastify';
import { jsonObject, queryText } from '../bodies.ts';
import { NOTICE } from './forms.ts';
import { paymentPage } from './page.ts';
import { balance, createPayment, paymentStatus, transactions } from './payments.ts';
import { refused, type Answer } from './refusals.ts';
import { accountOf, type AccountName, type Kirimo } from './state.ts';

/** Kirimo's one script and Duitku's payment page, from docs/contracts/kirimo.md. */
export function kirimoApi(app: FastifyInstance, service: Kirimo): void {
	paymentPage(app, service);

	app.all('/api.php', async (request, reply) => {
		const { http, body } = answer(service, request);
		const { noticeBefore } = service.state.settings;
		const kind = request.method === 'POST' ? 'creations' : 'reads';
		if (noticeBefore !== kind) return await reply.code(http).send(body);
		return await reply
			.code(http)
			.type('text/html; charset=utf-8')
			.send(NOTICE + JSON.stringify(body));
	});
}

function answer(service: Kirimo, request: FastifyRequest): Answer {
	const { state } = service;
	const { settings } = state;
	const account = accountOf(state, request.headers['x-api-key']);
	if (!account) return refused(settings, { kind: 'key' });
	if (settings.ipWhitelist && !settings.ipWhitelist.includes(request.ip)) {
		return refused(settings, { kind: 'address' });
	}
	if (callsTooMuch(service, account)) return refused(settings, { kind: 'tooMany' });
	const no = (text: string) => refused(settings, { kind: 'request', text });
	const action = queryText(request, 'action');
	const method = action === 'payment' ? 'POST' : 'GET';
	if (isAction(action) && request.method !== method) {
		return no(`Action ${action} harus dipanggil dengan ${method}.`);
	}
	switch (action) {
		case 'payment':
			return createPayment(service, account, jsonObject(request));
		case 'status':
			return paymentStatus(service, account, queryText(request, 'order_id'));
		case 'balance':
			return balance(service, account);
		case 'transactions':
			return transactions(service, account, queryText(request, 'page'));
		default:
			return no('Parameter action tidak valid.');
	}
}

/** Calls of the last minute, the one at hand included; counted once the key is known. */
function callsTooMuch({ state }: Kirimo, name: AccountName): boolean {
	const { callsPerMinute: most } = state.settings;
	const account = state.accounts[name];
	const now = state.clock.now().getTime();
	account.calls = [...account.calls.filter((at) => at > now - 60_000), now];
	return most !== null && account.calls.length > most;
}

function isAction(action: string | undefined): boolean {
	return ['payment', 'status', 'balance', 'transactions'].includes(action ?? '');
}
