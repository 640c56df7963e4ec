import { sleep, type IWebhookFunctions } from 'n8n-workflow';

/** How many events a trigger keeps in the workflow's static data; about 40 bytes each. */
const STORED_EVENTS = 1000;

/** How many it remembers while n8n runs. */
const REMEMBERED_EVENTS = 10_000;

/** A sender that has no answer after this will not get one. */
const LONGEST_ANSWER_MS = 60_000;

/** How often a copy that waits looks whether that time is over. */
const LOOK_AGAIN_MS = 500;

/** An event whose run n8n is about to store. */
interface Turn {
	since: number;
	answered: Promise<void>;
}

/**
 * What this process knows about a trigger's events. Static data alone is not enough: n8n reads it afresh for every delivery, and n8n
 * 2.41.1 often does not save what a delivery that starts a run has written there.
 */
interface Memory {
	/** Events whose run n8n has stored, oldest first. */
	seen: Set<string>;
	/** Each until its sender is answered. */
	underWay: Map<string, Turn>;
}

/** By workflow and node. */
const memories = new Map<string, Memory>();

/** What a trigger remembers under, as long as n8n runs. */
export function triggerKey(ctx: IWebhookFunctions): string {
	return `${ctx.getWorkflow().id}/${ctx.getNode().id}`;
}

function memoryOf(ctx: IWebhookFunctions): Memory {
	const key = triggerKey(ctx);
	const memory: Memory = memories.get(key) ?? { seen: new Set(), underWay: new Map() };
	memories.set(key, memory);
	for (const id of storedIn(ctx).seenEvents ?? []) memory.seen.add(id);
	return memory;
}

function storedIn(ctx: IWebhookFunctions): { seenEvents?: string[] } {
	return ctx.getWorkflowStaticData('node');
}

/** Whether an event has started a run that n8n has stored. One that is under way has not, because storing may still go wrong. */
export function isSeen(ctx: IWebhookFunctions, eventId: string): boolean {
	return ctx.getMode() !== 'manual' && memoryOf(ctx).seen.has(eventId);
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
	const memory = memoryOf(ctx);
	// Again after each wait: another copy that waited too may have taken its turn.
	for (let turn = turnOfAnother(memory, events); turn; turn = turnOfAnother(memory, events)) {
		await Promise.race([turn.answered, sleep(LOOK_AGAIN_MS)]);
	}
	const { seen } = memory;
	const ids = new Set<string>();
	const fresh = events.filter(({ eventId }) => {
		const isNew = !seen.has(eventId) && !ids.has(eventId);
		if (isNew) ids.add(eventId);
		return isNew;
	});
	if (fresh.length > 0) rememberWhenAnswered(ctx, memory, [...ids]);
	// Not what others have under way: when n8n is killed now, that is lost, and its redelivery has to run.
	storedIn(ctx).seenEvents = [...seen, ...ids].slice(-STORED_EVENTS);
	return fresh;
}

/** Whoever has one of the events under way. */
function turnOfAnother({ underWay }: Memory, events: Array<{ eventId: string }>): Turn | undefined {
	// Oldest first.
	for (const [id, { since }] of underWay) {
		if (Date.now() - since < LONGEST_ANSWER_MS) break;
		underWay.delete(id);
	}
	const one = events.find(({ eventId }) => underWay.has(eventId));
	return one && underWay.get(one.eventId);
}

/** `prefinish` comes when the answer is given to the connection, even if the sender has gone by then. */
function rememberWhenAnswered(ctx: IWebhookFunctions, memory: Memory, ids: string[]): void {
	const { seen, underWay } = memory;
	const response = ctx.getResponseObject();
	const answered = new Promise<void>((resolve) => {
		response.once('prefinish', () => {
			for (const id of ids) {
				if (underWay.get(id) === turn) underWay.delete(id);
				if (response.statusCode < 400) seen.add(id);
			}
			for (const id of [...seen].slice(0, -REMEMBERED_EVENTS)) seen.delete(id);
			resolve();
		});
	});
	const turn: Turn = { since: Date.now(), answered };
	for (const id of ids) underWay.set(id, turn);
}
