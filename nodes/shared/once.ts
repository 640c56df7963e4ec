import type { IDataObject } from 'n8n-workflow';
import { apiError, type Failure } from './errors';
import type { Call } from './operation';
import type { Answer } from './request';

interface Create<Found> {
	/** The caller's own number of what is created: `order_id`, `requestId`. */
	reference: string;
	send(): Promise<Answer>;
	/** Whether the service refused because the reference is taken. */
	isTaken?(failure: Failure): boolean;
	/** Finds what the reference names, or nothing. Must not change anything. */
	lookUp?(): Promise<Found | undefined>;
	/** Where the merchant sees whether it was done, e.g. "Look for order X in the KiriminAja dashboard". */
	howToCheck: string;
}

/**
 * Sends a create at most once in an execution (docs/reliability.md).
 *
 * When the answer is lost, or the service says that the reference is taken, the reference is looked up and the existing record
 * is returned. When that finds nothing, the outcome is unknown and said to be so; it is never sent again, also not by Retry On
 * Fail, because the first request may still be under way at the service.
 */
export async function createOnce<Found>(
	call: Call,
	create: Create<Found>,
): Promise<{ created: IDataObject } | { existing: Found }> {
	const { reference, send, isTaken, lookUp, howToCheck } = create;
	const { sent } = call.entry;
	let lost: Failure | undefined;
	if (!sent.includes(reference)) {
		sent.push(reference);
		const answer = await send();
		if (answer.ok) return { created: answer.body };
		const { failure } = answer;
		if (failure.outcome !== 'unknown') {
			sent.splice(sent.indexOf(reference), 1);
			if (!isTaken?.(failure)) throw apiError(call, failure);
		}
		lost = failure;
	}
	const existing = await lookUp?.();
	if (existing !== undefined) return { existing };
	if (lost && lost.outcome !== 'unknown') throw apiError(call, lost);
	throw apiError(call, {
		...lost,
		outcome: 'unknown',
		message: `The outcome of ${reference} is unknown: ${lost?.message ?? 'its answer was lost in an earlier try of this execution'}`,
		advice: `It was not sent again, because it may have been done. ${howToCheck}.`,
	});
}
