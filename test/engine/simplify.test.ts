import './support/noPauses';
import { services, operations, type Tested } from '../operations';
import { attempt, stopClock } from './reliability/attempt';
import { deliveries, everyEvent, post, useKiriminAjaTrigger } from './support/kiriminAjaTrigger';
import { allEvents, genuine, postForm, useKirimoTrigger } from './support/kirimoTrigger';

/** Simplify is on in a fresh node: the ten fields that merchants use. Of what is done once: simplify.writes.test.ts. */
stopClock(new Date('2026-11-21T03:00:00Z'));
const kirimo = useKirimoTrigger();
const { sandbox } = kirimo;
const serveKiriminAja = useKiriminAjaTrigger();

const operationOf = ({ type, resource, operation }: Tested) =>
	services[type].resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
const simplifying = operations.filter((tested) =>
	operationOf(tested)?.fields.some(({ name }) => name === 'simplify'),
);

async function itemsOf(tested: Tested, simplify: boolean) {
	const { result } = await attempt(sandbox.current, tested, {
		options: { parameters: { simplify } },
	});
	expect(result.error).toBeUndefined();
	expect(result.json.length).toBeGreaterThan(0);
	return result.json;
}

test.each(simplifying)(
	'$label gives at most ten fields, as they are in all it gives',
	async (tested) => {
		const whole = await itemsOf(tested, false);
		for (const [index, item] of (await itemsOf(tested, true)).entries()) {
			expect(Object.keys(item).length).toBeLessThanOrEqual(10);
			expect(whole[index]).toMatchObject(item);
			expect(Object.keys(whole[index] ?? {}).length).toBeGreaterThan(Object.keys(item).length);
		}
	},
);

test.each(deliveries)('the KiriminAja Trigger gives ten fields of %s', async (_label, { body }) => {
	const [whole, simple] = [
		await serveKiriminAja(everyEvent),
		await serveKiriminAja({ ...everyEvent, simplify: true }),
	];
	await post(whole, body);
	await post(simple, body);

	const [items = []] = simple.runs;
	expect(items.map((item) => Object.keys(item).join())).toEqual(
		whole.runs
			.flat()
			.map(
				() =>
					'eventId,event,orderId,awb,service,destination,reason,shippingCost,liveTrackingUrl,returnedAtIso',
			),
	);
	for (const [index, item] of items.entries()) {
		const told = Object.entries(item).filter(([, value]) => value !== null);
		expect(whole.runs.flat()[index]).toMatchObject(Object.fromEntries(told));
	}
});

test('the Kirimo Trigger gives the ten fields that a paid order needs', async () => {
	await kirimo.order();
	await kirimo.settle('pay');
	const trigger = await kirimo.serve({ ...allEvents, simplify: true });
	await postForm(trigger, genuine);

	expect(trigger.runs).toEqual([
		[
			{
				eventId: 'INV-20261121-0001:175000:paid',
				event: 'paid',
				orderId: 'INV-20261121-0001',
				amount: 175000,
				reference: expect.any(String),
				paymentMethod: expect.any(String),
				issuer: null,
				settlementDate: expect.any(String),
				verification: { signature: 'hmac-sha256', statusLookup: 'paid' },
				receivedAt: expect.stringMatching(/Z$/),
			},
		],
	]);
});

test('a node in which Simplify was never touched simplifies', async () => {
	expect(simplifying.length).toBeGreaterThan(6);
	for (const tested of simplifying) {
		const field = operationOf(tested)?.fields.find(({ name }) => name === 'simplify');
		expect(field?.default).toBe(true);
	}
});
