import { textIn } from '../../../nodes/shared/values/texts';
import { characters } from '../../../sandbox/index.ts';
import { allEvents, useKirimoTrigger, withoutKey } from '../support/kirimoTrigger';
import { stormyWay } from '../support/stormyWay';

/**
 * Callbacks as the worst of senders and ways deliver them: shuffled, several at once, in copies, again after an answer that was lost,
 * a time-out or a 5xx, while Kirimo can not always be asked, and with forged ones among them.
 */
const { sandbox, serve, order, settle } = useKirimoTrigger();

const MINUTE = 60_000;
const seeds = [1, 2];

/** Moves the time of trigger and sandbox on. */
let ahead = 0;
beforeEach(() => {
	// A storm of copies is more than Duitku is feared to bear; an account that it blocks learns of no payment for an hour.
	sandbox.liftLimits();
	ahead = 0;
	const { now } = Date;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => void jest.restoreAllMocks());

async function letPass(minutes: number) {
	for (let minute = 0; minute < minutes; minute += 1) {
		ahead += MINUTE;
		await sandbox.current.advance(0);
	}
}

const control = async (path: string, body: object = {}) => {
	const url = `${sandbox.current.url}/__sandbox/kirimo/${path}`;
	const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
	expect(answer.status).toBe(200);
	return (await answer.json()) as { deliveries: Array<{ status: number | null }> };
};

const paid = Array.from({ length: 10 }, (_, index) => `PAID-${index}`);
const failed = ['FAILED-1', 'FAILED-2', 'FAILED-3'];
const both = ['FAILED-THEN-PAID-1', 'FAILED-THEN-PAID-2', 'FAILED-THEN-PAID-3'];

/** Which events a storm has started, each as often as it did. */
async function storm(seed: number, url: string, credential: 'withKey' | 'withoutKey') {
	const { kirimo } = sandbox.current;
	Object.assign(kirimo.settings, { holdDeliveries: true, localUrls: 'called', answerMs: 150 });
	const { copies, lostAnswers, retryMs } = kirimo.settings;
	Object.assign(kirimo.settings, {
		copies: Math.max(1, copies),
		lostAnswers: Math.max(1, lostAnswers),
		retryMs: retryMs.length < 4 || Math.max(...retryMs) < MINUTE ? Array(5).fill(MINUTE) : retryMs,
	});
	for (const order_id of [...paid, ...failed, ...both]) await order({ order_id, notify_url: url });
	for (const id of both) await settle('fail', { stillOpen: true }, id);
	for (const id of failed) await settle('fail', {}, id);
	for (const id of [...paid, ...both]) await settle('pay', {}, id);
	for (const how of credential === 'withKey' ? ['key', 'code'] : []) {
		await control(`redeliver/${kirimo.deliveries[0]?.id}?forged=${how}`);
	}
	sandbox.current.fault({ kind: 'html500', path: '/api.php?action=status', times: 5 });
	await control('release', { seed, atOnce: 4 });
	await letPass(45);
}

describe.each(characters)('under the character %s', (character) => {
	test.each(seeds)('a storm starts each event once and loses none: seed %i', async (seed) => {
		sandbox.current.become(character);
		const trigger = await serve(allEvents);
		const way = await stormyWay(trigger, seed);
		await storm(seed, way.url, 'withKey');
		await way.close();

		const started = trigger.runs
			.flat()
			.map(({ event, orderId }) => `${textIn(event)} ${textIn(orderId)}`);
		const { tellsFailures } = sandbox.current.kirimo.settings;
		const certain = [
			...[...paid, ...both].map((id) => `paid ${id}`),
			...(tellsFailures ? failed.map((id) => `failed ${id}`) : []),
		];
		// A failed try that is told after the payment starts nothing.
		const possible = tellsFailures ? both.map((id) => `failed ${id}`) : [];
		expect(started.filter((one) => !possible.includes(one)).sort()).toEqual(certain.sort());
		expect(new Set(started).size).toBe(started.length);
		expect(way.counts['502'] + way.counts.timeOut).toBeGreaterThan(0);
		expect(way.counts.arrivesAndTimesOut + way.counts.arrivesAndBreaks).toBeGreaterThan(0);
	});
});

test('the same storm starts events again and again when redeliveries are not dropped', async () => {
	const trigger = await serve({ ...allEvents, dropRedeliveries: false });
	const way = await stormyWay(trigger, 1);
	await storm(1, way.url, 'withKey');
	await way.close();

	expect(trigger.runs.length).toBeGreaterThan(2 * (paid.length + both.length));
});

test.each(seeds)('without a merchant key a storm is the same: seed %i', async (seed) => {
	const trigger = await serve({}, withoutKey);
	const way = await stormyWay(trigger, seed);
	await storm(seed, way.url, 'withoutKey');
	await way.close();

	const started = trigger.runs.flat().map(({ orderId }) => orderId);
	expect(started.sort()).toEqual([...paid, ...both].sort());
});

test.each(['key', 'code'])(
	'a callback that is forged with a foreign %s is answered 401 each time',
	async (how) => {
		const trigger = await serve(allEvents);
		await order({ order_id: 'INV-1', notify_url: trigger.url });
		sandbox.current.kirimo.settings.holdDeliveries = true;
		sandbox.current.kirimo.settings.retryMs = [MINUTE, MINUTE];
		await settle('pay', {}, 'INV-1');
		await control(`redeliver/1?forged=${how}`);
		await letPass(5);

		expect(sandbox.current.kirimo.deliveries).toMatchObject([
			{ attempts: 0 },
			{ attempts: 3, status: 401 },
		]);
		expect(trigger.runs).toEqual([]);
	},
);

test('a callback of a project that is not the merchant’s starts its run when the merchant has no key of it', async () => {
	sandbox.current.kirimo.settings.project = 'reseller';
	const trigger = await serve({}, withoutKey);
	await order({ order_id: 'INV-1', notify_url: trigger.url });
	await settle('pay', {}, 'INV-1');

	expect(trigger.runs).toMatchObject([[{ orderId: 'INV-1', verification: { signature: null } }]]);
});
