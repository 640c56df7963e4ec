import { accounts, startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { call, control, kirimo, type Fields } from './vendorCalls';
import { startReceiver, type WebhookReceiver } from './webhookReceiver';

/** A merchant at Kirimo, and whoever gets the callbacks. Importing this starts the sandbox of a test file. */
export let sandbox: Sandbox;
export let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(async () => {
	sandbox.reset();
	merchant = await startReceiver();
});
afterEach(() => merchant.close());
afterAll(() => sandbox.close());

export const MINUTE = 60_000;
export const set = (changes: object) => void Object.assign(sandbox.kirimo.settings, changes);
export const payment = {
	order_id: 'INV-1',
	amount: 25_000,
	customer_name: 'Raden Ajeng O’Kartini Djoyo',
	customer_email: 'kartini@example.com',
};
export const create = (changes: Fields = {}) =>
	kirimo(sandbox, 'action=payment', { ...payment, ...changes });
export const status = (orderId = 'INV-1') => kirimo(sandbox, `action=status&order_id=${orderId}`);
export const list = (page = 1) => kirimo(sandbox, `action=transactions&page=${page}`);
export const pay = (body: object = {}) => control(sandbox, 'kirimo/orders/INV-1/pay', body);
export const other = (query: string, body?: unknown) =>
	call(`${sandbox.url}/api.php?${query}`, {
		body,
		headers: { 'x-api-key': accounts.otherKirimo.apiKey },
	});
