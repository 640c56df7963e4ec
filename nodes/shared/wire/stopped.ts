import type { IExecuteFunctions } from 'n8n-workflow';
import type { Context } from './caller';
import type { Failure } from './errors';

/** Whether the execution was stopped by its button or its time limit. */
export function isStopped(ctx: Context): boolean {
	return signalOf(ctx)?.aborted === true;
}

/**
 * What is waited for, or nothing as soon as the execution is stopped: n8n ends a stopped execution without the node's output when the node
 * does not end at once.
 */
export async function unlessStopped<Value>(
	ctx: Context,
	waiting: Promise<Value>,
): Promise<Value | undefined> {
	const signal = signalOf(ctx);
	return signal === undefined ? await waiting : await until(signal, waiting);
}

/** What is waited for, or nothing when it takes longer. */
export async function within<Value>(
	milliseconds: number,
	waiting: Promise<Value>,
): Promise<Value | undefined> {
	return await until(AbortSignal.timeout(milliseconds), waiting);
}

async function until<Value>(signal: AbortSignal, waiting: Promise<Value>) {
	let stop: () => void = () => undefined;
	const stopped = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)));
	if (signal.aborted) stop();
	signal.addEventListener('abort', stop, { once: true });
	try {
		return await Promise.race([waiting, stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

/** Lists, triggers and old n8n have none. */
const signalOf = (ctx: Context) => (ctx as Partial<IExecuteFunctions>).getExecutionCancelSignal?.();

/** What is said of what a stopped execution has not sent. */
export const STOPPED: Failure = {
	outcome: 'unsent',
	message: 'The execution was stopped before this item was sent',
};

/** What is said of a request that it did send, or was about to. */
export const STOPPED_ON_THE_WAY: Failure = {
	outcome: 'unknown',
	message: 'The execution was stopped while the request was under way',
};
