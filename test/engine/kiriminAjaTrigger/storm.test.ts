import { textIn } from '../../../nodes/shared/values/texts';
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
const pickups = [
	['MLT-A1', 'MLT-A2', 'MLT-A3'],
	['MLT-B1', 'MLT-B2'],
	['MLT-C1'],
	['MLT-D1', 'MLT-D2'],
];
const orders = pickups.flat();

/** With the sub-district, which the strictest character asks for. */
const toSurabaya = {
	destination_provinsi_id: undefined,
	destination_kabupaten_id: undefined,
	destination_zipcode: '60141',
	destination_kecamatan_id: 6152,
	destination_kelurahan_id: 69311,
	shipping_cost: 18_000,
};

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
		const packages = ids.map((order_id) => samplePackage({ order_id, ...toSurabaya }));
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
	const wanted = vendor.deliveries.flatMap(eventsIn).sort();
	for (const id of [1, 5]) await control(sandbox.current, `kiriminaja/redeliver/${id}?forged=true`);
	await control(sandbox.current, 'kiriminaja/release', { seed, atOnce: 3 });
	await sandbox.current.advance(30 * MINUTE);
	return wanted;
}

/** What a body tells, as text. */
function eventsIn({ event, body }: { event: string; body: string }): string[] {
	const { data } = JSON.parse(body) as { data: Array<{ order_id: string }> };
	return data.map(({ order_id }) => `${event} ${order_id}`);
}

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
		const wanted = await storm(seed, way.url, changes);
		await way.close();

		const items = trigger.runs.flat();
		const started = items.map(({ event, orderId }) => `${textIn(event)} ${textIn(orderId)}`);
		expect(started.sort()).toEqual(wanted);
		expect(wanted.length).toBeGreaterThanOrEqual(3 * orders.length);
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
	const wanted = await storm(1, way.url);
	await way.close();

	expect(trigger.runs.flat().length).toBeGreaterThan(2 * wanted.length);
});
