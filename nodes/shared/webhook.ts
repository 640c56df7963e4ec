import { createHash, timingSafeEqual } from 'crypto';
import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

/** How many events a trigger remembers to drop redeliveries; about 40 bytes each in the workflow's static data. */
const REMEMBERED_EVENTS = 1000;

/**
 * Events seen by this process, by workflow and node. Static data alone is not enough: n8n reads it afresh for every delivery, so two
 * copies of one event that arrive together would both look new.
 */
const seenHere = new Map<string, Set<string>>();

/** The one webhook of a trigger. Without an empty `responseData` n8n answers with the words "firstEntryJson" instead of our body. */
export const webhookDescription: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	responseData: '',
	path: 'webhook',
};

/** Answers a sender with a real HTTP status and starts no run. n8n turns any other way of returning one into a 200. */
export function answerOnly(
	ctx: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	ctx.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}

/**
 * Starts one run with these items. The sender gets its 200 from n8n, after n8n has stored the run: an event that was answered with
 * 200 is not lost when n8n is killed right after.
 */
export function startRun(items: IDataObject[], body: IDataObject): IWebhookResponseData {
	return { workflowData: [items.map((json) => ({ json }))], webhookResponse: body };
}

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export function sameSecret(given: string, expected: string): boolean {
	const digest = (value: string) => createHash('sha256').update(value).digest();
	return expected !== '' && timingSafeEqual(digest(given), digest(expected));
}

/** An id for an event that sends none: equal for redeliveries, because it is made of what identifies the event. */
export function eventIdOf(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * The events that have not been seen before, each once; they count as seen from now on. In the editor nothing is remembered, so that
 * the same event can be tried again.
 */
export function withoutSeen<Event extends { eventId: string }>(
	ctx: IWebhookFunctions,
	events: Event[],
): Event[] {
	if (ctx.getMode() === 'manual') return events;
	const stored = ctx.getWorkflowStaticData('node') as { seenEvents?: string[] };
	const key = `${ctx.getWorkflow().id}/${ctx.getNode().id}`;
	const seen = seenHere.get(key) ?? new Set<string>();
	for (const id of stored.seenEvents ?? []) seen.add(id);
	const fresh = events.filter(({ eventId }) => {
		const isNew = !seen.has(eventId);
		seen.add(eventId);
		return isNew;
	});
	const kept = [...seen].slice(-REMEMBERED_EVENTS);
	seenHere.set(key, new Set(kept));
	stored.seenEvents = kept;
	return fresh;
}
