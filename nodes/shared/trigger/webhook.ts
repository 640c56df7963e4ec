import { createHash, timingSafeEqual } from 'crypto';
import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

/** How many events a trigger keeps in the workflow's static data; about 40 bytes each. */
const STORED_EVENTS = 1000;

/** How many it remembers while n8n runs. */
const REMEMBERED_EVENTS = 10_000;

/**
 * What this process knows about a trigger's events. Static data alone is not enough: n8n reads it afresh for every delivery, and n8n
 * 2.41.1 often does not save what a delivery that starts a run has written there.
 */
interface Memory {
	/** Events whose run n8n has stored, oldest first. */
	seen: Set<string>;
	/** Events whose run n8n is about to store, each until its sender is answered. */
	underWay: Map<string, Promise<void>>;
}

/** By workflow and node. */
const memories = new Map<string, Memory>();

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
 * The events that have not started a run before, each once. One counts as seen when n8n has answered its sender with success, which n8n
 * does after storing the run: when storing fails, or n8n is killed before, a redelivery is no duplicate. A copy that arrives in between
 * waits for that. In the editor nothing is remembered, so that the same event can be tried again.
 */
export async function withoutSeen<Event extends { eventId: string }>(
	ctx: IWebhookFunctions,
	events: Event[],
): Promise<Event[]> {
	if (ctx.getMode() === 'manual') return events;
	const key = `${ctx.getWorkflow().id}/${ctx.getNode().id}`;
	const memory: Memory = memories.get(key) ?? { seen: new Set(), underWay: new Map() };
	memories.set(key, memory);
	const underWay = () => events.find(({ eventId }) => memory.underWay.has(eventId));
	// Again after each wait: another copy that waited too may have taken its turn.
	for (let one = underWay(); one !== undefined; one = underWay()) {
		await memory.underWay.get(one.eventId);
	}
	const { seen } = memory;
	const stored = ctx.getWorkflowStaticData('node') as { seenEvents?: string[] };
	for (const id of stored.seenEvents ?? []) seen.add(id);
	const ids = new Set<string>();
	const fresh = events.filter(({ eventId }) => {
		const isNew = !seen.has(eventId) && !ids.has(eventId);
		if (isNew) ids.add(eventId);
		return isNew;
	});
	if (fresh.length > 0) rememberWhenAnswered(ctx, memory, [...ids]);
	// Not what others have under way: when n8n is killed now, that is lost, and its redelivery has to run.
	stored.seenEvents = [...seen, ...ids].slice(-STORED_EVENTS);
	return fresh;
}

/** `prefinish` comes when the answer is given to the connection, even if the sender has gone by then. */
function rememberWhenAnswered(ctx: IWebhookFunctions, memory: Memory, ids: string[]): void {
	const { seen, underWay } = memory;
	const response = ctx.getResponseObject();
	const answered = new Promise<void>((resolve) => {
		response.once('prefinish', () => {
			for (const id of ids) {
				underWay.delete(id);
				if (response.statusCode < 400) seen.add(id);
			}
			for (const id of [...seen].slice(0, -REMEMBERED_EVENTS)) seen.delete(id);
			resolve();
		});
	});
	for (const id of ids) underWay.set(id, answered);
}
