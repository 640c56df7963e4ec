import { NodeApiError, NodeOperationError, createRunExecutionData } from 'n8n-workflow';
import type { Call, Outcome } from '../../../../../nodes/shared/ledger/call';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import type { Wanted } from '../../../../../nodes/shared/ledger/wants';
import { doubled, performOnce, type Job } from '../../../../../nodes/shared/ledger/perform';
import { apiError, inputError } from '../../../../../nodes/shared/wire/errors';
import { contextWith } from '../context';

let data = createRunExecutionData();
beforeEach(() => void (data = createRunExecutionData()));

/** The items of one run, or of a further try of it. */
function jobsOf(...wanted: Wanted[][]): Job[] {
	const ctx = contextWith({ data });
	const ledger = new Ledger(ctx, 'transfer.toUser');
	return wanted.map((own, item) => ({
		call: { ctx, item, references: [], ledger, hint: jest.fn() },
		wanted: own,
	}));
}

const payment = (amount: number): Wanted[] => [{ intent: { amount } }];
const result = (name: string): Outcome => ({ result: { name } });
const failure = (call: Call): Outcome => ({
	error: apiError(call, { outcome: 'refused', message: 'No balance' }),
});

describe('the items of a write', () => {
	test('each get their references, and what becomes of them in their order', async () => {
		const jobs = jobsOf(payment(1), [...payment(2), { given: 'PAY-1', intent: 2 }], []);
		const perform = jest.fn(async (calls: Call[]) => calls.map(({ item }) => result(`${item}`)));

		expect(await performOnce(jobs, perform)).toEqual([result('0'), result('1'), result('2')]);
		const [one, two, three] = jobs.map(({ call }) => call.references);
		expect([one?.length, two?.length, three]).toEqual([1, 2, []]);
		expect(two?.[1]).toBe('PAY-1');
		expect(perform).toHaveBeenCalledTimes(1);
	});

	test('are not performed again when an earlier try of the run has finished them', async () => {
		const wanted = [payment(1), payment(2), payment(3)];
		await performOnce(jobsOf(...wanted), async (calls) =>
			calls.map((call) => (call.item === 1 ? failure(call) : result(`first ${call.item}`))),
		);
		const again = jest.fn(async (calls: Call[]) => calls.map(({ item }) => result(`then ${item}`)));

		expect(await performOnce(jobsOf(...wanted), again)).toEqual([
			result('first 0'),
			result('then 1'),
			result('first 2'),
		]);
		expect(again.mock.calls[0]?.[0].map(({ item }) => item)).toEqual([1]);
	});

	test('are not performed at all when all of them are finished', async () => {
		const wanted = [payment(1), payment(2)];
		const perform = jest.fn(async (calls: Call[]) => calls.map(({ item }) => result(`${item}`)));
		await performOnce(jobsOf(...wanted), perform);

		expect(await performOnce(jobsOf(...wanted), perform)).toEqual([result('0'), result('1')]);
		expect(perform).toHaveBeenCalledTimes(1);
		expect(await performOnce([], perform)).toEqual([]);
	});

	test('that fail are told so, and are tried again in the next try', async () => {
		const wanted = [payment(1)];
		const outcomes = await performOnce(jobsOf(...wanted), async ([call]) => [
			failure(call as Call),
		]);
		expect(outcomes).toEqual([{ error: expect.objectContaining({ message: 'No balance' }) }]);

		expect(await performOnce(jobsOf(...wanted), async () => [result('then')])).toEqual([
			result('then'),
		]);
	});

	test('leave the numbers that were made for them to the next run, be they done or not', async () => {
		const same = [payment(1)];
		const [first] = jobsOf(...same) as [Job];
		await performOnce([first], async () => {
			throw new Error('The connection broke before anything was sent');
		});
		const [second] = jobsOf(...same) as [Job];
		await performOnce([second], async () => [result('done')]);

		expect(second.call.references).toEqual(first.call.references);
	});

	test('may be fewer than what is said of them', async () => {
		const outcomes = await performOnce(jobsOf(payment(1)), async () => [result('a'), result('b')]);

		expect(outcomes).toEqual([result('a')]);
	});
});

describe('something that goes wrong in between', () => {
	const errorOf = (outcome?: Outcome) =>
		outcome && 'error' in outcome ? outcome.error : undefined;

	test('is the error of every item of its request', async () => {
		const jobs = jobsOf(payment(1), payment(2));
		const outcomes = await performOnce(jobs, async () => {
			throw new Error('Out of memory');
		});

		for (const [item, outcome] of outcomes.entries()) {
			expect(errorOf(outcome)).toBeInstanceOf(NodeOperationError);
			expect(errorOf(outcome)).toMatchObject({
				message: 'Out of memory',
				context: { itemIndex: item },
			});
		}
		expect(outcomes).toHaveLength(2);
	});

	test("that is n8n's error already stays the same", async () => {
		const [job] = jobsOf(payment(1)) as [Job];
		const error = inputError(job.call, 'PIN is required', 'Fill it in.');
		const outcomes = await performOnce([job], async () => {
			throw error;
		});

		expect(errorOf(outcomes[0])).toBe(error);
	});

	test('after the service had answered is not told as something that was not done', async () => {
		const jobs = jobsOf(payment(1), [
			{ given: 'PAY-2', intent: 2 },
			{ given: 'PAY-3', intent: 3 },
		]);
		const outcomes = await performOnce(jobs, async ([, second]) => {
			for (const reference of ['PAY-2', 'PAY-3']) {
				second?.ledger.sending(reference);
				second?.ledger.done(reference);
			}
			throw new Error('Cannot read properties of undefined');
		});
		const [first, second] = outcomes.map(errorOf);

		expect(first?.context.outcome).toBeUndefined();
		expect(second).toBeInstanceOf(NodeApiError);
		expect(second).toMatchObject({
			message:
				'PAY-2, PAY-3 is done, but its output could not be made: Cannot read properties of undefined',
			description: 'Do not repeat it. Look it up at the service instead.',
			context: { outcome: 'done', itemIndex: 1 },
		});
	});

	test('after the service had answered a thing that may be repeated is told as that too', async () => {
		const jobs = jobsOf([{ given: '081234560001', intent: 1, repeats: true }]);
		const outcomes = await performOnce(jobs, async ([call]) => {
			call?.ledger.sending('081234560001');
			call?.ledger.done('081234560001');
			throw new Error('Gone');
		});

		expect(errorOf(outcomes[0])?.context.outcome).toBe('done');
	});

	test('tells what is done of an item from what is not known', async () => {
		const jobs = jobsOf([
			{ given: 'PAY-1', intent: 1 },
			{ given: 'PAY-2', intent: 2 },
		]);
		const outcomes = await performOnce(jobs, async ([call]) => {
			for (const reference of ['PAY-1', 'PAY-2']) call?.ledger.sending(reference);
			call?.ledger.done('PAY-1');
			throw new Error('Gone');
		});

		expect(errorOf(outcomes[0])?.message).toBe(
			'PAY-1 is done. The outcome of PAY-2 is unknown: it was sent, and the output could not be made: Gone',
		);
	});

	test('tells of an item of which nothing is known to be done only what is not known', async () => {
		const outcomes = await performOnce(jobsOf(payment(1)), async ([call]) => {
			call?.ledger.sending(call.references[0] ?? '');
			throw new Error('Gone');
		});

		expect(errorOf(outcomes[0])).toMatchObject({
			message: expect.stringMatching(
				/^The outcome of \S+ is unknown: it was sent, and the output could not be made: Gone$/,
			),
			context: { outcome: 'unknown' },
		});
	});

	test('that is told as done, refused or unknown already keeps its words', async () => {
		const [job] = jobsOf([{ given: 'PAY-1', intent: 1 }]) as [Job];
		const error = apiError(job.call, { outcome: 'unknown', message: 'Nobody knows' });
		const outcomes = await performOnce([job], async ([call]) => {
			call?.ledger.done('PAY-1');
			throw error;
		});

		expect(errorOf(outcomes[0])).toBe(error);
	});

	test('leaves the item to be tried again', async () => {
		await performOnce(jobsOf(payment(1)), async () => {
			throw new Error('Gone');
		});
		const again = await performOnce(jobsOf(payment(1)), async () => [result('then')]);

		expect(again).toEqual([result('then')]);
	});
});

describe('two items with one reference', () => {
	const entry = (item: number, ...given: Array<string | undefined>) => ({
		item,
		wanted: given.map((one): Wanted => ({ field: 'Request ID', given: one, intent: item })),
	});

	test('are both named, with their field, and the others are not', () => {
		const conflicts = doubled([entry(0, 'A'), entry(1, 'B'), entry(2, 'A'), entry(3, undefined)]);

		expect([...conflicts]).toEqual([
			[0, 'Request ID (item 0) must be unique; item 2 has "A" too.'],
			[2, 'Request ID (item 2) must be unique; item 0 has "A" too.'],
		]);
	});

	test('are found also when three have it, and among several references of an item', () => {
		const conflicts = doubled([entry(0, 'A', 'B'), entry(4, 'C', 'B'), entry(5, 'B')]);

		expect([...conflicts.keys()]).toEqual([0, 4, 5]);
		expect(conflicts.get(4)).toContain('item 0 has "B" too');
	});

	test('are not two whose references were left empty', () => {
		expect(doubled([entry(0, undefined), entry(1, undefined), entry(2), entry(3)]).size).toBe(0);
		expect(doubled([]).size).toBe(0);
	});

	test('are not found in one item, whose own form looks at that', () => {
		expect(doubled([entry(0, 'A', 'A')]).size).toBe(0);
	});

	test('are told without a field when the reference has none', () => {
		const wanted: Wanted[] = [{ given: 'A', intent: 1 }];
		const conflicts = doubled([
			{ item: 0, wanted },
			{ item: 1, wanted },
		]);

		expect(conflicts.get(1)).toBe('The reference (item 1) must be unique; item 0 has "A" too.');
	});

	test.each(['__proto__', 'constructor', ' '])('are found when it is named %j', (name) => {
		expect([...doubled([entry(0, name), entry(1, name)]).keys()]).toEqual([0, 1]);
		expect(doubled([entry(0, name), entry(1, undefined)]).size).toBe(0);
	});
});
