import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { bookingBody } from '../support/booking.ts';
import type { Route } from './protocol.ts';

/** What the sandbox says, asked once for each shape of request. */
export interface Recording {
	routes: Route[];
	/** The body of a 429. */
	tooMany: string;
	/** What the services tell triggers about an order of the name `ORDER`. */
	deliveries: { awbIssued: string; paid: URLSearchParams };
}

/** Stands for the order in what is recorded. */
export const ORDER = 'BENCH-RECORDED';

const NUMBER = '081234560001';
export const AMOUNT = 150_000;

export async function record(): Promise<Recording> {
	const sandbox = await startSandbox({ isLocal: true });
	const { kiriminAja, kirimo, kasPro } = sandbox;
	Object.assign(kiriminAja.settings, {
		// It books a day from now, whatever hour or day that is.
		pickupTimes: 'any',
		webhookStyle: 'complete',
		holdDeliveries: true,
	});
	kiriminAja.callbackUrl = sandbox.url;
	kirimo.settings.holdDeliveries = true;
	kasPro.settings.authMode = 'none';
	try {
		const routes = [
			await booking(sandbox),
			await tracking(sandbox),
			await rates(sandbox),
			await payment(sandbox),
			await customer(sandbox),
		];
		const awbIssued = kiriminAja.deliveries[0]?.body ?? '';
		const paid = new URLSearchParams(kirimo.deliveries[0]?.body);
		kiriminAja.settings.rateLimitPerMinute = 0;
		const tooMany = await ask(sandbox, '/api/mitra/province', { body: {}, expected: 429 });
		return { routes, tooMany, deliveries: { awbIssued, paid } };
	} finally {
		await sandbox.close();
	}
}

interface Call {
	body?: object;
	expected?: number;
}

async function ask({ url }: Sandbox, path: string, { body, expected = 200 }: Call = {}) {
	const response = await fetch(url + path, {
		method: body ? 'POST' : 'GET',
		headers: {
			authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
			'x-api-key': accounts.kirimo.apiKey,
			...(body && { 'content-type': 'application/json' }),
		},
		body: body && JSON.stringify(body),
	});
	const text = await response.text();
	if (response.status === expected) return text;
	throw new Error(`The sandbox answered ${path} with HTTP ${response.status}: ${text}`);
}

async function booking(sandbox: Sandbox): Promise<Route> {
	const path = '/api/mitra/v6.2/request_pickup';
	const body = await ask(sandbox, path, { body: bookingBody([ORDER]) });
	await ask(sandbox, `/__sandbox/kiriminaja/awb/${ORDER}?force=true`, { body: {} });
	return { method: 'POST', path, packages: { standsAs: ORDER }, body };
}

async function tracking(sandbox: Sandbox): Promise<Route> {
	const path = '/api/mitra/tracking';
	const body = await ask(sandbox, path, { body: { order_id: ORDER } });
	const asked = { from: 'body', name: 'order_id', standsAs: ORDER } as const;
	return { method: 'POST', path, asked, body };
}

async function rates(sandbox: Sandbox): Promise<Route> {
	const path = '/api/mitra/v6.1/shipping_price';
	const parcel = { origin: 5788, destination: 6152, weight: 1000 };
	return { method: 'POST', path, body: await ask(sandbox, path, { body: parcel }) };
}

/** Made, paid, and asked for. */
async function payment(sandbox: Sandbox): Promise<Route> {
	const buyer = { customer_name: 'Budi Santoso', customer_email: 'budi@example.com' };
	const order = { order_id: ORDER, amount: AMOUNT, notify_url: `${sandbox.url}/notify` };
	await ask(sandbox, '/api.php?action=payment', { body: { ...buyer, ...order } });
	await ask(sandbox, `/__sandbox/kirimo/orders/${ORDER}/pay`, { body: { encoding: 'form' } });
	const body = await ask(sandbox, `/api.php?action=status&order_id=${ORDER}`);
	const asked = { from: 'query', name: 'order_id', standsAs: ORDER } as const;
	return { method: 'GET', path: '/api.php', action: 'status', asked, body };
}

async function customer(sandbox: Sandbox): Promise<Route> {
	const path = '/customer-account-inquiry/';
	const body = await ask(sandbox, `${path}?mobileNumber=${NUMBER}`);
	const asked = { from: 'query', name: 'mobileNumber', standsAs: NUMBER } as const;
	return { method: 'GET', path, asked, body };
}
