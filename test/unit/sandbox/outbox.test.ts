import dns from 'node:dns';
import { isForExamples } from '../../../sandbox/addresses.ts';
import { createClock } from '../../../sandbox/clock.ts';
import {
	createOutbox,
	deliver,
	deliverySettings,
	redeliver,
	release,
	type DeliverySettings,
	type Sender,
} from '../../../sandbox/outbox.ts';
import { initialValues } from '../../../sandbox/settings.ts';
import { startReceiver, type WebhookReceiver } from './webhookReceiver';

const MINUTE = 60_000;
const clock = createClock();
let merchant: WebhookReceiver;
beforeEach(async () => {
	merchant = await startReceiver();
});
afterEach(async () => {
	clock.reset();
	await merchant.close();
});

function vendor(changes: Partial<DeliverySettings> = {}): Sender {
	const settings = { ...initialValues(deliverySettings()), ...changes };
	return { state: { deliveries: [], settings, clock }, outbox: createOutbox() };
}

const content = (body = 'x') => ({ event: 'e', url: merchant.url, headers: {}, body });
const bodies = () => merchant.received.map(({ body }) => body);

describe('a vendor that tries again', () => {
	it('does so by the clock, each time after its own wait', async () => {
		const sender = vendor({ retryMs: [MINUTE, 5 * MINUTE] });
		merchant.answers.push(500, 500, 500);
		const delivery = await deliver(sender, content());
		const attempts = [];
		for (const minutes of [0.9, 0.2, 4.8, 0.2, 600]) {
			await clock.advance(minutes * MINUTE);
			attempts.push(delivery.attempts);
		}
		expect(attempts).toEqual([1, 2, 2, 3, 3]);
	});

	it.each([
		['allBut200', 201, 2],
		['allBut200', 401, 2],
		['allBut200', 503, 2],
		['allBut200', 200, 1],
		['breakdowns', 201, 1],
		['breakdowns', 401, 1],
		['breakdowns', 503, 2],
	] as const)('after %s answers %i %i times', async (retryAfter, status, times) => {
		const sender = vendor({ retryMs: [MINUTE], retryAfter });
		merchant.answers.push(status);
		const delivery = await deliver(sender, content());
		await clock.advance(MINUTE);
		expect(delivery.attempts).toBe(times);
	});

	it('does so when nobody answers in time', async () => {
		const sender = vendor({ retryMs: [MINUTE], retryAfter: 'breakdowns', answerMs: 20 });
		merchant.answers.push(0);
		const delivery = await deliver(sender, content());
		expect(delivery).toMatchObject({ status: null, error: 'no answer within 20 milliseconds' });
		await clock.advance(MINUTE);
		expect(delivery).toMatchObject({ attempts: 2, status: 200, error: null });
	});

	it('does so when the answer was lost on its way, although the delivery has arrived', async () => {
		const sender = vendor({ retryMs: [MINUTE, MINUTE], lostAnswers: 1 });
		const delivery = await deliver(sender, content());
		expect(delivery).toMatchObject({ status: null, error: 'the answer was lost on its way' });
		await clock.advance(5 * MINUTE);
		expect(delivery).toMatchObject({ attempts: 2, status: 200 });
		expect(bodies()).toEqual(['x', 'x']);
	});
});

describe('an address that is set aside for examples', () => {
	it.each(['https://n8n.example.com/webhook', 'http://toko.example/x', 'https://shop.test:443/'])(
		'%s is nobody, and no name server is asked for it',
		async (url) => {
			const asked = jest.spyOn(dns, 'lookup').mockClear();
			const { hostname } = new URL(url);
			const delivery = await deliver(vendor(), { ...content(), url });
			expect(delivery).toMatchObject({ status: null, error: `getaddrinfo ENOTFOUND ${hostname}` });
			expect(asked.mock.calls.map(([name]) => name)).not.toContain(hostname);
		},
	);

	it.each(['https://myexample.co.id/', 'https://n8n.toko.com/test', 'http://127.0.0.1:5678/'])(
		'is not %s',
		(url) => {
			expect(isForExamples(url)).toBe(false);
		},
	);
});

describe('a vendor that sends copies', () => {
	it('sends them at once, and hears the one that is answered with 200', async () => {
		merchant.answers.push(503, 200, 503);
		const delivery = await deliver(vendor({ copies: 2 }), content());
		expect(bodies()).toEqual(['x', 'x', 'x']);
		expect(delivery).toMatchObject({ attempts: 1, status: 200 });
	});
});

describe('a vendor that holds its deliveries', () => {
	const texts = ['a', 'b', 'c', 'd', 'e', 'f'];

	async function released(seed: number, atOnce?: number) {
		const sender = vendor({ holdDeliveries: true });
		for (const text of texts) await deliver(sender, content(text));
		expect(bodies()).toEqual([]);
		await release(sender, seed, atOnce);
		return merchant.received.splice(0).map(({ body }) => body);
	}

	it('lets them go in an order that the seed decides', async () => {
		const first = await released(7);
		expect(first).not.toEqual(texts);
		expect([...first].sort()).toEqual(texts);
		expect(await released(7)).toEqual(first);
		expect(await released(8)).not.toEqual(first);
	});

	it('lets several go at the same moment, and each once', async () => {
		expect((await released(3, 4)).sort()).toEqual(texts);
	});

	it('sends one that is asked for by number, and a copy of one that has gone', async () => {
		const sender = vendor({ holdDeliveries: true });
		const delivery = await deliver(sender, content());
		expect(await redeliver(sender, delivery)).toBe(delivery);
		expect(await redeliver(sender, delivery)).toMatchObject({ id: 2, body: 'x', attempts: 1 });
		expect(bodies()).toEqual(['x', 'x']);
	});
});
