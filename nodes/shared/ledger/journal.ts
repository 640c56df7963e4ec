import type { IExecuteFunctions } from 'n8n-workflow';
import type { Result } from '../run/operation';

/** What became of one input item of a write, as far as this execution knows. */
export interface JournalEntry {
	/** Stays the same when the item is sent again, by Retry On Fail or by retrying the execution. */
	seed: string;
	/** References whose create left for the service and whose answer has not been understood yet. */
	sent: string[];
	/** Why the answer to a reference was lost, for the message of a later try. */
	lost?: Record<string, string>;
	/** The finished item's output. */
	done?: Result;
}

interface Journal {
	operation: string;
	runIndex: number;
	execution: string;
	entries: Record<string, JournalEntry>;
}

/**
 * The node's record of what it has sent and finished.
 *
 * Retry On Fail runs the whole node again for all items, and a retried execution does so in a new execution. Both keep the
 * node's context, so a finished item is found here and is not sent a second time. Another loop round is another `runIndex`
 * and starts afresh. Holds output and references only, never the input: a PIN must not be stored with the execution.
 */
export function journalEntry(
	ctx: IExecuteFunctions,
	operation: string,
	item: number,
): JournalEntry {
	const context = ctx.getContext('node') as { journal?: Journal };
	const runIndex = ctx.evaluateExpression('{{ $runIndex }}', item) as number;
	if (context.journal?.runIndex !== runIndex || context.journal.operation !== operation) {
		context.journal = { operation, runIndex, execution: ctx.getExecutionId(), entries: {} };
	}
	const { entries, execution } = context.journal;
	entries[item] ??= {
		seed: [
			ctx.getInstanceId(),
			ctx.getWorkflow().id,
			execution,
			ctx.getNode().id,
			runIndex,
			item,
		].join('/'),
		sent: [],
	};
	return entries[item];
}
