import type { IDataObject } from 'n8n-workflow';
import { apiError, type Failure } from '../wire/errors';
import type { JournalEntry } from './journal';
import type { Call } from '../run/operation';
import type { Answer } from '../wire/request';

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
	const { entry } = call;
	let failure: Failure = { outcome: 'unknown', message: lostBefore(entry, reference) };
	if (!entry.sent.includes(reference)) {
		entry.sent.push(reference);
		const answer = await send();
		if (answer.ok) return { created: answer.body };
		failure = answer.failure;
		if (failure.outcome === 'unknown') rememberLost(entry, reference, failure);
		else {
			entry.sent.splice(entry.sent.indexOf(reference), 1);
			if (!isTaken?.(failure)) throw apiError(call, failure);
		}
	}
	const existing = await lookUp?.();
	if (existing !== undefined) return { existing };
	throw apiError(
		call,
		failure.outcome === 'unknown' ? unknown(reference, failure, howToCheck) : failure,
	);
}

/** How to say that a create may or may not have been done. */
export function unknown(reference: string, lost: Failure, howToCheck: string): Failure {
	return {
		...lost,
		outcome: 'unknown',
		message: `The outcome of ${reference} is unknown: ${lost.message}`,
		advice: `It was not sent again, because it may have been done. ${howToCheck}.`,
	};
}

/** Keeps why an answer was lost, for a later try of this execution. */
export function rememberLost(entry: JournalEntry, reference: string, { message }: Failure): void {
	entry.lost = { ...entry.lost, [reference]: message };
}

export function lostBefore({ lost }: JournalEntry, reference: string): string {
	return lost?.[reference] ?? 'its answer was lost in an earlier try of this execution';
}
