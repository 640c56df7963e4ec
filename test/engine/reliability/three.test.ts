import '../support/noPauses';
import type { IDataObject } from 'n8n-workflow';
import { oneTime, type TestedWrite } from '../../operations';
import { changedBy, type Change, type Records } from '../../operations/row';
import { errorOutput, retryOnFail } from '../money/support/merchant';
import type { RunResult } from '../support/runNode';
import { useSandbox } from '../support/sandbox';
import {
	aimed,
	attempt,
	callOf,
	isExisting,
	lateBy,
	stopClock,
	type Attempt,
	type How,
} from './attempt';
import { expectedWithRetry } from './matrixExpected';
import { matrixFaults, TIMES, type MatrixFault, type Times } from './matrixFaults';

/**
 * The faults of the matrix, met by what may not be done twice, as merchants run it: with Retry On Fail, and with three items whose error
 * output is connected. Whatever becomes of the items, they come out, and the service has done what they say.
 */
const sandbox = useSandbox();
// One test has many runs.
jest.setTimeout(60_000);
stopClock(new Date('2026-11-21T03:00:00Z'));

const faults = matrixFaults.filter(({ as }) => as === undefined);
const threefold = oneTime.filter(({ row }) => row.write.three);

describe.each(TIMES)('a fault that strikes %s', (times) => {
	test.each(oneTime)('leads to one $label with Retry On Fail, or to none', async (write) => {
		const { call, done } = write.row.write;
		const clean = await undisturbed(write, {}, done);
		const complaints: string[] = [];
		for (const fault of columnsOf(times)) {
			const expected = expectedWithRetry(write, fault.name, times);
			if (expected === '–') continue;
			const strike = aimed(sandbox.current, fault, write, clean.calls, times);
			const faulty = await attempt(sandbox.current, write, {
				options: { settings: retryOnFail },
				strike,
				late: lateBy(fault),
			});
			const became = outcomeOf(faulty.result);
			const meant = ['existing', 'error', 'unknown'].includes(expected) ? expected : 'done';
			if (became !== meant) complaints.push(`${fault.name}: became ${became}, not ${expected}`);
			if (!isRefusal(fault) && sentOf(faulty, call).length > 1)
				complaints.push(`${fault.name}: was sent again`);
			if (!isEither(faulty.after, faulty.before, clean.after))
				complaints.push(`${fault.name}: left ${JSON.stringify(faulty.after)}`);
		}
		expect(complaints).toEqual([]);
	});

	test.each(threefold)(
		'gives back each of three $label, and each is done or not as its item says',
		async (write) => {
			const { call, three = { items: [], done: {} } } = write.row.write;
			const { parameters, items, before, done } = three;
			const how = { options: { parameters, items }, before };
			const clean = await undisturbed(write, how, done);
			const complaints: string[] = [];
			for (const fault of columnsOf(times)) {
				const strike = aimed(sandbox.current, fault, write, clean.calls, times);
				const settings = { ...retryOnFail, ...errorOutput };
				const faulty = await attempt(sandbox.current, write, {
					...how,
					options: { ...how.options, settings },
					strike,
					late: lateBy(fault),
				});
				complaints.push(
					...complaintsAbout(faulty, call, done, items.length, isRefusal(fault)).map(
						(text) => `${fault.name}: ${text}`,
					),
				);
			}
			expect(complaints).toEqual([]);
		},
	);
});

function columnsOf(times: Times): MatrixFault[] {
	return faults.filter(({ only = times }) => only === times);
}

async function undisturbed(write: TestedWrite, how: How, done: Change): Promise<Attempt> {
	const clean = await attempt(sandbox.current, write, how);
	expect(clean.result.error).toBeUndefined();
	expect(clean.after).toEqual(changedBy(done, clean.before));
	return clean;
}

function outcomeOf({ error, json }: RunResult): string {
	if (error) return error.context.outcome === 'unknown' ? 'unknown' : 'error';
	return json.some(isExisting) ? 'existing' : 'done';
}

/** The calls that may have done it; orders are cancelled under addresses of their own. */
const sentOf = ({ calls }: Attempt, wanted: string) =>
	calls.filter((call) => bare(callOf(call)) === bare(wanted) && call.status !== 429);
/** A no under HTTP 200, after which it may be sent again as after a 429. */
const isRefusal = ({ kind }: MatrixFault) => kind === 'errorBody';
const bare = (call: string) => call.replace(/(?<=\/void\/).*/, '');

const isEither = (records: Records, ...allowed: Records[]) =>
	allowed.some((one) => JSON.stringify(one) === JSON.stringify(records));

function complaintsAbout(
	{ result, calls, before, after }: Attempt,
	call: string,
	done: Change,
	count: number,
	isRefused: boolean,
): string[] {
	const [good = [], bad = []] = result.outputs;
	const paired = [...good, ...bad].map(({ pairedItem }) => (pairedItem as { item: number }).item);
	const unknown = bad.filter(({ json }) => (json.error as IDataObject)?.outcome === 'unknown');
	const bodies = sentOf({ result, calls, before, after }, call).map(
		({ method, path, query, body }) => JSON.stringify([method, path, query, body]),
	);
	const most = changedBy(done, before);
	const share = shareDone(done, before, after) ?? good.length;
	const wrongs: Array<[boolean, string]> = [
		[result.error !== undefined, `stopped: ${result.error?.message}`],
		[paired.sort().join() !== '0,1,2', `gave back the items ${paired.join()}`],
		[!isRefused && new Set(bodies).size !== bodies.length, `sent the same again: ${bodies.join()}`],
		[share > count, `did ${share} things for ${count} items`],
		[share < good.length, `said that ${good.length} are done where ${share} are`],
		[
			share > good.length + unknown.length,
			`did ${share}, and said ${good.length} are done and ${unknown.length} unknown`,
		],
		// A booking that was refused is parted, so that there may be more pickups.
		[
			good.length === count && !isEither({ ...after, pickups: 0 }, { ...most, pickups: 0 }),
			`left ${JSON.stringify(after)}`,
		],
	];
	return wrongs.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

/** How many of the three things the service has done: what is counted, or the states that have become what they should, if it is on record. */
function shareDone(done: Change, before: Records, after: Records): number | undefined {
	if (Object.keys(done).length === 0) return undefined;
	const counted = (Object.keys(done) as Array<keyof Records>).find((name) => done[name] === 3);
	if (counted) return Number(after[counted]) - Number(before[counted]);
	const wanted = done.states?.split(',')[0];
	return after.states.split(',').filter((state) => state === wanted).length;
}
