import '../support/noPauses';
import type { INode } from 'n8n-workflow';
import type { Fault } from '../../../sandbox/index.ts';
import { kasProCredential } from '../support/kasPro';
import { runNode } from '../support/runNode';
import { forgetRefused } from '../../../nodes/shared/ledger/refusals';
import { oneTime, prepare, runRow, writes, type TestedWrite } from '../../operations';
import { recordsOf } from '../../operations/row';
import { useSandbox } from '../support/sandbox';
import { callOf, isExisting } from './attempt';

/** What n8n's own settings and buttons do to the operations that change something. docs/reliability.md */
const sandbox = useSandbox();
type Options = Partial<Parameters<typeof runNode>[0]>;

const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** The call that does the thing, and what is on record afterwards. */
async function undisturbed(write: TestedWrite) {
	const run = await prepared(write);
	const { error, json } = await run();
	expect(error).toBeUndefined();
	const [method = '', path = ''] = write.row.write.call.split(' ');
	const aim = { method, path };
	expect(sent(aim)).toHaveLength(1);
	return { aim, json, records: recordsOf(sandbox.current) };
}

let callsBefore = 0;
const ownCalls = () => sandbox.current.requests.slice(callsBefore);

async function prepared(write: TestedWrite) {
	sandbox.current.reset();
	forgetRefused();
	await prepare(sandbox.current, write);
	callsBefore = sandbox.current.requests.length;
	return async (options: Options = {}) => await runRow(sandbox.current, write, options);
}

type Aim = Required<Pick<Fault, 'method' | 'path'>>;
const sent = ({ method, path }: Aim) =>
	ownCalls().filter((call) => callOf(call) === `${method} ${path}`);

describe('Retry On Fail', () => {
	test.each(writes)('finishes $label when only the first try was refused', async (write) => {
		const { aim, json, records } = await undisturbed(write);
		const run = await prepared(write);
		sandbox.current.fault({ kind: 'status429', ...aim });

		const { error, json: retried } = await run({ settings: retryOnFail });

		expect(error).toBeUndefined();
		expect(retried).toHaveLength(json.length);
		expect(sent(aim).map(({ status }) => status)).toEqual([429, 200]);
		expect(recordsOf(sandbox.current)).toEqual(records);
	});

	test.each(oneTime)('never sends $label again after a lost answer', async (write) => {
		const { aim, records } = await undisturbed(write);
		const run = await prepared(write);
		sandbox.current.fault({ kind: 'resetAfter', ...aim, times: 99 });

		const { error, json } = await run({ settings: retryOnFail });

		expect(sent(aim)).toHaveLength(1);
		expect(recordsOf(sandbox.current)).toEqual(records);
		if (write.row.write.lookedUp === 'found') {
			expect(json.map(isExisting)).toEqual([true]);
		} else {
			expect(error?.context.outcome).toBe('unknown');
		}
	});
});

describe.each<[string, INode['onError'], number]>([
	['Continue', 'continueRegularOutput', 0],
	['Continue (using error output)', 'continueErrorOutput', 1],
])('%s', (_, onError, output) => {
	test.each(oneTime)(
		'gives the item of $label with its error when its answer is lost, also with Retry On Fail, and sends it once',
		async (write) => {
			const { aim } = await undisturbed(write);
			const run = await prepared(write);
			sandbox.current.fault({ kind: 'resetBefore', ...aim, times: 99 });

			const { outputs, error } = await run({ settings: { ...retryOnFail, onError } });

			expect(error).toBeUndefined();
			expect(outputs.map((items) => items.length)).toEqual(output === 0 ? [1] : [0, 1]);
			expect(outputs[output]?.[0]).toMatchObject({
				json: {
					error: {
						message: expect.stringContaining('broke before its answer arrived'),
						outcome: 'unknown',
						description: expect.any(String),
					},
				},
				pairedItem: { item: 0 },
			});
			expect(sent(aim)).toHaveLength(1);
		},
	);
});

/** Waits for something that a run under way has to do. */
async function until(condition: () => boolean): Promise<void> {
	const end = Date.now() + 5000;
	while (!condition()) {
		if (Date.now() > end) throw new Error('It did not happen within 5 seconds');
		await new Promise((resolve) => setImmediate(resolve));
	}
}

const STOPPED =
	/^The outcome of .* is unknown: The execution was stopped while the request was under way$/;

describe('the stop button, and n8n’s time limit for an execution', () => {
	/** Stops a run while the service has the request and does not answer. */
	async function stopped(run: (options: Options) => ReturnType<typeof runNode>, aim: Aim) {
		let stop = () => {};
		const running = run({ onStart: (pressed) => (stop = pressed) });
		await until(() => sent(aim).length === 1);
		stop();
		return await running;
	}

	test.each(oneTime)(
		'$label is not done again when the stopped execution is retried',
		async (write) => {
			const { aim, records } = await undisturbed(write);
			const run = await prepared(write);
			sandbox.current.fault({ kind: 'latency', delayMs: 50, ...aim });
			const first = await stopped(run, aim);
			expect(first.error?.message).toMatch(STOPPED);
			expect(first.error?.context.outcome).toBe('unknown');

			await run({ retry: first.run, executionId: '2' });

			expect(sent(aim)).toHaveLength(1);
			expect(recordsOf(sandbox.current)).toEqual(records);
		},
	);

	test('nothing is sent for the items that were still to come', async () => {
		sandbox.current.reset();
		forgetRefused();
		callsBefore = 0;
		const aim = { method: 'POST', path: '/p2p-transaction/' };
		sandbox.current.fault({ kind: 'latency', delayMs: 50, ...aim });
		const pay = (options: Options) =>
			runNode({
				type: 'kasPro',
				resource: 'transfer',
				operation: 'toUser',
				parameters: { mobileNumber: '081234560001', destination: '081234560002', amount: 1000 },
				credentials: kasProCredential(sandbox.current),
				items: [{}, {}, {}],
				settings: { onError: 'continueErrorOutput' },
				...options,
			});

		const { run } = await stopped(pay, aim);
		expect(sent(aim)).toHaveLength(1);
		expect(sandbox.current.kasPro.transfers).toHaveLength(1);

		const { outputs } = await pay({ retry: run, executionId: '2' });
		expect(outputs.map((items) => items.map(({ pairedItem }) => pairedItem))).toEqual([
			[{ item: 1 }, { item: 2 }],
			[{ item: 0 }],
		]);
		expect(outputs[1]?.[0]?.json.error).toMatchObject({
			message: expect.stringMatching(STOPPED),
		});
		expect(sandbox.current.kasPro.transfers).toHaveLength(3);
	});
});
