import { createHmac } from 'node:crypto';
import { accounts } from '../../../sandbox/index.ts';
import {
	accepted,
	allEvents,
	genuine,
	orderId,
	post,
	postForm,
	useKirimoTrigger,
	withoutKey,
} from '../support/kirimoTrigger';

const { sandbox, serve, order, settle } = useKirimoTrigger();

describe('a try that failed before another one paid', () => {
	const control = async (path: string, body: object = {}) => {
		const answer = await fetch(`${sandbox.current.url}/__sandbox/kirimo/${path}`, {
			method: 'POST',
			body: JSON.stringify(body),
		});
		expect(answer.status).toBe(200);
	};

	/** Both callbacks are held: number 1 tells of the failure, number 2 of the payment. */
	async function held() {
		sandbox.current.kirimo.settings.holdDeliveries = true;
		const trigger = await serve(allEvents);
		await order({ notify_url: trigger.url });
		await settle('fail', { stillOpen: true });
		return trigger;
	}

	test('starts a run of its own when it is told in time', async () => {
		const trigger = await held();
		await control('redeliver/1');
		await settle('pay', {});
		await control('redeliver/2');

		expect(trigger.runs.map(([item]) => item?.event)).toEqual(['failed', 'paid']);
	});

	test('starts none when it is told late, and no run is doubled', async () => {
		const trigger = await held();
		await settle('pay', {});
		for (const number of [2, 2, 1, 1]) await control(`redeliver/${number}`);

		expect(trigger.runs.map(([item]) => item?.event)).toEqual(['paid']);
	});
});

describe('Drop Redeliveries', () => {
	beforeEach(async () => {
		await order();
		await settle('pay');
	});

	test('starts one run for many copies that arrive at once', async () => {
		const trigger = await serve();
		const copies = Array.from({ length: 10 }, async () => await postForm(trigger, genuine));

		const answers = await Promise.all(copies);
		expect(answers).toEqual(answers.map(() => ({ status: 200, body: accepted })));
		expect(trigger.runs).toHaveLength(1);
	});

	test('drops a replay that only has another reference', async () => {
		const trigger = await serve();
		await postForm(trigger, genuine);
		await postForm(trigger, { ...genuine, reference: 'DTEST0126FORGED00000', paymentCode: 'VC' });

		expect(trigger.runs).toHaveLength(1);
	});

	test.each([
		['reference', { reference: 'DTEST0126FORGED00000' }],
		['field that nobody knows', { nonce: '1' }],
		['settlement date', { settlementDate: '2030-01-01' }],
	])('drops a replay with another %s when nobody has signed it', async (_what, changes) => {
		const trigger = await serve({}, withoutKey);
		await postForm(trigger, genuine);
		await postForm(trigger, { ...genuine, ...changes });

		expect(trigger.runs).toHaveLength(1);
	});

	test('starts at most one run for each kind of event, whatever result codes are replayed', async () => {
		const trigger = await serve({ ...allEvents, verification: 'signature' });
		for (const resultCode of ['00', '01', '02', '03', '04', '99', 'x', '00', '01']) {
			expect((await postForm(trigger, { ...genuine, resultCode })).status).toBe(200);
		}

		expect(trigger.runs.map(([item]) => item?.event)).toEqual(['paid', 'failed', 'other']);
	});

	test('starts a run for another order, another amount and another outcome', async () => {
		const trigger = await serve({ ...allEvents, verification: 'signature' });
		const signed = (amount: string, merchantOrderId: string, resultCode = '00') => {
			const { merchantCode = '' } = genuine;
			const signature = createHmac('sha256', accounts.kirimo.duitkuMerchantKey)
				.update(merchantCode + amount + merchantOrderId)
				.digest('hex');
			return { ...genuine, amount, merchantOrderId, resultCode, signature };
		};
		for (const callback of [
			signed('175000', 'INV-7'),
			signed('175000', 'INV-8'),
			signed('99000', 'INV-8'),
			signed('99000', 'INV-8', '01'),
		]) {
			await postForm(trigger, callback);
			await postForm(trigger, callback);
		}

		expect(trigger.runs.map(([item]) => item?.eventId)).toEqual([
			'INV-7:175000:paid',
			'INV-8:175000:paid',
			'INV-8:99000:paid',
			'INV-8:99000:failed',
		]);
	});

	test('remembers across a restart of n8n', async () => {
		const before = await serve();
		await postForm(before, genuine);
		const after = await serve({}, { staticData: before.staticData() });

		expect(await postForm(after, genuine)).toEqual({ status: 200, body: accepted });
		expect(after.runs).toEqual([]);
	});

	test('starts a run for each copy when it is off', async () => {
		const trigger = await serve({ dropRedeliveries: false });
		await postForm(trigger, genuine);
		await postForm(trigger, genuine);

		expect(trigger.runs).toHaveLength(2);
	});

	test('remembers nothing in a test run of the editor', async () => {
		const trigger = await serve({}, { mode: 'manual' });
		await postForm(trigger, genuine);
		await postForm(trigger, genuine);

		expect(trigger.runs).toHaveLength(2);
		expect(trigger.staticData()).toEqual({});
	});

	test('keeps what is not documented apart, so that nothing looks like a field of ours or an error', async () => {
		const trigger = await serve();
		const extra = '{"error":"x","__proto__":{"polluted":1},"paid":true,"extra":7,"event":"failed",';
		await post(trigger, `${extra}${JSON.stringify(genuine).slice(1)}`, 'application/json');

		const raw = { extra: 7, errorValue: 'x', paid: true, event: 'failed' };
		expect(trigger.runs).toMatchObject([[{ event: 'paid', raw }]]);
		const [item = {}] = trigger.runs[0] ?? [];
		expect(Object.keys(item)).not.toContain('error');
		expect(Object.keys(item)).not.toContain('paid');
		expect(item.polluted).toBeUndefined();
		expect((item.raw as { polluted?: unknown }).polluted).toBeUndefined();
	});

	test('keeps keys and signature out of the items', async () => {
		const trigger = await serve();
		await postForm(trigger, genuine);

		const items = JSON.stringify(trigger.runs);
		expect(items).toContain(orderId);
		for (const secret of [
			genuine.signature,
			accounts.kirimo.apiKey,
			accounts.kirimo.duitkuMerchantKey,
		]) {
			expect(items).not.toContain(secret);
		}
	});
});
