import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { accounts, type Sandbox } from '../../../sandbox/index.ts';
import { kirimoCredential } from './kirimo';
import { useSandbox } from './sandbox';
import { serveTrigger, type ServedTrigger } from './webhook';

export const orderId = 'INV-20261121-0001';
export const accepted = { statusCode: '00' };
export const allEvents = { events: ['paid', 'failed', 'other'] };
export const withoutKey = { credential: { duitkuMerchantKey: '', duitkuMerchantCode: '' } };

export const fixtures = join(process.cwd(), 'test/fixtures');
export const fixture = (path: string) => readFileSync(join(fixtures, path), 'utf8').trim();

/** A callback for the order above, signed with the sandbox's merchant key. */
export const genuine = JSON.parse(fixture('duitku/callback.va-success.hmac.json')) as Record<
	string,
	string
>;

type Options = Partial<Parameters<typeof serveTrigger>[0]> & { credential?: object };

/** A sandbox, Kirimo Triggers that ask it, and what buyers do there. All of it is gone after each test. */
export function useKirimoTrigger() {
	const sandbox = useSandbox();
	const open: ServedTrigger[] = [];
	// The triggers are served on this machine.
	beforeEach(() => void (sandbox.current.kirimo.settings.localUrls = 'called'));
	afterEach(async () => {
		await Promise.all(open.splice(0).map(async (trigger) => await trigger.close()));
	});
	return {
		sandbox,

		serve: async (
			parameters: INodeParameters = {},
			{ credential = {}, ...options }: Options = {},
		) => {
			const trigger = await serveTrigger({
				type: 'kirimoTrigger',
				// All that is told, which most tests are about.
				parameters: { simplify: false, ...parameters },
				credentials: kirimoCredential(sandbox.current, credential),
				...options,
			});
			open.push(trigger);
			return trigger;
		},

		/** The look-ups that the sandbox has answered. */
		lookups: (): Sandbox['requests'] =>
			sandbox.current.requests.filter(({ query }) => query.action === 'status'),

		/** A payment at the sandbox, made as the merchant's node makes it. */
		order: async (changes: object = {}) => {
			const answer = await fetch(`${sandbox.current.url}/api.php?action=payment`, {
				method: 'POST',
				headers: { 'X-API-KEY': accounts.kirimo.apiKey, 'Content-Type': 'application/json' },
				body: JSON.stringify({
					order_id: orderId,
					amount: 175000,
					customer_name: 'Sari Wulandari',
					customer_email: 'sari@example.com',
					...changes,
				}),
			});
			expect(answer.status).toBe(200);
		},

		/** `pay` and `fail` at the payment page; `lost: true` leaves the callback to the test. */
		settle: async (action: 'pay' | 'fail', choice: object = { lost: true }, id = orderId) => {
			const path = `/__sandbox/kirimo/orders/${encodeURIComponent(id)}/${action}`;
			const answer = await fetch(sandbox.current.url + path, {
				method: 'POST',
				body: JSON.stringify(choice),
			});
			expect(answer.status).toBe(200);
			return (await answer.json()) as { delivery: { status: number } };
		},
	};
}

export async function post(
	{ url }: ServedTrigger,
	body: string | undefined,
	contentType = 'application/x-www-form-urlencoded',
) {
	const headers = body === undefined ? undefined : { 'Content-Type': contentType };
	const answer = await fetch(url, { method: 'POST', body, headers });
	return { status: answer.status, body: (await answer.json()) as unknown };
}

export const postForm = async (trigger: ServedTrigger, fields: Record<string, string>) =>
	await post(trigger, new URLSearchParams(fields).toString());
