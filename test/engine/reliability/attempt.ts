import { forgetPaces } from '../../../nodes/shared/wire/pace';
import type { LoggedRequest, Sandbox } from '../../../sandbox/index.ts';
import { forgetRefused } from '../../../nodes/shared/ledger/refusals';
import { textIn } from '../../../nodes/shared/values/texts';
import { prepare, runRow, type Tested } from '../../operations';
import { recordsOf, type Preparation, type Records } from '../../operations/row';
import type { RunResult } from '../support/runNode';
import { hurryTimeouts } from './impatience';
import type { MatrixFault, Times } from './matrixFaults';

export interface Attempt {
	result: RunResult;
	/** The operation's own calls. */
	calls: LoggedRequest[];
	before: Records;
	after: Records;
}

export interface How {
	options?: Parameters<typeof runRow>[2];
	/** Instead of what the row asks for. */
	before?: Preparation;
	/** On top of it. */
	also?: Preparation;
	strike?: () => void;
	/** How much later the service does what it was asked, although nobody waits for it any more; milliseconds. */
	late?: number;
}

/** Runs an operation in a fresh world, and tells what it asked and what is on record before and after. */
export async function attempt(
	sandbox: Sandbox,
	tested: Tested,
	{ options, before, also, strike, late }: How = {},
): Promise<Attempt> {
	sandbox.reset();
	forgetRefused();
	await prepare(sandbox, tested, before);
	if (also) await prepare(sandbox, tested, also);
	const recordsBefore = recordsOf(sandbox);
	const { length } = sandbox.requests;
	strike?.();
	// Each is tried by an n8n that has not met a fault before.
	forgetPaces();
	const result = await runRow(sandbox, tested, options);
	jest.restoreAllMocks();
	if (late) await sandbox.advance(late);
	const calls = sandbox.requests.slice(length);
	return { result, calls, before: recordsBefore, after: recordsOf(sandbox) };
}

/** How late the service does the work of a fault that makes it late. */
export const lateBy = ({ kind, delayMs }: MatrixFault) =>
	kind === 'lateWork' ? delayMs : undefined;

const isRead = ({ body }: LoggedRequest) => body !== undefined;

/** A call as rows name it. */
export const callOf = ({ method, path, query: { action } }: LoggedRequest) =>
	`${method} ${path}${action === undefined ? '' : `?action=${textIn(action)}`}`;

/** At the operation's first call, at all calls to its service, or at each of them in its own way. */
export function aimed(
	sandbox: Sandbox,
	{ kind, others, then = [], retryAfter, delayMs }: MatrixFault,
	{ type }: Tested,
	[first]: LoggedRequest[],
	times: Times,
) {
	if (first === undefined) throw new Error('The operation calls nobody');
	const [method = '', path = ''] = callOf(first).split(' ');
	const firstCall = { method, path, times: 1 };
	const everyCall = { service: type, times: 1000 };
	const aim = times === 'once' || others ? firstCall : everyCall;
	return () => {
		if (kind === undefined) return;
		if (kind === 'hang' || kind === 'lateWork') {
			let left = 1;
			const isMeant = (asked: string, url: string) =>
				times === 'lasting' || (asked === method && url.startsWith(path) && left-- > 0);
			hurryTimeouts(isMeant, () => sandbox.requests.filter(isRead).length);
		}
		sandbox.fault([
			{ kind, retryAfter, delayMs, ...aim },
			...then.map((next) => ({ kind: next, service: type })),
		]);
		if (others) sandbox.fault({ kind: others, ...everyCall });
	};
}

/** The clock stands, so that two runs have the same times in their outputs; all else of it is real. */
export function stopClock(now: Date): void {
	beforeEach(() => {
		jest.useFakeTimers({
			now,
			doNotFake: [
				'hrtime',
				'nextTick',
				'performance',
				'queueMicrotask',
				'setImmediate',
				'clearImmediate',
				'setInterval',
				'clearInterval',
				'setTimeout',
				'clearTimeout',
			],
		});
	});
	afterEach(() => {
		jest.restoreAllMocks();
		jest.useRealTimers();
	});
}

/** An item that is the existing record of what was asked for. */
export const isExisting = (json: Record<string, unknown>) =>
	[json.alreadyExisted, json.alreadyCanceled, json.alreadyRegistered].includes(true);
