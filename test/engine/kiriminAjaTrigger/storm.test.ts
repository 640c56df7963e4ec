import { characters } from '../../../sandbox/index.ts';
import { sampleBooking, samplePackage } from '../../unit/sandbox/sampleOrders';
import { control, kiriminAja } from '../../unit/sandbox/vendorCalls';
import { everyEvent, useKiriminAjaTrigger } from '../support/kiriminAjaTrigger';
import { useSandbox } from '../support/sandbox';
import { stormyWay } from '../support/stormyWay';

/**
 * Webhooks as the worst of senders and ways deliver them: shuffled, several at once, in copies, several pickups in one body, blocks
 * missing, again after an answer that was lost, a time-out or a 5xx, and with forged ones among them.
 */
const sandbox = useSandbox();
const serve = useKiriminAjaTrigger();

const MINUTE = 60_000;
const pickups = [['A-1', 'A-2', 'A-3'], ['B-1', 'B-2'], ['C-1'], ['D-1', 'D-2']];
const orders = pickups.flat();

/** Every order gets its AWB, is shipped and delivered; all webhooks of that are held, and then let go. */
async function storm(seed: number, url: string, changes: object = {}) {
	const { kiriminAja: vendor } = sandbox.current;
	Object.assign(vendor, { callbackUrl: url });
	Object.assign(vendor.settings, {
		rateLimitPerMinute: null,
		holdDeliveries: true,
		answerMs: 150,
		copies: 1,
		lostAnswers: 1,
		retryAfter: 'breakdowns',
		retryMs: Array(5).fill(MINUTE),
		...changes,
	});
	for (const ids of pickups) {
		const packages = ids.map((order_id) => samplePackage({ order_id }));
		const { body } = await kiriminAja(
			sandbox.current,
			'v6.2/request_pickup',
			sampleBooking({}, ...packages),
		);
		for (const step of ['awb', 'advance', 'advance']) {
			const pickup = encodeURIComponent(body.pickup_number);
			expect((await control(sandbox.current, `kiriminaja/${step}/${pickup}`)).status).toBe(200);
		}
	}
	for (const id of [1, 5]) await control(sandbox.current, `kiriminaja/redeliver/${id}?forged=true`);
	await control(sandbox.current, 'kiriminaja/release', { seed, atOnce: 3 });
	await sandbox.current.advance(30 * MINUTE);
}

const events = ['processed_packages', 'shipped_packages', 'finished_packages'];
const expected = events.flatMap((event) => orders.map((id) => `${event} ${id}`)).sort();

describe.each(characters)('under the character %s', (character) => {
	test.each([
		['each pickup in a body of its own', 1, {}],
		['several pickups in one body', 2, { severalPickups: true }],
		['no block but the rows', 3, { webhookStyle: 'complete', missingBlocks: 'both' }],
		[
			'several pickups in one body without packages',
			4,
			{ webhookStyle: 'complete', missingBlocks: 'packages', severalPickups: true },
		],
	])('a storm starts each event once and loses none: %s', async (_what, seed, changes) => {
		sandbox.current.become(character);
		const trigger = await serve(everyEvent);
		const way = await stormyWay(trigger, seed);
		await storm(seed, way.url, changes);
		await way.close();

		const items = trigger.runs.flat();
		const started = items.map(({ event, orderId }) => `${String(event)} ${String(orderId)}`);
		expect(started.sort()).toEqual(expected);
		for (const { orderId, event, awb } of items) {
			const order = sandbox.current.kiriminAja.orders.find((one) => one.orderId === orderId);
			// The short body of later events names no AWB.
			if (event === 'processed_packages') expect(awb).toBe(order?.awb);
		}
		const { none, ...mishaps } = way.counts;
		expect(none).toBeGreaterThan(0);
		expect(Object.values(mishaps).filter((count) => count > 0).length).toBeGreaterThanOrEqual(3);
	});
});

test('the same storm starts events again and again when redeliveries are not dropped', async () => {
	const trigger = await serve({ ...everyEvent, dropRedeliveries: false });
	const way = await stormyWay(trigger, 1);
	await storm(1, way.url);
	await way.close();

	expect(trigger.runs.flat().length).toBeGreaterThan(2 * expected.length);
});
