import { accounts } from '../../../sandbox/index.ts';
import { callbackSignature } from '../../../sandbox/kirimo/signature.ts';
import { answering } from '../support/answering';
import {
	accepted,
	allEvents,
	genuine,
	orderId,
	postForm,
	useKirimoTrigger,
	withoutKey,
} from '../support/kirimoTrigger';
import type { ServedTrigger } from '../support/webhook';

/** How often a callback makes the trigger ask Kirimo: strangers must not be able to have the merchant's account blocked. */
const { sandbox, serve, lookups, order, settle } = useKirimoTrigger();

/** Moves the clock on, as far as our code reads it. */
let ahead = 0;
beforeEach(() => {
	ahead = 0;
	const { now } = Date;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => void jest.restoreAllMocks());

const TOO_MANY = { status: 503, body: { message: 'Too many notifications at the moment' } };

/** One after the other. */
async function postEach(trigger: ServedTrigger, callbacks: Array<Record<string, string>>) {
	const statuses: number[] = [];
	for (const callback of callbacks) statuses.push((await postForm(trigger, callback)).status);
	return statuses;
}

const times = <Value>(count: number, make: (index: number) => Value) =>
	Array.from({ length: count }, (_, index) => make(index));

describe('copies of a callback', () => {
	beforeEach(async () => {
		await order();
		await settle('pay');
	});

	test('that arrive at once are answered by one look-up', async () => {
		const trigger = await serve({}, withoutKey);
		const answers = await Promise.all(times(10, async () => await postForm(trigger, genuine)));

		expect(answers).toEqual(answers.map(() => ({ status: 200, body: accepted })));
		expect(lookups()).toHaveLength(1);
		expect(trigger.runs).toHaveLength(1);
	});

	test('need none once the event has started its run', async () => {
		const trigger = await serve({}, withoutKey);
		await postForm(trigger, genuine);
		ahead = 3_600_000;

		expect(
			await postEach(
				trigger,
				times(10, () => genuine),
			),
		).toEqual(times(10, () => 200));
		expect(lookups()).toHaveLength(1);
		expect(trigger.runs).toHaveLength(1);
	});

	test('need none after a restart of n8n either', async () => {
		const before = await serve();
		await postForm(before, genuine);
		const after = await serve({}, { staticData: before.staticData() });

		expect((await postForm(after, genuine)).status).toBe(200);
		expect(lookups()).toHaveLength(1);
	});

	test('share a final answer for 15 seconds when each of them starts a run', async () => {
		const trigger = await serve({ dropRedeliveries: false });
		await postEach(trigger, [genuine, genuine, genuine]);
		expect(lookups()).toHaveLength(1);
		ahead = 15_000;
		await postEach(trigger, [genuine, genuine]);

		expect(lookups()).toHaveLength(2);
		expect(trigger.runs).toHaveLength(5);
	});

	test('with another result code share it too, and are judged by it', async () => {
		const trigger = await serve(allEvents);

		expect(await postEach(trigger, [{ ...genuine, resultCode: '01' }, genuine])).toEqual([
			200, 200,
		]);
		expect(lookups()).toHaveLength(1);
		expect(trigger.runs).toMatchObject([[{ event: 'paid' }]]);
	});
});

describe('a payment that is still open', () => {
	test('is asked for again by the next copy, five times a minute', async () => {
		const trigger = await serve({}, withoutKey);
		await order();
		const statuses = await postEach(
			trigger,
			times(20, () => genuine),
		);

		expect(statuses).toEqual(times(20, () => 503));
		expect(lookups()).toHaveLength(5);
	});

	test('starts its run a minute after a flood at the latest', async () => {
		const trigger = await serve({}, withoutKey);
		await order();
		await postEach(
			trigger,
			times(20, () => genuine),
		);
		await settle('pay');
		expect(await postForm(trigger, genuine)).toEqual(TOO_MANY);
		ahead = 60_000;

		expect((await postForm(trigger, genuine)).status).toBe(200);
		expect(trigger.runs).toHaveLength(1);
	});

	test('is not kept from its run by a flood for other orders', async () => {
		const trigger = await serve({}, withoutKey);
		await order();
		await order({ order_id: 'INV-OTHER' });
		await settle('pay');
		await postEach(
			trigger,
			times(20, () => ({ ...genuine, merchantOrderId: 'INV-OTHER' })),
		);

		expect((await postForm(trigger, genuine)).status).toBe(200);
	});
});

describe('forged callbacks for many orders', () => {
	const forged = times(100, (index) => ({ ...genuine, merchantOrderId: `FORGED-${index}` }));

	test('cost at most 60 look-ups a minute when nothing is signed', async () => {
		const trigger = await serve({}, withoutKey);
		const statuses = await postEach(trigger, forged);

		expect(lookups()).toHaveLength(60);
		expect(new Set(statuses)).toEqual(new Set([409, 503]));
		expect(statuses.at(-1)).toBe(503);
		expect(trigger.runs).toEqual([]);
		await order();
		await settle('pay');
		expect(await postForm(trigger, genuine)).toEqual(TOO_MANY);
		ahead = 60_000;
		expect((await postForm(trigger, genuine)).status).toBe(200);
	});

	test('cost none when the merchant key is set', async () => {
		const trigger = await serve();

		expect(await postEach(trigger, forged)).toEqual(forged.map(() => 401));
		expect(lookups()).toEqual([]);
	});

	test('cost none when they are of another merchant code than the one that is set', async () => {
		const credential = { duitkuMerchantKey: '', duitkuMerchantCode: 'DTEST02' };
		const trigger = await serve({}, { credential });

		expect(await postEach(trigger, forged)).toEqual(forged.map(() => 401));
		expect(lookups()).toEqual([]);
	});

	test('cost 60 a minute when one that is signed names ever new references', async () => {
		const trigger = await serve();
		await postEach(
			trigger,
			times(100, (index) => ({ ...genuine, reference: `REF-${index}` })),
		);

		// Under its order id five times, under references 60 times at most.
		expect(lookups().length).toBeLessThanOrEqual(65);
	});
});

test('a rush of genuine payments is looked up whole when they are signed', async () => {
	// More than Duitku is feared to bear: this is about those that it answers.
	sandbox.liftLimits();
	const trigger = await serve();
	const ids = times(80, (index) => `RUSH-${index}`);
	for (const id of ids) {
		await order({ order_id: id });
		await settle('pay', { lost: true }, id);
	}
	const callbacks = ids.map((merchantOrderId) => {
		const { merchantCode = '', amount = '' } = genuine;
		const signed = { merchantCode, amount, merchantOrderId };
		const signature = callbackSignature('md5', signed, accounts.kirimo.duitkuMerchantKey);
		return { ...genuine, merchantOrderId, signature };
	});

	expect(await postEach(trigger, callbacks)).toEqual(ids.map(() => 200));
	expect(trigger.runs).toHaveLength(80);
});

describe('an order id that Kirimo has put something before', () => {
	const reference = 'DTEST01CX80TXXX5Q70QCI';

	/** A Kirimo that knows a paid order of the merchant by its id and by Duitku's reference. */
	async function withPrefixes(
		test: (trigger: ServedTrigger, asked: string[]) => Promise<void>,
		known = orderId,
	) {
		const asked: string[] = [];
		const data = { order_id: known, amount: 175000, status: 'paid' };
		await answering(
			(request, response) => {
				const id = new URL(`http://x${request.url}`).searchParams.get('order_id') ?? '';
				asked.push(id);
				response.statusCode = id === known || id === reference ? 200 : 404;
				response.end(
					JSON.stringify(
						response.statusCode === 200 ? { status: 'success', data } : { status: 'error' },
					),
				);
			},
			async (baseUrl) => {
				const trigger = await serve({}, { credential: { ...withoutKey.credential, baseUrl } });
				await test(trigger, asked);
			},
		);
	}
	const prefixed = (prefix: string) => ({
		...genuine,
		merchantOrderId: `${prefix}${orderId}`,
		reference,
	});

	test('is found by the reference, and the event is about the order as the merchant knows it', async () => {
		await withPrefixes(async (trigger, asked) => {
			expect((await postForm(trigger, prefixed('KRM7-'))).status).toBe(200);
			expect(asked).toEqual([`KRM7-${orderId}`, reference]);
			expect(trigger.runs).toMatchObject([
				[
					{
						eventId: `${orderId}:175000:paid`,
						orderId,
						merchantOrderId: `KRM7-${orderId}`,
						verification: { statusLookup: 'paid' },
					},
				],
			]);
		});
	});

	test('starts one run, whatever is put before it', async () => {
		await withPrefixes(async (trigger) => {
			const prefixes = ['', 'A-', 'B-', 'C-', 'A-'];
			expect(await postEach(trigger, prefixes.map(prefixed))).toEqual(prefixes.map(() => 200));
			expect(trigger.runs).toHaveLength(1);
		});
	});

	test('is refused when the reference is that of another order', async () => {
		await withPrefixes(async (trigger) => {
			expect(await postForm(trigger, prefixed('KRM7-'))).toEqual({
				status: 409,
				body: { message: 'Kirimo knows another order' },
			});
			expect(trigger.runs).toEqual([]);
		}, 'INV-OTHER');
	});

	test('is refused when there is no reference, or Kirimo does not know that either', async () => {
		await withPrefixes(async (trigger, asked) => {
			const unknown = { status: 409, body: { message: 'Kirimo does not know this order' } };
			expect(await postForm(trigger, { ...prefixed('A-'), reference: '' })).toEqual(unknown);
			expect(await postForm(trigger, { ...prefixed('B-'), reference: 'NONE' })).toEqual(unknown);
			expect(asked).toEqual([`A-${orderId}`, `B-${orderId}`, 'NONE']);
		});
	});
});
